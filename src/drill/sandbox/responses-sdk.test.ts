import OpenAI from 'openai';
import type { Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalAnswer } from './answer/answer.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  client = new OpenAI({ baseURL: sandbox.baseUrl('gpt', 'openai-responses'), apiKey: 'any', maxRetries: 0 });
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const WEATHER = { type: 'function' as const, name: 'weather', parameters: PARAMETERS, strict: true };
const CLOCK = { type: 'function' as const, name: 'clock', parameters: null, strict: false };
const SHELL = { type: 'custom' as const, name: 'shell' };

type Params = Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'model' | 'stream'>;
const withModel = (params: Params) => ({ model: 'gpt-5.6', ...params });

function said(): CanonicalAnswer | null | undefined {
  return sandbox.seen('gpt').at(-1)?.answer;
}

/** What the client holds, in the words of the sandbox, which are needed for what this dialect does not tell apart. */
function understood(response: Response, told: CanonicalAnswer | null | undefined): unknown {
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const refusal = parts.map((part) => (part.type === 'refusal' ? part.refusal : '')).join('');
  const calls = response.output.flatMap((item) => {
    if (item.type === 'custom_tool_call') return [{ id: item.call_id, name: item.name, input: { input: item.input } }];
    if (item.type !== 'function_call') return [];
    return [{ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) as object }];
  });
  const thinking = response.output.flatMap((item) => (item.type === 'reasoning' ? item.summary : []));
  const incomplete = response.incomplete_details?.reason === 'max_output_tokens';
  const { usage } = response;
  return {
    text: parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('') + refusal,
    thinking: thinking.map(({ text }) => text).join(''),
    toolCalls: calls,
    stop: incomplete ? 'length' : refusal !== '' ? 'refused' : calls.length > 0 ? 'tool-call' : 'done',
    stopSequence: '',
    usage: {
      inputTokens: usage?.input_tokens,
      cacheReadTokens: usage?.input_tokens_details.cached_tokens,
      cacheWriteTokens: told?.usage.cacheWriteTokens,
      outputTokens: usage?.output_tokens,
      thinkingTokens: usage?.output_tokens_details.reasoning_tokens,
    },
  };
}

const CASES: readonly (readonly [string, Params])[] = [
  ['a plain question', { input: 'How are you — “really”? 🚦' }],
  ['a long answer', { input: '[long] tell me everything' }],
  ['one tool', { input: 'Please use the tool', tools: [WEATHER] }],
  ['two tools at once', { input: '[tools] now', tools: [WEATHER, CLOCK] }],
  [
    'one tool when only one may be called',
    { input: '[tools] now', tools: [WEATHER, CLOCK], parallel_tool_calls: false },
  ],
  [
    'a forced tool',
    { input: 'Hello', tools: [WEATHER, CLOCK], tool_choice: { type: 'function' as const, name: 'clock' } },
  ],
  ['a tool that takes words', { input: '[tool] please', tools: [SHELL] }],
  [
    'structured output',
    { input: 'Give me data', text: { format: { type: 'json_schema', name: 'w', schema: PARAMETERS, strict: true } } },
  ],
  ['JSON', { input: 'Give me JSON', text: { format: { type: 'json_object' } } }],
  ['thinking', { input: 'Think first', reasoning: { effort: 'low', summary: 'auto' } }],
  ['hidden thinking', { input: 'Think first', reasoning: { effort: 'low' } }],
  ['thinking and a tool', { input: '[tool]', tools: [WEATHER], reasoning: { effort: 'low', summary: 'auto' } }],
  ['a small limit', { input: 'Hello', max_output_tokens: 17 }],
  ['a refusal', { input: '[refuse] this' }],
];

