import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../model/json.ts';
import { FIELDS, type KeptDialect, type Verdict } from './fields.ts';
import { type Bypass, type Key, keyOf, type Scope } from './key.ts';

const SCOPE: Scope = { tenant: 'acme', route: 'default', allow: null, credential: '' };

const keyed = (
  body: JsonObject,
  { dialect = 'openai-chat', scope = SCOPE, headers = {}, query = '' }: Partial<Setting> = {},
): Key | Bypass => keyOf({ dialect, body, model: 'm', headers, query }, scope);
const idOf = (...parameters: Parameters<typeof keyed>): string => {
  const key = keyed(...parameters);
  return key.kind === 'key' ? key.id : `bypass: ${key.why}`;
};

type Setting = {
  readonly dialect: KeptDialect;
  readonly scope: Scope;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
};

const QUESTION = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], temperature: 0 };

/** Fields of a request with a verdict. */
function having(...verdicts: readonly Verdict[]): fc.Arbitrary<{ dialect: KeptDialect; field: string }> {
  const all = Object.entries(FIELDS).flatMap(([dialect, fields]) =>
    Object.entries(fields)
      .filter(([, verdict]) => verdicts.includes(verdict))
      .map(([field]) => ({ dialect: dialect as KeptDialect, field })),
  );
  return fc.constantFrom(...all);
}

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => calm(value as Json));
const written = (value: Json): string => JSON.stringify(value);

describe('the key of a request', () => {
  it('changes with every field that is in it', () => {
    fc.assert(
      fc.property(
        having('key'),
        json,
        json,
        fc.dictionary(fc.string(), json),
        ({ dialect, field }, one, other, rest) => {
          fc.pre(written(sorted(one)) !== written(sorted(other)));
          expect(idOf({ ...rest, [field]: one }, { dialect })).not.toBe(idOf({ ...rest, [field]: other }, { dialect }));
        },
      ),
    );
  });

  it('changes with every field that nobody knows', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        fc.pre(written(sorted(one)) !== written(sorted(other)));
        expect(idOf({ ...QUESTION, num_ctx: one })).not.toBe(idOf({ ...QUESTION, num_ctx: other }));
        expect(idOf({ ...QUESTION, num_ctx: one })).not.toBe(idOf(QUESTION));
      }),
    );
  });

  it('does not change with a field that is ignored', () => {
    fc.assert(
      fc.property(having('ignore'), json, ({ dialect, field }, value) => {
        expect(idOf({ model: 'm', [field]: value }, { dialect })).toBe(idOf({ model: 'm' }, { dialect }));
      }),
    );
  });

  it('does not depend on the order of names, at any depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), having('key', 'marked'), (body, { dialect }) => {
        expect(idOf(turned(body) as JsonObject, { dialect })).toBe(idOf(body, { dialect }));
      }),
    );
  });

  it('is never shared by two tenants, routes, policies, credentials, dialects or kinds of access', () => {
    const scopes: readonly Scope[] = [
      SCOPE,
      { ...SCOPE, tenant: 'other' },
      { ...SCOPE, route: 'other' },
      { ...SCOPE, allow: ['openai'] },
      { ...SCOPE, allow: [] },
      { ...SCOPE, credential: 'digest' },
    ];
    const ids = [
      ...scopes.map((scope) => idOf(QUESTION, { scope })),
      idOf(QUESTION, { dialect: 'ollama' }),
      idOf(QUESTION, { headers: { 'openai-organization': 'org' } }),
      idOf(QUESTION, { query: '?beta=true' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (tenant, route, other, another) => {
        fc.pre(tenant !== other || route !== another);
        const id = (one: Scope): string => idOf(QUESTION, { scope: one });
        expect(id({ ...SCOPE, tenant, route })).not.toBe(id({ ...SCOPE, tenant: other, route: another }));
      }),
    );
  });

  it('has no secret of an address in it, and does not care how an answer is written', () => {
    const key = keyed(QUESTION, { dialect: 'gemini', query: '?alt=sse&key=AIza-secret&access_token=ya29-secret' });
    expect(key.kind === 'key' && key.request.toString()).not.toContain('-secret');
    expect(idOf(QUESTION, { query: '?alt=sse' })).toBe(idOf(QUESTION));
  });

  it('does not depend on how numbers and letters are written', () => {
    const parsed = (text: string): JsonObject => JSON.parse(text) as JsonObject;
    expect(idOf(parsed('{"temperature":0.0,"stop":"\\u0041"}'))).toBe(idOf(parsed('{"temperature":-0,"stop":"A"}')));
    // 2^53 and the number behind it are the same to JavaScript.
    expect(idOf({ seed: 9_007_199_254_740_992 })).toBe('bypass: a number is too large');
  });

  it('does not depend on marks of what a provider should keep, but on what tools call the same', () => {
    const block = { type: 'text', text: 'Hi' };
    const said = (one: JsonObject): JsonObject => ({ system: [one], messages: [{ role: 'user', content: [one] }] });
    const marked = { ...block, cache_control: { type: 'ephemeral' } };
    expect(idOf(said(marked), { dialect: 'anthropic' })).toBe(idOf(said(block), { dialect: 'anthropic' }));
    const tool = (properties: JsonObject): JsonObject => ({ tools: [{ name: 't', input_schema: { properties } }] });
    expect(idOf(tool({ cache_control: {} }), { dialect: 'anthropic' })).not.toBe(
      idOf(tool({}), { dialect: 'anthropic' }),
    );
  });

  it('does not exist for what lives at a provider, unless that is switched off', () => {
    fc.assert(
      fc.property(having('bypass'), ({ dialect, field }) => {
        expect(idOf({ ...QUESTION, [field]: 'id' }, { dialect })).toBe(`bypass: ${field}`);
        for (const nothing of [null, false, '', [], {}])
          expect(idOf({ ...QUESTION, [field]: nothing }, { dialect })).toBe(idOf(QUESTION, { dialect }));
      }),
    );
  });
});

/** Without differences that JSON does not have: the order of names, and the sign of nought. */
function sorted(value: Json): Json {
  return mapped(value, (entries) => entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function turned(value: Json): Json {
  return mapped(value, (entries) => entries.toReversed());
}

/** With no number that JavaScript cannot tell from its neighbours. */
function calm(value: Json): Json {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? 1 : value;
  if (Array.isArray(value)) return value.map(calm);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, calm(one)]));
}

function mapped(value: Json, order: (entries: [string, Json][]) => [string, Json][]): Json {
  if (Array.isArray(value)) return value.map((one: Json) => mapped(one, order));
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  return Object.fromEntries(order(Object.entries(value)).map(([name, one]) => [name, mapped(one, order)]));
}
