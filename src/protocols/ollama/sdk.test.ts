import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Ollama } from 'ollama';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import { textAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../../model/reply.ts';
import { renderFrames } from '../frame.ts';
import type { CallerProtocol, Parsed } from '../protocol.ts';
import { isLoadRequest, ollamaGenerate, renderLoaded } from './generate.ts';
import { ollama } from './index.ts';
import { type OllamaModel, readShow, readTags, renderPs, renderShow, renderTags, renderVersion } from './listing.ts';

/** A server that speaks the dialect with our own writers, and the official client in front of it. */

const MODELS: readonly OllamaModel[] = [
  { name: 'claude-sonnet-5', contextTokens: 200_000, capabilities: ['completion', 'tools', 'vision', 'thinking'] },
  { name: 'a-very-long-name-of-a-model-that-differs-at-its-end-1', contextTokens: null, capabilities: ['completion'] },
  { name: 'a-very-long-name-of-a-model-that-differs-at-its-end-2', contextTokens: null, capabilities: [] },
];

const ANSWER: readonly ReplyEvent[] = [
  { type: 'start', id: 'x', model: 'real' },
  { type: 'thinking', part: 0, text: 'Let me ' },
  { type: 'thinking', part: 0, text: 'see' },
  { type: 'text', part: 1, text: 'Grüße ' },
  { type: 'text', part: 1, text: '🎉\nfrom afar' },
  { type: 'tool-call', part: 2, id: 'call_a', name: 'look' },
  { type: 'tool-input', part: 2, json: '{"at":' },
  { type: 'tool-input', part: 2, json: '[1,"é"]}' },
  { type: 'tool-call', part: 3, id: 'call_b', name: 'find' },
  { type: 'usage', usage: { ...NO_USAGE, inputTokens: 7, outputTokens: 2 } },
  { type: 'end', stop: 'tool-call', stopSequence: '' },
];

let server: Server;
let client: Ollama;
let heard: Parsed | null = null;
let events: readonly ReplyEvent[] = ANSWER;

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? null : (JSON.parse(Buffer.concat(chunks).toString()) as Json);
}

/** The bytes of an answer, with a sign of life first. */
function answer(caller: CallerProtocol, body: JsonObject): Uint8Array {
  heard = caller.parseRequest(body);
  const { model, stream } = heard;
  if (!stream) return Buffer.from(JSON.stringify(caller.renderResponse({ ...gather(events), model })));
  const render = caller.renderStream({ model, after: null, usage: true });
  const frames = [...events.flatMap(render), ...render(null)];
  return Buffer.concat([Buffer.from(caller.ping(model)), renderFrames(frames, caller.framing)]);
}

