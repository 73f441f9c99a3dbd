import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import type { ReplyEvent, StopReason } from '../../model/reply.ts';
import type { Change } from './translate.ts';

type Call = Extract<ReplyEvent, { type: 'tool-call' }>;

/** Where one of these ended an answer, half a call is to be expected, and the reason says so. */
const CUTS_SHORT: ReadonlySet<StopReason> = new Set(['length', 'context', 'refused', 'stop-sequence', 'pause']);

/**
 * Holds a tool call back until all of its input is there, and lets it through only when that is a JSON object: nobody can run half a
 * call, so nobody waits for it, and a call that breaks off was never seen. Throws `garbled`.
 */
export function wholeCalls(): Change {
  let open: { readonly call: Call; json: string } | null = null;

  const close = (): readonly ReplyEvent[] => {
    if (open === null) return [];
    const { call, json } = open;
    open = null;
    parseInput(json);
    return json === '' ? [call] : [call, { type: 'tool-input', part: call.part, json }];
  };
  /** At the end: a call that had to stay half is none. */
  const closeAt = (stop: StopReason): readonly ReplyEvent[] => {
    try {
      return close();
    } catch (error) {
      if (error instanceof Fault && CUTS_SHORT.has(stop)) return [];
      throw error;
    }
  };

  return (event) => {
    if (event.type === 'tool-input' && open?.call.part === event.part) {
      open.json += event.json;
      return [];
    }
    if (event.type === 'tool-call') {
      const before = close();
      open = { call: event, json: '' };
      return before;
    }
    if (open === null) return [event];
    if (event.type === 'end') return [...closeAt(event.stop), event];
    return 'part' in event ? [...close(), event] : [event];
  };
}
