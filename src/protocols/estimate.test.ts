import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { readRecordings, recorded, type Recording, skipped } from '../../test/fixtures/anthropic-recordings.ts';
import { ask, type Conversation, type Part } from '../model/conversation.ts';
import { numberAt, textAt, type Json } from '../model/json.ts';
import { loopback } from './embeddings/testing/loopback.ts';
import { estimateTokens, renderTokenCount } from './estimate.ts';
import { splitFrames } from './frame.ts';
import { PROTOCOLS } from './index.ts';
import type { Protocol, ProtocolId } from './protocol.ts';
import { text } from './testing/parts.ts';

type Measured = { readonly path: string; readonly told: number; readonly ratio: number; readonly low: number };

/** What is no part of a conversation, and what changes nothing about its length. */
const WITHOUT_LENGTH = (
  'cache_control,provider,prompt_cache_key,prompt_cache_options,reasoning_format,service_tier,shown thinking,' +
  'metadata,store,user,context_management,verbosity,logprobs,n,seed'
).split(',');
/** Models and features that read more than they were sent: the web, or what the server has kept or shortened. */
const READS_MORE = /compound|search-preview|audio/;
const READ_MORE =
  /server_tool_use|web_search|code_(?:execution|interpreter)|file_search|mcp|compaction|codeExecution|urlContext|googleSearch/;

function measure(protocol: Protocol, recordings: readonly Recording[]): readonly Measured[] {
  const seen = new Set<string>();
  return recordings.flatMap((recording) => {
    const { path, status, request, answer } = recording;
    const words = path + answer + JSON.stringify(request['tools'] ?? []);
    if (status !== 200 || READS_MORE.test(textAt(request, 'model')) || READ_MORE.test(words)) return [];
    const told = toldBy(protocol, recording);
    const { conversation, previous } = protocol.parseRequest(request);
    const strange = conversation.unsaid.some(
      ({ what, weight }) => weight !== 'cosmetic' && !WITHOUT_LENGTH.includes(what),
    );
    const key = JSON.stringify([request, told]);
    if (told === 0 || strange || previous !== undefined || hasMedia(conversation) || seen.has(key)) return [];
    seen.add(key);
    const estimate = estimateTokens(conversation);
    return [{ path, told, ratio: estimate / told, low: told - estimate }];
  });
}

function hasMedia({ messages }: Conversation): boolean {
  const within = (parts: readonly Part[]): boolean =>
    parts.some((part) => part.type === 'media' || (part.type === 'tool-result' && within(part.parts)));
  return messages.some(({ parts }) => within(parts));
}

/** The tokens that the provider counted itself; 0 where it did not say, or where nobody can read its answer. */
function toldBy(protocol: Protocol, { answer, streamed }: Recording): number {
  try {
    if (streamed) {
      const frames = splitFrames('sse').feed(Buffer.from(`${answer}\n\n`));
      const read = protocol.parseStream();
      const usage = [...frames.flatMap(read), ...read(null)].findLast(({ type }) => type === 'usage');
      return usage?.type === 'usage' ? usage.usage.inputTokens : 0;
    }
    const body: Json = JSON.parse(answer);
    // Answers to the question for a count.
    const counted = numberAt(body, 'totalTokens') || numberAt(body, 'input_tokens');
    return counted === 0 ? protocol.parseResponse(body).usage.inputTokens : counted;
  } catch {
    return 0;
  }
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(share * values.length)] ?? Number.NaN;

const SOURCES = [
  ['anthropic', /^POST \/v1\/messages/, /api\.anthropic\.com.*\/v1\/messages(\/count_tokens)?(\?|$)/],
  ['openai-chat', /^POST .*\/chat\/completions$/, /\/chat\/completions(\?|$)/],
  ['openai-responses', /^POST .*\/responses(\/input_tokens)?$/, /\/responses(\/input_tokens)?(\?|$)/],
  ['gemini', /:(?:streamG|g)enerateContent|:countTokens/, /:(?:streamG|g)enerateContent|:countTokens/],
] as const satisfies readonly (readonly [ProtocolId, RegExp, RegExp])[];

describe.skipIf(skipped)('against what providers counted (skipped without ../shared/data)', () => {
  const measured = ([protocol, endpoint, address]: (typeof SOURCES)[number]): readonly Measured[] =>
    recorded ? measure(PROTOCOLS[protocol], readRecordings(endpoint, address)) : [];
  const all = SOURCES.flatMap(measured);
  const large = all.filter(({ told }) => told >= 200);
  const ratios = large.map(({ ratio }) => ratio);

  it('there is enough to measure against', () => {
    expect(all.length).toBeGreaterThan(600);
    expect(large.length).toBeGreaterThan(240);
    expect(Math.max(...large.map(({ told }) => told))).toBeGreaterThan(4_000);
  });

  it('the estimate is never far too low', () => {
    expect(all.filter(({ told, low }) => low > 0.2 * told + 60)).toEqual([]);
    expect(at(ratios, 0.05)).toBeGreaterThan(0.95);
  });

  it('the estimate is a little high, and seldom far too high', () => {
    expect(at(ratios, 0.5)).toBeGreaterThan(1.1);
    expect(at(ratios, 0.5)).toBeLessThan(1.35);
    expect(at(ratios, 0.95)).toBeLessThan(4);
    expect(
      at(
        all.filter(({ told }) => told >= 1_000).map(({ ratio }) => ratio),
        0.9,
      ),
    ).toBeLessThan(2);
    // Tools are what it is too high about, and by how much is known.
    expect(
      at(
        large.filter(({ told }) => told < 1_000).map(({ low }) => low),
        0.05,
      ),
    ).toBeGreaterThan(-1_000);
  });
});

