import { describe, expect, it } from 'vitest';
import type { Content } from './file-reader.ts';
import { pack, unpack } from './pack.ts';

const client = { is: 'made', by: { is: 'bare', name: 'OpenAI' }, given: [], line: 1 } as const;
const handler = { is: 'try', handlers: [] } as const;
const call = { callee: client, written: 'ask', given: [{ name: null, value: client }], line: 2, end: 2 };
const code: Content = {
  is: 'code',
  facts: {
    language: 'typescript',
    imports: [],
    offers: { ask: client, '1': { is: 'number', number: 1 }, one: { is: 'text', text: '1' } },
    passesOn: [],
    classes: {},
    routines: [],
    calls: [1, 2].map((line) => ({ ...call, line, symbol: '', around: [handler], keptIn: null })),
    uses: [],
    loops: [],
    addresses: [{ text: 'https://приклад.example/\n"\u0000', line: 1 }],
    cut: false,
  },
};

describe('what was read of a file', () => {
  it.each([
    ['with AI in it', code],
    ['without', { is: 'nothing', uses: ['a', 'b'] }],
    ['that is not read', { is: 'not read', why: '' }],
  ] satisfies [string, Content][])('%s, is the same when it was written and read', (_, content) => {
    expect(unpack(pack(content))).toEqual(content);
    expect(pack(content)).not.toContain('\n');
  });

  it('says everything once', () => {
    const read = unpack(pack(code));
    const [first, second] = read?.is === 'code' ? read.facts.calls : [];
    expect(first?.callee).toBe(second?.callee);
    expect(first?.around[0]).toBe(second?.around[0]);
  });

  it('keeps no name that would change what an object is', () => {
    const offers = Object.fromEntries([['__proto__', client]]);
    const read = unpack(pack({ ...code, facts: { ...code.facts, offers } }));
    expect(read?.is === 'code' && Object.getPrototypeOf(read.facts.offers)).toBe(Object.prototype);
    expect(read?.is === 'code' && Object.keys(read.facts.offers)).toEqual([]);
  });

  it.each([[''], ['a\nb'], ['a', 'b']])('keeps names as they are: %j', (...names) => {
    const offers = Object.fromEntries(names.map((name) => [name, client]));
    const content: Content = { ...code, facts: { ...code.facts, offers, classes: {} } };
    expect(unpack(pack(content))).toEqual(content);
  });

  it('is nothing where it was damaged', () => {
    expect(unpack(pack(code).slice(0, 100))).toBe(null);
  });
});
