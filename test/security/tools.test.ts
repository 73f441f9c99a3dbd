import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, dialectOf, DIALECTS, type Heard, type Way, WAYS } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { scene } from '../fixtures/scene.ts';
import { http, startUpstream, type Upstream } from '../fixtures/upstream.ts';

const { sandbox, gateway: another, provider } = scene();

/** JSON as no printer writes it: space, numbers, escapes and an order that would not survive being read and printed again. */
const INPUT =
  '{ "city" : "Pune\\u002c \\/ \\ud83d\\ude00","days":1.0e1,\n "big":12345678901234567890, "n": -0.0, "a":{}, "days2":[1 ,2] }';

let upstream: Upstream;
let gateway: Started;
beforeAll(async () => {
  upstream = await startUpstream((request) =>
    SAID[/POST (\S+)/.exec(request)?.[1]?.includes('messages') === true ? 'anthropic' : 'openai-chat'](
      /"stream":true/.test(request),
    ),
  );
  const at = (protocol: Dialect): string =>
    `{ protocol: ${protocol}, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`;
  gateway = await startGateway(
    [
      'providers:',
      `  claude: ${at('anthropic')}`,
      `  chat: ${at('openai-chat')}`,
      'routes:',
      '  - { match: ["claude-*"], ladder: [claude/*] }',
      '  - { match: ["chat-*"], ladder: [chat/*] }',
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const pieces = INPUT.match(/[^]{1,7}/g) ?? [];
const quoted = JSON.stringify(INPUT);
const sse = (events: readonly string[]): Buffer =>
  http(200, ['content-type: text/event-stream'], events.map((data) => `data: ${data}\n\n`).join(''));

/** Written by hand, so that the bytes of the input are what they are. */
const SAID = {
  anthropic: (streamed: boolean): Buffer =>
    streamed
      ? sse([
          '{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}',
          '{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}',
          ...pieces.map(
            (piece) =>
              `{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":${JSON.stringify(piece)}}}`,
          ),
          '{"type":"content_block_stop","index":0}',
          '{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}',
          '{"type":"message_stop"}',
        ])
      : http(
          200,
          ['content-type: application/json'],
          `{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"toolu_1","name":"weather","input":${INPUT}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}`,
        ),
  'openai-chat': (streamed: boolean): Buffer =>
    streamed
      ? sse([
          '{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}',
          ...pieces.map(
            (piece) =>
              `{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":${JSON.stringify(piece)}}}]},"finish_reason":null}]}`,
          ),
          '{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}',
          '[DONE]',
        ])
      : http(
          200,
          ['content-type: application/json'],
          `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":${quoted}}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}`,
        ),
} as const;

const asks = async (way: Way, model: string, stream: boolean): Promise<Heard> =>
  ask(gateway.url, way, bodyOf(way, { model, stream, content: 'x', tools: true }));

/** The pieces of the input as they stand in the events, put together and nothing else. */
function written({ raw }: Heard): string {
  const events = raw
    .split('\n')
    .flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6)) as unknown] : []));
  let text = '';
  const look = (value: unknown, key: string): void => {
    if (typeof value === 'string' && PIECES.has(key)) text += value;
    if (typeof value !== 'object' || value === null) return;
    const type = 'type' in value ? String(value.type) : '';
    // Responses says the whole once more when it is over.
    if (/function_call_arguments.done|output_item|response.completed/.test(type)) return;
    for (const [name, inner] of Object.entries(value))
      look(inner, name === 'delta' && typeof inner === 'string' ? type : name);
  };
  for (const event of events) look(event, '');
  return text;
}
const PIECES = new Set(['partial_json', 'arguments', 'response.function_call_arguments.delta']);

describe('the input of a tool', () => {
  it('is what the provider wrote, letter for letter, in its own dialect', async () => {
    expect(written(await asks('anthropic', 'claude-1', true))).toBe(INPUT);
    expect(written(await asks('openai-chat', 'chat-1', true))).toBe(INPUT);
    expect((await asks('anthropic', 'claude-1', false)).raw).toContain(`"input":${INPUT}`);
    expect((await asks('openai-chat', 'chat-1', false)).raw).toContain(`"arguments":${quoted}`);
  });

  it('is the same in every other dialect that streams it as text', async () => {
    for (const way of ['anthropic', 'openai-chat', 'openai-responses'] as const)
      for (const model of ['claude-2', 'chat-2']) expect(written(await asks(way, model, true))).toBe(INPUT);
  });

  it('means the same where the dialect wants it as JSON', async () => {
    for (const way of WAYS.filter((one) => one !== 'ollama-generate'))
      for (const model of ['claude-3', 'chat-3'])
        for (const streamed of [true, false]) {
          const heard = await asks(way, model, streamed || way === 'gemini-list');
          expect(heard.tools.map(({ input }) => JSON.stringify(JSON.parse(input)))).toEqual([
            JSON.stringify(JSON.parse(INPUT)),
          ]);
        }
  });
});

describe('a call', () => {
  it('that broke off is never finished by somebody else: all of it is of one attempt, or there is an error', async () => {
    const one = await another(
      [
        'providers:',
        ...DIALECTS.flatMap((dialect) => [
          provider(`first-${dialect}`, dialect),
          provider(`second-${dialect}`, dialect),
        ]),
        'routes:',
        ...DIALECTS.flatMap((first) =>
          DIALECTS.map(
            (second) =>
              `  - { match: ["${first}-${second}-*"], ladder: [{ target: first-${first}/*, tries: 1 }, second-${second}/standby-1] }`,
          ),
        ),
      ].join('\n'),
    );
    const seen = (name: string): readonly string[] =>
      sandbox()
        .seen(name)
        .flatMap(({ answer }) =>
          (answer?.toolCalls ?? []).map(({ name: tool, input }) => JSON.stringify([tool, input])),
        );
    let broken = 0;
    let saved = 0;
    for (const fault of ['tool-json-cut', 'clean-cut', 'reset-mid-event', 'stall-after-content'] as const)
      for (const first of DIALECTS) {
        sandbox().setFault(`first-${first}`, fault === 'stall-after-content' ? 'truncated-chunk' : fault);
        for (const second of DIALECTS)
          for (const way of WAYS.filter(
            (wayOf) => wayOf !== 'ollama-generate' && (dialectOf(wayOf) === first || second === first),
          )) {
            const model = `${first}-${second}-${fault}-${way}`;
            const heard = await ask(
              one.url,
              way,
              bodyOf(way, { model, stream: true, content: 'Look. [tools]', tools: true }),
            );
            const calls = heard.tools.map(({ name, input }) =>
              heard.complete ? JSON.stringify([name, JSON.parse(input)]) : '',
            );
            if (heard.complete) {
              saved += 1;
              const [mine, other] = [seen(`first-${first}`), seen(`second-${second}`)];
              expect(calls.every((call) => mine.includes(call)) || calls.every((call) => other.includes(call))).toBe(
                true,
              );
            } else {
              broken += 1;
              if (heard.error === '') throw new Error(`${model} ${JSON.stringify(heard)}`);
            }
          }
        sandbox().setFault(`first-${first}`, null);
      }
    expect(saved).toBeGreaterThan(50);
    expect(saved + broken).toBeGreaterThan(150);
  });
});
