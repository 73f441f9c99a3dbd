import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { PARAMETERS } from '../fixtures/bodies.ts';
import { type Dialect, DIALECTS } from '../fixtures/client.ts';
import { scene, SECRET } from '../fixtures/scene.ts';
import { clientAt as geminiAt } from './gemini.ts';
import { clientAt as ollamaAt } from './ollama.ts';
import { clientAt as openaiAt } from './openai-chat.ts';

/** What official clients ask beside questions, of a gateway whose only provider speaks one dialect. */
const { sandbox, gateway } = scene();

const urls = new Map<Dialect, string>();
beforeAll(async () => {
  for (const dialect of DIALECTS) {
    const { url } = await gateway(
      [
        'providers:',
        `  only-${dialect}: { protocol: ${dialect}, baseUrl: "${sandbox().baseUrl(`only-${dialect}`, dialect)}", apiKey: ${SECRET} }`,
        'routes:',
        `  - { match: [known-1, known-2, known-3, "*"], ladder: [only-${dialect}/*] }`,
      ].join('\n'),
    );
    urls.set(dialect, url);
  }
});

const anthropicAt = (url: string): Anthropic => new Anthropic({ baseURL: url, apiKey: 'caller', maxRetries: 0 });

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The provider's own list where it speaks the caller's dialect, else that of the routes. */
const expected = (provider: Dialect, ...callers: readonly Dialect[]): readonly string[] =>
  callers.includes(provider) ? ['claude-opus-5-5', 'gpt-5.6', 'llama3.2'] : ['known-1', 'known-2', 'known-3'];

describe.each(DIALECTS)('where the provider speaks %s', (provider) => {
  const url = (): string => urls.get(provider) ?? '';

  it('models are listed, page by page, and shown one by one', async () => {
    const claude = anthropicAt(url());
    const listed = await all(claude.models.list({ limit: 2 }));
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining([...expected(provider, 'anthropic')]));
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    expect(await claude.models.retrieve('known-1')).toMatchObject({ id: 'known-1', type: 'model' });

    const openai = openaiAt(url());
    const names = (await all(openai.models.list())).map(({ id }) => id);
    expect(names).toEqual(expect.arrayContaining([...expected(provider, 'openai-chat')]));
    expect(await openai.models.retrieve('known-2')).toMatchObject({ id: 'known-2', object: 'model' });

    const google = geminiAt(url());
    const models = await all(await google.models.list({ config: { pageSize: 2 } }));
    expect(models.map(({ name }) => name)).toEqual(
      expect.arrayContaining(expected(provider, 'gemini').map((name) => `models/${name}`)),
    );
    expect(new Set(models.map(({ name }) => name)).size).toBe(models.length);
    expect(await google.models.get({ model: 'known-3' })).toMatchObject({ name: 'models/known-3' });
  });

  it('prompts are counted', async () => {
    const words = 'How many tokens are that? '.repeat(40);
    const counts = [
      (
        await anthropicAt(url()).messages.countTokens({
          model: 'known-1',
          messages: [{ role: 'user', content: words }],
        })
      ).input_tokens,
      (await openaiAt(url()).responses.inputTokens.count({ model: 'known-1', input: words })).input_tokens,
      (await geminiAt(url()).models.countTokens({ model: 'known-1', contents: words })).totalTokens ?? 0,
    ];
    // Four or five words each, seven or eight tokens.
    for (const count of counts) {
      expect(count).toBeGreaterThan(150);
      expect(count).toBeLessThan(700);
    }
  });

  it('the client of Ollama finds its models', async () => {
    const ollama = ollamaAt(url());
    const wanted = expected(provider, 'ollama').map((name) => `${name}:latest`);
    expect((await ollama.list()).models.map(({ name }) => (name.includes(':') ? name : `${name}:latest`))).toEqual(
      expect.arrayContaining(wanted.slice(-1)),
    );
    expect((await ollama.show({ model: 'known-1' })).capabilities).toContain('completion');
    expect((await ollama.ps()).models.length).toBeGreaterThan(0);
    expect((await ollama.version()).version).toMatch(/^\d+\.\d+/);
  });

  it.runIf(provider !== 'anthropic')('vectors are made for every client', async () => {
    const model = 'text-embedding-3-small';
    const input = ['the weather in Zürich', 'quantum chess'];
    const { data, usage } = await openaiAt(url()).embeddings.create({ model, input });
    const { embeddings } = await geminiAt(url()).models.embedContent({ model, contents: input });
    const local = await ollamaAt(url()).embed({ model, input });
    const vectors = data.map(({ embedding }) => embedding);
    expect(vectors).toHaveLength(2);
    expect(vectors[0]).not.toEqual(vectors[1]);
    for (const other of [embeddings?.map(({ values }) => values ?? []) ?? [], local.embeddings]) {
      expect(other).toHaveLength(2);
      for (const [index, vector] of vectors.entries())
        for (const [place, number] of vector.entries()) expect(other[index]?.[place]).toBeCloseTo(number, 5);
    }
    // Gemini counts nothing.
    if (provider !== 'gemini') expect(usage.prompt_tokens).toBeGreaterThan(3);
  });

  it.each([
    ['streamed', true],
    ['whole', false],
  ] as const)('an answer goes on from the one before by its id, %s', async (_, streamed) => {
    const client = openaiAt(url());
    const tools = [
      { type: 'function' as const, name: 'weather', description: 'Weather', parameters: PARAMETERS, strict: true },
    ];
    type More = Pick<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'input' | 'previous_response_id'>;
    const ask = async (more: More): Promise<OpenAI.Responses.Response> => {
      const params = { model: 'known-1', tools, ...more };
      return streamed ? client.responses.stream(params).finalResponse() : client.responses.create(params);
    };
    const said = () => sandbox().seen(`only-${provider}`).at(-1)?.answer;
    const one = await ask({ input: 'My name is Ada. Look it up. [tool]' });
    const call = one.output.find((item) => item.type === 'function_call');
    expect(call?.name).toBe('weather');
    const two = await ask({
      previous_response_id: one.id,
      input: [{ type: 'function_call_output', call_id: call?.call_id ?? '', output: 'rain' }],
    });
    expect(two.output_text).toContain('weather said “rain”');
    const three = await ask({ previous_response_id: two.id, input: 'And what is my name?' });
    expect(three.output_text).toBe(said()?.text);
    expect(three.output_text).toContain('And what is my name?');
    // A provider that keeps answers itself is told only what is new.
    const heard = sandbox().seen(`only-${provider}`).at(-1)?.body ?? '';
    expect(heard.includes('My name is Ada.')).toBe(provider !== 'openai-responses');
    expect(new Set([one.id, two.id, three.id]).size).toBe(3);
  });
});

it('vectors are refused where nobody makes any', async () => {
  const asked = openaiAt(urls.get('anthropic') ?? '').embeddings.create({ model: 'm', input: 'a' });
  await expect(asked).rejects.toBeInstanceOf(OpenAI.APIError);
});