describe('the official client of OpenAI, speaking Responses', () => {
  it.each(CASES)('reads from a whole answer what was said: %s', async (_, params) => {
    const response = await client.responses.create(withModel(params));
    expect(understood(response, said())).toEqual(said());
    expect(response.output_text).toBe(said()?.stop === 'refused' ? '' : said()?.text);
  });

  it.each(CASES)('reads from a stream what was said: %s', async (_, params) => {
    const stream = client.responses.stream(withModel(params));
    let text = '';
    const numbers: number[] = [];
    stream.on('event', (event) => {
      if (event.type === 'response.output_text.delta' || event.type === 'response.refusal.delta') text += event.delta;
      numbers.push(event.sequence_number);
    });
    const response = await stream.finalResponse();
    expect(understood(response, said())).toEqual(said());
    expect(text).toBe(said()?.text);
    expect(numbers).toEqual(numbers.map((_number, place) => place));
    expect(numbers.length).toBeGreaterThan(5);
    expect(sandbox.seen('gpt').at(-1)?.completion).toBe('answered');
  });

  it('gets what each case is about', async () => {
    const answers = new Map<string, CanonicalAnswer | null | undefined>();
    for (const [name, params] of CASES) {
      await client.responses.create(withModel(params));
      answers.set(name, said());
    }
    expect(answers.get('two tools at once')?.toolCalls.map(({ name }) => name)).toEqual(['weather', 'clock']);
    expect(answers.get('one tool when only one may be called')?.toolCalls).toHaveLength(1);
    expect(answers.get('a forced tool')?.toolCalls).toMatchObject([{ name: 'clock' }]);
    expect(answers.get('a tool that takes words')?.toolCalls).toMatchObject([{ input: { input: expect.any(String) } }]);
    expect(JSON.parse(answers.get('structured output')?.text ?? '')).toMatchObject({ days: expect.any(Number) });
    expect(answers.get('thinking')?.thinking.length).toBeGreaterThan(20);
    expect(answers.get('hidden thinking')).toMatchObject({
      thinking: '',
      usage: { thinkingTokens: expect.any(Number) },
    });
    expect(answers.get('a small limit')).toMatchObject({ stop: 'length', usage: { outputTokens: 17 } });
    expect(answers.get('a refusal')?.stop).toBe('refused');
  });

  it('can run tools to their end, its sealed thinking in hand', async () => {
    const params = withModel({
      input: '[tools] please',
      tools: [WEATHER, CLOCK],
      reasoning: { effort: 'low' },
      include: ['reasoning.encrypted_content'],
      store: false,
    });
    const { output } = await client.responses.create(params);
    const results = output.flatMap((item, index) =>
      item.type === 'function_call'
        ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: `result ${index}` }]
        : [],
    );
    const question = { role: 'user' as const, content: '[tools] please' };
    const input = [question, ...output, ...results] as OpenAI.Responses.ResponseInput;
    await client.responses.create({ ...params, input });
    expect(said()?.text).toMatch(/weather said “result \d”; clock said “result \d”/);

    await expect(client.responses.create({ ...params, input: input.slice(0, -1) })).rejects.toThrow(
      'No tool output found for function call',
    );
    const other = new OpenAI({ baseURL: sandbox.baseUrl('other'), apiKey: 'any', maxRetries: 0 });
    await expect(other.responses.create({ ...params, input })).rejects.toThrow('could not be verified');
  });

  it('can go on from an answer that was kept, where it was kept', async () => {
    const { id } = await client.responses.create(withModel({ input: '[tool]', tools: [WEATHER] }));
    const call_id = said()?.toolCalls[0]?.id ?? '';
    const more = {
      previous_response_id: id,
      input: [{ type: 'function_call_output' as const, call_id, output: 'rain' }],
    };
    await client.responses.create(withModel(more));
    expect(said()?.text).toContain('weather said “rain”');
    const other = new OpenAI({ baseURL: sandbox.baseUrl('other'), apiKey: 'any', maxRetries: 0 });
    await expect(other.responses.create(withModel(more))).rejects.toThrow('not found');
    const forgotten = await client.responses.create(withModel({ input: 'Hello', store: false }));
    await expect(
      client.responses.create(withModel({ input: 'And?', previous_response_id: forgotten.id })),
    ).rejects.toThrow('not found');
  });

  it('gets tools of a namespace back with its name', async () => {
    const namespace = { type: 'namespace', name: 'functions', description: 'All of them', tools: [WEATHER] };
    const input = [
      { type: 'additional_tools', role: 'developer', tools: [namespace] },
      { role: 'user', content: '[tool]' },
    ];
    const response = await client.responses.create(withModel({ input: input as OpenAI.Responses.ResponseInput }));
    expect(response.output.at(-1)).toMatchObject({ type: 'function_call', name: 'weather', namespace: 'functions' });
  });

  it('hears of errors in the middle of a stream', async () => {
    sandbox.setFault('gpt', 'first-event-error');
    await expect(client.responses.stream(withModel({ input: 'Hello' })).finalResponse()).rejects.toThrow('overloaded');
    sandbox.setFault('gpt', 'error-mid-stream');
    const events = await client.responses.create({ ...withModel({ input: 'Hello' }), stream: true });
    const types: string[] = [];
    for await (const event of events) types.push(event.type);
    expect(types).toContain('response.output_text.delta');
    expect(types.at(-1)).toBe('response.failed');
  });

  it('gets a success that failed', async () => {
    sandbox.setFault('gpt', 'error-200');
    const response = await client.responses.create(withModel({ input: 'Hello' }));
    expect(response).toMatchObject({ status: 'failed', error: { code: 'server_is_overloaded' }, output: [] });
  });

  it.each([
    ['a key that is refused', { apiKey: 'a-bad-key' }, OpenAI.AuthenticationError],
    ['an unknown model', { model: 'gpt-no-such' }, OpenAI.NotFoundError],
    ['fields of Chat Completions', { messages: [] }, OpenAI.BadRequestError],
    ['stop texts, which there are none', { stop: ['x'] }, OpenAI.BadRequestError],
    ['nothing to answer', { input: [] }, OpenAI.BadRequestError],
    ['an unknown role', { input: [{ role: 'tool', content: 'x' }] }, OpenAI.BadRequestError],
    [
      'a tool as Chat Completions has it',
      { tools: [{ type: 'function', function: { name: 'f' } }] },
      OpenAI.BadRequestError,
    ],
    [
      'an output out of nowhere',
      { input: [{ type: 'function_call_output', call_id: 'x', output: 'y' }] },
      OpenAI.BadRequestError,
    ],
    [
      'an id of another kind',
      { input: [{ type: 'message', role: 'user', id: 'x', content: 'y' }] },
      OpenAI.BadRequestError,
    ],
    ['too small a limit', { max_output_tokens: 1 }, OpenAI.BadRequestError],
  ])('hears the right error for %s', async (_, { apiKey = 'any', ...change }: Record<string, unknown>, type) => {
    const other = client.withOptions({ apiKey: String(apiKey) });
    const body = { ...withModel({ input: 'Hello' }), ...change } as OpenAI.Responses.ResponseCreateParamsNonStreaming;
    await expect(other.responses.create(body)).rejects.toBeInstanceOf(type);
    expect(sandbox.seen('gpt').at(-1)).toMatchObject({ completion: 'answered', answer: null });
  });

  it('counts tokens', async () => {
    const { input_tokens } = await client.responses.inputTokens.count({ model: 'gpt-5.6', input: 'Hello there' });
    expect(input_tokens).toBeGreaterThan(3);
  });
});

