import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksToThink, scan, spliceModel } from './scan.ts';

const encode = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const LARGE = 'const a = "\\n{[";\n'.repeat(3_000);

describe('scan', () => {
  it.each([
    ['model first, as the SDKs send it', { model: 'm', messages: [LARGE], stream: true }],
    ['model last', { messages: [LARGE], stream: true, model: 'm' }],
    ['model between two large values', { messages: [LARGE], model: 'm', tools: [LARGE], stream: true }],
    [
      'another model key inside a tool',
      { model: 'm', messages: [LARGE], tools: [{ model: 'x', stream: false }], stream: true },
    ],
    ['quoted keys in a text', { messages: ['"model":"x","stream":false', LARGE], model: 'm', stream: true }],
  ])('finds model and stream: %s', (_, body) => {
    for (const bytes of [encode(body), encode(JSON.stringify(body, null, 2))]) {
      const found = scan(bytes);
      expect(found).toMatchObject({ model: 'm', stream: true });
      if (!found?.modelAt) throw new Error('no place');
      expect(JSON.parse(Buffer.from(spliceModel(bytes, found.modelAt, 'né"w')).toString())).toEqual({
        ...body,
        model: 'né"w',
      });
    }
  });

  it('agrees with JSON.parse about any object, large or small', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.boolean(),
        fc.boolean(),
        (rest, model, stream, pad) => {
          const body = { ...rest, ...(pad && { zzz: LARGE }), model, stream, last: [1, { a: '\\' }] };
          expect(scan(encode(body))).toMatchObject({ model, stream });
        },
      ),
    );
  });

  it('takes the last of two equal keys, as providers do', () => {
    const messages = JSON.stringify([LARGE]);
    expect(scan(encode(`{"model":"a","messages":${messages},"model":"b"}`))?.model).toBe('b');
    expect(scan(encode(`{"model":"a","messages":${messages},"model":"b","tools":${messages}}`))?.model).toBe('b');
  });

  it.each([
    ['small', ''],
    ['large', LARGE],
  ])('is not misled by a key that is written otherwise: %s', (_, pad) => {
    const start = `{"model":"seen","messages":[${JSON.stringify(pad)}],"stream":false`;
    const bytes = encode(`${start},"m\\u006fdel":"meant","\\u0073tream":true,"a":1}`);
    expect(scan(bytes)).toMatchObject({ model: 'meant', stream: true });
    const same = scan(encode(`${start},"m\\u006fdel":"seen"}`));
    // Another name in the first place would change nothing.
    expect(same?.modelAt == null || same.modelAt.start > start.length).toBe(true);
  });

  it.each(['', 'null', '[]', '{', '"x"', '{"model":', 'not json', '{"model":"a",}'])(
    'refuses what is no JSON object: %s',
    (text) => {
      expect(scan(encode(text))).toBeNull();
    },
  );

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void scan(bytes)));
    fc.assert(
      fc.property(fc.string(), (text) => void scan(encode(`{"model":"a","x":${JSON.stringify([LARGE])},${text}}`))),
    );
  });
});

describe('a body that asks the model to think', () => {
  it.each([
    { reasoning_effort: 'low' },
    { reasoning: { effort: 'low' } },
    { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    { thinking: { type: 'adaptive' } },
    { think: true },
    { think: 'high' },
    { generationConfig: { thinkingConfig: { thinkingBudget: -1 } } },
    { generationConfig: { thinkingConfig: { thinkingBudget: 2_000 } } },
    { generation_config: { thinking_config: { thinking_level: 'HIGH' } } },
  ])('is known by %j', (body) => {
    expect(asksToThink(encode(JSON.stringify(body)))).toBe(true);
    expect(asksToThink(encode(JSON.stringify(body, null, 2)))).toBe(true);
  });

  it.each([
    {},
    { reasoning_effort: 'none' },
    { thinking: { type: 'disabled' } },
    { think: false },
    { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    { messages: [{ content: 'I think: "so"' }] },
  ])('is not %j', (body) => {
    expect(asksToThink(encode(JSON.stringify(body)))).toBe(false);
  });
});