const ENDPOINTS: Readonly<Record<string, (body: JsonObject) => Uint8Array>> = {
  '/api/chat': (body) => answer(ollama, body),
  '/api/generate': (body) => answer(ollamaGenerate, body),
  '/api/tags': () => Buffer.from(JSON.stringify(renderTags(MODELS))),
  '/api/ps': () => Buffer.from(JSON.stringify(renderPs(MODELS))),
  '/api/version': () => Buffer.from(JSON.stringify(renderVersion())),
  '/api/show': (body) => {
    const model = textAt(body, 'model');
    const found = MODELS.find(({ name }) => name === model);
    if (found === undefined) throw new Fault('no-such-model', `model "${model}" not found`);
    return Buffer.from(JSON.stringify(renderShow(found)));
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const asked = (body ?? {}) as JsonObject;
      const type = asked['stream'] === true ? 'application/x-ndjson' : 'application/json; charset=utf-8';
      try {
        const load = isLoadRequest(body) && request.url === '/api/generate';
        const bytes = load
          ? Buffer.from(JSON.stringify(renderLoaded(asked, 'generate')))
          : ENDPOINTS[request.url ?? '']?.(asked);
        response.writeHead(200, { 'content-type': type }).end(bytes);
      } catch (error) {
        const fault = Fault.from(error);
        const said = JSON.stringify(ollama.renderError(fault, 'r'));
        response.writeHead(ollama.statusOf(fault), { 'content-type': 'application/json' }).end(said);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  client = new Ollama({ host: `http://127.0.0.1:${port}` });
});

afterAll(() => server.close());

const messages = [{ role: 'user', content: 'Hello' }];
const CALLS = [
  { id: 'call_a', function: { index: 0, name: 'look', arguments: { at: [1, 'é'] } } },
  { id: 'call_b', function: { index: 0, name: 'find', arguments: {} } },
];
const COUNTS = { done: true, done_reason: 'stop', prompt_eval_count: 7, eval_count: 2 };

describe('the official client', () => {
  it('hears a streamed answer word by word, and its calls whole', async () => {
    events = ANSWER;
    let [content, thinking] = ['', ''];
    const calls: unknown[] = [];
    const lines: unknown[] = [];
    for await (const line of await client.chat({ model: 'asked', messages, stream: true })) {
      content += line.message.content;
      thinking += line.message.thinking ?? '';
      calls.push(...(line.message.tool_calls ?? []));
      lines.push(line);
      expect(line.model).toBe('asked');
      expect(new Date(line.created_at).getTime()).toBe(0);
    }
    expect([content, thinking]).toEqual(['Grüße 🎉\nfrom afar', 'Let me see']);
    expect(calls).toEqual(CALLS);
    expect(lines.at(-1)).toMatchObject(COUNTS);
  });

  it('hears a whole answer', async () => {
    events = ANSWER;
    const whole = await client.chat({ model: 'asked', messages, think: 'high', format: 'json' });
    expect(whole).toMatchObject({
      model: 'asked',
      message: { role: 'assistant', content: 'Grüße 🎉\nfrom afar', thinking: 'Let me see' },
      ...COUNTS,
    });
    expect(whole.message.tool_calls).toHaveLength(2);
    expect(heard).toMatchObject({
      stream: false,
      conversation: { thinking: { effort: 'high' }, output: { kind: 'json' }, unsaid: [] },
    });
  });

  it('sends back what it has heard, with results, and is understood', async () => {
    events = ANSWER;
    const first = await client.chat({ model: 'asked', messages });
    const results = [
      { role: 'tool', tool_name: 'find', content: 'F' },
      {
        role: 'tool',
        tool_name: 'look',
        content: 'L',
        images: [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
      },
    ];
    await client.chat({ model: 'asked', messages: [...messages, first.message, ...results] });
    expect(heard?.conversation.messages).toMatchObject([
      {},
      { parts: [{ type: 'thinking' }, { type: 'text' }, { id: 'call_a' }, { id: 'call_b' }] },
      {
        parts: [
          { callId: 'call_b', parts: [{ text: 'F' }] },
          { callId: 'call_a', parts: [{ mediaType: 'image/png' }, { text: 'L' }] },
        ],
      },
    ]);
  });

  it('hears answers to a prompt', async () => {
    events = ANSWER;
    expect(await client.generate({ model: 'asked', prompt: 'Hello' })).toMatchObject({
      response: 'Grüße 🎉\nfrom afar',
      thinking: 'Let me see',
      ...COUNTS,
    });
    let said = '';
    for await (const line of await client.generate({ model: 'asked', prompt: 'Hello', stream: true }))
      said += line.response ?? '';
    expect(said).toBe('Grüße 🎉\nfrom afar');
  });

  it('can load and unload', async () => {
    expect(await client.generate({ model: 'm', prompt: '', keep_alive: 0 })).toMatchObject({ done_reason: 'unload' });
  });

  it('throws what went wrong, before and in the middle of an answer', async () => {
    events = [...ANSWER.slice(0, 4), { type: 'fault', fault: new Fault('cut', 'It broke off') }];
    const read = async (): Promise<string> => {
      let content = '';
      for await (const line of await client.chat({ model: 'm', messages, stream: true }))
        content += line.message.content;
      return content;
    };
    await expect(read()).rejects.toThrow('It broke off');
    await expect(client.chat({ model: 'm', messages: [] })).rejects.toMatchObject({
      status_code: 400,
      error: 'messages: at least one message is required',
    });
    await expect(client.show({ model: 'none' })).rejects.toMatchObject({ status_code: 404 });
  });

  it('notices a stream that ends too early', async () => {
    events = ANSWER.slice(0, 4);
    const read = async (): Promise<void> => {
      for await (const line of await client.chat({ model: 'm', messages, stream: true })) expect(line.done).toBe(false);
    };
    await expect(read()).rejects.toThrow('Did not receive done');
  });

  it('lists models', async () => {
    const { models } = await client.list();
    expect(models.map(({ name, model }) => [name, model])).toEqual(MODELS.map(({ name }) => [name, name]));
    expect(new Set(models.map(({ digest }) => digest)).size).toBe(MODELS.length);
    for (const { digest, modified_at, size, details } of models) {
      // `ollama list` prints the first twelve digits of it.
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(new Date(modified_at).getTime()).not.toBeNaN();
      expect(size).toBe(0);
      expect(details.families).toEqual([details.family]);
    }
    const running = await client.ps();
    expect(running.models.map(({ name }) => name)).toEqual(MODELS.map(({ name }) => name));
    // More than 20 years from now is "Forever" to `ollama ps`.
    for (const { expires_at } of running.models) expect(new Date(expires_at).getUTCFullYear()).toBeGreaterThan(2_100);
  });

  it('describes a model so that others find its window', async () => {
    const shown = JSON.parse(JSON.stringify(await client.show({ model: 'claude-sonnet-5' }))) as {
      model_info: Record<string, unknown>;
      capabilities: readonly string[];
      parameters: string;
    };
    // VS Code reads it so,
    const architecture = String(shown.model_info['general.architecture']);
    expect(shown.model_info[`${architecture}.context_length`]).toBe(200_000);
    expect(shown.model_info['general.basename']).toBe('claude-sonnet-5');
    expect(shown.capabilities).toEqual(['completion', 'tools', 'vision', 'thinking']);
    // and Continue from the parameters, one a line.
    expect(/^num_ctx\s+(\d+)$/m.exec(shown.parameters)?.[1]).toBe('200000');
  });

  it('has a version that VS Code takes, which is 0.6.4 or newer', async () => {
    const { version } = await client.version();
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(6_004);
  });
});

describe('what a server says of its models', () => {
  it('is read as it was written', () => {
    expect(readTags(renderTags(MODELS))).toEqual(MODELS);
    for (const model of MODELS) expect(readShow(renderShow(model), model.name)).toEqual(model);
  });

  it('is read from servers that say less', () => {
    const older = { models: [{ name: 'llama3.2:latest', size: 2, details: { family: 'llama' } }, {}, null] };
    expect(readTags(older)).toEqual([{ name: 'llama3.2:latest', contextTokens: null, capabilities: [] }]);
    const shown = {
      details: {},
      model_info: { 'general.architecture': 'llama', 'llama.context_length': 8_192 },
      capabilities: ['vision', 'completion', 'new'],
    };
    expect(readShow(shown, 'm')).toEqual({ name: 'm', contextTokens: 8_192, capabilities: ['completion', 'vision'] });
  });

  it('is nothing when it is something else', () => {
    for (const body of [null, {}, { models: 5 }, 'x']) expect(() => readTags(body)).toThrow(Fault);
    for (const body of [null, {}, 'x']) expect(() => readShow(body, 'm')).toThrow(Fault);
  });
});
