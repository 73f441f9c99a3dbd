import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { at, listAt, type Json } from '../../model/json.ts';
import { EMBEDDINGS } from '../../protocols/embeddings/index.ts';
import { loopback } from '../../protocols/embeddings/testing/loopback.ts';
import type { Reading } from '../readers/reader.ts';
import { type Scene, type Stage, vectorFor, vectorStage } from '../testing/vectors.ts';

const MODEL = 'text-embedding-3-small';
let stage: Stage;

beforeAll(async () => {
  stage = await vectorStage();
});
beforeEach(() => stage.spoil(null));
afterAll(() => stage.close());

const prepared: Stage['prepared'] = (...asked) => stage.prepared(...asked);
const sent: Stage['sent'] = async (ready) => stage.sent(ready);
const heardBy = ({ out }: Reading): Json => JSON.parse(Buffer.concat(out).toString('utf8')) as Json;

function refusal(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    return Fault.from(error);
  }
  throw new Error('It was not refused');
}

describe('in the caller’s own dialect', () => {
  it('its bytes are passed on, and the answer as it came', async () => {
    const { asked, ready } = prepared({ model: MODEL, input: ['a', 'bb'] }, { ladder: [['openai', null]] });
    expect(ready.wire.body).toBe(asked.body);
    expect(ready).toMatchObject({ losses: [], translated: false, wire: { path: '/openai/embeddings' } });
    const reading = await sent(ready);
    expect(reading).toMatchObject({ weight: 'hard', end: true, fault: null });
    expect(heardBy(reading)).toMatchObject({ model: 'upstream-name' });
    expect(ready.reader.usage()?.inputTokens).toBe(5);
  });

  it('the model’s other name is spliced into them, and out of the answer', async () => {
    const ladder = [['openai', `openai/${MODEL}`]] as const;
    const { ready } = prepared({ user: 'me', model: 'my-index', input: 'a' }, { ladder });
    expect(Buffer.from(ready.wire.body ?? []).toString()).toBe(`{"user":"me","model":"openai/${MODEL}","input":"a"}`);
    expect(heardBy(await sent(ready))).toMatchObject({ model: 'my-index' });
  });

  it('a standby of another vendor hears no end user’s name', () => {
    const ladder = [
      ['openai', null],
      ['azure', null],
    ] as const;
    const { ready } = prepared({ model: MODEL, input: 'a', user: 'me' }, { ladder }, 1);
    expect(Buffer.from(ready.wire.body ?? []).toString()).toBe(`{"model":"${MODEL}","input":"a"}`);
    expect(ready).toMatchObject({ losses: [{ what: 'user', weight: 'cosmetic' }], translated: true });
  });

  it('a standby of another vendor is not asked for what only the first may know', () => {
    const body = { model: 'voyage-3', input: 'a', input_type: 'query' };
    const ladder = [
      ['openai', null],
      ['azure', null],
    ] as const;
    expect(prepared(body, { ladder }).ready.losses).toEqual([]);
    expect(refusal(() => prepared(body, { ladder }, 1))).toMatchObject({
      kind: 'unsayable',
      message: 'azure cannot be asked for these vectors: input_type',
    });
  });

  it('a body that cannot be read goes nowhere', () => {
    expect(refusal(() => prepared({ model: MODEL, texts: ['a'] }, { ladder: [['openai', null]] })).kind).toBe(
      'bad-request',
    );
  });

  it('Gemini hears the same name in the path and in the body', () => {
    const { 'gemini-batch': batch } = EMBEDDINGS;
    const body = { requests: [{ model: 'models/my-index', content: { parts: [{ text: 'a' }] } }] };
    expect(batch.rename(body, 'gemini-embedding-001')).toEqual({
      requests: [{ model: 'models/gemini-embedding-001', content: { parts: [{ text: 'a' }] } }],
    });
  });
});

describe('no other model may add to an index', () => {
  const ladder = [
    ['openai', MODEL],
    ['azure', 'text-embedding-3-large'],
    ['azure', `openai/${MODEL}`],
    ['home', 'nomic-embed-text'],
    ['home', MODEL],
    ['claude', MODEL],
  ] as const;
  const body = { model: 'my-index', input: 'a' };

  it.each([1, 3])('rung %i is another one', (index) => {
    const fault = refusal(() => prepared(body, { ladder }, index));
    expect(fault.kind).toBe('unsayable');
    expect(fault.message).toMatch(
      / may not stand in for text-embedding-3-small: vectors of another model would corrupt/,
    );
    // Another rung may yet be the same one.
    expect(fault.rule.next).toBe('yes');
  });

  it.each([0, 2, 4])('rung %i is the same one', (index) => {
    expect(prepared(body, { ladder }, index).ready.wire.method).toBe('POST');
  });

  it('nobody makes vectors at Anthropic', () => {
    expect(refusal(() => prepared(body, { ladder }, 5))).toMatchObject({
      kind: 'unsayable',
      message: 'claude makes no vectors',
    });
  });

  it('nor does the first rung when it is of another dialect and something cannot be said there', () => {
    const fault = refusal(() => prepared({ model: 'm', input: [1, 2] }, { ladder: [['home', null]] }));
    expect(fault).toMatchObject({ kind: 'unsayable', message: 'home cannot be asked for these vectors: token lists' });
  });
});

