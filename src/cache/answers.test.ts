import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../model/reply.ts';
import { sizeOf, type StoredAnswer } from '../model/stored-answer.ts';
import { answers, type DeepAnswers } from './answers.ts';
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
  isConversation: false,
};
const stored = (id: string, more: Partial<StoredAnswer> = {}): StoredAnswer => ({
  id: `id of ${id}`,
  tenant: 'acme',
  request: Buffer.from(id),
  answer: pack(ENTRY),
  madeAtMs: NOW,
  untilMs: NOW + DAY,
  ...more,
});

function deepWith(one: StoredAnswer | null): DeepAnswers & { readonly written: StoredAnswer[] } {
  const written: StoredAnswer[] = [];
  return { read: () => one, write: (answer) => void written.push(answer), written };
}

describe('kept answers', () => {
  it('are found in memory, and behind it', () => {
    const deep = deepWith(null);
    const kept = answers(deep);
    kept.keep('acme', keyOf('q'), ENTRY, DAY);
    expect(kept.find('acme', keyOf('q'), NOW)).toEqual(ENTRY);
    expect(answers(deepWith(deep.written[0] ?? null)).find('acme', keyOf('q'), NOW)).toEqual(ENTRY);
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
    expect(answers(deepWith(stored('q', more))).find('acme', keyOf('q'), NOW)).toBe(null);
  });

  it('count it when a store gives what is not of the request', () => {
    const kept = answers(deepWith(stored('q', { tenant: 'other' })));
    kept.find('acme', keyOf('q'), NOW);
    expect(kept.counts().mismatches).toBe(1);
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