const saying = (...parts: readonly Part[]): Conversation => ({ ...ask(''), messages: [{ role: 'user', parts }] });
const NOTHING = estimateTokens(saying());
const cost = (...parts: readonly Part[]): number => estimateTokens(saying(...parts)) - NOTHING;

describe('what costs how much', () => {
  it.each([
    ['English', 'The lamp that stands in the hall was given to us by an old friend.', 14, 24],
    ['Chinese', '大厅里的灯是一位老朋友送给我们的。', 13, 25],
    ['Japanese', '玄関にあるランプは古い友人からもらいました。', 15, 30],
    ['Russian', 'Лампу, которая стоит в прихожей, нам подарил старый друг.', 18, 36],
    ['a program', 'for (let i = 0; i < n; i += 1) total += prices[i] * 1.19;', 22, 40],
    ['numbers', '31415926535897932384', 7, 20],
    ['signs of life', '💡💡💡', 3, 9],
  ])('%s', (_, words, least, most) => {
    expect(cost(text(words))).toBeGreaterThanOrEqual(least);
    expect(cost(text(words))).toBeLessThanOrEqual(most);
  });

  it('ten times the text is ten times as much', () => {
    const words = 'A lamp, two lamps; 3 lamps! ';
    expect(cost(text(words.repeat(1_000))) / cost(text(words.repeat(100)))).toBeCloseTo(10, 1);
  });

  it('every part counts, results with what is in them', () => {
    const parts: readonly Part[] = [
      text('lamp'),
      { type: 'thinking', text: 'lamp', signature: '' },
      { type: 'sealed-thinking', data: 'A'.repeat(400) },
      { type: 'refusal', text: 'lamp' },
      { type: 'tool-call', id: 'a', name: 'lamp', input: { on: true } },
      { type: 'tool-result', callId: 'a', parts: [text('lamp')], failed: false },
      { type: 'media', mediaType: 'image/png', source: { kind: 'url', url: 'https://a.example/' }, name: '' },
    ];
    for (const part of parts) expect([part.type, cost(part) > 0]).toEqual([part.type, true]);
    const within = (part: Part): Part => ({ type: 'tool-result', callId: 'a', parts: [part], failed: false });
    for (const part of parts) expect(cost(within(part))).toBeGreaterThan(cost(part));
  });

  it('tools and the schema of an answer count', () => {
    const inputSchema = { type: 'object', properties: { on: { type: 'boolean' } } };
    const tool = { name: 'lamp', description: 'Switches it', inputSchema, strict: false };
    const one = estimateTokens({ ...ask(''), tools: [tool] });
    const two = estimateTokens({ ...ask(''), tools: [tool, { ...tool, freeText: 'x'.repeat(1_000) }] });
    expect(one).toBeGreaterThan(600);
    expect(two - one).toBeGreaterThan(200);
    const output = { kind: 'schema', name: 'a', schema: inputSchema, strict: true } as const;
    expect(estimateTokens({ ...ask(''), output })).toBeGreaterThan(NOTHING + 100);
  });

  const file = (mediaType: string, data: string | Uint8Array): Part => ({
    type: 'media',
    mediaType,
    source: { kind: 'base64', data: Buffer.from(data).toString('base64') },
    name: '',
  });

  it('a document counts by its pages where it says where they begin, else by its size', () => {
    const pages = '1 0 obj <</Type /Pages /Count 3>> '.concat('2 0 obj <</Type/Page>> '.repeat(3));
    expect(cost(file('application/pdf', `%PDF-1.4 ${pages}`))).toBe(9_000);
    expect(cost(file('application/pdf', Buffer.alloc(25_000)))).toBe(9_000);
  });

  it('a text file counts as its text, and sound by its length', () => {
    const words = 'The lamp in the hall. '.repeat(50);
    expect(cost(file('text/plain', words))).toBe(cost(text(words)));
    expect(cost(file('audio/mp3', Buffer.alloc(160_000)))).toBeGreaterThan(300);
  });
});

describe('a count is told in the words of each protocol', () => {
  it('to their official clients', async () => {
    const server = await loopback(({ path }) => {
      const protocol = path.endsWith('count_tokens')
        ? 'anthropic'
        : path.endsWith('/responses/input_tokens')
          ? 'openai-responses'
          : 'gemini';
      return { body: renderTokenCount(protocol, 321) };
    });
    try {
      const claude = new Anthropic({ baseURL: server.url, apiKey: 'any', maxRetries: 0 });
      const messages = [{ role: 'user' as const, content: 'hi' }];
      expect(await claude.messages.countTokens({ model: 'm', messages })).toMatchObject({ input_tokens: 321 });
      const gpt = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 });
      expect(await gpt.responses.inputTokens.count({ model: 'm', input: 'hi' })).toMatchObject({ input_tokens: 321 });
      const gemini = new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: server.url } });
      expect(await gemini.models.countTokens({ model: 'm', contents: 'hi' })).toMatchObject({ totalTokens: 321 });
    } finally {
      await server.close();
    }
  });

  it('and not where they have none', () => {
    expect(renderTokenCount('openai-chat', 1)).toBeNull();
    expect(renderTokenCount('ollama', 1)).toBeNull();
  });
});
