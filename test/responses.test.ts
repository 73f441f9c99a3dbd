import OpenAI from 'openai';
import type { ResponseCreateParamsBase, Tool } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';

/**
 * OpenAI's own client speaks the Responses API to the gateway, the first rung is in trouble, and a standby of any dialect answers.
 * `openai` is the vendor that was asked for; `spare` speaks the same dialect and is somebody else.
 */
let sandbox: Sandbox;
let gateway: Started;
let client: OpenAI;

const STANDBYS = ['spare', 'anthropic', 'chat', 'gemini', 'ollama'] as const;
const SPEAKS = {
  openai: 'openai-responses',
  spare: 'openai-responses',
  anthropic: 'anthropic',
  chat: 'openai-chat',
  gemini: 'gemini',
  ollama: 'ollama',
} as const;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 2, tokenMs: 1 } });
  gateway = await startGateway(
    [
      'providers:',
      ...Object.entries(SPEAKS).map(
        ([name, protocol]) =>
          `  main-${name}: { protocol: ${protocol}, baseUrl: "${baseUrl(name)}", apiKey: a-key-for-the-sandbox }`,
      ),
      'routes:',
      ...STANDBYS.map((name) => `  - { match: [${name}-*], ladder: [main-openai/*, main-${name}/*] }`),
      '  - { match: [long-*], ladder: [main-anthropic/*, main-spare/*, main-gemini/*, main-chat/*] }',
    ].join('\n'),
  );
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'caller', maxRetries: 0 });
});

afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

/** Gemini and Ollama are asked at addresses of their own. */
function baseUrl(name: string): string {
  const url = sandbox.baseUrl(name);
  if (name === 'ollama') return url.replace(/\/v1$/, '');
  return name === 'gemini' ? url.replace(/\/v1$/, '/v1beta') : url;
}

const spoken = (name: string) => {
  const answer = sandbox.seen(name).at(-1)?.answer;
  if (!answer) throw new Error(`${name} said nothing`);
  return answer;
};

const TOOLS: Tool[] = [
  {
    type: 'namespace',
    name: 'shell',
    description: 'A shell',
    tools: [
      { type: 'custom', name: 'exec', description: 'Runs a command' },
      {
        type: 'function',
        name: 'wait',
        parameters: { type: 'object', properties: { ms: { type: 'integer' } } },
        strict: false,
      },
    ],
  },
  { type: 'web_search' },
];

/** As Codex asks: its tools stand between the items. */
const CODEX = {
  input: [
    { type: 'additional_tools', role: 'developer', tools: TOOLS },
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: 'List the files. [tools]' },
  ],
  store: false,
  include: ['reasoning.encrypted_content'],
  reasoning: { summary: 'auto', context: 'all_turns' },
  prompt_cache_key: 'a-session',
} satisfies Partial<ResponseCreateParamsBase>;

describe.each(STANDBYS)('with %s standing by', (name) => {
  it.each(['closed-before-headers', 'overloaded', 'thinking-then-cut'] as const)(
    'a stream is one answer, when the first is %s',
    async (fault) => {
      sandbox.setFault('openai', fault);
      // Each model has a breaker of its own.
      const model = `${name}-${fault}`;
      const body = { model, input: 'Tell me about rivers, with an emoji.' };
      const final = await client.responses.stream(body).finalResponse();
      expect(final.output_text).toBe(spoken(name).text);
      expect(final).toMatchObject({ status: 'completed', model });
      if (fault === 'thinking-then-cut') expect(final.output.map(({ type }) => type)).toContain('reasoning');
      sandbox.setFault('openai', null);
    },
  );

  it.each([true, false])('calls come as Codex offered its tools (stream: %s)', async (stream) => {
    sandbox.setFault('openai', 'overloaded');
    const body = { ...CODEX, model: `${name}-codex` };
    const final = stream
      ? await client.responses.stream(body).finalResponse()
      : await client.responses.create({ ...body, stream: false });
    const calls = final.output.filter((item) => item.type === 'custom_tool_call' || item.type === 'function_call');
    const wanted = spoken(name).toolCalls;
    expect(wanted.length).toBeGreaterThan(0);
    expect(calls).toMatchObject(
      wanted.map((call) =>
        call.name.endsWith('exec')
          ? { type: 'custom_tool_call', namespace: 'shell', name: 'exec', input: call.input['input'] }
          : { type: 'function_call', namespace: 'shell', name: 'wait', arguments: JSON.stringify(call.input) },
      ),
    );
    sandbox.setFault('openai', null);
  });
});

it('is one answer to OpenAI’s client, although three models of three dialects thought aloud and died', async () => {
  const broken = ['anthropic', 'spare', 'gemini'] as const;
  for (const name of broken) sandbox.setFault(name, 'thinking-then-cut');
  const model = 'long-model';
  const final = await client.responses
    .stream({ model, input: 'Rivers?', reasoning: { effort: 'low' } })
    .finalResponse();
  expect(final.output_text).toBe(spoken('chat').text);
  expect(final.output.slice(0, 3).map(({ type }) => type)).toEqual(['reasoning', 'reasoning', 'reasoning']);
  expect(new Set(final.output.map(({ id }) => id)).size).toBe(final.output.length);
  for (const name of broken) sandbox.setFault(name, null);
});
