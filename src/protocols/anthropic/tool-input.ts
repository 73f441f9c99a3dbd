import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import type { StopReason } from '../../model/reply.ts';
import { blockType } from './terms.ts';

/** Follows the inputs of the calls in a stream. Half an input must not pass for a call that somebody then carries out. */
export type Inputs = {
  readonly start: (data: Json) => void;
  readonly delta: (data: Json) => void;
  readonly stop: () => void;
  /** Is there a call that is not whole: one being received, or one that has ended half? */
  readonly isOpen: () => boolean;
  /** Has a call ended without all of its input? */
  readonly isHalf: () => boolean;
  /** Throws `garbled` when a call stayed half although the answer claims to be complete. */
  readonly check: (reason: StopReason) => void;
};

export function followInputs(): Inputs {
  let json: string | null = null;
  let half = false;
  const stop = (): void => {
    half ||= json !== null && json !== '' && !isInput(json);
    json = null;
  };
  return {
    start: (data) => {
      stop();
      json = blockType(at(data, 'content_block')) === 'tool_use' ? '' : null;
    },
    delta: (data) => {
      if (json !== null) json += textAt(data, 'delta', 'partial_json');
    },
    stop,
    isOpen: () => json !== null || half,
    isHalf: () => half,
    check: (reason) => {
      stop();
      // Where a limit, a stop text or a refusal ended the answer, half a call is to be expected, and the reason says so.
      if (half && (reason === 'done' || reason === 'tool-call')) {
        throw new Fault('garbled', 'The input of a tool call is not a JSON object');
      }
    },
  };
}

function isInput(text: string): boolean {
  try {
    const input: Json = JSON.parse(text);
    return isObject(input);
  } catch {
    return false;
  }
}
