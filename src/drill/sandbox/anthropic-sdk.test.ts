import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalAnswer } from './answer/answer.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let client: Anthropic;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  client = new Anthropic({ baseURL: `${sandbox.url}/claude`, apiKey: 'any', maxRetries: 0 });
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

const WEATHER = {
  name: 'weather',
  description: 'Says how the weather is',
  input_schema: {
    type: 'object' as const,
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
    required: ['city', 'days'],
  },
};
const CLOCK = { name: 'clock', description: 'Says how late it is', input_schema: { type: 'object' as const } };

type Params = Omit<Anthropic.MessageCreateParamsNonStreaming, 'model' | 'max_tokens'>;
const withModel = (params: Params) => ({ model: 'claude-opus-5-5', max_tokens: 4_000, ...params });
const ask = (content: string): Params => ({ messages: [{ role: 'user', content }] });

/** What the client holds, in the words of the sandbox. */
function understood({ content, stop_reason, stop_sequence, usage }: Anthropic.Message): unknown {
  const cacheReadTokens = usage.cache_read_input_tokens ?? 0;
  const cacheWriteTokens = usage.cache_creation_input_tokens ?? 0;
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    thinking: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    toolCalls: content.filter((block) => block.type === 'tool_use').map(({ id, name, input }) => ({ id, name, input })),
    stop: STOPS[stop_reason ?? ''],
    stopSequence: stop_sequence ?? '',
    usage: {
      inputTokens: usage.input_tokens + cacheReadTokens + cacheWriteTokens,
      cacheReadTokens,
      cacheWriteTokens,
      outputTokens: usage.output_tokens,
      thinkingTokens: usage.output_tokens_details?.thinking_tokens ?? 0,
    },
  };
}

const STOPS: Readonly<Record<string, string>> = {
  end_turn: 'done',
  stop_sequence: 'stop-sequence',
  max_tokens: 'length',
  tool_use: 'tool-call',
  refusal: 'refused',
};

function said(): CanonicalAnswer | null | undefined {
  return sandbox.seen('claude').at(-1)?.answer;
}

const CASES: readonly (readonly [string, Params & { readonly max_tokens?: number }])[] = [
  ['a plain question', ask('How are you — “really”? 🚦')],
  ['a long answer', ask('[long] tell me everything')],
  ['one tool', { ...ask('Please use the tool'), tools: [WEATHER] }],
  ['two tools at once', { ...ask('[tools] now'), tools: [WEATHER, CLOCK] }],
  ['a forced tool', { ...ask('Hello'), tools: [WEATHER, CLOCK], tool_choice: { type: 'tool', name: 'clock' } }],
  [
    'structured output',
    { ...ask('Give me data'), output_config: { format: { type: 'json_schema', schema: WEATHER.input_schema } } },
  ],
  ['thinking', { ...ask('Think first'), thinking: { type: 'adaptive' } }],
  ['hidden thinking', { ...ask('Think first'), thinking: { type: 'adaptive', display: 'omitted' } }],
  [
    'thinking and a tool',
    { ...ask('[tool] please'), tools: [WEATHER], thinking: { type: 'enabled', budget_tokens: 1_024 } },
  ],
  ['a stop text', { ...ask('Hello'), stop_sequences: ['simulated'] }],
  ['a small limit', { ...ask('Hello'), max_tokens: 7 }],
  ['a refusal', ask('[refuse] this')],
  [
    'a cached beginning',
    {
      ...ask('Hello'),
      system: [{ type: 'text', text: 'Be brief. '.repeat(99), cache_control: { type: 'ephemeral' } }],
    },
  ],
];

