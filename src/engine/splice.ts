import type { Fault } from '../model/fault.ts';
import { renderFrames } from '../protocols/frame.ts';
import type { CallerProtocol } from '../protocols/protocol.ts';

/**
 * What a caller hears when an answer broke after a part of it was shown: an error event in its own protocol, and never a
 * success terminator. Recovery in the middle of an answer has its place here.
 */
export function brokenEnd(caller: CallerProtocol, fault: Fault, model: string): Uint8Array {
  const render = caller.renderStream({ model, after: { nextPart: 0, openPart: -1 }, usage: false });
  return renderFrames([...render({ type: 'fault', fault }), ...render(null)], caller.framing);
}
