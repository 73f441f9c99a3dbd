import { clipped, heaviest, type Span, union, type Weighted } from '../../history/spans.ts';
import type { Chance } from './chance.ts';

/** A rung as the past is played against it. */
export type PlayedRung = {
  /** For people. */
  readonly name: string;
  /** `below`: it asks no model, so that no outage takes it away. */
  readonly kind: 'model' | 'below';
  /** When it was in trouble, and which share of its requests failed, 0–1. Null: nothing is known of it, and it counts as if it were not there. */
  readonly trouble: readonly Weighted[] | null;
  /**
   * `again`: what fails above is asked of it. `instead`: everything is led to it, as long as it fails less than what is above.
   */
  readonly way: 'again' | 'instead';
  /** From the beginning of the trouble above it until it serves, ms; 0: in the very request that failed. */
  readonly switchMs: number;
  readonly chance: Chance;
};

/** Time by who answers, ms; where only a part of the requests is concerned, that part of the time. The rest is the first rung's. */
export type Spent = {
  readonly standbyMs: number;
  readonly belowMs: number;
  readonly nothingMs: number;
};

/** One spell of trouble of the first rung. */
export type Episode = Span & {
  /** What comes of it, by which of the uncertain rungs work: the bit of each, in their order, is set where it does. */
  readonly outcomes: readonly Spent[];
};

/** A past that was played against a ladder. */
export type Played = {
  readonly episodes: readonly Episode[];
  /** Of the rungs that may fail when they are needed, in the order of their bits. */
  readonly chances: readonly Chance[];
};

/** Rungs that may or may not work, at most: each doubles the outcomes. */
export const UNCERTAIN_MAX = 8;

/** Plays the trouble within the windows against a ladder. The time line is one for all rungs: what failed together fails together. */
export function play(ladder: readonly PlayedRung[], windows: readonly Span[]): Played {
  const [first, ...others] = ladder;
  const within = (trouble: readonly Weighted[]): readonly Weighted[] =>
    heaviest(windows.flatMap((window) => clipped(trouble, window)));
  const trouble = within(first?.trouble ?? []);
  const standbys = others
    .filter((rung) => rung.trouble !== null)
    .map((rung) => ({ ...rung, trouble: within(rung.trouble ?? []) }));
  const uncertain = standbys.filter(({ chance }) => !isSure(chance)).slice(0, UNCERTAIN_MAX);
  return {
    chances: uncertain.map(({ chance }) => chance),
    episodes: union(trouble).map((spell) => ({
      ...spell,
      outcomes: Array.from({ length: 2 ** uncertain.length }, (_, pattern) => {
        const working = standbys.filter((rung) => {
          const bit = uncertain.indexOf(rung);
          return bit < 0 ? isSure(rung.chance) : (pattern & (1 << bit)) !== 0;
        });
        return spentIn(spell, trouble, working);
      }),
    })),
  };
}

function isSure(chance: Chance): boolean {
  return chance.by === 'assumption' && chance.failing === 0;
}

/** A stretch in which the shares of those who answer stay the same, 0–1 each. */
type Piece = Span & { readonly lost: number; readonly standby: number; readonly below: number };

function spentIn(spell: Span, trouble: readonly Weighted[], standbys: readonly PlayedRung[]): Spent {
  let pieces: readonly Piece[] = clipped(trouble, spell).map(({ fromMs, toMs, weight }) => ({
    fromMs,
    toMs,
    lost: weight,
    standby: 0,
    below: 0,
  }));
  for (const rung of standbys) pieces = withRung(pieces, rung);
  const time = (share: (piece: Piece) => number): number =>
    pieces.reduce((sum, piece) => sum + share(piece) * (piece.toMs - piece.fromMs), 0);
  return {
    standbyMs: time(({ standby }) => standby),
    belowMs: time(({ below }) => below),
    nothingMs: time(({ lost }) => lost),
  };
}

/** Who answers when this rung comes in after its time, wherever something above is in trouble. */
function withRung(pieces: readonly Piece[], rung: PlayedRung): readonly Piece[] {
  const troubled = spellsOf(pieces, rung.way);
  return pieces.flatMap((piece) => {
    const spell = troubled.find(({ fromMs, toMs }) => fromMs <= piece.fromMs && piece.fromMs < toMs);
    if (spell === undefined) return [piece];
    const inMs = Math.min(piece.toMs, Math.max(piece.fromMs, spell.fromMs + rung.switchMs));
    const before = inMs > piece.fromMs ? [{ ...piece, toMs: inMs }] : [];
    const after = inMs < piece.toMs ? served({ ...piece, fromMs: inMs }, rung) : [];
    return [...before, ...after];
  });
}

/**
 * The stretches of trouble that a rung comes in after. Whoever leads everything elsewhere does so by what is seen of the trouble, and has to
 * notice it anew when it becomes better or worse; so does the replay that section 2.3 of the reference has figures of.
 */
function spellsOf(pieces: readonly Piece[], way: PlayedRung['way']): readonly Span[] {
  const troubled = pieces.filter(({ lost }) => lost > 0);
  if (way === 'again') return union(troubled);
  const spells: Piece[] = [];
  for (const piece of troubled) {
    const last = spells.at(-1);
    if (last?.toMs === piece.fromMs && last.lost === piece.lost)
      spells[spells.length - 1] = { ...last, toMs: piece.toMs };
    else spells.push(piece);
  }
  return spells;
}

function served(piece: Piece, rung: PlayedRung): readonly Piece[] {
  const own = clipped(rung.trouble ?? [], piece);
  const edges = [...new Set([piece.fromMs, ...own.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), piece.toMs])];
  return edges.slice(0, -1).map((fromMs, at) => {
    const toMs = edges[at + 1] ?? piece.toMs;
    const failing = own.find((span) => span.fromMs <= fromMs && fromMs < span.toMs)?.weight ?? 0;
    return { ...shares(piece, rung, failing), fromMs, toMs };
  });
}

function shares(piece: Piece, { kind, way }: PlayedRung, failing: number): Omit<Piece, keyof Span> {
  const { lost, standby, below } = piece;
  if (way === 'again') {
    const gained = lost * (1 - failing);
    return {
      lost: lost * failing,
      standby: standby + (kind === 'model' ? gained : 0),
      below: below + (kind === 'below' ? gained : 0),
    };
  }
  if (failing >= lost) return { lost, standby, below };
  return { lost: failing, standby: kind === 'model' ? 1 - failing : 0, below: kind === 'below' ? 1 - failing : 0 };
}
