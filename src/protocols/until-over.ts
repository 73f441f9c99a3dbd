import { Fault } from '../model/fault.ts';
import type { ReplyEvent } from '../model/reply.ts';
import type { Feed, Frame } from './protocol.ts';

/** The same reader, with whatever it throws as its last event, and with nothing behind an end or a fault. */
export function untilOver(read: Feed<Frame, ReplyEvent>): Feed<Frame, ReplyEvent> {
  let over = false;
  return (frame) => {
    if (over) return [];
    let events: readonly ReplyEvent[];
    try {
      events = read(frame);
    } catch (error) {
      events = [{ type: 'fault', fault: Fault.from(error) }];
    }
    const last = events.at(-1);
    over = frame === null || last?.type === 'end' || last?.type === 'fault';
    return events;
  };
}
