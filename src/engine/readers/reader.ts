import { Fault } from '../../model/fault.ts';
import type { Doing, Usage } from '../../model/reply.ts';
import type { Frame, Resumed, Weight } from '../../protocols/protocol.ts';

/** What one piece of an answer comes to. */
export type Reading = {
  /** What the caller may get now, ready to be written. */
  readonly out: readonly Uint8Array[];
  /** The heaviest thing in it. */
  readonly weight: Weight;
  /** The answer is complete. */
  readonly end: boolean;
  /** The answer is broken; `out` is what came before. */
  readonly fault: Fault | null;
  /** With the fault `empty`: how the stream ends, should nobody else have anything to say either. */
  readonly last?: readonly Uint8Array[];
  /** What the model was at when the piece ended; nothing where it does not say. */
  readonly doing?: Doing | null;
  /** A sign of life and nothing else. */
  readonly ping?: boolean;
  /** Content has come, and is held back. */
  readonly held?: boolean;
};

/** Turns what a provider sends into what the caller gets, and says what it means. It does nothing on its own. */
export type Reader = {
  readonly feed: (chunk: Uint8Array) => Reading;
  /** The connection ended in good order. */
  readonly close: () => Reading;
  /** Lets through what it holds back, if it does that. */
  readonly flush?: () => Reading;
  /** The words of the last piece, roughly; absent where nobody listens along. */
  readonly said?: () => string;
  readonly usage: () => Usage | null;
  /** Has the model refused? Absent where the caller's own dialect says so, or nobody can tell. */
  readonly hasRefused?: () => boolean;
  /** Where another attempt would have to go on when this one breaks after thinking was shown. */
  readonly resumed: () => Resumed;
};

export const NOTHING: Reading = { out: [], weight: 'none', end: false, fault: null };

export const broken = (fault: Fault): Reading => ({ out: [], weight: 'none', end: false, fault });

export const noContent = (): Fault => new Fault('empty', 'The answer has no content');

export function heavier(one: Weight, other: Weight): Weight {
  if (one === 'hard' || other === 'hard') return 'hard';
  return one === 'soft' || other === 'soft' ? 'soft' : 'none';
}

/** Are these events nothing but signs of life? */
export function arePings(frames: readonly Frame[]): boolean {
  return frames.every(({ event, data }) => event === 'ping' || data === '');
}
