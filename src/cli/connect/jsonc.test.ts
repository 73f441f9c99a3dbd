import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import { withItem, withoutValue, withValue } from './jsonc.ts';

const key = fc.stringMatching(/^[a-z]{1,4}$/);
const tree = fc.letrec<{ readonly value: Json; readonly object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
})).object;

/** The same thing as people write it: with comments, with commas at the end, on one line or on many. */
const written = fc
  .tuple(tree, fc.constantFrom(undefined, 2, 4, '\t'), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
  .map(([value, indent, eol, comments, commas]) => {
    const plain = JSON.stringify(value, null, indent);
    if (indent === undefined) return plain;
    const marked = plain.replaceAll(/\n/g, (end) => (comments ? ` // why, {not} this: [1,${end}` : end));
    const closed = commas ? marked.replaceAll(/([^\s,{[])((?: \/\/[^\n]*)?\n\s*[}\]])/g, '$1,$2') : marked;
    return `// settings\n${closed}\n`.replaceAll('\n', eol);
  });

const path = fc.array(key, { minLength: 1, maxLength: 3 });

function canTake(text: string, [first = '', ...rest]: readonly string[]): boolean {
  let here: unknown = parse(text, [], { allowTrailingComma: true });
  for (const name of [first, ...rest.slice(0, -1)].slice(0, rest.length)) {
    if (typeof here !== 'object' || here === null || Array.isArray(here)) return false;
    if (!Object.hasOwn(here, name)) return true;
    here = Reflect.get(here, name);
  }
  return typeof here === 'object' && here !== null && !Array.isArray(here);
}

function valueOf(text: string): unknown {
  const errors: never[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  return value;
}

function comments(text: string): readonly string[] {
  return text.match(/\/\/[^\r\n]*/g) ?? [];
}

describe('a value that is set in a JSON text with comments', () => {
  it('is there, and everything else means what it meant', () => {
    fc.assert(
      fc.property(written, path, tree, (text, way, value) => {
        fc.pre(canTake(text, way));
        const { text: changed } = withValue(text, way, value);
        const expected = structuredClone(valueOf(text)) as Record<string, unknown>;
        let here = expected;
        for (const name of way.slice(0, -1)) here = (here[name] ??= {}) as Record<string, unknown>;
        here[way.at(-1) ?? ''] = value;
        expect(valueOf(changed)).toEqual(expected);
      }),
    );
  });

  it('leaves no trace when it is taken out again, but for the space in what was empty', () => {
    fc.assert(
      fc.property(written, path, tree, (text, way, value) => {
        fc.pre(canTake(text, way));
        const before = valueOf(text);
        let here: unknown = before;
        for (const name of way)
          here = here !== undefined && here !== null ? Reflect.get(Object(here), name) : undefined;
        fc.pre(here === undefined);
        const { text: changed, made } = withValue(text, way, value);
        const back = withoutValue(changed, way, made);
        expect(valueOf(back)).toEqual(before);
        expect(comments(back)).toEqual(comments(text));
        expect(back).toBe(text);
      }),
    );
  });

  it.each([
    ['{}', '{\n  "a": 1\n}'],
    ['', '{\n  "a": 1\n}\n'],
    ['{ "b": 2 }', '{ "b": 2, "a": 1 }'],
    ['{\n\t"b": 2 // two\n}\n', '{\n\t"b": 2, // two\n\t"a": 1\n}\n'],
    ['{\n    "b": 2, /* two\n  lines */\n}', '{\n    "b": 2, /* two\n  lines */\n    "a": 1,\n}'],
    ['{\n  // nothing yet\n}', '{\n  // nothing yet\n  "a": 1\n}'],
    ['{\r\n  "b": 2\r\n}\r\n', '{\r\n  "b": 2,\r\n  "a": 1\r\n}\r\n'],
    ['{\n  "a": [0], // mine\n  "b": 2\n}', '{\n  "a": 1, // mine\n  "b": 2\n}'],
  ])('is written as the others are: %j', (before, after) => {
    expect(withValue(before, ['a'], 1).text).toBe(after);
  });

  it('goes behind the others of a list', () => {
    expect(withItem('', [], { a: 1 })).toBe('[\n  {\n    "a": 1\n  }\n]\n');
    expect(withItem('[\n  { "b": 2 }\n]', [], { a: 1 })).toBe('[\n  { "b": 2 },\n  {\n    "a": 1\n  }\n]');
    expect(withoutValue(withItem('[\n  { "b": 2 }\n]', [], { a: 1 }), [1])).toBe('[\n  { "b": 2 }\n]');
  });

  it.each([
    ['{ "a": }', ['b'], 'mistake in line 1'],
    ['{\n  "a": 1\n  "b": 2\n}', ['b'], 'mistake in line 3'],
    ['{ "env": null }', ['env', 'A'], '"env" is no object'],
    ['[]', ['a'], 'The file is no object'],
  ])('is refused where it would break something: %j', (text, way, said) => {
    expect(() => withValue(text, way, 1)).toThrow(said);
  });
});
