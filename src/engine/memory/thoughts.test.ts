import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part } from '../../model/conversation.ts';
import { gather, tell } from '../../model/gather.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { MINT_MARK } from '../../protocols/protocol.ts';
import { seal } from './seal.ts';
import { type Thoughts, thoughts, whoseOf } from './thoughts.ts';

const fresh = (): Thoughts => thoughts(seal(Buffer.from('a key of this test')));

/** An answer as a caller of another dialect hears it. */
function heard(book: Thoughts, maker: string, parts: readonly Part[], whose = ''): readonly Part[] {
  const reply: Reply = { id: 'a', model: 'm', parts, stop: 'done', stopSequence: '', usage: NO_USAGE };
  return gather(tell(reply).flatMap(book.closing({ maker, whose: () => whose }))).parts;
}

function asking(...turns: readonly Message[]): Conversation {
  return { ...ask('Go on'), messages: [...turns, { role: 'user', parts: [{ type: 'text', text: 'Go on' }] }] };
}
const assistant = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts });
/** What the assistant said in its first turn, as `maker` may read it. */
const readBy = (book: Thoughts, maker: string, ...parts: readonly Part[]): readonly Part[] | undefined =>
  book.opened(asking(assistant(...parts)), { maker, whose: () => '' }).messages.find(({ role }) => role === 'assistant')
    ?.parts;

const THOUGHT: Part = { type: 'thinking', text: 'Hm.', signature: 'made-by-claude' };
const UNSIGNED: Part = { type: 'thinking', text: 'Hm.', signature: '' };
const SEALED: Part = { type: 'sealed-thinking', data: 'made-by-claude' };
const TEXT: Part = { type: 'text', text: 'Yes.' };
const CALL: Part = { type: 'tool-call', id: 'call_1', name: 'look', input: { at: 'x' } };

describe('thoughts', () => {
  it('of every kind go back to their maker as they were', () => {
    for (const thought of [THOUGHT, UNSIGNED, SEALED]) {
      const book = fresh();
      const told = heard(book, 'a/m', [thought, TEXT]);
      expect(JSON.stringify(told)).toContain(MINT_MARK);
      expect(readBy(book, 'a/m', ...told)).toEqual([thought, TEXT]);
      // Nothing was remembered for it: another gateway with the same key can do the same.
      expect(readBy(fresh(), 'a/m', ...told)).toEqual([thought, TEXT]);
    }
  });

  it('go to nobody else, with or without a seal', () => {
    const book = fresh();
    const told = heard(book, 'a/m', [THOUGHT, SEALED, TEXT]);
    expect(readBy(book, 'b/m', ...told)).toEqual([TEXT]);
    expect(readBy(book, 'a/m', THOUGHT, SEALED, TEXT)).toEqual([TEXT]);
    expect(readBy(book, 'a/m', { ...THOUGHT, signature: `${MINT_MARK}forged.AAAA` }, TEXT)).toEqual([TEXT]);
  });

  it('of others are named when they are taken out, and signatures of calls with them', () => {
    const book = fresh();
    const named = (maker: string, ...parts: readonly Part[]): readonly string[] =>
      book
        .opened(asking(assistant(...parts, TEXT)), { maker, whose: () => '' })
        .unsaid.map(({ what, weight }) => `${weight} ${what}`);
    const own = heard(book, 'a/m', [THOUGHT]);
    expect(named('a/m', ...own)).toEqual([]);
    expect(named('a/m', UNSIGNED, CALL)).toEqual([]);
    for (const parts of [own, [THOUGHT], [SEALED], [{ ...CALL, signature: 'made-by-gemini' }]])
      expect(named('b/m', ...parts)).toEqual(['cosmetic thinking of earlier turns']);
  });

  it('that nobody signed are words like any other', () => {
    expect(readBy(fresh(), 'b/m', UNSIGNED, TEXT)).toEqual([UNSIGNED, TEXT]);
  });

  it('of others that were all there was leave no empty turn behind', () => {
    expect(readBy(fresh(), 'b/m', THOUGHT)).toBeUndefined();
  });

  it('before a call are remembered for callers that drop them', () => {
    const book = fresh();
    heard(book, 'a/m', [THOUGHT, TEXT, CALL]);
    expect(readBy(book, 'a/m', TEXT, CALL)).toEqual([THOUGHT, TEXT, CALL]);
    expect(readBy(book, 'b/m', TEXT, CALL)).toEqual([TEXT, CALL]);
    expect(readBy(fresh(), 'a/m', TEXT, CALL)).toEqual([TEXT, CALL]);
  });

  it('before a call are nobody else’s, although the calls have the same id', () => {
    const book = fresh();
    const one = asking(assistant(TEXT, { ...CALL, id: 'functions.look:0' }));
    const other = { ...one, messages: [{ role: 'user' as const, parts: [TEXT] }, ...one.messages] };
    const thought: Part = { ...CALL, id: 'functions.look:0', signature: 'made-by-gemini' };
    heard(book, 'a/m', [THOUGHT, thought], whoseOf('acme', one)());
    const read = (client: string, conversation: Conversation): string =>
      JSON.stringify(book.opened(conversation, { maker: 'a/m', whose: whoseOf(client, conversation) }));
    expect(read('acme', one)).toMatch(/made-by-claude.*made-by-gemini/);
    expect(read('somebody else', one)).not.toMatch(/made-by/);
    expect(read('acme', other)).not.toMatch(/made-by/);
  });

  it('#33 of a call stay with the call, and only its maker gets them', () => {
    const book = fresh();
    const signed: Part = { ...CALL, signature: 'made-by-gemini' };
    expect(heard(book, 'g/m', [signed])).toEqual([CALL]);
    expect(readBy(book, 'g/m', CALL)).toEqual([signed]);
    expect(readBy(book, 'b/m', CALL)).toEqual([CALL]);
    // The caller's own dialect has the field; what stands in it was made by somebody else.
    expect(readBy(fresh(), 'b/m', signed)).toEqual([CALL]);
  });

  it('too long to travel twice are told, and not sealed', () => {
    const long = { ...THOUGHT, text: 'x'.repeat(300_000) };
    expect(heard(fresh(), 'a/m', [long, TEXT])).toEqual([{ ...long, signature: '' }, TEXT]);
  });

  it('come in order when two follow each other', () => {
    const told = heard(fresh(), 'a/m', [UNSIGNED, THOUGHT, TEXT]);
    expect(readBy(fresh(), 'a/m', ...told)).toEqual([UNSIGNED, THOUGHT, TEXT]);
  });
});
