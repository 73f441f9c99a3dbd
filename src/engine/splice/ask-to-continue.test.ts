import { describe, expect, it } from 'vitest';
import { ask, type Conversation } from '../../model/conversation.ts';
import { listAt, textAt } from '../../model/json.ts';
import { NO_USAGE } from '../../model/reply.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { heldBytes } from '../budgets/held-bytes.ts';
import {
  breaksOff,
  FIRST,
  ignores,
  type Model,
  obeys,
  REST,
  stammers,
  stage,
  thinks,
  USAGE,
} from '../testing/breaking.ts';
import { askedToGoOn } from './ask-to-continue.ts';
import { released } from './released.ts';
import { seams } from './seams.ts';

describe('an answer that breaks off in the middle of its words', () => {
  it.each(['cut', 'reset', 'stalls'] as const)('because it was %s, is gone on with where it broke off', (end) => {
    const one = stage([breaksOff(FIRST, end), obeys()]);
    const { text, raw, state, comment } = one.ask();
    expect(text).toBe(FIRST + REST);
    expect(state).toBe('ended');
    expect(raw.match(/\[DONE\]/g)).toHaveLength(1);
    expect(raw.match(/"finish_reason":"stop"/g)).toHaveLength(1);
    expect(raw.match(/"role":"assistant"/g)).toHaveLength(1);
    expect(raw).not.toMatch(/⟦|chatcmpl-1/);
    const cut = FIRST.length;
    expect(comment).toBe(`x-failsoft-mode=standby x-failsoft-served-by=a/m[0,${cut}] b/m[${cut},${cut + REST.length}]`);
    expect(one.entries).toMatchObject([{ outcome: 'answered', servedBy: 'b/m' }]);
    expect(one.entries[0]?.attempts.map(({ target, said }) => [target, said])).toEqual([
      ['a/m', { from: 0, to: cut }],
      ['b/m', { from: cut, to: cut + REST.length }],
    ]);
  });

  it('costs what both have cost, as far as they have told it or it was seen', () => {
    const one = stage([breaksOff(), obeys()]);
    const { raw } = one.ask();
    const { usage: noted } = one.entries[0] ?? {};
    expect(noted?.outputTokens).toBe(USAGE.completion_tokens + Math.ceil(FIRST.length / 4));
    expect(noted?.inputTokens).toBeGreaterThan(USAGE.prompt_tokens);
    expect(raw).toContain(`"completion_tokens":${noted?.outputTokens}`);
  });

  it('is asked for in a conversation that ends with what was said and the wish for the rest', () => {
    const one = stage([breaksOff(), obeys()]);
    one.ask();
    const turns = listAt(one.seen[1]?.[0] ?? null, 'messages').map((turn) => [
      textAt(turn, 'role'),
      textAt(turn, 'content'),
    ]);
    expect(turns).toEqual([
      ['user', 'Tell me'],
      ['assistant', FIRST],
      ['user', expect.stringMatching(/⟦[a-z0-9]{6}⟧.*⟦\/[a-z0-9]{6}⟧.*comes early \n\nThen go/s)],
    ]);
  });

  it('goes to the next one when a model begins anew, whose health that does not touch', () => {
    const one = stage([breaksOff(), ignores, obeys()]);
    const { text, comment } = one.ask();
    expect(text).toBe(FIRST + REST);
    expect(comment).toContain(`a/m[0,${FIRST.length}] c/m[`);
    expect(one.entries[0]?.attempts.map(({ target, fault }) => [target, fault])).toEqual([
      ['a/m', 'cut'],
      ['b/m', 'garbled'],
      ['c/m', null],
    ]);
    expect(one.engine.book.of('b/m')).toMatchObject({ failed: 0 });
    expect(one.engine.book.of('a/m')).toMatchObject({ failed: 1 });
  });

  it('goes to the next one when a model says the place twice: no mark is ever shown', () => {
    const one = stage([breaksOff(), stammers, obeys()]);
    const { text, comment } = one.ask();
    expect(text).toBe(FIRST + REST);
    expect(comment).toContain(`a/m[0,${FIRST.length}] c/m[`);
    expect(one.entries[0]?.attempts.map(({ fault }) => fault)).toEqual(['cut', 'garbled', null]);
  });

  it('may say brackets that are no mark, wherever they are cut', () => {
    const rest = 'gets ⟦the table⟧ by ⟦/the⟧ window. ⟦/';
    expect(stage([breaksOff(), obeys(rest)]).ask()).toMatchObject({ text: FIRST + rest, state: 'ended' });
  });

  it('may break off once more, and is gone on with once more', () => {
    const one = stage([breaksOff(), obeys('gets the table by ', 'reset'), obeys('the window.')]);
    const { text, comment } = one.ask();
    expect(text).toBe(FIRST + REST);
    const cut = FIRST.length + 'gets the table by '.length;
    expect(comment).toContain(`a/m[0,${FIRST.length}] b/m[${FIRST.length},${cut}] c/m[${cut},${text.length}]`);
  });

  it('ends honestly when nobody finds the place, and says how much there is of it', () => {
    const one = stage(
      [breaksOff(), ignores, ignores, obeys()],
      [{}, { continue: true }, { continue: true }, { continue: true }],
    );
    const { text, raw, state } = one.ask();
    expect(text).toBe(FIRST);
    expect(state).toBe('destroyed');
    expect(raw).toContain(`: x-failsoft-partial=${FIRST.length} x-failsoft-fault=cut\n\n`);
    expect(raw).toContain(`(${FIRST.length} characters of the answer were sent)`);
    expect(raw).not.toContain('[DONE]');
    expect(one.entries).toMatchObject([{ outcome: 'broken', fault: 'cut', servedBy: 'a/m' }]);
    expect(one.seen[3]).toEqual([]);
  });

  it('that was complete but for its end is complete', () => {
    const one = stage([breaksOff('All is said.'), obeys('')]);
    expect(one.ask()).toMatchObject({ text: 'All is said.', state: 'ended' });
    expect(one.entries).toMatchObject([{ outcome: 'answered' }]);
  });

  it('ends where it broke off on a route that says nothing of going on', () => {
    const one = stage([breaksOff(), obeys()], [{}, {}]);
    expect(one.ask()).toMatchObject({ text: FIRST, state: 'destroyed' });
    expect(one.seen[1]).toEqual([]);
  });

  it.each([
    ['is gone on with', true, FIRST + REST],
    ['is not said once more by somebody else', false, FIRST],
  ])('behind a thought, in the same piece in which it came, %s', (_, goesOn, wanted) => {
    const chunk = (delta: object): string =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
    const error = 'data: {"error":{"message":"Overloaded","code":"server_is_overloaded"}}\n\n';
    const raw = [chunk({ reasoning_content: 'Hm' }), chunk({ content: FIRST }) + error];
    const one = stage([() => ({ pieces: [], raw }), obeys()], [{}, { continue: goesOn }]);
    expect(one.ask().text).toBe(wanted);
  });

  it('is not shown what the next one thinks', () => {
    const one = stage([breaksOff(), thinks]);
    const { text, raw } = one.ask();
    expect(text).toBe(FIRST + REST);
    expect(raw).not.toContain('Where was I?');
  });
});

