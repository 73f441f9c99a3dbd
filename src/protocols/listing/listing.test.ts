import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DATA, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { Fault } from '../../model/fault.ts';
import { at, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { LISTINGS } from './index.ts';
import { type ListedModel, type Listing, UNKNOWN } from './listing.ts';
import { BIG, MODELS, NAMES } from './testing/models.ts';

const DISTINCT: readonly (readonly [string, Listing])[] = [
  ['anthropic', LISTINGS.anthropic],
  ['openai', LISTINGS['openai-chat']],
  ['gemini', LISTINGS.gemini],
];

/** Every page, as somebody who only follows `next` would read them. */
function readAll(listing: Listing, models: readonly ListedModel[], first = ''): readonly ListedModel[] {
  const found: ListedModel[] = [];
  let query: string | null = first;
  for (let pages = 0; query !== null && pages < 100; pages += 1) {
    const page = listing.read(JSON.parse(JSON.stringify(listing.render(models, query))) as Json);
    found.push(...page.models);
    query = page.next === '' ? null : `?${page.next}`;
  }
  return found;
}

describe.each(DISTINCT)('laws of the list of %s', (id, listing) => {
  it('all its pages together are the list, each name once', () => {
    expect(readAll(listing, MODELS).map(({ name }) => name)).toEqual(NAMES);
    expect(readAll(listing, [...MODELS, BIG]).map(({ name }) => name)).toEqual(NAMES);
    expect(readAll(listing, [])).toEqual([]);
  });

  it('what it says of a model is read back', () => {
    const [read] = readAll(listing, [BIG]);
    const { name, contextTokens, outputTokens, createdOn } = BIG;
    expect(read).toMatchObject({ name, contextTokens, outputTokens });
    if (id !== 'gemini') expect(read?.createdOn).toBe(createdOn);
    if (id === 'anthropic') expect(read).toEqual(BIG);
  });

  it('what is not known is not made up', () => {
    expect(readAll(listing, [{ ...UNKNOWN, name: 'm' }])[0]).toMatchObject({
      contextTokens: null,
      outputTokens: null,
      images: null,
      pdf: null,
      createdOn: null,
    });
  });

  it.each([null, 'x', 5, { data: 'x', models: 'x' }])('%j is no list', (body) => {
    expect(() => listing.read(body)).toThrow(expect.objectContaining({ kind: 'garbled' }));
  });

  it('entries without a name are left out', () => {
    const { models } = listing.read({ data: [{}, null, 5], models: [{}, null] });
    expect(models).toEqual([]);
  });
});

it.each<[Listing, string]>([
  [LISTINGS.anthropic, 'limit=0'],
  [LISTINGS.anthropic, 'limit=many'],
  [LISTINGS.anthropic, 'after_id=nobody'],
  [LISTINGS.anthropic, 'before_id=nobody'],
  [LISTINGS.anthropic, 'before_id=model-1&after_id=model-2'],
  [LISTINGS.gemini, 'pageSize=-1'],
  [LISTINGS.gemini, 'pageToken=bm9ib2R5'],
  [LISTINGS.gemini, 'pageToken=*'],
])('a page that cannot be is refused: %#', (listing, query) => {
  try {
    listing.render(MODELS, query);
    expect.unreachable();
  } catch (error) {
    expect(Fault.from(error).kind).toBe('bad-request');
  }
});

it('pages have their usual size, and a largest one', () => {
  const many = Array.from({ length: 1_500 }, (_, index) => ({ ...UNKNOWN, name: `m${index}` }));
  const sizes = (listing: Listing, field: string, size: string): readonly number[] =>
    ['', `${size}=7`, `${size}=5000`].map((query) => listAt(listing.render(many, query), field).length);
  expect(sizes(LISTINGS.anthropic, 'data', 'limit')).toEqual([20, 7, 1_000]);
  expect(sizes(LISTINGS.gemini, 'models', 'pageSize')).toEqual([50, 7, 1_000]);
});

it.each<[string, JsonObject, Partial<ListedModel>]>([
  [
    'OpenAI',
    { id: 'gpt-5.6', object: 'model', created: 1_790_726_400, owned_by: 'system' },
    { createdOn: '2026-09-30' },
  ],
  [
    'OpenRouter',
    {
      id: 'a/b',
      context_length: 200_000,
      architecture: { input_modalities: ['text', 'image', 'file'], output_modalities: ['text'] },
      top_provider: { context_length: 100_000, max_completion_tokens: 64_000 },
      supported_parameters: ['tools', 'seed'],
    },
    { contextTokens: 200_000, outputTokens: 64_000, images: true, pdf: true, tools: true },
  ],
  [
    'Groq',
    { id: 'a/b', created: 0, context_window: 131_072, max_completion_tokens: 65_536 },
    { contextTokens: 131_072, outputTokens: 65_536, createdOn: null },
  ],
  [
    'Mistral',
    { id: 'a/b', max_context_length: 32_768, capabilities: { vision: false, function_calling: true } },
    { contextTokens: 32_768, images: false, tools: true, pdf: null },
  ],
  ['vLLM', { id: 'a/b', max_model_len: 8_192 }, { contextTokens: 8_192 }],
  ['Together', { id: 'a/b', type: 'embedding', context_length: 512 }, { contextTokens: 512, embeds: true }],
])('the list of %s is read', (_, entry, wanted) => {
  const { read } = LISTINGS['openai-chat'];
  expect(read({ object: 'list', data: [entry] }).models[0]).toMatchObject({ name: entry['id'], ...wanted });
  expect(read([entry]).models).toEqual(read({ data: [entry] }).models);
  expect(read({ object: 'list', data: null }).models).toEqual([]);
});

describe.skipIf(skipped)('the recorded list of Gemini (skipped without ../shared/data)', () => {
  const recorded = (): Json => {
    const file = new URL('recordings/simonw+llm-gemini/tests/cassettes/test_gemini/test_cli_gemini_models.yaml', DATA);
    const cassette: unknown = parse(readFileSync(file, 'utf8'), { customTags: ['binary'] });
    const found: unknown = at(cassette as Json, 'interactions', 0, 'response', 'body', 'string');
    if (!(found instanceof Uint8Array)) throw new Error('The recording is another one');
    return JSON.parse(gunzipSync(found).toString('utf8')) as Json;
  };

  it('is read to the last model', () => {
    const body = recorded();
    const { models, next } = LISTINGS.gemini.read(body);
    expect(models.map(({ name }) => `models/${name}`)).toEqual(
      listAt(body, 'models').map((one) => textAt(one, 'name')),
    );
    expect(models.find(({ name }) => name === 'gemini-2.5-pro')).toMatchObject({
      contextTokens: 1_048_576,
      outputTokens: 65_536,
      maker: 'google',
    });
    expect(models.filter(({ embeds }) => embeds === true).map(({ name }) => name)).toContain('gemini-embedding-001');
    expect(next).toBe(`pageToken=${textAt(body, 'nextPageToken')}`);
  });

  it('names and numbers are told as they were', () => {
    const body = recorded();
    const told = LISTINGS.gemini.render(LISTINGS.gemini.read(body).models, 'pageSize=1000');
    const facts = (list: Json): unknown =>
      listAt(list, 'models').map((one) => [at(one, 'name'), at(one, 'inputTokenLimit'), at(one, 'outputTokenLimit')]);
    expect(facts(told)).toEqual(facts(body));
  });
});
