import { ApiError, FinishReason, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai';
import type { Content, GenerateContentConfig, GenerateContentResponse } from '@google/genai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalAnswer } from './answer/answer.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let client: GoogleGenAI;

function clientOf(provider: string, apiKey = 'any'): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${sandbox.url}/${provider}` } });
}

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  client = clientOf('google');
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
};
const WEATHER = { name: 'weather', description: 'Says how the weather is', parametersJsonSchema: PARAMETERS };
const CLOCK = { name: 'clock', description: 'Says how late it is' };
const MODEL = 'gemini-3.8-flash';

function said(): CanonicalAnswer | null | undefined {
  return sandbox.seen('google').at(-1)?.answer;
}

/** What the client holds, in the words of the sandbox, which are needed for what this dialect does not tell apart. */
function understood(pieces: readonly GenerateContentResponse[], told: CanonicalAnswer | null | undefined): unknown {
  const parts = pieces.flatMap((piece) => piece.candidates?.[0]?.content?.parts ?? []);
  const words = (thought: boolean): string =>
    parts.map((part) => ((part.thought ?? false) === thought ? (part.text ?? '') : '')).join('');
  const calls = parts.flatMap(({ functionCall }) => (functionCall === undefined ? [] : [functionCall]));
  const last = pieces.at(-1);
  const usage = last?.usageMetadata;
  const finish = last?.candidates?.[0]?.finishReason;
  return {
    text: words(false),
    thinking: words(true),
    toolCalls: calls.map(({ id, name, args }) => ({ id, name, input: args })),
    stop: finish === FinishReason.STOP ? (calls.length > 0 ? 'tool-call' : stopped(told)) : STOPS[finish ?? ''],
    stopSequence: told?.stopSequence,
    usage: {
      inputTokens: usage?.promptTokenCount,
      cacheReadTokens: usage?.cachedContentTokenCount ?? 0,
      cacheWriteTokens: told?.usage.cacheWriteTokens,
      outputTokens: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
      thinkingTokens: usage?.thoughtsTokenCount ?? 0,
    },
  };
}

const STOPS: Readonly<Record<string, string>> = { MAX_TOKENS: 'length', SAFETY: 'refused' };

function stopped(told: CanonicalAnswer | null | undefined): string {
  return told?.stopSequence ? 'stop-sequence' : 'done';
}

const tools = (...functionDeclarations: object[]): GenerateContentConfig => ({ tools: [{ functionDeclarations }] });

const CASES: readonly (readonly [string, string, GenerateContentConfig])[] = [
  ['a plain question', 'How are you — “really”? 🚦', { systemInstruction: 'Be brief.' }],
  ['a long answer', '[long] tell me everything', {}],
  ['one tool', 'Please use the tool', tools(WEATHER)],
  ['two tools at once', '[tools] now', tools(WEATHER, CLOCK)],
  [
    'a forced tool',
    'Hello',
    {
      ...tools(WEATHER, CLOCK),
      toolConfig: {
        functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['clock'] },
      },
    },
  ],
  ['structured output', 'Data', { responseMimeType: 'application/json', responseJsonSchema: PARAMETERS }],
  ['JSON', 'Give me JSON', { responseMimeType: 'application/json' }],
  ['thinking', 'Think first', { thinkingConfig: { includeThoughts: true } }],
  ['hidden thinking', 'Think first', { thinkingConfig: { thinkingBudget: 500 } }],
  ['thinking and a tool', '[tool]', { ...tools(WEATHER), thinkingConfig: { includeThoughts: true } }],
  ['a stop text', 'Hello', { stopSequences: ['simulated'] }],
  ['a small limit', 'Hello', { maxOutputTokens: 7 }],
  ['a refusal', '[refuse] this', {}],
];

describe('the official client of Google', () => {
  it.each(CASES)('reads from a whole answer what was said: %s', async (_, contents, config) => {
    const answer = await client.models.generateContent({ model: MODEL, contents, config });
    expect(understood([answer], said())).toEqual(said());
    expect(sandbox.seen('google').at(-1)?.path).toMatch(/^\/google\/v1(beta)?\/models\//);
  });

  it.each(CASES)('reads from a stream what was said: %s', async (_, contents, config) => {
    const pieces: GenerateContentResponse[] = [];
    for await (const piece of await client.models.generateContentStream({ model: MODEL, contents, config })) {
      pieces.push(piece);
    }
    expect(understood(pieces, said())).toEqual(said());
    expect(sandbox.seen('google').at(-1)?.completion).toBe('answered');
  });

  it('gets what each case is about', async () => {
    const answers = new Map<string, CanonicalAnswer | null | undefined>();
    for (const [name, contents, config] of CASES) {
      await client.models.generateContent({ model: MODEL, contents, config });
      answers.set(name, said());
    }
    expect(answers.get('two tools at once')?.toolCalls.map(({ name }) => name)).toEqual(['weather', 'clock']);
    expect(answers.get('a forced tool')?.toolCalls).toMatchObject([{ name: 'clock' }]);
    expect(JSON.parse(answers.get('structured output')?.text ?? '')).toMatchObject({ days: expect.any(Number) });
    expect(JSON.parse(answers.get('JSON')?.text ?? '')).toMatchObject({ answer: 'Give me JSON' });
    expect(answers.get('thinking')?.thinking.length).toBeGreaterThan(20);
    expect(answers.get('a stop text')?.stop).toBe('stop-sequence');
    expect(answers.get('a small limit')).toMatchObject({ stop: 'length', usage: { outputTokens: 7 } });
    expect(answers.get('a refusal')?.stop).toBe('refused');
  });

  it('can run tools to their end with the signatures that it was given', async () => {
    const question: Content = { role: 'user', parts: [{ text: '[tools] please' }] };
    const config = tools(WEATHER, CLOCK);
    const answer = await client.models.generateContent({ model: MODEL, contents: [question], config });
    const called = answer.candidates?.[0]?.content ?? {};
    const signatures = (called.parts ?? []).filter((part) => part.functionCall).map((part) => part.thoughtSignature);
    expect(signatures).toEqual([expect.any(String), undefined]);
    const results: Content = {
      role: 'user',
      parts: (answer.functionCalls ?? []).map(({ id, name }, index) => ({
        functionResponse: { ...(id && { id }), ...(name && { name }), response: { output: `result ${index}` } },
      })),
    };
    const contents = [question, called, results];
    await client.models.generateContent({ model: MODEL, contents, config });
    expect(said()?.text).toContain('weather said “result 0”; clock said “result 1”');

    const elsewhere = clientOf('elsewhere').models.generateContent({ model: MODEL, contents, config });
    await expect(elsewhere).rejects.toThrow('Corrupted thought signature');
    const bare = {
      ...called,
      parts: (called.parts ?? []).map(({ functionCall, text }) => ({
        ...(text && { text }),
        ...(functionCall && { functionCall }),
      })),
    };
    const unsigned = [question, bare, results];
    await expect(client.models.generateContent({ model: MODEL, contents: unsigned, config })).rejects.toThrow(
      'missing a thought_signature',
    );
    const skipped = {
      ...bare,
      parts: bare.parts.map((part) => ({ ...part, thoughtSignature: 'skip_thought_signature_validator' })),
    };
    const excused = await client.models.generateContent({
      model: MODEL,
      contents: [question, skipped, results],
      config,
    });
    expect(excused.text).toContain('result 0');
    const few = { ...results, parts: results.parts?.slice(1) ?? [] };
    await expect(
      client.models.generateContent({ model: MODEL, contents: [question, called, few], config }),
    ).rejects.toThrow('number of function response parts');
  });

  it('finds the beginning in the cache the second time', async () => {
    const systemInstruction = 'Be brief. '.repeat(999);
    const ask = { model: MODEL, contents: 'Hello', config: { systemInstruction } };
    await client.models.generateContent(ask);
    const { usageMetadata } = await client.models.generateContent(ask);
    expect(usageMetadata?.cachedContentTokenCount).toBeGreaterThan(1_024);
  });

  it('hears of an error in the middle of a stream, and of a blocked prompt', async () => {
    sandbox.setFault('google', 'error-mid-stream');
    const texts: string[] = [];
    const reading = async (): Promise<void> => {
      const stream = await client.models.generateContentStream({ model: MODEL, contents: 'Hello' });
      for await (const piece of stream) texts.push(piece.text ?? '');
    };
    await expect(reading()).rejects.toThrow('overloaded');
    expect(texts.join('').length).toBeGreaterThan(5);
    sandbox.setFault('google', 'content-filter');
    const { promptFeedback, candidates } = await client.models.generateContent({ model: MODEL, contents: 'Hello' });
    expect([promptFeedback?.blockReason, candidates]).toEqual(['PROHIBITED_CONTENT', undefined]);
  });

  it('is told in the body when to come back', async () => {
    sandbox.setFault('google', 'rate-limited-seconds');
    const asking = client.models.generateContent({ model: MODEL, contents: 'Hello' });
    await expect(asking).rejects.toThrow('"retryDelay":"7s"');
  });

  it.each([
    ['a key that is refused', 400, 'API key not valid', { apiKey: 'a-bad-key' }],
    ['an unknown model', 404, 'NOT_FOUND', { model: 'gemini-no-such' }],
    ['an unknown role', 400, 'valid role', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }],
    ['nothing to answer', 400, 'contents', { contents: [{ role: 'user', parts: [] }] }],
    [
      'a response out of nowhere',
      400,
      'immediately after a function call turn',
      { contents: [{ role: 'user', parts: [{ functionResponse: { name: 'x', response: {} } }] }] },
    ],
    ['a name that starts with a digit', 400, 'Invalid function name', { config: tools({ name: '1st' }) }],
    ['two ways to think', 400, 'thinking', { config: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: 'LOW' } } }],
    ['too many stop texts', 400, 'stop', { config: { stopSequences: ['1', '2', '3', '4', '5', '6'] } }],
  ])('hears the right error for %s', async (_, status, words, change: Record<string, unknown>) => {
    const { apiKey = 'any', ...more } = change;
    const asking = clientOf('google', String(apiKey)).models.generateContent({
      model: MODEL,
      contents: 'Hello',
      ...more,
    });
    const error = await asking.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status, message: expect.stringContaining(words) });
    expect(sandbox.seen('google').at(-1)).toMatchObject({ completion: 'answered', answer: null });
  });

  it('counts, lists and embeds', async () => {
    const { totalTokens } = await client.models.countTokens({ model: MODEL, contents: 'Hello there' });
    expect(totalTokens).toBeGreaterThan(3);
    const names: (string | undefined)[] = [];
    for await (const model of await client.models.list()) names.push(model.name);
    expect(names).toContain('models/gemini-3.8-flash');
    expect(await client.models.get({ model: MODEL })).toMatchObject({ inputTokenLimit: 1_048_576 });
    const { embeddings } = await client.models.embedContent({
      model: 'gemini-embedding-001',
      contents: ['one text', 'another'],
      config: { outputDimensionality: 8 },
    });
    expect(embeddings?.map(({ values }) => values?.length)).toEqual([8, 8]);
    expect(embeddings?.[0]).not.toEqual(embeddings?.[1]);
  });

  it('may send its key in the address, and a stream without events is a list', async () => {
    const url = `${sandbox.baseUrl('google', 'gemini')}/models/${MODEL}:streamGenerateContent?key=any`;
    const body = JSON.stringify({ contents: [{ parts: [{ text: 'Hello' }] }] });
    const response = await fetch(url, { method: 'POST', body });
    const pieces = (await response.json()) as GenerateContentResponse[];
    expect(understood(pieces, said())).toEqual(said());
    const keyless = await fetch(url.replace('?key=any', ''), { method: 'POST', body });
    expect([keyless.status, await keyless.json()]).toMatchObject([403, { error: { status: 'PERMISSION_DENIED' } }]);
  });
});
