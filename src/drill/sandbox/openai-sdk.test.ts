import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalAnswer } from './answer/answer.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  client = new OpenAI({ baseURL: sandbox.baseUrl('gpt'), apiKey: 'any', maxRetries: 0 });
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const WEATHER = { type: 'function' as const, function: { name: 'weather', parameters: PARAMETERS } };
const CLOCK = { type: 'function' as const, function: { name: 'clock' } };

type Params = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'model' | 'stream'>;
const withModel = (params: Params) => ({ model: 'gpt-5.6', ...params });
const ask = (content: string): Params => ({ messages: [{ role: 'user', content }] });

/** What the client holds, in the words of the sandbox, which are needed for what this dialect does not tell apart. */
function understood({ choices, usage }: OpenAI.ChatCompletion, told: CanonicalAnswer | null | undefined): unknown {
  const [choice] = choices;
  const { message, finish_reason } = choice ?? {};
  const calls = (message?.tool_calls ?? []).filter((call) => call.type === 'function');
  return {
    text: (message?.content ?? '') + (message?.refusal ?? ''),
    thinking: told?.thinking,
    toolCalls: calls.map(({ id, function: { name, arguments: input } }) => ({ id, name, input: JSON.parse(input) })),
    stop:
      finish_reason === 'stop'
        ? message?.refusal
          ? 'refused'
          : told?.stopSequence
            ? 'stop-sequence'
            : 'done'
        : STOPS[finish_reason ?? ''],
    stopSequence: told?.stopSequence,
    usage: {
      inputTokens: usage?.prompt_tokens,
      cacheReadTokens: usage?.prompt_tokens_details?.cached_tokens,
      cacheWriteTokens: told?.usage.cacheWriteTokens,
      outputTokens: usage?.completion_tokens,
      thinkingTokens: usage?.completion_tokens_details?.reasoning_tokens,
    },
  };
}

const STOPS: Readonly<Record<string, string>> = { length: 'length', tool_calls: 'tool-call' };

function said(): CanonicalAnswer | null | undefined {
  return sandbox.seen('gpt').at(-1)?.answer;
}

const SCHEMA = { type: 'json_schema' as const, json_schema: { name: 'weather', schema: PARAMETERS, strict: true } };

const CASES: readonly (readonly [string, Params])[] = [
  ['a plain question', ask('How are you — “really”? 🚦')],
  ['a long answer', ask('[long] tell me everything')],
  ['one tool', { ...ask('Please use the tool'), tools: [WEATHER] }],
  ['two tools at once', { ...ask('[tools] now'), tools: [WEATHER, CLOCK] }],
  [
    'one tool when only one may be called',
    { ...ask('[tools] now'), tools: [WEATHER, CLOCK], parallel_tool_calls: false },
  ],
  [
    'a forced tool',
    { ...ask('Hello'), tools: [WEATHER, CLOCK], tool_choice: { type: 'function', function: { name: 'clock' } } },
  ],
  ['structured output', { ...ask('Give me data'), response_format: SCHEMA }],
  ['JSON', { ...ask('Give me JSON'), response_format: { type: 'json_object' } }],
  ['thinking', { ...ask('Think first'), reasoning_effort: 'low' }],
  ['a stop text', { ...ask('Hello'), stop: ['simulated'] }],
  ['a small limit', { ...ask('Hello'), max_completion_tokens: 7 }],
  ['a refusal', ask('[refuse] this')],
];

