import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../model/reply.ts';
import { sizeOf, type StoredAnswer } from '../model/stored-answer.ts';
import { answers, type Kept } from './answers.ts';
import { shelf } from './testing/deep.ts';
import type { KeptQuery } from '../model/kept-answer.ts';
import { directivesOf } from './directives.ts';
import { type Entry, pack } from './entry.ts';
import type { Key } from './key.ts';
import { memory } from './memory.ts';
import { renderCacheStatus } from './status.ts';

const NOW = 1_000_000;
const DAY = 86_400_000;

const keyOf = (text: string): Key => ({ kind: 'key', id: `id of ${text}`, request: Buffer.from(text) });
const ENTRY: Entry = {
  reply: { id: '', model: '', parts: [{ type: 'text', text: 'So.' }], stop: 'done', stopSequence: '', usage: NO_USAGE },
  servedBy: 'a/m',
  madeAtMs: NOW,
  tookMs: 900,
  isConversation: false,
};
const stored = (id: string, more: Partial<StoredAnswer> = {}): StoredAnswer => ({
  id: `id of ${id}`,
  tenant: 'acme',
  route: 'r',
  model: 'm',
  servedBy: 'a/m',
  request: Buffer.from(id),
  answer: pack(ENTRY),
  madeAtMs: NOW,
  untilMs: NOW + DAY,
  ...more,
});

const kept = (text: string): Kept => ({
  tenant: 'acme',
  route: 'r',
  model: 'm',
  key: keyOf(text),
  entry: ENTRY,
  keepMs: DAY,
});

describe('kept answers', () => {
  it('are found in memory, and behind it', () => {
    const deep = shelf();
    const one = answers(deep);
    one.keep(kept('q'));
    expect(one.find('acme', keyOf('q'), NOW)).toEqual(ENTRY);
    expect(answers(deep).find('acme', keyOf('q'), NOW)).toEqual(ENTRY);
  });

  it.each<[string, Partial<StoredAnswer>]>([
    ['are of another request under the same key', { request: Buffer.from('another') }],
    ['are of another tenant under the same key', { tenant: 'other' }],
    ['were written by another version', { answer: JSON.stringify({ version: 0, reply: ENTRY.reply }) }],
    ['are half', { answer: pack(ENTRY).slice(0, 40) }],
    ['are something else', { answer: '{"version":1,"reply":{}}' }],
    ['are of no use any more', { untilMs: NOW - 1 }],
    ['are from days to come, because a clock was set back', { madeAtMs: NOW + DAY }],
  ])('that %s are not there', (_, more) => {
    expect(answers(shelf(stored('q', more))).find('acme', keyOf('q'), NOW)).toBe(null);
  });

  it('count it when a store gives what is not of the request', () => {
    const one = answers(shelf(stored('q', { tenant: 'other' })));
    one.find('acme', keyOf('q'), NOW);
    expect(one.counts().mismatches).toBe(1);
  });

  it('are listed, shown and forgotten, wherever they lie', async () => {
    const one = answers(shelf(stored('old', { madeAtMs: NOW - DAY, model: 'gpt-5', tenant: 'other' })));
    one.keep(kept('q'));
    const keys = async (query: KeptQuery): Promise<readonly string[]> =>
      (await one.list(query, 9)).map(({ key }) => key);
    expect(await keys({})).toEqual(['id of q', 'id of old']);
    expect(await keys({ model: 'gpt-*' })).toEqual(['id of old']);
    expect(await keys({ tenant: 'acme', route: 'r', key: 'id of', beforeMs: NOW + 1 })).toEqual(['id of q']);
    expect(await keys({ beforeMs: NOW })).toEqual(['id of old']);
    expect((await one.list({}, 1)).length).toBe(1);
    expect(one.show('id of old')).toMatchObject({ request: 'old', answer: pack(ENTRY), servedBy: 'a/m' });
    expect(one.show('id of')).toBe(null);
    expect(await one.purge({ tenant: 'acme' })).toBe(1);
    expect(one.find('acme', keyOf('q'), NOW)).toBe(null);
    expect(await keys({})).toEqual(['id of old']);
  });

  it('do not come back into memory while they are being forgotten behind it', async () => {
    const deep = shelf(stored('q'));
    const one = answers({
      ...deep,
      purge: async (query) => {
        expect(one.find('acme', keyOf('q'), NOW)).not.toBe(null);
        return deep.purge(query);
      },
    });
    await one.purge({});
    expect(one.find('acme', keyOf('q'), NOW)).toBe(null);
  });
});

describe('memory for kept answers', () => {
  it('never takes more than it may, and takes it from the tenant that has most', () => {
    const puts = fc.array(
      fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), id: fc.nat(30), length: fc.nat(3_000), drop: fc.boolean() }),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(puts, (steps) => {
        const one = memory(10_000);
        const sizes = new Map<string, number>();
        for (const { tenant, id, length, drop } of steps) {
          const answer = stored(`${id}`, { tenant, answer: 'x'.repeat(length) });
          one.put(answer);
          if (drop) one.drop(tenant, answer.id);
          else sizes.set(`${tenant} ${answer.id}`, sizeOf(answer));
          expect(one.bytes()).toBeLessThanOrEqual(10_000);
          let held = 0;
          for (const whose of ['a', 'b', 'c'])
            for (let number = 0; number <= 30; number += 1) {
              const found = one.get(whose, `id of ${number}`);
              held += found === null ? 0 : sizeOf(found);
            }
          expect(one.bytes()).toBe(held);
        }
      }),
    );
    const one = memory(10_000);
    one.put(stored('small', { tenant: 'small' }));
    for (let count = 0; count < 1_000; count += 1) one.put(stored(`${count}`, { tenant: 'large' }));
    expect(one.get('small', 'id of small')).not.toBe(null);
    expect(one.get('large', 'id of 999')).not.toBe(null);
    expect(one.get('large', 'id of 0')).toBe(null);
  });
});

describe('what is said about kept answers', () => {
  it('is read as far as it can be', () => {
    expect(directivesOf(undefined)).toEqual(directivesOf('x, max-age=soon, stale-if-error'));
    expect(directivesOf('No-Store, MAX-AGE="60" , max-stale')).toMatchObject({
      noStore: true,
      maxAgeMs: 60_000,
      maxStaleMs: Number.POSITIVE_INFINITY,
    });
    fc.assert(fc.property(fc.string(), (header) => void directivesOf(header)));
  });

  it('is a header, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), (detail) => {
        const text = renderCacheStatus({ kind: 'forwarded', why: 'bypass', collapsed: false, detail });
        expect(text).toMatch(/^failsoft; fwd=bypass(?:; detail="[\x20-\x7e]+")?$/);
        expect(text.split('"').length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
