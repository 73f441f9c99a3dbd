import { LIMITS } from '../../model/route.ts';
import { asksToThink } from '../../protocols/scan.ts';
import { bucketOf } from '../../resilience/baseline.ts';
import { type Expected, NOTHING_EXPECTED, READING_MS_PER_KB } from '../../resilience/deadlines.ts';
import { LONG_MS, shareInVain } from '../../resilience/in-vain.ts';
import type { Engine } from '../engine.ts';

/** Watches whether an answer begins in the time in which nearly all of this kind do, and how fast it goes on. */
export type Lateness = {
  /** What such answers are usually like. */
  readonly expected: Expected;
  /** The first content has come. */
  readonly begun: () => void;
  /** The call is over, or not waited for any more. `tokens`: of a whole answer, where its provider has counted them. */
  readonly over: (tokens: number | null) => void;
  /** Nobody waits for it any more. Told before `over`. */
  readonly givenUp: () => void;
};

/** A timer that wakes so much too late has slept with all of us: a machine that was suspended proves nothing. ms. */
const SLEPT_MS = 1_000;
/** The same as LONG_MS with a wish to think, ms: healthy thoughts were seen to be silent for that long. */
const LONG_THOUGHT_MS = 60_000;
/** No attempt is waited for any longer, except by a machine that has slept. */
const LONGEST_MS = LIMITS.answerMs + LIMITS.thinkingMs + SLEPT_MS;
/** Where a request says whether to think stands at one of its ends, bytes. A wish that is not found always is not found. */
const ENDS_BYTES = 1_024;
/** An answer of fewer tokens, or one that came in less time than this, says nothing about speed. */
const TOKENS_MIN = 16;
const PACE_MS_MIN = 500;

/**
 * `late` is told at most once, at the moment when the time is up, to the health book and to the caller of this. Whole answers have no
 * beginning: how long they take says more about their length.
 */
export function watchBeginning(engine: Watching, watched: Watched, late: () => void): Lateness {
  return watched.streamed ? watchStream(engine, watched, late) : watchWhole(engine, watched);
}

function watchStream(engine: Watching, watched: Watched, late: () => void): Lateness {
  const { world, book } = engine;
  const { body, target, generation } = watched;
  const startMs = world.nowMs();
  const bucket = kindOf(body);
  const withinMs = book.lateAfterMs(target, bucket);
  let prompt = withinMs !== null;
  let beginMs: number | null = null;
  const cancel =
    withinMs === null
      ? () => {}
      : world.after(withinMs, () => {
          prompt = false;
          if (world.nowMs() - startMs - withinMs > SLEPT_MS) return;
          book.late(target, generation, 1);
          late();
        });
  return {
    expected: book.expected(target, bucket),
    begun: () => {
      cancel();
      beginMs = world.nowMs();
      if (withinMs === null && beginMs - startMs < LONG_MS) book.inTime(target, generation);
      book.content(target, generation, { tookMs: beginMs - startMs, bucket, prompt });
    },
    over: (tokens) => {
      cancel();
      if (beginMs === null || tokens === null || tokens < TOKENS_MIN) return;
      const tookMs = world.nowMs() - beginMs;
      if (tookMs >= PACE_MS_MIN) book.paced(target, (tokens / tookMs) * 1_000);
    },
    givenUp: () => {
      if (withinMs === null && beginMs === null) waitedInVain(engine, watched, world.nowMs() - startMs);
    },
  };
}

function watchWhole(engine: Watching, watched: Watched): Lateness {
  const { world, book } = engine;
  const startMs = world.nowMs();
  return {
    expected: NOTHING_EXPECTED,
    // However long it took: many whole answers need more than LONG_MS.
    begun: () => book.inTime(watched.target, watched.generation),
    over: NOTHING,
    givenUp: () => waitedInVain(engine, watched, world.nowMs() - startMs),
  };
}

const NOTHING = (): void => {};

/** Somebody has stopped waiting, where nobody knows what is usual. A machine that has slept has waited for nothing. */
function waitedInVain(
  { book, proofs }: Watching,
  { streamed, body, target, generation }: Watched,
  tookMs: number,
): void {
  if (tookMs > LONGEST_MS || (tookMs < LONG_THOUGHT_MS && asksToThink(body))) return;
  if (tookMs >= LONG_MS) return book.late(target, generation, 1);
  const { firstContentMs, wholeMs } = book.of(target);
  const knownMs = streamed && firstContentMs.length > 0 ? firstContentMs : wholeMs;
  // One that has said a word, but nothing like this, may be slower with it.
  if (knownMs.length === 0 && (firstContentMs.length > 0 || proofs.provenMs(target) !== null)) return;
  const share = shareInVain(tookMs - (body.length / 1_024) * READING_MS_PER_KB, knownMs);
  if (share > 0) book.late(target, generation, share);
}

type Watching = Pick<Engine, 'world' | 'book' | 'proofs'>;

type Watched = {
  /** Is it asked for as a stream? */
  readonly streamed: boolean;
  /** The caller's. */
  readonly body: Uint8Array;
  readonly target: string;
  readonly generation: number;
};

function kindOf(body: Uint8Array): number {
  const bytes = body.length;
  const thinks =
    bytes <= 2 * ENDS_BYTES
      ? asksToThink(body)
      : asksToThink(body.subarray(0, ENDS_BYTES)) || asksToThink(body.subarray(bytes - ENDS_BYTES));
  return bucketOf({ bytes, thinks });
}
