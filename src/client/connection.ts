import { type Arrived, type Framing, splitEvents } from './events.ts';

/** Why nothing more comes on a connection: it ended or broke, or nothing came for too long. */
export type Parting = 'over' | 'quiet';

/** A connection on which nothing comes for so long is taken for lost. When it was not, nothing is lost by it. ms */
export const SILENCE_MS = 45_000;

/** The events that come on one connection; `seen` came before on others, and `silenceMs` is how long nothing may come. Never throws: how it parted is what it returns. */
export async function* eventsOn(
  { body }: Response,
  framing: Framing,
  seen: number,
  silenceMs = SILENCE_MS,
): AsyncGenerator<Arrived, Parting, undefined> {
  if (body === null) return 'over';
  const reader = body.getReader();
  const split = splitEvents(framing, seen);
  try {
    for (;;) {
      const piece = await orSilence(
        reader.read().catch(() => null),
        silenceMs,
      );
      if (piece === 'quiet') return 'quiet';
      if (piece === null || piece.done) return 'over';
      yield* split(piece.value);
    }
  } finally {
    // Closes the connection where it is still there.
    reader.cancel().catch(() => {});
  }
}

async function orSilence<T>(what: Promise<T>, silenceMs: number): Promise<T | 'quiet'> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const silence = new Promise<'quiet'>((resolve) => {
    timer = setTimeout(() => resolve('quiet'), silenceMs);
  });
  try {
    return await Promise.race([what, silence]);
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}
