import { asksToThink } from '../protocols/scan.ts';
import { bucketOf } from '../resilience/baseline.ts';
import type { Asked } from './asked.ts';
import type { Engine } from './engine.ts';

/** Watches whether an answer begins in the time in which nearly all of this kind do. */
export type Lateness = {
  /** The first content has come. */
  readonly begun: () => void;
  /** The call is over, or not waited for any more. */
  readonly over: () => void;
};

/** A timer that wakes so much too late has slept with all of us: a machine that was suspended proves nothing. ms. */
const SLEPT_MS = 1_000;
/** Where a request says whether to think stands at one of its ends, bytes. A wish that is not found always is not found. */
const ENDS_BYTES = 1_024;

/**
 * `late` is told at most once, at the moment when the time is up, to the health book and to the caller of this. Whole answers have no
 * beginning: how long they take says more about their length.
 */
export function watchBeginning(
  { world, book }: Pick<Engine, 'world' | 'book'>,
  { asked, target, generation }: { readonly asked: Asked; readonly target: string; readonly generation: number },
  late: () => void,
): Lateness {
  if (!asked.scan.stream) return { begun: () => {}, over: () => {} };
  const startMs = world.nowMs();
  const bucket = kindOf(asked.body);
  const withinMs = book.lateAfterMs(target, bucket);
  let prompt = withinMs !== null;
  const over =
    withinMs === null
      ? () => {}
      : world.after(withinMs, () => {
          prompt = false;
          if (world.nowMs() - startMs - withinMs > SLEPT_MS) return;
          book.late(target, generation);
          late();
        });
  return {
    begun: () => {
      over();
      book.content(target, generation, { tookMs: world.nowMs() - startMs, bucket, prompt });
    },
    over,
  };
}

function kindOf(body: Uint8Array): number {
  const bytes = body.length;
  const thinks =
    bytes <= 2 * ENDS_BYTES
      ? asksToThink(body)
      : asksToThink(body.subarray(0, ENDS_BYTES)) || asksToThink(body.subarray(bytes - ENDS_BYTES));
  return bucketOf({ bytes, thinks });
}
