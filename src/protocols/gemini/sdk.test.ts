import { createServer, type Server } from 'node:http';
import {
  ApiError,
  type GenerateContentConfig,
  type GenerateContentResponse,
  GoogleGenAI,
  ThinkingLevel,
  Type,
} from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import type { Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { renderFrames } from '../frame.ts';
import { gemini } from './index.ts';

const MODEL = 'gemini-3.8-flash';

/** What the server says next, and what it heard last. */
let events: readonly ReplyEvent[] = [];
let heard: { readonly path: string; readonly conversation: Conversation } | null = null;
let server: Server;
let client: GoogleGenAI;

/** The answer in three pieces whose borders lie anywhere, with a ping in front of it. */
function streamed(): readonly Buffer[] {
  const render = gemini.renderStream({ model: MODEL, after: null, usage: true });
  const bytes = Buffer.from(renderFrames([...events.flatMap(render), ...render(null)], 'sse'));
  const third = Math.floor(bytes.length / 3);
  return [
    Buffer.from(gemini.ping(MODEL)),
    bytes.subarray(0, third),
    bytes.subarray(third, 2 * third),
    bytes.subarray(2 * third),
  ];
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: Json = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      heard = { path: request.url ?? '', conversation: gemini.parseRequest(body).conversation };
      const first = events[0];
      if (first?.type === 'fault') {
        response.writeHead(gemini.statusOf(first.fault), { 'content-type': 'application/json' });
        response.end(JSON.stringify(gemini.renderError(first.fault, 'req_1')));
      } else if (heard.path.includes('alt=sse')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const piece of streamed()) response.write(piece);
        response.end();
      } else {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(gemini.renderResponse({ ...gather(events), model: MODEL })));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  client = new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl } });
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function asked(
  contents: string,
  config: GenerateContentConfig = {},
): Promise<readonly GenerateContentResponse[]> {
  const pieces: GenerateContentResponse[] = [];
  for await (const piece of await client.models.generateContentStream({ model: MODEL, contents, config }))
    pieces.push(piece);
  return pieces;
}

const ANSWER: readonly ReplyEvent[] = [
  { type: 'start', id: 'resp_1', model: 'someone-else' },
  { type: 'thinking', part: 0, text: 'Hm, 😀' },
  { type: 'signature', part: 0, signature: 'failsoft.1.abc.def' },
  { type: 'text', part: 1, text: 'Grüße ' },
  { type: 'text', part: 1, text: 'aus Köln' },
  { type: 'citation', part: 1, citation: { start: 10, end: 14, url: 'https://koeln.de', title: 'Köln', quote: '' } },
  { type: 'tool-call', part: 2, id: 'call_1', name: 'look' },
  { type: 'tool-input', part: 2, json: '{"a":[1,' },
  { type: 'tool-input', part: 2, json: '2]}' },
  { type: 'tool-call', part: 3, id: 'call_2', name: 'find' },
  {
    type: 'usage',
    usage: { inputTokens: 9, cacheReadTokens: 4, cacheWriteTokens: 0, outputTokens: 8, thinkingTokens: 3 },
  },
  { type: 'end', stop: 'tool-call', stopSequence: '' },
];

/** The client's own reading of the words; beside calls it would complain. */
function wordsOf(piece: GenerateContentResponse): string {
  if (piece.functionCalls === undefined) return piece.text ?? '';
  const parts = piece.candidates?.[0]?.content?.parts ?? [];
  return parts.map((part) => (part.thought === true ? '' : (part.text ?? ''))).join('');
}

/** What the client has put together. */
function understood(pieces: readonly GenerateContentResponse[]): unknown {
  const parts = pieces.flatMap((piece) => piece.candidates?.[0]?.content?.parts ?? []);
  const last = pieces.at(-1);
  return {
    text: pieces.map(wordsOf).join(''),
    thoughts: parts.map((part) => (part.thought === true ? part.text : '')).join(''),
    calls: pieces.flatMap((piece) => piece.functionCalls ?? []),
    finish: last?.candidates?.[0]?.finishReason,
    source: last?.candidates?.[0]?.groundingMetadata?.groundingChunks?.[0]?.web?.uri,
    place: last?.candidates?.[0]?.groundingMetadata?.groundingSupports?.[0]?.segment,
    usage: last?.usageMetadata,
    names: [...new Set(pieces.map(({ modelVersion }) => modelVersion))],
  };
}

