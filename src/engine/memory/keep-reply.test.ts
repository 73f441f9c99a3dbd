import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import { lazyConversation } from '../prepare/body.ts';
import { askedOf } from '../testing/parts.ts';
import { isKept, keepAnswer } from './keep-reply.ts';
import { type Replies, replies } from './replies.ts';

const MB = 1024 * 1024;
const asked = (body: object): Asked =>
  askedOf(JSON.stringify({ model: 'm', ...body }), { caller: PROTOCOLS['openai-responses'], client: 'ada' });
const answer = (id: string): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      id,
      object: 'response',
      model: 'm',
      status: 'completed',
      output: [
        { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: `I am ${id}` }] },
      ],
    }),
  );
const unread = (): Parsed => {
  throw new Error('was read');
};

function kept(known: Replies, id: string, body: object, own = true): void {
  const request = asked(body);
  const conversation = own && !('previous_response_id' in body) ? unread : lazyConversation(request);
  keepAnswer(
    { asked: request, conversation, bytes: answer(id), by: { account: 'a', key: 0, prepared: { own } } },
    known,
  );
}

describe('an answer that is kept', () => {
  it.each([true, false])('has all that was said before it (passed on as it was: %s)', (own) => {
    const known = replies();
    kept(known, 'resp_1', { input: 'Who are you?' }, own);
    kept(known, 'resp_2', { input: 'And now?', previous_response_id: 'resp_1' }, own);
    const said = known
      .find('resp_2')
      ?.messages()
      .map(({ role, parts }) => [role, parts.map((part) => (part.type === 'text' ? part.text : ''))]);
    expect(said).toEqual([
      ['user', ['Who are you?']],
      ['assistant', ['I am resp_1']],
      ['user', ['And now?']],
      ['assistant', ['I am resp_2']],
    ]);
    expect(known.find('resp_2')).toMatchObject({ client: 'ada', account: own ? 'a' : '' });
  });

  it('counts for all that it keeps alive, so that many short ends of long conversations do not fill the memory', () => {
    const known = replies();
    for (let count = 0; count < 8; count += 1) {
      kept(known, `resp_long_${count}`, { input: 'x'.repeat(15 * MB) });
      kept(known, `resp_end_${count}`, { input: 'And?', previous_response_id: `resp_long_${count}` });
    }
    const ends = Array.from({ length: 8 }, (_, count) => known.find(`resp_end_${count}`)).filter((end) => end !== null);
    expect(ends.length).toBeLessThanOrEqual(4);
    expect(ends.length).toBeGreaterThan(0);
  });

  it('is none where the caller wants nothing kept', () => {
    expect(isKept(asked({ input: 'Hi' }))).toBe(true);
    expect(isKept(asked({ input: 'Hi', store: true }))).toBe(true);
    expect(isKept(asked({ input: 'Hi', store: false }))).toBe(false);
    expect(isKept(asked({ input: 'Write "store": false', store: true }))).toBe(true);
  });
});
