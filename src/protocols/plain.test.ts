import { describe, expect, it } from 'vitest';
import { ask, type Conversation } from '../model/conversation.ts';
import { Fault } from '../model/fault.ts';
import { gather } from '../model/gather.ts';
import type { Json } from '../model/json.ts';
import { NO_USAGE, type Reply, type ReplyEvent } from '../model/reply.ts';
import { parseData } from './frame.ts';
import { plain, readPlainEvent, readPlainReply } from './plain.ts';

/** Prints and reads again, as it happens between a caller and the engine. */
const printed = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const EVENTS: readonly ReplyEvent[] = [
  { type: 'start', id: 'a', model: 'm' },
  { type: 'thinking', part: 0, text: 'Hm' },
  { type: 'signature', part: 0, signature: 's' },
  { type: 'text', part: 1, text: 'Hi' },
  { type: 'tool-call', part: 2, id: 'c', name: 'look' },
  { type: 'tool-input', part: 2, json: '{"x":1}' },
  { type: 'usage', usage: { ...NO_USAGE, inputTokens: 3 } },
  { type: 'end', stop: 'stop-sequence', stopSequence: 'END' },
];

function heard(events: readonly ReplyEvent[]): readonly ReplyEvent[] {
  const render = plain.renderStream({ model: 'm', after: null, usage: true });
  return [...events.flatMap(render), ...render(null)].map((frame) => readPlainEvent(parseData(frame)));
}

describe('a caller in the same process', () => {
  it('asks with a Conversation of which nothing is lost', () => {
    const conversation: Conversation = {
      ...ask('Hello'),
      thinking: { kind: 'on', effort: 'low', budgetTokens: 9 },
      settings: { topK: 3, stop: ['END'] },
      unsaid: [{ what: 'x', weight: 'cosmetic' }],
    };
    expect(plain.parseRequest(printed({ model: 'm', stream: true, conversation }))).toEqual({
      conversation,
      model: 'm',
      stream: true,
      usage: true,
    });
  });

  it.each<[string, Json]>([
    ['nothing', null],
    ['a text', 'Hello'],
    ['no conversation', { model: 'm' }],
    ['a conversation without messages', { model: 'm', conversation: {} }],
  ])('is told when it asks with %s', (_, body) => {
    expect(() => plain.parseRequest(body)).toThrow(/^conversation\.messages: /);
  });

  it('hears every event as it was', () => {
    expect(heard(EVENTS)).toEqual(EVENTS);
    expect(gather(heard(EVENTS))).toEqual(gather(EVENTS));
  });

  it('hears a whole reply as it was', () => {
    const reply: Reply = gather(EVENTS);
    expect(readPlainReply(printed(plain.renderResponse(reply)))).toEqual(reply);
  });

  it('hears a fault as a Fault, with how long to wait', () => {
    const [event] = heard([{ type: 'fault', fault: new Fault('rate-limited', 'Slow down', { retryAfterMs: 2_000 }) }]);
    expect(event?.type === 'fault' && event.fault).toBeInstanceOf(Fault);
    expect(event).toMatchObject({ fault: { kind: 'rate-limited', message: 'Slow down', retryAfterMs: 2_000 } });
  });

  it('never hears of a kind of fault that does not exist', () => {
    expect(readPlainEvent({ type: 'fault', fault: { kind: 'toString', message: 'x' } })).toMatchObject({
      fault: { kind: 'bug' },
    });
  });

  it('gets an error with its kind and the status of the fault table', () => {
    const fault = new Fault('too-long', 'Too long');
    expect(plain.renderError(fault, 'r')).toEqual({
      error: { kind: 'too-long', message: 'Too long', retryAfterMs: null },
    });
    expect(plain.statusOf(fault)).toBe(400);
  });
});
