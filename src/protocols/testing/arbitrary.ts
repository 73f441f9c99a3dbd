import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent, StopReason, Usage } from '../../model/reply.ts';

/** Any JSON, as it is after it was printed: no -0, no undefined. */
export const json: fc.Arbitrary<Json> = fc.jsonValue({ maxDepth: 4 }).map(printed);

export const jsonObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true })
  .map(printed)
  .filter(isObject);

function printed(value: unknown): Json {
  const read: Json = JSON.parse(JSON.stringify(value));
  return read;
}

export const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const id = fc.stringMatching(/^[a-zA-Z0-9_-]{1,30}$/);
export const toolName = fc.constantFrom('look', 'find_it', 'mcp__files__read');

/** Pieces of a text; put together they are the text. */
function pieces(text: string, cuts: readonly number[]): readonly string[] {
  const at = [...new Set(cuts.map((place) => place % (text.length + 1)))].sort((one, other) => one - other);
  return [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length)).filter((piece) => piece !== '');
}

const counts: fc.Arbitrary<Usage> = fc
  .tuple(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000), fc.nat(10_000), fc.nat(10_000))
  .map(([fresh, cacheReadTokens, cacheWriteTokens, spoken, thinkingTokens]) => ({
    inputTokens: fresh + cacheReadTokens + cacheWriteTokens,
    cacheReadTokens,
    cacheWriteTokens,
    outputTokens: spoken + thinkingTokens,
    thinkingTokens,
  }));

type Section = (part: number) => readonly ReplyEvent[];

const spoken = (type: 'text' | 'thinking'): fc.Arbitrary<Section> =>
  fc.array(words, { minLength: 1, maxLength: 4 }).map((all) => (part) => all.map((text) => ({ type, part, text })));

const called: fc.Arbitrary<Section> = fc
  .tuple(id, toolName, jsonObject, fc.array(fc.nat(), { maxLength: 3 }))
  .map(([callId, tool, input, cuts]) => (part) => [
    { type: 'tool-call', part, id: `${callId}${part}`, name: tool },
    ...pieces(JSON.stringify(input), cuts).map((piece) => ({ type: 'tool-input', part, json: piece }) as const),
  ]);

/** The events of any reply that every dialect can say: thinking, words and calls in turn, and why it ended. */
export const replyEvents: fc.Arbitrary<readonly ReplyEvent[]> = fc
  .record({
    sections: fc.array(fc.tuple(spoken('thinking'), spoken('text'), fc.array(called, { maxLength: 3 })), {
      maxLength: 2,
    }),
    parts: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    usage: counts,
    stop: fc.constantFrom<StopReason>('done', 'length', 'refused'),
  })
  .map(({ sections, parts, usage, stop }) => {
    const all = sections.flatMap(([thinking, text, calls], index) => [
      ...(parts[index * 2] === true ? [thinking] : []),
      ...(parts[index * 2 + 1] === true ? [text] : []),
      ...calls,
    ]);
    // Two texts in a row are one.
    const events = all.map((section, part) => section(part));
    const told = joinNeighbours(events);
    const calls = told.some(({ type }) => type === 'tool-call');
    return [
      { type: 'start', id: 'id', model: 'model' },
      ...told,
      { type: 'usage', usage },
      { type: 'end', stop: calls && stop === 'done' ? 'tool-call' : stop, stopSequence: '' },
    ] as const;
  });

/** Numbers the parts anew so that a text behind a text, or a thought behind a thought, is the same part. */
function joinNeighbours(sections: readonly (readonly ReplyEvent[])[]): readonly ReplyEvent[] {
  let part = -1;
  let kind = '';
  return sections.flatMap((events) => {
    const type = events[0]?.type ?? '';
    if (type !== kind || type === 'tool-call') part += 1;
    kind = type;
    return events.map((event) => ('part' in event ? { ...event, part } : event));
  });
}

/** Bytes in pieces of any size. */
export function cut(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const at = [...new Set(cuts.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
}
