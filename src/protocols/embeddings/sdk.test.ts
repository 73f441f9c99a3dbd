import { GoogleGenAI } from '@google/genai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectOf } from '../fields.ts';
import type { EmbeddingDialect, EmbeddingRequest } from './embedding.ts';
import { EMBEDDINGS } from './index.ts';
import { type Loopback, loopback } from './testing/loopback.ts';

const LENGTH = 5;
/** Floats of 32 bits, so that the shorter way of writing them loses nothing. */
const vectorFor = (text: string, length: number): readonly number[] =>
  Array.from({ length }, (_, at) => Math.fround(Math.sin(text.length * 7 + at + 1)));

let server: Loopback;
let read: EmbeddingRequest[] = [];

/** A server that knows no more of the dialects than our own readers and writers do. */
beforeAll(async () => {
  server = await loopback(({ path, body }) => {
    const dialect = dialectAt(path);
    const request = dialect.parseRequest(body);
    read.push(request);
    const vectors = request.inputs.map((input) =>
      vectorFor(input.kind === 'text' ? input.text : input.kind, request.dimensions ?? LENGTH),
    );
    return { body: dialect.renderResponse({ vectors, inputTokens: 9 }, request, 'the-model') };
  });
});
afterAll(() => server.close());

function dialectAt(path: string): EmbeddingDialect {
  const found = Object.values(EMBEDDINGS).find(({ place }) =>
    place.startsWith(':') ? path.endsWith(place) : path === place || path === `/v1${place}`,
  );
  if (found === undefined) throw new Error(`Nothing lives at ${path}`);
  return found;
}

const texts = ['a lamp', 'two lamps', ''];
const askedFor = (): EmbeddingRequest | undefined => read.at(-1);

describe('the official client of OpenAI', () => {
  const client = () => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 });

  it('reads base64, which it asks for when nobody says otherwise', async () => {
    const { data, usage, model } = await client().embeddings.create({ model: 'm', input: texts, dimensions: 3 });
    expect(askedFor()).toMatchObject({ encoding: 'base64', dimensions: 3, unsaid: [] });
    expect(data.map(({ embedding }) => [...embedding])).toEqual(texts.map((text) => vectorFor(text, 3)));
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect({ usage, model }).toEqual({ usage: { prompt_tokens: 9, total_tokens: 9 }, model: 'the-model' });
  });

  it('reads lists of numbers', async () => {
    const { data } = await client().embeddings.create({ model: 'm', input: 'a lamp', encoding_format: 'float' });
    expect(askedFor()?.encoding).toBe('numbers');
    expect(data[0]?.embedding).toEqual(vectorFor('a lamp', LENGTH));
  });

  it('may send tokens', async () => {
    await client().embeddings.create({ model: 'm', input: [[1, 2], [3]] });
    expect(askedFor()?.inputs.map(({ kind }) => kind)).toEqual(['tokens', 'tokens']);
  });
});

describe('the official client of Google', () => {
  const client = () => new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: server.url } });

  it('is understood and understands', async () => {
    const { embeddings } = await client().models.embedContent({
      model: 'gemini-embedding-001',
      contents: ['a lamp', 'two lamps'],
      config: { taskType: 'RETRIEVAL_DOCUMENT', outputDimensionality: 4 },
    });
    expect(server.heard.at(-1)?.path).toMatch(/\/models\/gemini-embedding-001:batchEmbedContents$/);
    expect(askedFor()).toMatchObject({
      inputs: [
        { kind: 'text', text: 'a lamp' },
        { kind: 'text', text: 'two lamps' },
      ],
      purpose: 'RETRIEVAL_DOCUMENT',
      dimensions: 4,
      unsaid: [],
    });
    expect(embeddings?.map(({ values }) => values)).toEqual([vectorFor('a lamp', 4), vectorFor('two lamps', 4)]);
  });

  it('says a title, which only Gemini knows', async () => {
    const config = { taskType: 'RETRIEVAL_DOCUMENT', title: 'On lamps' };
    await client().models.embedContent({ model: 'm', contents: 'a lamp', config });
    expect(askedFor()?.unsaid).toEqual([{ what: 'title', weight: 'blocking' }]);
  });

  it('asks as we ask', async () => {
    await client().models.embedContent({
      model: 'm',
      contents: ['a lamp', 'two lamps'],
      config: { taskType: 'CLUSTERING', outputDimensionality: 4 },
    });
    const sent = objectOf(server.heard.at(-1)?.body ?? null, '');
    const { 'gemini-batch': batch } = EMBEDDINGS;
    const ours = batch.renderRequest(batch.parseRequest(sent), 'm').body;
    expect(withoutRoles(ours)).toEqual(withoutRoles(sent));
  });
});

/** The client says who speaks, which changes nothing. */
function withoutRoles(body: object): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'role' ? undefined : value)));
}

describe('the official client of Ollama', () => {
  const client = () => new Ollama({ host: server.url });

  it('is understood and understands', async () => {
    const answer = await client().embed({ model: 'm', input: ['a lamp', 'two lamps'], truncate: false, dimensions: 4 });
    expect(askedFor()).toMatchObject({ truncate: false, dimensions: 4, unsaid: [] });
    expect(answer.embeddings).toEqual([vectorFor('a lamp', 4), vectorFor('two lamps', 4)]);
    expect(answer).toMatchObject({ model: 'the-model', prompt_eval_count: 9 });
  });

  it('has an older way for one text', async () => {
    const { embedding } = await client().embeddings({ model: 'm', prompt: 'a lamp' });
    expect(server.heard.at(-1)?.path).toBe('/api/embeddings');
    expect(embedding).toEqual(vectorFor('a lamp', LENGTH));
  });
});
