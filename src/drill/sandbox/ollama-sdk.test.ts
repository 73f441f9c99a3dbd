import { Ollama, type ChatRequest, type ChatResponse } from 'ollama';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalAnswer } from './answer/answer.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let client: Ollama;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  client = new Ollama({ host: sandbox.baseUrl('local', 'ollama') });
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
};
const WEATHER = { type: 'function', function: { name: 'weather', description: 'The weather', parameters: PARAMETERS } };
const CLOCK = {
  type: 'function',
  function: { name: 'clock', description: 'The time', parameters: { type: 'object' } },
};

function said(): CanonicalAnswer | null | undefined {
  return sandbox.seen('local').at(-1)?.answer;
}

/** What the client holds, in the words of the sandbox, which are needed for what this dialect does not tell apart. */
function understood(lines: readonly ChatResponse[], told: CanonicalAnswer | null | undefined): unknown {
  const calls = lines.flatMap(({ message }) => message.tool_calls ?? []);
  const last = lines.at(-1);
  const ended = calls.length > 0 ? 'tool-call' : told?.stop === 'length' ? 'wrong' : told?.stop;
  return {
    text: lines.map(({ message }) => message.content).join(''),
    thinking: lines.map(({ message }) => message.thinking ?? '').join(''),
    // The types of the client do not know of ids.
    toolCalls: calls.map((call) => ({
      id: 'id' in call ? call.id : '',
      name: call.function.name,
      input: call.function.arguments,
    })),
    stop: last?.done_reason === 'length' ? 'length' : ended,
    stopSequence: told?.stopSequence,
    usage: {
      ...told?.usage,
      inputTokens: last?.prompt_eval_count,
      outputTokens: last?.eval_count,
    },
  };
}

type Params = Omit<ChatRequest, 'model' | 'stream' | 'messages'>;

const CASES: readonly (readonly [string, string, Params])[] = [
  ['a plain question', 'How are you — “really”? 🚦', {}],
  ['a long answer', '[long] tell me everything', { options: { num_ctx: 8_192 } }],
  ['one tool', 'Please use the tool', { tools: [WEATHER] }],
  ['two tools at once', '[tools] now', { tools: [WEATHER, CLOCK] }],
  ['structured output', 'Give me data', { format: PARAMETERS }],
  ['JSON', 'Give me JSON', { format: 'json' }],
  ['thinking', 'Think first', { think: true }],
  ['thinking and a tool', '[tool]', { think: 'low', tools: [WEATHER] }],
  ['a stop text', 'Hello', { options: { stop: ['simulated'] } }],
  ['a small limit', 'Hello', { options: { num_predict: 7 } }],
  ['a refusal', '[refuse] this', {}],
];

