import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { parseData } from '../frame.ts';
import type { Feed, Frame } from '../protocol.ts';
import { untilOver } from '../until-over.ts';
import { saidIn } from './response.ts';
import { parseStop, parseUsage, replyId } from './terms.ts';

/** Reads the lines of an answer. The one that is `done` ends it; a stream without such a line was cut. */
export function parseStream(): Feed<Frame, ReplyEvent> {
  return untilOver(readLines());
}

function readLines(): Feed<Frame, ReplyEvent> {
  const ids = new Set<string>();
  let started = false;
  let part = -1;
  let open: 'text' | 'thinking' | 'tool-call' | null = null;

  const enter = (kind: typeof open): number => {
    if (open !== kind || kind === 'tool-call') part += 1;
    open = kind;
    return part;
  };

  const speak = (kind: 'text' | 'thinking', text: string): readonly ReplyEvent[] =>
    text === '' ? [] : [{ type: kind, part: enter(kind), text }];

  return (frame) => {
    if (frame === null) return [{ type: 'fault', fault: new Fault('cut', 'The answer stopped before its end') }];
    if (frame.data.trim() === '') return [];
    const line = parseData(frame);
    // A line that holds both has thought before it spoke, and has spoken before it called.
    const { thinking, text, calls } = saidIn(line, ids);
    const events: ReplyEvent[] = [];
    if (!started) {
      events.push({ type: 'start', id: replyId(textAt(line, 'created_at')), model: textAt(line, 'model') });
    }
    started = true;
    events.push(...speak('thinking', thinking), ...speak('text', text));
    for (const { id, name, input } of calls) {
      const number = enter('tool-call');
      events.push({ type: 'tool-call', part: number, id, name });
      if (Object.keys(input).length > 0) events.push({ type: 'tool-input', part: number, json: JSON.stringify(input) });
    }
    if (!isObject(line) || at(line, 'done') !== true) return events;
    const usage = parseUsage(line);
    if (usage !== null) events.push({ type: 'usage', usage });
    events.push({ type: 'end', stop: parseStop(textAt(line, 'done_reason'), ids.size > 0), stopSequence: '' });
    return events;
  };
}