describe('answers in the background', () => {
  const background = { ...withModel({ input: 'Hello' }), background: true, stream: true } as const;
  type Events = Awaited<ReturnType<typeof client.responses.retrieve>> | AsyncIterable<ResponseStreamEvent>;

  async function numbersOf(events: Events, most = Infinity): Promise<{ id: string; numbers: number[]; text: string }> {
    const numbers: number[] = [];
    let [id, text] = ['', ''];
    for await (const event of events as AsyncIterable<ResponseStreamEvent>) {
      numbers.push(event.sequence_number);
      if (event.type === 'response.created') ({ id } = event.response);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (numbers.length === most) break;
    }
    return { id, numbers, text };
  }

  it('go on when their line is lost, and are had from any event on', async () => {
    const { id, numbers, text } = await numbersOf(await client.responses.create(background), 9);
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const rest = await numbersOf(await client.responses.retrieve(id, { stream: true, starting_after: 8 }));
    expect(rest.numbers[0]).toBe(9);
    const { output_text, status } = await client.responses.retrieve(id);
    expect([text + rest.text, status]).toEqual([output_text, 'completed']);
    sandbox.setFault('gpt', 'clean-cut', { times: 1 });
    const cut = await numbersOf(await client.responses.retrieve(id, { stream: true, starting_after: 8 }));
    expect(cut.numbers).toEqual(rest.numbers.slice(0, cut.numbers.length));
    expect(cut.numbers.length).toBeLessThan(rest.numbers.length);
  });

  it('can be ended, more than once', async () => {
    const { id } = await numbersOf(await client.responses.create(background), 3);
    for (const _ of [1, 2]) expect(await client.responses.cancel(id)).toMatchObject({ status: 'cancelled' });
    await expect(client.responses.retrieve(id, { stream: true })).rejects.toThrow('cancelled');
  });

  it('are known to who made them, and no answer of another kind is', async () => {
    const { id } = await client.responses.create(withModel({ input: 'Hello' }));
    await expect(client.responses.retrieve(id, { stream: true })).rejects.toThrow('not found');
    await expect(client.responses.cancel('resp_no')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(client.responses.create({ ...background, store: false })).rejects.toThrow('store');
  });

  it('are another thing where the name of the model says so', async () => {
    const made = async (model: string): Promise<string> =>
      (await numbersOf(await client.responses.create({ ...background, model }), 9)).id;
    const rest = async (id: string): Promise<readonly number[]> =>
      (await numbersOf(await client.responses.retrieve(id, { stream: true, starting_after: 3 }))).numbers;
    await expect(made('m-refuses-background')).rejects.toThrow("Unknown parameter: 'background'");
    await expect(rest(await made('m-unkept'))).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(rest(await made('m-expires'))).rejects.toThrow('more than 5 minutes old');
    expect((await rest(await made('m-replays')))[0]).toBe(0);
  });
});

describe('the embeddings of OpenAI', () => {
  it('are the same for the same words and near for similar ones', async () => {
    const input = ['the weather in Zürich', 'the weather in Zürich', 'the weather in Bern', 'quantum chess'];
    const { data, usage } = await client.embeddings.create({ model: 'text-embedding-3-small', input });
    const [first = [], again = [], near = [], far = []] = data.map(({ embedding }) => embedding);
    const likeness = (other: readonly number[]): number =>
      first.reduce((sum, number, place) => sum + number * (other[place] ?? 0), 0);
    expect(first).toHaveLength(16);
    expect(again).toEqual(first);
    expect(likeness(first)).toBeCloseTo(1, 3);
    expect(likeness(near)).toBeGreaterThan(likeness(far));
    expect(usage.prompt_tokens).toBeGreaterThan(5);
  });

  it('come as numbers and in the length that is wanted', async () => {
    const wish = { model: 'm', input: 'Hello', dimensions: 8, encoding_format: 'float' as const };
    const { data } = await client.embeddings.create(wish);
    expect(data[0]?.embedding).toHaveLength(8);
    await expect(client.embeddings.create({ model: 'm', input: [] })).rejects.toBeInstanceOf(OpenAI.BadRequestError);
  });
});
