import type { Cancel, World } from '../../world/world.ts';
import type { Asked } from '../asked.ts';
import { NOTHING, type Reader, type Reading } from './reader.ts';

/** How much of the first words is held back, bytes, and for how long; null: until there are so many or the answer is over. */
export type Caution = { readonly bytesMax: number; readonly ms: number | null };

/** Of a target against which something speaks: if it breaks off again with its first words, nobody has seen them. */
export const SUSPECT: Caution = { bytesMax: 64 * 1024, ms: 750 };
/** Of JSON that somebody else would have to go on with: it is better made anew. Most of it is smaller than this. */
export const JSON_FIRST: Caution = { bytesMax: 8 * 1024, ms: null };

/** What an answer is held back for, if for anything. `isJson`: JSON was asked for, and it would be passed on as it comes. */
export function cautionFor(
  { scan }: Pick<Asked, 'scan'>,
  { isJson, isSuspect }: { readonly isJson: boolean; readonly isSuspect: boolean },
): Caution | null {
  if (!scan.stream) return null;
  if (isJson) return JSON_FIRST;
  return isSuspect ? SUSPECT : null;
}

export type HeldBack = {
  readonly reader: Reader;
  /** Nothing more is waited for. */
  readonly over: () => void;
};

/**
 * A reader that holds the first words of an answer back. A break meanwhile can still be taken back, as it came before them. `due` is told
 * when they are to be let through although nothing more has come.
 */
export function holdBack(
  reader: Reader,
  { bytesMax, ms }: Caution,
  world: Pick<World, 'after'>,
  due: () => void,
): HeldBack {
  let state: 'before' | 'holding' | 'open' = 'before';
  let out: Uint8Array[] = [];
  let bytes = 0;
  let before = reader.resumed();
  let timer: Cancel | null = null;

  const open = (reading: Reading): Reading => {
    state = 'open';
    timer?.();
    const all = [...out, ...reading.out];
    out = [];
    return { ...reading, out: all, weight: 'hard' };
  };

  const hold = (reading: Reading): Reading => {
    if (state === 'before') {
      state = 'holding';
      if (ms !== null) timer = world.after(ms, due);
    }
    out.push(...reading.out);
    for (const one of reading.out) bytes += one.length;
    return bytes < bytesMax ? { ...reading, out: [], weight: 'none', held: true } : open({ ...reading, out: [] });
  };

  const guarded = (read: () => Reading): Reading => {
    if (state === 'open') return read();
    if (state === 'before') before = reader.resumed();
    const reading = read();
    if (state === 'before' && reading.weight !== 'hard') return reading;
    if (reading.fault !== null) {
      // Also when it breaks with its very first words nobody has seen them.
      state = 'holding';
      return { ...reading, out: [], weight: 'none' };
    }
    return reading.end ? open(reading) : hold(reading);
  };

  return {
    reader: {
      ...reader,
      feed: (chunk) => guarded(() => reader.feed(chunk)),
      close: () => guarded(reader.close),
      resumed: () => (state === 'open' ? reader.resumed() : state === 'holding' ? before : reader.resumed()),
      flush: () => (state === 'holding' ? open(NOTHING) : NOTHING),
    },
    over: () => timer?.(),
  };
}
