import { assert, constantFrom, double, array as listOf, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import type { EmbeddingDialect, EmbeddingId, EmbeddingRequest } from './embedding.ts';
import { ASKED_FOR_VECTORS, EMBEDDINGS } from './index.ts';
import { readAnswer, weighAnswer } from './vectors.ts';

const DIALECTS = Object.values(EMBEDDINGS);
const MANY = DIALECTS.filter(({ id }) => id !== 'gemini' && id !== 'ollama-old');

const asking = (more: Partial<EmbeddingRequest> = {}): EmbeddingRequest => ({
  inputs: [{ kind: 'text', text: 'lamp' }],
  dimensions: null,
  purpose: '',
  truncate: null,
  encoding: 'numbers',
  unsaid: [],
  ...more,
});

/** As it goes over the wire. */
const wired = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

function kindThrown(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return Fault.from(error).kind;
  }
  return 'nothing';
}

describe('laws of every embedding dialect', () => {
  it('its table is complete', () => {
    for (const [id, dialect] of Object.entries(EMBEDDINGS)) expect(dialect.id).toBe(id);
    for (const spoken of Object.values(ASKED_FOR_VECTORS)) expect([null, ...DIALECTS]).toContain(spoken);
  });

  it.each(MANY)('$id: what was rendered for a provider is read back as it was', (dialect) => {
    assert(
      property(listOf(string(), { minLength: 1, maxLength: 5 }), constantFrom(null, 3, 256), (texts, dimensions) => {
        const request = asking({ inputs: texts.map((text) => ({ kind: 'text', text })), dimensions });
        const { body, losses } = dialect.renderRequest(request, 'm');
        expect(losses).toEqual([]);
        const read = dialect.parseRequest(wired(body));
        expect(read.inputs).toEqual(request.inputs);
        expect(read.dimensions).toBe(dimensions);
        expect(read.unsaid).toEqual([]);
      }),
    );
  });

  const number32 = double({ min: -1, max: 1, noNaN: true }).map(Math.fround);
  it.each(MANY)('$id: vectors that a caller gets are those that came, in their order, to the last bit', (dialect) => {
    const answers = record({
      vectors: listOf(listOf(number32, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      encoding: constantFrom('numbers', 'base64'),
    });
    assert(
      property(answers, ({ vectors, encoding }) => {
        const request = asking({ inputs: vectors.map(() => ({ kind: 'text', text: 'x' })), dimensions: 4, encoding });
        const told = wired(dialect.renderResponse({ vectors, inputTokens: 7 }, request, 'm'));
        const read = readAnswer(dialect, told, request);
        // Minus zero is no number of JSON.
        expect(read.vectors.map((vector) => vector.map((value) => value + 0))).toEqual(
          vectors.map((vector) => vector.map((value) => value + 0)),
        );
        expect(read.inputTokens).toBe(7);
        expect(weighAnswer(dialect, told, request)).toBe(7);
      }),
    );
  });

  it.each(DIALECTS)('$id: a body under another name differs in nothing else', (dialect) => {
    const { body } = dialect.renderRequest(asking(), 'one');
    expect(dialect.rename(body, 'two')).toEqual(dialect.renderRequest(asking(), 'two').body);
  });
});

const answer = (values: readonly Json[], more: object = {}): Readonly<Record<EmbeddingId, Json>> => ({
  openai: { data: values.map((embedding, index) => ({ embedding, index })), ...more },
  gemini: { embedding: { values: values[0] ?? null } },
  'gemini-batch': { embeddings: values.map((one) => ({ values: one })) },
  ollama: { embeddings: values },
  'ollama-old': { embedding: values[0] ?? null },
});

describe('an answer that would spoil an index is garbled', () => {
  const two = asking({ inputs: ['a', 'b'].map((text) => ({ kind: 'text', text })) });
  it.each<[string, EmbeddingRequest, readonly Json[]]>([
    ['a vector is missing', two, [[1, 2]]],
    ['there is one too many', two, [[1], [2], [3]]],
    ['their lengths differ', two, [[1, 2], [3]]],
    ['one is empty', two, [[], []]],
    ['one holds no number', two, [[1], ['x']]],
    ['one holds nothing', two, [[1], [null]]],
    ['one is no list', two, [[1], 5]],
    ['one is cut', two, [[1], 'AACA']],
    ['one is no whole number of floats', two, ['AACAPwA=', 'AACAPwA=']],
    ['one is no base64', two, ['AACA*w==', 'AACAPw==']],
    [
      'they are shorter than was asked for',
      { ...two, dimensions: 3 },
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('when %s', (_, request, values) => {
    for (const dialect of MANY) {
      const body = answer(values)[dialect.id];
      expect([dialect.id, kindThrown(() => readAnswer(dialect, body, request))]).toEqual([dialect.id, 'garbled']);
      expect([dialect.id, kindThrown(() => weighAnswer(dialect, body, request))]).toEqual([dialect.id, 'garbled']);
    }
  });

  it.each(DIALECTS)('$id: when it is something else', (dialect) => {
    for (const body of [null, 'x', {}, { data: {} }, { embeddings: null }, { embedding: 'x' }, []] as const)
      expect(kindThrown(() => readAnswer(dialect, body, asking()))).toBe('garbled');
  });

  it('when OpenAI says one place twice, or a place that is none', () => {
    for (const places of [
      [0, 0],
      [1, 2],
      [-1, 0],
      [0.5, 0],
    ]) {
      const body = { data: places.map((index) => ({ index, embedding: [1] })) };
      expect(kindThrown(() => readAnswer(EMBEDDINGS.openai, body, two))).toBe('garbled');
    }
  });

  it('and vectors out of order are put in order', () => {
    const body = { data: [1, 0].map((index) => ({ index, embedding: [index] })) };
    expect(readAnswer(EMBEDDINGS.openai, body, two).vectors).toEqual([[0], [1]]);
  });

  it('but numbers of a kind that only the provider knows are counted and no more', () => {
    const { openai } = EMBEDDINGS;
    const request = openai.parseRequest({ input: ['a', 'b'], output_dtype: 'int8', dimensions: 4 });
    expect(kindThrown(() => weighAnswer(openai, answer(['AQID', 'BAUG']).openai, request))).toBe('nothing');
    expect(kindThrown(() => weighAnswer(openai, answer(['AQID']).openai, request))).toBe('garbled');
  });
});

describe('what a caller says', () => {
  const input = (body: Json) => EMBEDDINGS.openai.parseRequest(body).inputs;
  it('in all the forms of OpenAI', () => {
    expect(input({ input: 'a' })).toEqual([{ kind: 'text', text: 'a' }]);
    expect(input({ input: ['a', 'b'] })).toHaveLength(2);
    expect(input({ input: [1, 2, 3] })).toEqual([{ kind: 'tokens', tokens: [1, 2, 3] }]);
    expect(input({ input: [[1], [2, 3]] })).toEqual([
      { kind: 'tokens', tokens: [1] },
      { kind: 'tokens', tokens: [2, 3] },
    ]);
    expect(input({ input: [{ image: 'x' }, 'a'] })).toEqual([{ kind: 'other' }, { kind: 'text', text: 'a' }]);
  });

  it('in both spellings of Gemini, and only once for all', () => {
    const { 'gemini-batch': batch } = EMBEDDINGS;
    const one = { content: { parts: [{ text: 'a' }] }, task_type: 'RETRIEVAL_QUERY', output_dimensionality: 3 };
    const other = { content: { parts: [{ text: 'b' }] }, taskType: 'RETRIEVAL_QUERY', outputDimensionality: 3 };
    expect(batch.parseRequest({ requests: [one, other] })).toMatchObject({
      purpose: 'RETRIEVAL_QUERY',
      dimensions: 3,
      unsaid: [],
    });
    const { unsaid } = batch.parseRequest({ requests: [one, { ...other, taskType: 'CLUSTERING' }] });
    expect(unsaid).toEqual([{ what: 'taskType of each input', weight: 'blocking' }]);
  });

  it.each<[EmbeddingId, Json, string]>([
    ['openai', {}, 'input'],
    ['openai', { input: 'a', dimensions: 'many' }, 'dimensions'],
    ['openai', [], ''],
    ['gemini-batch', { content: {} }, 'requests'],
    ['gemini-batch', { requests: ['a'] }, 'requests.0'],
    ['ollama-old', { prompt: 5 }, 'prompt'],
  ])('%s: %j cannot be read, and the place is named', (id, body, place) => {
    expect(() => EMBEDDINGS[id].parseRequest(body)).toThrow(`${place}: `);
    expect(kindThrown(() => EMBEDDINGS[id].parseRequest(body))).toBe('bad-request');
  });
});

describe('what another dialect cannot say', () => {
  const lost = (from: EmbeddingId, body: Json, to: EmbeddingDialect | null): Json =>
    wired((to ?? EMBEDDINGS.openai).renderRequest(EMBEDDINGS[from].parseRequest(body), 'm').losses);
  const text = { content: { parts: [{ text: 'a' }] } };
  it.each<[EmbeddingId, Json, EmbeddingId, string, string]>([
    ['openai', { input: [1, 2] }, 'ollama', 'token lists', 'blocking'],
    ['openai', { input: [{ image: 'x' }] }, 'gemini-batch', 'inputs that are no text', 'blocking'],
    ['openai', { input: 'a', input_type: 'query' }, 'ollama', 'input_type', 'blocking'],
    ['openai', { input: 'a', encoding_format: 'int8' }, 'ollama', 'encoding_format', 'blocking'],
    ['openai', { input: 'a', user: 'me' }, 'ollama', 'user', 'cosmetic'],
    ['openai', { input: [] }, 'ollama', 'loading of a model', 'blocking'],
    ['gemini', { ...text, taskType: 'RETRIEVAL_QUERY' }, 'openai', 'taskType', 'blocking'],
    ['gemini', { ...text, taskType: 'RETRIEVAL_QUERY' }, 'ollama', 'taskType', 'blocking'],
    ['gemini', { ...text, title: 'T' }, 'openai', 'title', 'blocking'],
    ['gemini', { content: { parts: [{ inlineData: {} }] } }, 'openai', 'inputs that are no text', 'blocking'],
    ['gemini', { content: { parts: [{ text: 'a' }, { text: 'b' }] } }, 'openai', 'inputs of several parts', 'blocking'],
    ['ollama', { input: 'a', truncate: true }, 'openai', 'truncate', 'behavioural'],
    ['ollama', { input: 'a', truncate: false }, 'gemini-batch', 'truncate', 'behavioural'],
    ['ollama', { input: 'a', options: { num_ctx: 64 } }, 'openai', 'options', 'behavioural'],
    ['ollama', { input: 'a', keep_alive: '5m' }, 'openai', 'keep_alive', 'cosmetic'],
    ['ollama', { input: '' }, 'openai', 'loading of a model', 'blocking'],
    ['openai', { input: ['a', 'b'] }, 'gemini', 'several inputs', 'blocking'],
    ['openai', { input: ['a', 'b'] }, 'ollama-old', 'several inputs', 'blocking'],
    ['openai', { input: 'a', dimensions: 3 }, 'ollama-old', 'dimensions', 'blocking'],
  ])('%s %j → %s: %s (%s)', (from, body, to, what, weight) => {
    expect(lost(from, body, EMBEDDINGS[to])).toEqual([{ what, weight }]);
  });

  it('is not lost where nothing was said', () => {
    expect(lost('gemini', { ...text, taskType: 'TASK_TYPE_UNSPECIFIED' }, EMBEDDINGS.openai)).toEqual([]);
    expect(lost('openai', { input: 'a', user: null }, EMBEDDINGS.ollama)).toEqual([]);
  });
});

it('Ollama is told to refuse a text that is too long, unless the caller said that it may be cut', () => {
  const asked = (body: Json) => EMBEDDINGS.ollama.renderRequest(EMBEDDINGS.ollama.parseRequest(body), 'm').body;
  expect(EMBEDDINGS.ollama.renderRequest(asking(), 'm').body).toMatchObject({ truncate: false });
  expect(asked({ input: 'a', truncate: true })).toMatchObject({ truncate: true });
});

it('an Ollama model that is only loaded has no vectors to give', () => {
  const load = EMBEDDINGS['ollama-old'].parseRequest({ model: 'm' });
  expect(readAnswer(EMBEDDINGS['ollama-old'], { embedding: [] }, load).vectors).toEqual([]);
  expect(readAnswer(EMBEDDINGS.ollama, { model: 'm', embeddings: [] }, load).vectors).toEqual([]);
});

it('a model is found at Gemini under its whole name, however short it was given', () => {
  const { 'gemini-batch': batch } = EMBEDDINGS;
  for (const name of ['gemini-embedding-001', 'models/gemini-embedding-001'])
    expect(batch.askPath(name)).toBe('/models/gemini-embedding-001:batchEmbedContents');
  expect(batch.askPath('a b?')).toBe('/models/a%20b%3F:batchEmbedContents');
});
