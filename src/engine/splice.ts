import type { Fault } from '../model/fault.ts';
import { renderFrames } from '../protocols/frame.ts';
import type { CallerProtocol } from '../protocols/protocol.ts';

export type Broken = {
  /** The name that the caller asked for. */
  readonly model: string;
  /** Was something of the answer written before? Pings are nothing. */
  readonly begun: boolean;
};

/**
 * What a caller hears when an answer broke after a part of it was shown: an error event in its own protocol, and never a
 * success terminator. Recovery in the middle of an answer has its place here.
 */
export function brokenEnd(caller: CallerProtocol, fault: Fault, { model, begun }: Broken): Uint8Array {
  const after = begun ? { nextPart: 0, openPart: -1 } : null;
  const render = caller.renderStream({ model, after, usage: false });
  return renderFrames([...render({ type: 'fault', fault }), ...render(null)], caller.framing);
}