describe('in another dialect', () => {
  const ladder = [['home', 'nomic-embed-text']] as const;

  it('the official client of OpenAI has its vectors from Ollama', async () => {
    const door = await loopback(async ({ body }) => ({ body: heardBy(await sent(prepared(body, { ladder }).ready)) }));
    try {
      const client = new OpenAI({ baseURL: door.url, apiKey: 'any', maxRetries: 0 });
      const answer = await client.embeddings.create({ model: 'my-index', input: ['a', 'bb'], dimensions: 3 });
      expect(answer.data.map(({ embedding }) => [...embedding])).toEqual([vectorFor('a', 3), vectorFor('bb', 3)]);
      expect(answer).toMatchObject({ model: 'my-index', usage: { prompt_tokens: 5 } });
      expect(stage.server.heard.at(-1)).toMatchObject({
        path: '/home/api/embed',
        body: { model: 'nomic-embed-text', input: ['a', 'bb'], dimensions: 3, truncate: false },
      });
    } finally {
      await door.close();
    }
  });

  it('the official client of Ollama has its vectors from OpenAI', async () => {
    const scene: Scene = { dialect: 'ollama', ladder: [['openai', MODEL]] };
    const door = await loopback(async ({ body }) => ({ body: heardBy(await sent(prepared(body, scene).ready)) }));
    try {
      const answer = await new Ollama({ host: door.url }).embed({ model: 'my-index', input: ['a', 'bb'] });
      expect(answer).toMatchObject({ model: 'my-index', embeddings: [vectorFor('a', 4), vectorFor('bb', 4)] });
    } finally {
      await door.close();
    }
  });
});

describe('vectors that are not scaled', () => {
  const body = { model: 'nomic-embed-text', prompt: 'a' };
  const old = (...ladder: Scene['ladder']): Scene => ({ dialect: 'ollama-old', ladder });

  it('come from Ollama alone when the index has such', () => {
    const scene = old(['home', null], ['other-home', null], ['openai', null]);
    expect(prepared(body, scene).ready.wire.path).toBe('/home/api/embeddings');
    expect(prepared(body, scene, 1).ready.wire.path).toBe('/other-home/api/embeddings');
    expect(refusal(() => prepared(body, scene, 2))).toMatchObject({
      kind: 'unsayable',
      message: "openai scales its vectors, and those in the caller's index are not scaled",
    });
  });

  it('do not come from Ollama when the index has scaled ones', async () => {
    const scene = old(['openai', null], ['home', null]);
    expect(prepared(body, scene).ready.wire.path).toBe('/openai/embeddings');
    const { ready } = prepared(body, scene, 1);
    expect(ready.wire.path).toBe('/home/api/embed');
    expect(heardBy(await sent(ready))).toEqual({ embedding: vectorFor('a', 4) });
  });
});

describe('an answer that is none', () => {
  const ladder = [['openai', null]] as const;
  const home = [['home', null]] as const;
  const body = { model: MODEL, input: ['a', 'bb'], dimensions: 4 };
  const one = { index: 0, embedding: [1, 2, 3, 4] };
  it.each<[string, Json, string]>([
    ['a vector is missing', { data: [one] }, 'garbled'],
    [
      'they have another length than was asked for',
      { data: [one, one].map((_, index) => ({ index, embedding: [1, 2] })) },
      'garbled',
    ],
    ['it has no vectors at all', { object: 'list' }, 'garbled'],
    ['it is a list', [], 'garbled'],
    ['it is an error that says it is well', { error: { message: 'x', code: 'insufficient_quota' } }, 'no-credit'],
  ])('is not passed on when %s', async (_, answer, kind) => {
    stage.spoil(answer);
    const reading = await sent(prepared(body, { ladder }).ready);
    expect(reading).toMatchObject({ out: [], fault: { kind } });
  });

  it('is not passed on from another dialect either', async () => {
    stage.spoil({ embeddings: [[1, 2, 3, 4]] });
    expect((await sent(prepared(body, { ladder: home }).ready)).fault?.message).toBe(
      'The answer has 1 vectors for 2 inputs',
    );
    stage.spoil({ error: 'model "m" not found, try pulling it first' });
    expect((await sent(prepared(body, { ladder: home }).ready)).fault?.message).toContain('not found');
  });

  it('is not read further than is allowed', async () => {
    stage.spoil({ data: [{ index: 0, embedding: 'A'.repeat(1_100_000) }] });
    expect((await sent(prepared(body, { ladder }).ready)).fault?.kind).toBe('garbled');
  });
});

it('many vectors go through in one piece', async () => {
  const input = Array.from({ length: 500 }, (_, index) => 'x'.repeat(index + 1));
  const reading = await sent(prepared({ model: MODEL, input }, { ladder: [['home', null]] }).ready);
  const vectors = listAt(heardBy(reading), 'data').map((entry) => at(entry, 'embedding'));
  expect(vectors).toEqual(input.map((text) => vectorFor(text, 4)));
});