describe('the official client of Ollama', () => {
  it.each(CASES)('reads from a whole answer what was said: %s', async (_, content, params) => {
    const messages = [{ role: 'user', content }];
    const answer = await client.chat({ model: 'llama3.2', messages, ...params, stream: false });
    expect(understood([answer], said())).toEqual(said());
    expect(answer).toMatchObject({ model: 'llama3.2', done: true });
  });

  it.each(CASES)('reads from a stream what was said: %s', async (_, content, params) => {
    const messages = [{ role: 'user', content }];
    const lines: ChatResponse[] = [];
    for await (const line of await client.chat({ model: 'llama3.2', messages, ...params, stream: true })) {
      lines.push(line);
    }
    expect(understood(lines, said())).toEqual(said());
    expect(lines.map(({ done }) => done).indexOf(true)).toBe(lines.length - 1);
    expect(sandbox.seen('local').at(-1)?.completion).toBe('answered');
  });

  it('gets what each case is about', async () => {
    const answers = new Map<string, CanonicalAnswer | null | undefined>();
    for (const [name, content, params] of CASES) {
      await client.chat({ model: 'llama3.2', messages: [{ role: 'user', content }], ...params });
      answers.set(name, said());
    }
    expect(answers.get('two tools at once')?.toolCalls.map(({ name }) => name)).toEqual(['weather', 'clock']);
    expect(JSON.parse(answers.get('structured output')?.text ?? '')).toMatchObject({ days: expect.any(Number) });
    expect(answers.get('thinking')?.thinking.length).toBeGreaterThan(20);
    expect(answers.get('a stop text')?.stop).toBe('stop-sequence');
    expect(answers.get('a small limit')).toMatchObject({ stop: 'length', usage: { outputTokens: 7 } });
  });

  it('can run tools to their end', async () => {
    const question = { role: 'user', content: '[tools] please' };
    const params = { model: 'llama3.2', tools: [WEATHER, CLOCK] };
    const { message } = await client.chat({ ...params, messages: [question] });
    const results = (message.tool_calls ?? []).map((call, index) => ({
      role: 'tool',
      tool_name: call.function.name,
      content: `result ${index}`,
    }));
    await client.chat({ ...params, messages: [question, message, ...results] });
    expect(said()?.text).toContain('weather said “result 0”; clock said “result 1”');
  });

  it('streams unless it is told not to, in lines', async () => {
    const body = JSON.stringify({ model: 'llama3.2', messages: [{ role: 'user', content: 'Hello' }] });
    const response = await fetch(`${sandbox.baseUrl('local', 'ollama')}/api/chat`, { method: 'POST', body });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(
      understood(
        lines.map((line): ChatResponse => JSON.parse(line)),
        said(),
      ),
    ).toEqual(said());
  });

  it('hears of an error in the middle of a stream', async () => {
    sandbox.setFault('local', 'error-mid-stream');
    const messages = [{ role: 'user', content: 'Hello' }];
    let text = '';
    const reading = async (): Promise<void> => {
      for await (const line of await client.chat({ model: 'llama3.2', messages, stream: true })) {
        text += line.message.content;
      }
    };
    await expect(reading()).rejects.toThrow('server busy');
    expect(text.length).toBeGreaterThan(5);
  });

  it.each([
    ['an unknown model', 404, 'not found', { model: 'no-such' }],
    ['no model', 400, 'model is required', { model: '' }],
    ['an unknown role', 400, 'invalid role', { messages: [{ role: 'developer', content: 'x' }] }],
    [
      'content in parts',
      400,
      'cannot unmarshal array',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
    ],
    [
      'arguments as a text',
      400,
      'cannot unmarshal string',
      { messages: [{ role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }] },
    ],
    ['a result out of nowhere', 400, 'must follow a tool call', { messages: [{ role: 'tool', content: 'x' }] }],
    [
      'an image by its address',
      400,
      'base64',
      { messages: [{ role: 'user', content: '', images: ['https://x.example/i'] }] },
    ],
    ['an unknown format', 400, 'invalid format', { format: 'xml' }],
    ['an option of another type', 400, 'must be of type integer', { options: { num_ctx: '4k' } }],
    ['an effort that is none', 400, 'invalid think value', { think: 'xhigh' }],
  ])('hears the right error for %s', async (_, status, words, change) => {
    const body = JSON.stringify({ model: 'llama3.2', messages: [{ role: 'user', content: 'Hello' }], ...change });
    const response = await fetch(`${sandbox.baseUrl('local', 'ollama')}/api/chat`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([status, { error: expect.stringContaining(words) }]);
    expect(sandbox.seen('local').at(-1)).toMatchObject({ completion: 'answered', answer: null });
  });

  it('lists, shows, loads and embeds', async () => {
    const { models } = await client.list();
    expect(models.map(({ name }) => name)).toContain('llama3.2:latest');
    expect((await client.ps()).models.length).toBeGreaterThan(0);
    const { capabilities, model_info } = await client.show({ model: 'llama3.2' });
    expect([capabilities, Object.entries(model_info)]).toEqual([
      expect.arrayContaining(['tools', 'thinking']),
      expect.arrayContaining([['llama.context_length', 131_072]]),
    ]);
    expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
    const loaded = await client.chat({ model: 'llama3.2', messages: [] });
    expect(loaded).toMatchObject({ done: true, done_reason: 'load', message: { content: '' } });
    const { embeddings } = await client.embed({ model: 'all-minilm', input: ['one', 'two'] });
    expect(embeddings.map((vector) => vector.length)).toEqual([16, 16]);
    await expect(client.show({ model: 'no-such' })).rejects.toMatchObject({ status_code: 404 });
  });
});
