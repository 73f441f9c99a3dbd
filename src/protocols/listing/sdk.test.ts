import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Loopback, loopback } from '../embeddings/testing/loopback.ts';
import { LISTINGS } from './index.ts';
import { MODELS, NAMES } from './testing/models.ts';

let server: Loopback;
beforeAll(async () => {
  server = await loopback(({ path, query, headers }) => {
    const listing = headers['anthropic-version']
      ? LISTINGS.anthropic
      : headers['x-goog-api-key']
        ? LISTINGS.gemini
        : LISTINGS['openai-chat'];
    const [, name] = /\/models\/(.+)$/.exec(path) ?? [];
    if (name === undefined) return { body: listing.render(MODELS, query) };
    const model = MODELS.find((one) => one.name === decodeURIComponent(name));
    return model === undefined ? { status: 404, body: {} } : { body: listing.renderOne(model) };
  });
});
afterAll(() => server.close());

async function all<Item>(pages: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of pages) found.push(item);
  return found;
}

/** How many requests something takes. */
async function requests<Result>(run: () => Promise<Result>): Promise<{ result: Result; count: number }> {
  const before = server.heard.length;
  const result = await run();
  return { result, count: server.heard.length - before };
}

describe('the official client of Anthropic', () => {
  const client = () => new Anthropic({ baseURL: server.url, apiKey: 'any', maxRetries: 0 });

  it('turns the pages forwards', async () => {
    const { result, count } = await requests(() => all(client().models.list({ limit: 25 })));
    expect(result.map(({ id }) => id)).toEqual(NAMES);
    expect(count).toBe(3);
  });

  it('turns the pages backwards', async () => {
    const { result, count } = await requests(() => all(client().models.list({ limit: 25, before_id: 'model-59' })));
    // Page by page from the end, each page in the order of the list.
    expect(result.map(({ id }) => id).toSorted()).toEqual(NAMES.slice(0, -1).toSorted());
    expect(count).toBe(3);
  });

  it('learns what a model can do', async () => {
    const { capabilities, ...model } = await client().models.retrieve('claude-opus-5-5');
    expect(model).toMatchObject({
      id: 'claude-opus-5-5',
      type: 'model',
      created_at: '2026-09-30T00:00:00Z',
      max_input_tokens: 1_000_000,
      max_tokens: 128_000,
      lifecycle: 'active',
    });
    expect(capabilities?.thinking.types.adaptive.supported).toBe(true);
    expect(capabilities?.thinking.types.disabled.supported).toBe(false);
    expect(capabilities?.effort).toMatchObject({ high: { supported: true }, max: { supported: false } });
    expect(capabilities?.pdf_input.supported).toBe(true);
  });

  it('hears of no capabilities where none are known', async () => {
    expect((await client().models.retrieve('qwen/qwen3:8b')).capabilities).toBeNull();
  });
});

describe('the official client of OpenAI', () => {
  const client = () => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 });

  it('has all models on one page', async () => {
    const { result, count } = await requests(() => all(client().models.list()));
    expect(result.map(({ id }) => id)).toEqual(NAMES);
    expect(count).toBe(1);
    expect(result[0]).toMatchObject({ object: 'model', owned_by: 'anthropic', created: 1_790_726_400 });
  });

  it('finds one by its name', async () => {
    expect(await client().models.retrieve('qwen/qwen3:8b')).toMatchObject({ id: 'qwen/qwen3:8b', owned_by: 'qwen' });
  });
});

describe('the official client of Google', () => {
  const client = () => new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: server.url } });

  it('turns the pages', async () => {
    const list = async () => all(await client().models.list({ config: { pageSize: 25 } }));
    const { result, count } = await requests(list);
    expect(result.map(({ name }) => name)).toEqual(NAMES.map((name) => `models/${name}`));
    expect(count).toBe(3);
  });

  it('learns what a model is for', async () => {
    expect(await client().models.get({ model: 'claude-opus-5-5' })).toMatchObject({
      inputTokenLimit: 1_000_000,
      outputTokenLimit: 128_000,
      supportedActions: ['generateContent', 'countTokens'],
    });
    const { supportedActions } = await client().models.get({ model: 'nomic-embed-text' });
    expect(supportedActions).toEqual(['embedContent', 'batchEmbedContents']);
  });
});