describe('the official client of OpenAI', () => {
  it.each(CASES)('reads from a whole answer what was said: %s', async (_, params) => {
    const completion = await client.chat.completions.create(withModel(params));
    expect(understood(completion, said())).toEqual(said());
  });

  it.each(CASES)('reads from a stream what was said: %s', async (_, params) => {
    // The client's helper refuses to end a stream that met its limit, so this one is put together event by event.
    const stream = await client.chat.completions.create({
      ...withModel(params),
      stream: true,
      stream_options: { include_usage: true },
    });
    const completion = await gathered(stream);
    expect(understood(completion, said())).toEqual(said());
    expect(sandbox.seen('gpt').at(-1)?.completion).toBe('answered');
  });

  it.each(CASES.filter(([name]) => name !== 'a small limit'))(
    'reads from a stream, with its own helper, what was said: %s',
    async (_, params) => {
      const stream = client.chat.completions.stream({ ...withModel(params), stream_options: { include_usage: true } });
      expect(understood(await stream.finalChatCompletion(), said())).toEqual(said());
    },
  );

  it('gets what each case is about', async () => {
    const answers: (CanonicalAnswer | null | undefined)[] = [];
    for (const [, params] of CASES) {
      await client.chat.completions.create(withModel(params));
      answers.push(said());
    }
    const [plain, long, tool, tools, single, forced, data, json, thinking, stop, limit, refusal] = answers;
    expect(plain?.text).toContain('gpt-5.6 at the simulated provider gpt');
    expect(long?.usage.outputTokens).toBeGreaterThan(500);
    expect(tool?.toolCalls).toMatchObject([{ name: 'weather', input: { city: expect.any(String) } }]);
    expect(tools?.toolCalls.map(({ name }) => name)).toEqual(['weather', 'clock']);
    expect(single?.toolCalls).toHaveLength(1);
    expect(forced?.toolCalls).toMatchObject([{ name: 'clock', input: {} }]);
    expect(JSON.parse(data?.text ?? '')).toMatchObject({ city: expect.any(String), days: expect.any(Number) });
    expect(JSON.parse(json?.text ?? '')).toMatchObject({ answer: 'Give me JSON' });
    expect(thinking?.usage.thinkingTokens).toBeGreaterThan(5);
    expect(stop?.stop).toBe('stop-sequence');
    expect(limit).toMatchObject({ stop: 'length', usage: { outputTokens: 7 } });
    expect(refusal?.stop).toBe('refused');
  });

  it('gets thinking as other servers of its dialect send it', async () => {
    const { choices } = await client.chat.completions.create(withModel({ ...ask('Think'), reasoning_effort: 'high' }));
    expect(choices[0]?.message).toMatchObject({ reasoning_content: said()?.thinking });
    expect(said()?.thinking).not.toBe('');
  });

  it('can run a tool to its end', async () => {
    const params = withModel({ ...ask('[tools] please'), tools: [WEATHER, CLOCK] });
    const { choices } = await client.chat.completions.create(params);
    const message = choices[0]?.message ?? { role: 'assistant' as const, content: null, refusal: null };
    const results = (message.tool_calls ?? []).map(({ id }, index) => ({
      role: 'tool' as const,
      tool_call_id: id,
      content: `result ${index}`,
    }));
    await client.chat.completions.create({ ...params, messages: [...params.messages, message, ...results] });
    expect(said()?.text).toContain('weather said “result 0”; clock said “result 1”');
    await expect(
      client.chat.completions.create({ ...params, messages: [...params.messages, message, ...results.slice(1)] }),
    ).rejects.toThrow('did not have response messages');
  });

  it('finds the beginning in the cache the second time', async () => {
    const messages = [
      { role: 'system' as const, content: 'Be brief. '.repeat(999) },
      { role: 'user' as const, content: 'Hello' },
    ];
    const params = { ...withModel({ messages }), prompt_cache_key: 'tests' };
    await client.chat.completions.create(params);
    const { usage } = await client.chat.completions.create(params);
    expect(usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(1_024);
  });

  it.each([
    ['a key that is refused', { apiKey: 'a-bad-key' }, OpenAI.AuthenticationError],
    ['an unknown model', { model: 'gpt-no-such' }, OpenAI.NotFoundError],
    ['an unknown field', { top_k: 4 }, OpenAI.BadRequestError],
    ['no messages', { messages: [] }, OpenAI.BadRequestError],
    ['two limits', { max_tokens: 1, max_completion_tokens: 1 }, OpenAI.BadRequestError],
    ['JSON that nobody mentioned', { response_format: { type: 'json_object' } }, OpenAI.BadRequestError],
    [
      'a tool message out of nowhere',
      { messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] },
      OpenAI.BadRequestError,
    ],
  ])('hears the right error for %s', async (_, { apiKey = 'any', ...change }: Record<string, unknown>, type) => {
    const other = client.withOptions({ apiKey: String(apiKey) });
    const body = { ...withModel(ask('Hello')), ...change } as OpenAI.ChatCompletionCreateParamsNonStreaming;
    await expect(other.chat.completions.create(body)).rejects.toBeInstanceOf(type);
    expect(sandbox.seen('gpt').at(-1)).toMatchObject({ completion: 'answered', answer: null });
  });

  it('lists models', async () => {
    const page = await client.models.list();
    expect(page.data.map(({ id }) => id)).toContain('gpt-5.6');
    expect(await client.models.retrieve('gpt-5.6-mini')).toMatchObject({ owned_by: 'openai' });
  });

  it('gets a request id and rate limits', async () => {
    const { response, request_id } = await client.chat.completions.create(withModel(ask('Hello'))).withResponse();
    expect(request_id).toMatch(/^req_/);
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('4999');
  });
});

/** A completion from its events, as the client's own helper would build it. */
async function gathered(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<OpenAI.ChatCompletion> {
  let content = '';
  let refusal = '';
  let finish: string | null = null;
  let usage: OpenAI.CompletionUsage | undefined;
  const calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[] = [];
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage;
    const [choice] = chunk.choices;
    content += choice?.delta.content ?? '';
    refusal += choice?.delta.refusal ?? '';
    finish = choice?.finish_reason ?? finish;
    for (const { index, id, function: part } of choice?.delta.tool_calls ?? []) {
      const call = (calls[index] ??= {
        id: id ?? '',
        type: 'function',
        function: { name: part?.name ?? '', arguments: '' },
      });
      call.function.arguments += part?.arguments ?? '';
    }
  }
  const message = { role: 'assistant', content, refusal: refusal === '' ? null : refusal, tool_calls: calls };
  return {
    choices: [{ index: 0, message, finish_reason: finish, logprobs: null }],
    usage,
  } as unknown as OpenAI.ChatCompletion;
}
