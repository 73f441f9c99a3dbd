import { splitFrames } from './frame.ts';
import type { Frame, Framing } from './protocol.ts';

/** The events in bytes that we wrote or passed on, which are whole ones. Comments are left out. */
export function eventsIn(bytes: Uint8Array, framing: Framing): readonly Frame[] {
  return splitFrames(framing)
    .feed(bytes)
    .filter(({ data }) => data !== '');
}
