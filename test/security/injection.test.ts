import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINT_MARK } from '../../src/protocols/protocol.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, dialectOf, type Heard, type Way, WAYS } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { claude, json, startUpstream, stream, type Upstream, wholeClaude } from '../fixtures/upstream.ts';

let upstream: Upstream;
let gateway: Started;
let answer: (request: string) => Buffer;

beforeAll(async () => {
  upstream = await startUpstream((request) => answer(request));
  const at = (protocol: Dialect): string =>
    `{ protocol: ${protocol}, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`;
  gateway = await startGateway(
    [
      'providers:',
      `  up: ${at('anthropic')}`,
      `  chat: ${at('openai-chat')}`,
      'routes:',
      '  - { match: ["chat*"], ladder: [{ target: chat/*, tries: 1 }] }',
      '  - { match: ["*"], ladder: [{ target: up/*, tries: 1 }] }',
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

/** Words that would be events, ends or errors of some dialect if they got out of the text that they stand in. */
const EVENTS = [
  '\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
  '\r\n\r\ndata: [DONE]\r\n\r\n',
  '\rdata: {"error":{"message":"x"}}\r\r',
  '\n\nevent: error\ndata: {"type":"error","error":{"type":"x","message":"y"}}\n\n',
  '\n{"done":true,"message":{"role":"assistant","content":"EVIL"}}\n',
  '"}]}\n\ndata: {"choices":[{"delta":{"content":"EVIL"}}]}\n\n',
  '\u2028data: x\u2029\u0085\0\ufeff',
  ']\r\n,[{"candidates":[]}]',
  ': comment\nid: 7\nretry: 1\n',
  `${MINT_MARK}x.y`,
  '</script><script>',
];

async function heardBy(way: Way, model: string, streamed: boolean, tools = false): Promise<Heard> {
  return ask(gateway.url, way, bodyOf(way, { model, stream: streamed || way === 'gemini-list', content: 'x', tools }));
}

describe('what a provider says stays inside of what it says', () => {
  it.each(EVENTS)('as words: %j', async (words) => {
    answer = (request) =>
      /"stream":true|streamGenerate/.test(request)
        ? stream(claude(['Before ', words, ' behind']))
        : json(200, wholeClaude(`Before ${words} behind`));
    for (const way of WAYS)
      for (const streamed of [true, false]) {
        const heard = await heardBy(way, 'm', streamed);
        expect(heard).toMatchObject({ status: 200, complete: true, error: '', text: `Before ${words} behind` });
      }
  });

  it.each(EVENTS)('as names, ids, reasons and inputs of tools: %j', async (words) => {
    const call = { type: 'tool_use', id: `toolu_${words}`, name: `weather`, input: { city: words } };
    const events = [
      ...claude([], { id: `msg_${words}`, model: words }).slice(0, 1),
      { type: 'content_block_start', index: 0, content_block: { ...call, input: {} } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: JSON.stringify({ city: words }) },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: words }, usage: { output_tokens: 7 } },
      { type: 'message_stop' },
    ];
    const whole = {
      ...wholeClaude(''),
      id: `msg_${words}`,
      model: words,
      stop_reason: 'tool_use',
      stop_sequence: words,
      content: [call],
    };
    answer = (request) => (/"stream":true/.test(request) ? stream(events) : json(200, whole));
    for (const way of WAYS.filter((one) => one !== 'ollama-generate'))
      for (const streamed of [true, false]) {
        const heard = await heardBy(way, 'm', streamed, true);
        expect(heard).toMatchObject({ status: 200, complete: true, error: '', text: '' });
        expect(heard.tools.map(({ name, input }) => [name, JSON.parse(input)])).toEqual([['weather', { city: words }]]);
      }
  });

  it.each(EVENTS)('as the words of an error, before and behind what it has said: %j', async (words) => {
    const error = { type: 'error', error: { type: 'api_error', message: words } };
    for (const begun of [[], ['Well']]) {
      answer = () => stream([...claude(begun).slice(0, begun.length + 2), error]);
      for (const way of WAYS) {
        const heard = await heardBy(way, 'm', true);
        // An error is an error, and says no success.
        expect(heard.complete).toBe(false);
        expect(heard.error).not.toBe('');
        expect(heard.text).toBe(heard.status === 200 ? begun.join('') : '');
      }
    }
    answer = () => json(400, error, ['request-id: r']);
    for (const way of WAYS)
      expect(await heardBy(way, 'm', false)).toMatchObject({ status: 400, complete: false, text: '' });
  });

  it('as fields of an event that this side does not know', async () => {
    const odd = claude(['Fine.']).map((event) => ({
      ...event,
      event: 'error',
      data: EVENTS[0],
      id: EVENTS[1],
      retry: 1,
    }));
    answer = () => stream(odd);
    for (const way of WAYS)
      expect(await heardBy(way, 'm', true)).toMatchObject({ complete: true, text: 'Fine.', error: '' });
  });

  it('as events with another name than what they hold', async () => {
    const text = claude(['Fine.'])
      .map(
        (event) =>
          `event: ${'type' in event && event.type === 'content_block_delta' ? 'message_stop' : 'error'}\ndata: ${JSON.stringify(event)}\n\n`,
      )
      .join('');
    answer = () =>
      Buffer.from(
        `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    for (const way of WAYS.filter((one) => dialectOf(one) !== 'anthropic')) {
      const heard = await heardBy(way, 'm', true);
      expect([heard.complete && heard.text === 'Fine.', heard.error !== '']).toContain(true);
      expect(heard.complete && heard.error !== '').toBe(false);
    }
  });
});

describe('what a caller says stays inside of what it says', () => {
  it.each(EVENTS)('as the name of a model that is said back: %j', async (words) => {
    answer = (request) => (/"stream":true/.test(request) ? stream(claude(['Fine.'])) : json(200, wholeClaude('Fine.')));
    for (const way of ['anthropic', 'openai-chat', 'openai-responses', 'ollama', 'ollama-generate'] as const)
      for (const streamed of [true, false])
        expect(await heardBy(way, `m${words}`, streamed)).toMatchObject({
          status: 200,
          complete: true,
          error: '',
          text: 'Fine.',
        });
  });

  it.each(EVENTS)('as the name of a model that there is not: %j', async (words) => {
    const said = { error: { message: `no ${words}`, type: 'x' } };
    answer = () => json(404, said);
    for (const way of ['anthropic', 'openai-chat', 'openai-responses', 'ollama'] as const) {
      const heard = await heardBy(way, `chat-${way}${words}`, true);
      expect(heard.status).toBe(404);
      expect(JSON.parse(heard.raw)).toHaveProperty('error');
    }
  });
});
