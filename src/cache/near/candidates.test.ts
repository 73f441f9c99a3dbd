import { describe, expect, it } from 'vitest';
import { keyOf } from '../key.ts';
import { shelf } from '../testing/deep.ts';
import { candidates } from './candidates.ts';
import { notes } from './notes.ts';
import { partitions } from './partitions.ts';
import { type NearQuestion, nearQuestion } from './question.ts';

const SCOPE = { tenant: 'acme', route: 'r', allow: null, credential: '' } as const;

function near(text: string, { tenant = 'acme', system = 'Be kind' } = {}): NearQuestion {
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: text },
  ];
  const request = { dialect: 'openai-chat', body: { messages }, model: 'm', headers: {}, query: '' } as const;
  const scope = { ...SCOPE, tenant };
  const key = keyOf(request, scope);
  const found = key.kind === 'key' ? nearQuestion(request, scope, key) : null;
  if (found === null) throw new Error(`${text} is of no partition`);
  return found;
}

const never = (): void => {};
const shop = { notes: notes(null), deep: null, wallMs: () => 1, after: never, say: never };

describe('questions of a partition', () => {
  it('are found by their rarest words first, and only by words that say something', () => {
    const index = candidates();
    for (const thing of ['bread', 'cake', 'soup', 'stew']) index.add(`How do I make a good ${thing} at home?`);
    index.add('Why is sourdough bread sour?');
    const [first, second] = index.find('how can I make good bread?', 10);
    expect(first).toEqual({ text: 'How do I make a good bread at home?', share: 3 / 4 });
    expect(second?.share).toBeLessThan(3 / 4);
    expect(index.find('What is it?', 10)).toEqual([]);
    expect(index.find('How do I make a good bread at home?', 10).map(({ text }) => text)).not.toContain(
      'How do I make a good bread at home?',
    );
  });

  it('are no more than there may be: the oldest go', () => {
    const index = candidates(3);
    for (const thing of ['bread', 'cake', 'soup', 'stew']) index.add(`How do I cook ${thing}?`);
    expect(index.find('cook', 10).length).toBe(3);
    expect(index.find('bread', 10)).toEqual([]);
    const bytes = index.bytes();
    index.add('How do I cook stew?');
    expect(index.bytes()).toBe(bytes);
  });
});

describe('partitions', () => {
  it('[bugs 3, 4] have nothing in common when tenant or instructions differ', () => {
    const all = partitions(shop);
    all.of(near('What is a leek?')).add('What is a leek?');
    expect(all.of(near('what is leek')).find('what is leek').length).toBe(1);
    expect(all.of(near('what is leek', { tenant: 'other' })).find('what is leek')).toEqual([]);
    expect(all.of(near('what is leek', { system: 'Be rude' })).find('what is leek')).toEqual([]);
  });

  it('take no more memory than they may: the one that was used longest ago goes', () => {
    const all = partitions({ ...shop, bytesMax: 20_000 });
    const names = Array.from({ length: 30 }, (_, number) => `Be kind, ${number}`);
    for (const system of names) all.of(near('What is a leek?', { system })).add('What is a leek?');
    // The newest first, because to look for one that has gone takes room.
    const left = names
      .toReversed()
      .filter((system) => all.of(near('what is leek', { system })).find('what is leek').length > 0);
    expect(left.length).toBeGreaterThan(3);
    expect(left.length).toBeLessThan(15);
    expect(left[0]).toBe(names.at(-1));
  });

  it('close a way at the first answer that was wrong, tell it once, also over a restart, and open it when that is proven rare', () => {
    const told: string[] = [];
    const deep = shelf();
    const open = (): ReturnType<typeof partitions> =>
      partitions({ ...shop, notes: notes(deep), say: (sentence) => void told.push(sentence) });
    const first = open().of(near('What is a leek?'));
    for (let count = 0; count < 9; count += 1) first.checked('near', true);
    first.checked('near', false);
    expect(told).toEqual([
      'Route "r": no more answers to near-verbatim questions of tenant "acme" until checks prove them right, because 1 of 10 checked answers was wrong, so up to 39.4 % may be.',
    ]);
    const again = open();
    const second = again.of(near('What is a cake?'));
    expect(second.rate('near')).toMatchObject({ checked: 10, wrong: 1 });
    expect(second.rate('alias')).toMatchObject({ checked: 0, wrong: 0 });
    for (let count = 10; count < 236; count += 1) second.checked('near', true);
    expect(told.length).toBe(2);
    expect(told[1]).toBe(
      'Route "r": answers to near-verbatim questions of tenant "acme" are given again: 1 of 236 checked answers was wrong, so up to 2.0 % may be.',
    );
    expect(again.rates()).toMatchObject([{ tier: 'near', checked: 236, wrong: 1, suspended: false }]);
  });
});

describe('notes', () => {
  it('are found by the very request alone, of the same tenant', () => {
    const deep = shelf();
    const own = near('What is a leek?').own;
    notes(deep).keep('alias', own, { of: 'x' }, 1_000);
    const other = notes(deep);
    expect(other.find('alias', own, 2_000)).toEqual({ of: 'x' });
    expect(other.find('checks', own, 2_000)).toBe(null);
    expect(other.find('alias', { ...own, tenant: 'other' }, 2_000)).toBe(null);
    expect(other.find('alias', { ...own, key: { ...own.key, request: Buffer.from('else') } }, 2_000)).toBe(null);
    expect(other.find('alias', own, 1e12)).toBe(null);
    // What another gateway has written since counts; where nothing can be read, what is in memory does.
    other.keep('alias', own, { of: 'y' }, 1_000);
    notes(deep).keep('alias', own, { of: 'z' }, 1_000);
    expect(other.find('alias', own, 2_000)).toEqual({ of: 'z' });
    deep.held.clear();
    expect(other.find('alias', own, 2_000)).toEqual({ of: 'y' });
    other.forget();
    expect(other.find('alias', own, 2_000)).toBe(null);
  });
});