const UNDERSTOOD = {
  text: 'Grüße aus Köln',
  thoughts: 'Hm, 😀',
  calls: [
    { id: 'call_1', name: 'look', args: { a: [1, 2] } },
    { id: 'call_2', name: 'find', args: {} },
  ],
  finish: 'STOP',
  source: 'https://koeln.de',
  place: { startIndex: 12, endIndex: 17, text: 'Köln' },
  usage: {
    promptTokenCount: 9,
    candidatesTokenCount: 5,
    totalTokenCount: 17,
    cachedContentTokenCount: 4,
    thoughtsTokenCount: 3,
  },
  names: [MODEL],
};

describe('Google’s own client', () => {
  it('understands a stream', async () => {
    events = ANSWER;
    expect(understood(await asked('hi'))).toEqual(UNDERSTOOD);
    expect(heard?.path).toBe(`/v1/models/${MODEL}:streamGenerateContent?alt=sse`);
  });

  it('understands a whole answer', async () => {
    events = ANSWER;
    const whole = await client.models.generateContent({ model: MODEL, contents: 'hi' });
    expect(understood([whole])).toEqual(UNDERSTOOD);
  });

  it('learns of an error before an answer, and in the middle of one', async () => {
    events = [{ type: 'fault', fault: new Fault('overloaded', 'Too many at once') }];
    await expect(asked('hi')).rejects.toThrow(
      expect.objectContaining({ status: 503, message: expect.stringContaining('Too many at once') }),
    );
    events = [...ANSWER.slice(0, 5), { type: 'fault', fault: new Fault('cut', 'It broke off') }];
    const broken = asked('hi');
    await expect(broken).rejects.toThrow(ApiError);
    await expect(broken).rejects.toThrow('It broke off');
  });

  it('asks in words that are all understood', async () => {
    events = ANSWER;
    await asked('hi', {
      systemInstruction: 'Be brief.',
      temperature: 0.5,
      maxOutputTokens: 100,
      stopSequences: ['END'],
      thinkingConfig: { includeThoughts: true, thinkingLevel: ThinkingLevel.LOW },
      tools: [
        {
          functionDeclarations: [
            {
              name: 'look',
              description: 'Looks',
              parameters: { type: Type.OBJECT, properties: { a: { type: Type.ARRAY, items: { type: Type.INTEGER } } } },
            },
          ],
        },
        { googleSearch: {} },
      ],
    });
    expect(heard?.conversation).toEqual({
      messages: [
        { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
        { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
      ],
      tools: [
        {
          name: 'look',
          description: 'Looks',
          inputSchema: { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } } },
          strict: false,
        },
      ],
      toolChoice: { kind: 'auto' },
      parallelTools: true,
      output: { kind: 'text' },
      thinking: { kind: 'on', effort: 'low', budgetTokens: null },
      settings: { maxTokens: 100, temperature: 0.5, stop: ['END'] },
      webSearch: { allowedDomains: [], blockedDomains: [], optional: true },
      unsaid: [],
    });
  });

  it('#35 sends back in a chat what it was sent, in a stream as in a whole answer', async () => {
    for (const streaming of [true, false]) {
      events = ANSWER;
      const chat = client.chats.create({ model: MODEL });
      if (streaming)
        for await (const piece of await chat.sendMessageStream({ message: 'hi' }))
          expect(piece.modelVersion).toBe(MODEL);
      else await chat.sendMessage({ message: 'hi' });
      await chat.sendMessage({
        message: [
          { functionResponse: { id: 'call_2', name: 'find', response: { output: 'found' } } },
          { functionResponse: { id: 'call_1', name: 'look', response: { error: 'no' } } },
        ],
      });
      const parts = heard?.conversation.messages.flatMap((message) => message.parts) ?? [];
      expect(parts.filter(({ type }) => type === 'thinking')).toEqual([
        { type: 'thinking', text: 'Hm, 😀', signature: 'failsoft.1.abc.def' },
      ]);
      expect(parts.filter(({ type }) => type.startsWith('tool'))).toEqual([
        { type: 'tool-call', id: 'call_1', name: 'look', input: { a: [1, 2] } },
        { type: 'tool-call', id: 'call_2', name: 'find', input: {} },
        { type: 'tool-result', callId: 'call_2', parts: [{ type: 'text', text: 'found' }], failed: false },
        { type: 'tool-result', callId: 'call_1', parts: [{ type: 'text', text: 'no' }], failed: true },
      ]);
    }
  });
});