describe('the official client of Anthropic', () => {
  it.each(CASES)('reads from a whole answer what was said: %s', async (_, params) => {
    const message = await client.messages.create(withModel(params));
    expect(understood(message)).toEqual(said());
  });

  it.each(CASES)('reads from a stream what was said: %s', async (_, params) => {
    const message = await client.messages.stream(withModel(params)).finalMessage();
    expect(understood(message)).toEqual(said());
    expect(sandbox.seen('claude').at(-1)?.completion).toBe('answered');
  });

  it.each(CASES)('gets the same words streamed and whole: %s', async (_, params) => {
    await client.messages.create(withModel(params));
    const whole = said();
    await client.messages.stream(withModel(params)).finalMessage();
    expect({ ...said(), usage: null }).toEqual({ ...whole, usage: null });
  });

  it('gets what each case is about', async () => {
    const answers: (CanonicalAnswer | null | undefined)[] = [];
    for (const [, params] of CASES) {
      await client.messages.create(withModel(params));
      answers.push(said());
    }
    const [plain, long, tool, tools, forced, data, thinking, hidden, both, stop, limit, refusal, cached] = answers;
    expect(plain?.text).toContain('“How are you — “really”? 🚦”');
    expect(plain?.text).toContain('claude-opus-5-5 at the simulated provider claude');
    expect(long?.usage.outputTokens).toBeGreaterThan(500);
    expect(tool?.toolCalls).toMatchObject([{ name: 'weather', input: { city: expect.any(String) } }]);
    expect(tools?.toolCalls.map(({ name }) => name)).toEqual(['weather', 'clock']);
    expect(forced?.toolCalls).toMatchObject([{ name: 'clock', input: {} }]);
    expect(JSON.parse(data?.text ?? '')).toMatchObject({ city: expect.any(String), days: expect.any(Number) });
    expect(thinking?.thinking).not.toBe('');
    expect(hidden).toMatchObject({ thinking: '', usage: { thinkingTokens: expect.any(Number) } });
    expect(hidden?.usage.thinkingTokens).toBeGreaterThan(5);
    expect(both).toMatchObject({ thinking: expect.stringMatching(/./), stop: 'tool-call' });
    expect(stop).toMatchObject({ stop: 'stop-sequence', stopSequence: 'simulated' });
    expect(limit).toMatchObject({ stop: 'length', usage: { outputTokens: 7 } });
    expect(refusal?.stop).toBe('refused');
    expect(cached?.usage.cacheWriteTokens).toBeGreaterThan(200);
  });

  it('finds the beginning in the cache the second time', async () => {
    const params = withModel({
      ...ask('Hello'),
      system: [{ type: 'text', text: 'Be brief. '.repeat(99), cache_control: { type: 'ephemeral' } }],
    });
    await client.messages.create(params);
    const { usage } = await client.messages.create(params);
    expect(usage.cache_read_input_tokens).toBeGreaterThan(200);
    expect(usage.cache_creation_input_tokens).toBe(0);
  });

  it('can run a tool to its end, with thinking that only the same provider accepts', async () => {
    const params = withModel({ ...ask('[tools] please'), tools: [WEATHER, CLOCK], thinking: { type: 'adaptive' } });
    const first = await client.messages.create(params);
    const results = first.content
      .filter((block) => block.type === 'tool_use')
      .map(({ id, name }) => ({ type: 'tool_result' as const, tool_use_id: id, content: `${name} is fine` }));
    const messages = [
      ...params.messages,
      { role: 'assistant' as const, content: first.content },
      { role: 'user' as const, content: results },
    ];
    const second = await client.messages.create({ ...params, messages });
    expect(second.stop_reason).toBe('end_turn');
    expect(said()?.text).toContain('weather said “weather is fine”; clock said “clock is fine”');

    const other = new Anthropic({ baseURL: `${sandbox.url}/bedrock`, apiKey: 'any', maxRetries: 0 });
    await expect(other.messages.create({ ...params, messages })).rejects.toThrow('Invalid `signature`');
  });

  it('parses structured output with its own helper', async () => {
    const message = await client.messages.parse({
      ...withModel(ask('Give me data')),
      output_config: {
        format: {
          type: 'json_schema',
          schema: WEATHER.input_schema,
          parse: (text: string): unknown => JSON.parse(text),
        },
      },
    });
    expect(message.parsed_output).toMatchObject({ city: expect.any(String) });
  });

  it.each([
    ['a key that is refused', { apiKey: 'a-bad-key' }, Anthropic.AuthenticationError],
    ['an unknown model', { model: 'claude-no-such-1' }, Anthropic.NotFoundError],
    [
      'sampling settings, which the current version of the API refuses',
      { temperature: 0.5 },
      Anthropic.BadRequestError,
    ],
    ['an unknown field', { frequency_penalty: 1 }, Anthropic.BadRequestError],
    [
      'a message without words',
      { messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] },
      Anthropic.BadRequestError,
    ],
    [
      'a prefilled answer',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
        ],
      },
      Anthropic.BadRequestError,
    ],
    [
      'a tool result out of nowhere',
      { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x' }] }] },
      Anthropic.BadRequestError,
    ],
  ])('hears the right error for %s', async (_, { apiKey = 'any', ...change }: Record<string, unknown>, type) => {
    const other = client.withOptions({ apiKey: String(apiKey) });
    const body = { ...withModel(ask('Hello')), ...change };
    await expect(other.messages.create(body)).rejects.toBeInstanceOf(type);
    expect(sandbox.seen('claude').at(-1)).toMatchObject({ completion: 'answered', answer: null });
  });

  it('lists models and counts tokens', async () => {
    const page = await client.models.list();
    expect(page.data.map(({ id }) => id)).toContain('claude-opus-5-5');
    expect(await client.models.retrieve('claude-haiku-5-5')).toMatchObject({ display_name: 'Claude Haiku 5.5' });
    const count = await client.messages.countTokens({ model: 'claude-opus-5-5', ...ask('Hello') });
    const { usage } = await client.messages.create(withModel(ask('Hello')));
    expect(count.input_tokens).toBe(usage.input_tokens);
  });

  it('gets a request id and rate limits', async () => {
    const { response, request_id } = await client.messages.create(withModel(ask('Hello'))).withResponse();
    expect(request_id).toMatch(/^req_/);
    expect(response.headers.get('anthropic-ratelimit-requests-remaining')).toBe('3999');
  });

  it('raises its own error types for faults', async () => {
    sandbox.setFault('claude', 'overloaded', { times: 1 });
    await expect(client.messages.create(withModel(ask('Hello')))).rejects.toMatchObject({ status: 529 });
    sandbox.setFault('claude', 'error-mid-stream', { times: 1 });
    await expect(client.messages.stream(withModel(ask('Hello'))).finalMessage()).rejects.toThrow('Overloaded');
    await expect(client.messages.create(withModel(ask('Hello')))).resolves.toMatchObject({ stop_reason: 'end_turn' });
  });
});