describe('a call of a tool', () => {
  const call = (json: string): object => ({
    tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: json } }],
  });
  const tools = { tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }] };
  const breaksInCall: Model = () => ({ pieces: ['Let me look. '], more: [call('{"wher')], end: 'cut' });

  it('that breaks off behind words was never shown, and who goes on calls it anew', () => {
    const one = stage([breaksInCall, (body) => ({ ...obeys('')(body), more: [call('{"where":"Oslo"}')] })]);
    const { text, raw, state } = one.ask(tools);
    expect(state).toBe('ended');
    expect(text).toBe('Let me look. ');
    expect([...raw.matchAll(/"arguments":"((?:[^"\\]|\\.)*)"/g)].map(([, json]) => json).join('')).toBe(
      '{\\"where\\":\\"Oslo\\"}',
    );
    expect(raw).toContain('"finish_reason":"tool_calls"');
  });

  it('that breaks off before any word leads to the next rung, as if nothing had happened', () => {
    const silent: Model = () => ({ pieces: [], more: [call('{"wher')], end: 'reset' });
    const one = stage([silent, () => ({ pieces: ['Oslo, I guess.'] })], [{}, {}]);
    expect(one.ask(tools)).toMatchObject({ text: 'Oslo, I guess.', state: 'ended' });
  });

  it('that was shown is not gone on behind: it may be under way already', () => {
    const shown: Model = () => ({ pieces: ['Hm. '], more: [call('{"where":"Oslo"}'), { content: 'And' }], end: 'cut' });
    const one = stage([shown, obeys()]);
    expect(one.ask(tools)).toMatchObject({ state: 'destroyed' });
    expect(one.seen[1]).toEqual([]);
  });
});

