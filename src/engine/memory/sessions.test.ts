import { describe, expect, it } from 'vitest';
import { ask, type Message } from '../../model/conversation.ts';
import { LIMITS, type Rung } from '../../model/route.ts';
import { EMBEDDINGS } from '../../protocols/embeddings/index.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import { embeddingIn } from '../prepare/embed.ts';
import { askedOf, routeOf } from '../testing/parts.ts';
import { sessions } from './sessions.ts';

const rung = (provider: string): Rung => ({ kind: 'model', provider, model: null, tries: 1, limits: LIMITS });
const asked = (headers = {}, client = ''): Asked =>
  askedOf('{"model":"m"}', { caller: PROTOCOLS.anthropic, headers, route: routeOf([rung('a'), rung('b')]), client });
const says = (role: Message['role'], text: string): Message => ({ role, parts: [{ type: 'text', text }] });
const parsed =
  (...messages: readonly Message[]) =>
  (): Parsed => ({
    conversation: { ...ask(''), messages },
    model: 'm',
    stream: false,
    usage: true,
  });
const FIRST = parsed(says('user', 'Hi'));
const SECOND = parsed(says('system', 'changes'), says('user', 'Hi'), says('assistant', 'Yes?'), says('user', 'Go on'));
const MIN = 60_000;

describe('a conversation', () => {
  it('stays with the standby that served it, and no other conversation does', () => {
    const book = sessions(() => 0);
    book.served(asked(), FIRST, 'b/m', false);
    expect(book.homeOf(asked(), SECOND)).toBe('b/m');
    expect(book.homeOf(asked(), parsed(says('user', 'Ho'), says('assistant', 'Yes?')))).toBeNull();
    expect(book.homeOf(asked({}, 'somebody else'), SECOND)).toBeNull();
  });

  it('that begins anew with the same words is asked of the first rung', () => {
    const book = sessions(() => 0);
    book.served(asked(), FIRST, 'b/m', false);
    expect(book.homeOf(asked(), FIRST)).toBeNull();
  });

  it('is known by the name that its client gives it', () => {
    const book = sessions(() => 0);
    book.served(asked({ 'x-session-id': '1' }), FIRST, 'b/m', false);
    const compacted = parsed(says('user', 'What was said so far'), says('assistant', 'Fine'));
    expect(book.homeOf(asked({ 'x-session-id': '1' }), compacted)).toBe('b/m');
    expect(book.homeOf(asked({ 'x-session-id': '2' }), compacted)).toBeNull();
  });

  it('goes back to the first rung when that served it, or when it was quiet for too long', () => {
    let nowMs = 0;
    const book = sessions(() => nowMs);
    book.served(asked(), FIRST, 'b/m', false);
    book.served(asked(), SECOND, 'a/m', true);
    expect(book.homeOf(asked(), SECOND)).toBeNull();
    book.served(asked(), SECOND, 'b/m', false);
    nowMs = 10 * MIN;
    expect(book.homeOf(asked(), SECOND)).toBe('b/m');
    nowMs = 10 * MIN + 1;
    expect(book.homeOf(asked(), SECOND)).toBeNull();
  });

  it('is not read while the first rung serves everybody, and never has to be readable', () => {
    const book = sessions(() => 0);
    const unreadable = (): Parsed => {
      throw new Error('was read');
    };
    book.served(asked(), unreadable, 'a/m', true);
    expect(book.homeOf(asked(), unreadable)).toBeNull();
    book.served(asked(), FIRST, 'b/m', false);
    expect(book.homeOf(asked(), unreadable)).toBeNull();
  });

  it('is not read any more either, when all that were away are quiet', () => {
    let nowMs = 0;
    const book = sessions(() => nowMs);
    let reads = 0;
    const counted = (): Parsed => {
      reads += 1;
      return SECOND();
    };
    for (const name of ['1', '2', '3']) book.served(asked({ 'x-session-id': name }), FIRST, 'b/m', false);
    book.homeOf(asked(), counted);
    expect(reads).toBe(1);
    nowMs = 10 * MIN + 1;
    book.homeOf(asked(), counted);
    book.served(asked(), counted, 'a/m', true);
    expect(reads).toBe(1);
  });

  it('is none when vectors are asked for', () => {
    const book = sessions(() => 0);
    book.served({ ...asked(), embedding: embeddingIn(asked(), EMBEDDINGS.openai) }, FIRST, 'b/m', false);
    expect(book.homeOf(asked(), SECOND)).toBeNull();
  });
});
