import { GoogleGenAI } from '@google/genai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Started, startGateway } from '../../../test/fixtures/gateway.ts';
import { type Loopback, loopback } from '../../protocols/embeddings/testing/loopback.ts';
import { answered, vectorFor } from '../testing/vectors.ts';

/** Who is out of order. */
let down: readonly string[] = [];
let upstream: Loopback;
let gateway: Started;

beforeAll(async () => {
  upstream = await loopback((heard) => {
    const name = heard.path.split('/')[1] ?? '';
    if (down.includes(name)) return { status: 503, body: { error: { message: 'down' } } };
    // Gemini's base address has a version of its own.
    return answered({ ...heard, path: heard.path.replace('/v1beta', '').replace(/\/models\/[^:]+/, '') });
  });
  const provider = (name: string, protocol: string): string =>
    `  ${name}: { protocol: ${protocol}, baseUrl: "${upstream.url}/${name}", apiKey: key-of-${name} }`;
  gateway = await startGateway(
    [
      'providers:',
      provider('first', 'openai-chat'),
      provider('second', 'openai-chat'),
      provider('home', 'ollama'),
      provider('gem', 'gemini'),
      'routes:',
      '  - { name: same, match: [text-*], ladder: [first/*, second/openai/text-embedding-3-small, notice: Later.] }',
      '  - { name: other, match: [voyage-*], ladder: [first/*, home/nomic-embed-text] }',
      '  - { name: local, match: [nomic-*], ladder: [home/*] }',
      '  - { name: google, match: [gemini-*], ladder: [gem/*, second/google/gemini-embedding-001] }',
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const heardBy = (name: string): readonly string[] =>
  upstream.heard.filter(({ path }) => path.startsWith(`/${name}/`)).map(({ path }) => path);

describe('through the whole gateway', () => {
  const openai = (): OpenAI => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'any', maxRetries: 0 });

  it('the same model somewhere else stands in', async () => {
    down = ['first'];
    const { data, response } = await openai()
      .embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'bb'] })
      .withResponse();
    expect(data.data.map(({ embedding }) => [...embedding])).toEqual([vectorFor('a', 4), vectorFor('bb', 4)]);
    expect(data.model).toBe('text-embedding-3-small');
    expect(response.headers.get('x-failsoft-mode')).toBe('standby');
  });

  it('another model does not, and nobody makes a vector', async () => {
    down = ['first'];
    const asked = openai().embeddings.create({ model: 'voyage-3', input: 'a' });
    await expect(asked).rejects.toMatchObject({ status: expect.any(Number) });
    expect(heardBy('home')).toEqual([]);
  });

  it('a notice is no vector', async () => {
    down = ['first', 'second'];
    const asked = openai().embeddings.create({ model: 'text-embedding-3-small', input: 'a' });
    await expect(asked).rejects.toMatchObject({ status: 503 });
  });

  it('Ollama is asked by its own client, by that of OpenAI and by that of Google', async () => {
    down = [];
    const model = 'nomic-embed-text';
    const ollama = new Ollama({ host: gateway.url });
    expect((await ollama.embed({ model, input: 'a' })).embeddings).toEqual([vectorFor('a', 4)]);
    expect((await ollama.embeddings({ model, prompt: 'a' })).embedding).toEqual(vectorFor('a', 4));
    const { data } = await openai().embeddings.create({ model, input: 'a' });
    expect([...(data[0]?.embedding ?? [])]).toEqual(vectorFor('a', 4));
    const google = new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: gateway.url } });
    const { embeddings } = await google.models.embedContent({ model, contents: ['a', 'bb'] });
    expect(embeddings?.map(({ values }) => values)).toEqual([vectorFor('a', 4), vectorFor('bb', 4)]);
    expect(heardBy('home')).toEqual(['/home/api/embed', '/home/api/embeddings', '/home/api/embed', '/home/api/embed']);
  });

  it('Gemini is asked by its own client and by that of OpenAI, and so is its model somewhere else', async () => {
    const model = 'gemini-embedding-001';
    const google = async (taskType?: string): Promise<unknown> => {
      const client = new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: gateway.url } });
      const config = taskType === undefined ? {} : { config: { taskType } };
      return (await client.models.embedContent({ model, contents: ['a', 'bb'], ...config })).embeddings;
    };
    const vectors = ['a', 'bb'].map((text) => ({ values: vectorFor(text, 4) }));
    down = [];
    expect(await google('RETRIEVAL_QUERY')).toEqual(vectors);
    const { data } = await openai().embeddings.create({ model, input: 'a' });
    expect([...(data[0]?.embedding ?? [])]).toEqual(vectorFor('a', 4));
    const before = heardBy('second').length;
    down = ['gem'];
    expect(await google()).toEqual(vectors);
    // What the vectors are for cannot be said there, so they would be others.
    await expect(google('RETRIEVAL_QUERY')).rejects.toMatchObject({ status: expect.any(Number) });
    expect(heardBy('second').length).toBe(before + 1);
    expect(new Set(heardBy('gem'))).toEqual(new Set([`/gem/v1beta/models/${model}:batchEmbedContents`]));
  });
});