describe('an answer that has to be JSON', () => {
  const json = { response_format: { type: 'json_object' } };

  it('is looked at as a whole when somebody has gone on with it', () => {
    const places = Array.from({ length: 900 }, (_, index) => `place ${index}`);
    const half = `{"places": ["${places.join(' and ')}", `;
    expect(stage([breaksOff(half), obeys('"Oslo"]}')]).ask(json)).toMatchObject({
      text: `${half}"Oslo"]}`,
      state: 'ended',
    });
    expect(stage([breaksOff(half), obeys('"Oslo"')]).ask(json)).toMatchObject({ text: half, state: 'destroyed' });
  });
});

describe('who may go on with the answers of others', () => {
  it('is found out by what they did where they were asked to, and forgotten when they do it badly', () => {
    const known = seams();
    for (let count = 0; count < 9; count += 1) known.report('b/m', true);
    expect(known.isGood('b/m')).toBe(false);
    known.report('b/m', true);
    expect(known.isGood('b/m')).toBe(true);
    expect(known.isGood('c/m')).toBe(false);
    known.report('b/m', false);
    expect(known.isGood('b/m')).toBe(false);
  });

  it('goes on without being told so once it has done it ten times', () => {
    const one = stage([breaksOff(), obeys()], [{}, {}]);
    for (let count = 0; count < 9; count += 1) one.engine.seams.report('b/m', true);
    expect(one.ask().state).toBe('destroyed');
    const known = stage([breaksOff(), obeys()], [{}, {}]);
    for (let count = 0; count < 10; count += 1) known.engine.seams.report('b/m', true);
    expect(known.ask()).toMatchObject({ text: FIRST + REST, state: 'ended' });
    const never = stage([breaksOff(), obeys()], [{}, { continue: false }]);
    for (let count = 0; count < 10; count += 1) never.engine.seams.report('b/m', true);
    expect(never.ask().state).toBe('destroyed');
  });
});

describe('what was released', () => {
  it('is held within a limit for all requests together, and given back', () => {
    const room = heldBytes(10);
    const { 'openai-chat': chat } = PROTOCOLS;
    const first = released(room, chat);
    first.add(Buffer.from('12345678'));
    const second = released(room, chat);
    second.add(Buffer.from('123'));
    expect(second.shown()).toBeNull();
    expect(first.shown()).not.toBeNull();
    first.forget();
    expect(room.take(10)).toBe(true);
  });

  it('is given back when a request is over, whatever its end', () => {
    for (const models of [[breaksOff(), obeys()], [breaksOff(), ignores], [obeys('x')]]) {
      const one = stage(models);
      one.ask();
      expect(one.engine.heldBytes.take(64 * 1024 * 1024)).toBe(true);
    }
  });

  it('that cannot be held any more is not gone on with', () => {
    const one = stage([breaksOff(), obeys()]);
    one.engine.heldBytes.take(64 * 1024 * 1024);
    expect(one.ask()).toMatchObject({ text: FIRST, state: 'destroyed' });
  });
});

describe('a conversation that asks to go on', () => {
  const going = {
    text: 'Half of ',
    nonce: 'n1',
    resumed: { nextPart: 0, openPart: 0 },
    usage: NO_USAGE,
    judged: () => {},
  };
  const said: Conversation = {
    ...ask('Tell me'),
    toolChoice: { kind: 'required' },
    output: { kind: 'json' },
    settings: { maxTokens: 1_000, temperature: 0.5 },
  };

  it('forces no tool and no JSON, and asks for what is left of the answer', () => {
    const text = 'x'.repeat(2_000);
    const asked = askedToGoOn(said, { ...going, text }, 'echo');
    expect(asked).toMatchObject({
      toolChoice: { kind: 'auto' },
      output: { kind: 'text' },
      settings: { maxTokens: 500, temperature: 0.5 },
    });
    expect(askedToGoOn(said, { ...going, text: 'x'.repeat(9_000) }, 'echo').settings.maxTokens).toBe(256);
    expect(askedToGoOn({ ...said, toolChoice: { kind: 'none' } }, going, 'echo').toolChoice).toEqual({ kind: 'none' });
  });

  it('ends with the words themselves where they can be put into the mouth of a model', () => {
    const { messages, thinking } = askedToGoOn(said, going, 'prefill');
    expect(messages.at(-1)).toEqual({ role: 'assistant', parts: [{ type: 'text', text: 'Half of ' }] });
    expect(thinking).toEqual({ kind: 'off' });
    const begun: Conversation = {
      ...said,
      messages: [...said.messages, { role: 'assistant', parts: [{ type: 'text', text: 'So: ' }] }],
    };
    expect(askedToGoOn(begun, going, 'prefill').messages.at(-1)?.parts).toHaveLength(2);
  });
});
