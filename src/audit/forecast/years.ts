import { lengthMs, type Span } from '../../history/spans.ts';
import { drawn, meanOf, randomFrom } from './chance.ts';
import type { Played, Spent } from './episodes.ts';

/** Hours in a year. `mean` is exact for the past that was played; of years made of its weeks, half have no more than `p50`, nine in ten no more than `p90`. */
export type Spread = { readonly mean: number; readonly p50: number; readonly p90: number };

/** What a year is like. Hours in which only some requests are concerned count as that part. */
export type Year = {
  /** No model answers. */
  readonly withoutAi: Spread;
  /** Somebody else answers than the first rung: another model, or a rung that asks none. */
  readonly lesser: Spread;
  /** Nobody answers: no model, and no rung that asks none. */
  readonly nothing: Spread;
  /** What of `nothing` is beyond the tolerance, each spell of trouble by itself. */
  readonly unmet: Spread;
  /** Spells of trouble of the first rung. */
  readonly episodes: number;
};

export type Playing = {
  readonly windows: readonly Span[];
  /** How long a spell without any answer may last before it counts as unmet, ms. */
  readonly toleranceMs: number;
};

const HOUR_MS = 3_600_000;
/** A year of 365.25 days, ms. */
const YEAR_MS = 8_766 * HOUR_MS;
/** Trouble of one week may belong together; that of different weeks hardly does. */
const BLOCK_MS = 7 * 24 * HOUR_MS;
/** Years that are made. With so many, p90 moves by about 1 % from seed to seed. */
const YEARS = 2_000;
const SEED = 20_240_101;

/** The means alone, hours in a year. */
export type MeanYear = Readonly<Record<Exclude<keyof Year, 'episodes'>, number>>;

/** What a year is like with something else. */
export type Step = { readonly name: string; readonly year: MeanYear };

type Counted = MeanYear;

const KINDS = ['withoutAi', 'lesser', 'nothing', 'unmet'] as const satisfies readonly (keyof Counted)[];

/** What a year is like that is made of weeks of the past, drawn at random and for all rungs together. */
export function yearOf(played: Played, playing: Playing): Year {
  const mean = meanYear(played, playing);
  const years = sampled(played, playing);
  const spread = (kind: keyof Counted): Spread => {
    const sorted = years.map((year) => year[kind]).toSorted((a, b) => a - b);
    const at = (share: number): number => (sorted[Math.floor(share * sorted.length)] ?? 0) / HOUR_MS;
    return { mean: mean[kind], p50: at(0.5), p90: at(0.9) };
  };
  return {
    withoutAi: spread('withoutAi'),
    lesser: spread('lesser'),
    nothing: spread('nothing'),
    unmet: spread('unmet'),
    episodes: (played.episodes.length / lengthMs(playing.windows)) * YEAR_MS,
  };
}

/** The same without its spread, which takes longest to find. */
export function meanYear(played: Played, { windows, toleranceMs }: Playing): MeanYear {
  const failing = played.chances.map(meanOf);
  const year = nothingYet();
  for (const { outcomes } of played.episodes) {
    const one = expected(
      outcomes.map((outcome) => counted(outcome, toleranceMs)),
      failing,
    );
    for (const kind of KINDS) year[kind] += one[kind];
  }
  for (const kind of KINDS) year[kind] *= YEAR_MS / lengthMs(windows) / HOUR_MS;
  return year;
}

function counted({ standbyMs, belowMs, nothingMs }: Spent, toleranceMs: number): Counted {
  return {
    withoutAi: belowMs + nothingMs,
    lesser: standbyMs + belowMs,
    nothing: nothingMs,
    unmet: Math.max(0, nothingMs - toleranceMs),
  };
}

/** The mean of outcomes, by how likely each of the uncertain rungs is to fail. */
function expected(outcomes: readonly Counted[], failing: readonly number[]): Counted {
  const sum = nothingYet();
  for (const [pattern, outcome] of outcomes.entries()) {
    const weight = failing.reduce((all, share, bit) => all * ((pattern & (1 << bit)) === 0 ? share : 1 - share), 1);
    for (const kind of KINDS) sum[kind] += outcome[kind] * weight;
  }
  return sum;
}

function nothingYet(): Record<keyof Counted, number> {
  return { withoutAi: 0, lesser: 0, nothing: 0, unmet: 0 };
}

function sampled(played: Played, { windows, toleranceMs }: Playing): readonly Counted[] {
  const random = randomFrom(SEED);
  const blocks = blocksOf(windows).map((block) => ({
    ms: block.toMs - block.fromMs,
    episodes: played.episodes
      .filter(({ fromMs }) => block.fromMs <= fromMs && fromMs < block.toMs)
      .map(({ outcomes }) => outcomes.map((one) => counted(one, toleranceMs))),
  }));
  if (blocks.length === 0) return [];
  return Array.from({ length: YEARS }, (): Counted => {
    const failing = played.chances.map((chance) => drawn(chance, random));
    const year = nothingYet();
    let madeMs = 0;
    while (madeMs < YEAR_MS) {
      const block = blocks[Math.floor(random() * blocks.length)];
      if (block === undefined) break;
      madeMs += block.ms;
      for (const outcomes of block.episodes) {
        let pattern = 0;
        for (const [bit, share] of failing.entries()) if (random() >= share) pattern |= 1 << bit;
        const outcome = outcomes[pattern];
        if (outcome !== undefined) for (const kind of KINDS) year[kind] += outcome[kind];
      }
    }
    for (const kind of KINDS) year[kind] *= YEAR_MS / madeMs;
    return year;
  });
}

function blocksOf(windows: readonly Span[]): readonly Span[] {
  return windows.flatMap(({ fromMs, toMs }) =>
    Array.from({ length: Math.ceil((toMs - fromMs) / BLOCK_MS) }, (_, at) => ({
      fromMs: fromMs + at * BLOCK_MS,
      toMs: Math.min(toMs, fromMs + (at + 1) * BLOCK_MS),
    })),
  );
}
