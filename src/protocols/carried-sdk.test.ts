import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Anthropic } from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tool } from '../model/conversation.ts';
import { gather } from '../model/gather.ts';
import { at, listAt, textAt, type Json, type JsonObject } from '../model/json.ts';
import type { ReplyEvent } from '../model/reply.ts';
import { anthropic } from './anthropic/index.ts';
import { renderFrames } from './frame.ts';
import { openaiChat } from './openai-chat/index.ts';
import { MINT_MARK } from './protocol.ts';

const SEALED = `${MINT_MARK}abc.def`;
const TOOLS: readonly Tool[] = [
  { name: 'sql', description: '', inputSchema: {}, strict: false, freeText: '' },
  { name: 'look', description: '', inputSchema: {}, strict: false },
];
const EVENTS: readonly ReplyEvent[] = [
  { type: 'start', id: 'i', model: 'm' },
  { type: 'thinking', part: 0, text: 'H' },
  { type: 'thinking', part: 0, text: 'm' },
  { type: 'signature', part: 0, signature: SEALED },
  { type: 'text', part: 1, text: 'So it ' },
  { type: 'citation', part: 1, citation: { start: 0, end: 5, url: 'https://a.test', title: 'A', quote: 'a' } },
  { type: 'text', part: 1, text: 'is.' },
  { type: 'tool-call', part: 2, id: 'call_1', name: 'sql' },
  { type: 'tool-input', part: 2, json: '{"input":"SELECT' },
  { type: 'tool-input', part: 2, json: ' 1"}' },
  { type: 'tool-call', part: 3, id: 'call_2', name: 'look' },
  { type: 'tool-input', part: 3, json: '{"at":1}' },
  { type: 'end', stop: 'tool-call', stopSequence: '' },
];

/** A server that answers everything with the same reply, in the dialect of the path, whole or streamed. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const stream = at(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json, 'stream') === true;
    const protocol = request.url?.includes('/messages') === true ? anthropic : openaiChat;
    const render = protocol.renderStream({ model: 'm', after: null, usage: true, tools: TOOLS });
    response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json');
    response.end(
      stream
        ? renderFrames(EVENTS.flatMap(render), protocol.framing)
        : JSON.stringify(protocol.renderResponse(gather(EVENTS), TOOLS)),
    );
  });
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

describe('the client of OpenAI', () => {
  const ask = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] };
  const client = (): OpenAI => new OpenAI({ apiKey: 'x', baseURL: `${base}/v1`, maxRetries: 0 });
  const annotation = {
    type: 'url_citation',
    url_citation: { start_index: 0, end_index: 5, url: 'https://a.test', title: 'A', content: 'a' },
  };
  const calls = [
    { id: 'call_1', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } },
    { id: 'call_2', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
  ];
  const details = [{ type: 'reasoning.text', signature: SEALED, index: 0 }];

  it('hears citations, free text and what we sealed', async () => {
    const { choices } = await client().chat.completions.create(ask);
    expect(choices[0]?.message).toMatchObject({
      content: 'So it is.',
      annotations: [annotation],
      tool_calls: calls,
      reasoning_details: details,
    });
  });

  it('hears them in a stream, each once', async () => {
    const deltas: Json[] = [];
    for await (const chunk of await client().chat.completions.create({ ...ask, stream: true })) {
      deltas.push((chunk.choices[0]?.delta ?? null) as unknown as Json);
    }
    expect(deltas.flatMap((delta) => listAt(delta, 'annotations'))).toEqual([annotation]);
    expect(deltas.flatMap((delta) => listAt(delta, 'reasoning_details'))).toEqual(details);
    const pieces = deltas.flatMap((delta) => listAt(delta, 'tool_calls'));
    expect(pieces.map((piece) => textAt(piece, 'custom', 'input')).join('')).toBe('SELECT 1');
  });
});

describe('the client of Anthropic', () => {
  const ask = { model: 'm', max_tokens: 9, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const client = (): Anthropic => new Anthropic({ apiKey: 'x', baseURL: base, maxRetries: 0 });
  const citations = [{ type: 'web_search_result_location', url: 'https://a.test', title: 'A', cited_text: 'a' }];
  const content = (...words: readonly [cited: string, others: string]): readonly JsonObject[] => [
    { type: 'thinking', thinking: 'Hm', signature: SEALED },
    { type: 'text', text: words[0], citations },
    { type: 'text', text: words[1] },
    { type: 'tool_use', id: 'call_1', name: 'sql', input: { input: 'SELECT 1' } },
    { type: 'tool_use', id: 'call_2', name: 'look', input: { at: 1 } },
  ];

  it('hears citations and what we sealed, as a whole and put together from a stream', async () => {
    expect((await client().messages.create(ask)).content).toMatchObject(content('So it', ' is.'));
    expect((await client().messages.stream(ask).finalMessage()).content).toMatchObject(content('So it ', 'is.'));
  });
});
