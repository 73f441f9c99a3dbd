import { NO_USAGE, type Usage } from '../../model/reply.ts';
import { type Rung, targetOf } from '../../model/route.ts';
import { estimateTokens } from '../../protocols/estimate.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import type { Engine } from '../engine.ts';
import { type Going, LETTERS_PER_TOKEN, sumOf } from './ask-to-continue.ts';
import { type Released, released } from './released.ts';

/** Which part of the text of an answer somebody gave, UTF-16 units; `to` is behind the last. */
export type Share = { readonly target: string; readonly from: number; readonly to: number };

/** What a request knows of its own answer while somebody else may have to go on with it. */
export type Continued = {
  /** Bytes that went to the caller. */
  readonly add: (bytes: Uint8Array) => void;
  /** Can somebody go on in the middle of what the caller has seen? It is read for that. */
  readonly mayContinue: () => boolean;
  readonly continues: (rung: number) => boolean;
  /** Is there anybody who would? */
  readonly isOn: boolean;
  /**
   * May somebody else answer from the beginning, and the caller be told to let go of what it has? Only one that has said it can, and
   * only of words and thoughts: what was called may be under way.
   */
  readonly mayRestart: () => boolean;
  /** Somebody does, and what was written until now counts no more. */
  readonly restarted: () => void;
  /** Whoever wrote until now writes no more. `usage`: what it has told of its tokens. Null when nobody knows what was written. */
  readonly handedOver: (target: string, usage: Usage | null) => Share | null;
  /** How the next attempt goes on, at this target. */
  readonly going: (target: string) => Going | null;
  /** Who gave which part, if it was more than one. */
  readonly shares: () => readonly Share[];
  /** How much of its text the caller has; null when nobody knows. */
  readonly length: () => number | null;
  readonly forget: () => void;
};

export type ContinuedOptions = { readonly ladder: readonly Rung[]; readonly conversation: () => Parsed };

export function continued(asked: Asked, engine: Engine, { ladder, conversation }: ContinuedOptions): Continued {
  if (!asked.scan.stream || asked.embedding !== null) return UNREAD;
  const { seams } = engine;
  const continues = (rung: Rung | undefined): boolean =>
    rung?.kind === 'model' && (rung.continue ?? (seams.hasAny() && seams.isGood(targetOf(rung, asked.scan.model))));
  const isOn = ladder.some(continues);
  const canRestart = takesRestarts(asked);
  if (!isOn && !canRestart) return UNREAD;
  const along = readAlong(released(engine.heldBytes, asked.caller), engine, conversation);
  return {
    ...along,
    isOn,
    mayRestart: () => canRestart && along.isShown(),
    continues: (index) => continues(ladder[index]),
  };
}

/** Nobody reads an answer that nobody goes on with. */
const UNREAD: Continued = {
  add: () => {},
  mayContinue: () => false,
  continues: () => false,
  isOn: false,
  mayRestart: () => false,
  restarted: () => {},
  handedOver: () => null,
  going: () => null,
  shares: () => [],
  length: () => null,
  forget: () => {},
};

type Along = Omit<Continued, 'continues' | 'isOn' | 'mayRestart'> & {
  /** Has the caller something that can be gone on with, or let go of? */
  readonly isShown: () => boolean;
};

function readAlong(record: Released, { seams, world }: Engine, conversation: () => Parsed): Along {
  let shares: Share[] = [];
  let usage: Usage | null = null;

  const guess = (letters: number): Usage => ({
    ...NO_USAGE,
    inputTokens: estimateTokens(conversation().conversation),
    outputTokens: Math.ceil(letters / LETTERS_PER_TOKEN),
  });

  return {
    add: (bytes) => record.add(bytes),
    isShown: () => (record.shown()?.resumed ?? null) !== null,
    restarted: () => {
      record.anew();
      shares = [];
      usage = null;
    },
    mayContinue: () => {
      const shown = record.shown();
      return shown !== null && shown.resumed !== null && shown.text.trim() !== '' && shown.text.isWellFormed();
    },
    handedOver: (target, told) => {
      const shown = record.shown();
      if (shown === null) return null;
      const from = shares.at(-1)?.to ?? 0;
      const share = { target, from, to: shown.text.length };
      shares.push(share);
      usage = costOf(told, usage, guess(share.to - from));
      return share;
    },
    going: (target) => {
      const shown = record.shown();
      if (shown === null || shown.resumed === null) return null;
      return {
        text: shown.text,
        resumed: shown.resumed,
        nonce: Math.floor(world.random() * NONCES)
          .toString(36)
          .padStart(NONCE_LETTERS, '0'),
        usage: usage ?? NO_USAGE,
        judged: (fits) => seams.report(target, fits),
      };
    },
    shares: () => (shares.length > 1 ? shares : []),
    length: () => shares.at(-1)?.to ?? null,
    forget: () => record.forget(),
  };
}

/** Does the caller know what to do with an answer that begins anew? One JSON list has no room for the word that it does. */
function takesRestarts({ headers, caller }: Asked): boolean {
  return headers['x-failsoft-restart'] === 'ok' && caller.framing !== 'raw';
}

const NONCE_LETTERS = 6;
const NONCES = 36 ** NONCE_LETTERS;

/** What an answer has cost so far. Who broke off has often not said what it cost; then it is what was seen of it, at least. */
function costOf(told: Usage | null, before: Usage | null, guessed: Usage): Usage {
  const least = before === null ? guessed : sumOf(before, guessed);
  if (told === null) return least;
  // What somebody tells who went on counts what was before.
  return {
    ...told,
    inputTokens: told.inputTokens === 0 ? least.inputTokens : told.inputTokens,
    outputTokens: Math.max(told.outputTokens, least.outputTokens),
  };
}
