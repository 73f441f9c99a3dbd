import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { isLoadRequest, ollamaGenerate, renderLoaded } from './generate.ts';

const parse = (body: JsonObject) => ollamaGenerate.parseRequest({ model: 'm', prompt: 'Hello', ...body });
const lost = (body: JsonObject) => parse(body).conversation.unsaid.map(({ what, weight }) => `${what}: ${weight}`);

describe('a prompt', () => {
  it('is a question of the user, behind what the system says', () => {
    const { conversation, model, stream } = parse({
      system: 'Be brief',
      images: ['iVBORw0KGgo='],
      options: { num_predict: 5 },
      think: true,
      format: 'json',
    });
    expect([model, stream]).toEqual(['m', true]);
    expect(conversation).toMatchObject({
      messages: [
        { role: 'system', parts: [{ text: 'Be brief' }] },
        { role: 'user', parts: [{ mediaType: 'image/png' }, { text: 'Hello' }] },
      ],
      settings: { maxTokens: 5 },
      thinking: { kind: 'on' },
      output: { kind: 'json' },
      unsaid: [],
    });
  });

  it('#86 comes with defaults that say nothing', () => {
    const empty = { system: '', template: '', suffix: '', context: [], raw: false, images: [], options: {} };
    expect(lost(empty)).toEqual([]);
    expect(parse({ ...empty, stream: false }).stream).toBe(false);
  });

  it.each<[JsonObject, string]>([
    [{ raw: true }, 'raw: blocking'],
    [{ suffix: '}' }, 'suffix: blocking'],
    [{ template: '{{ .Prompt }}' }, 'template: blocking'],
    [{ context: [1, 2] }, 'context: blocking'],
    [{ width: 512 }, 'width: blocking'],
    [{ logprobs: true }, 'logprobs: behavioural'],
  ])('with %j can only be answered by Ollama itself', (body, loss) => {
    expect(lost(body)).toEqual([loss]);
  });

  it.each<[JsonObject, string]>([
    [{ prompt: '' }, 'prompt: this field is required'],
    [{ prompt: 5 }, 'prompt: a text was expected'],
    [{ images: 'x' }, 'images: a list was expected'],
    [{ raw: 'x' }, 'raw: true or false was expected'],
  ])('is refused with the place of its mistake: %j', (body, message) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ kind: 'bad-request', message }));
  });
});

describe('an answer', () => {
  const REPLY: Reply = {
    id: 'x',
    model: 'm',
    parts: [
      { type: 'thinking', text: 'Hm', signature: '' },
      { type: 'text', text: 'Hi' },
    ],
    stop: 'done',
    stopSequence: '',
    usage: { ...NO_USAGE, inputTokens: 7, outputTokens: 2 },
  };
  const created_at = '1970-01-01T00:00:00Z';

  it('stands beside everything else, whole or in lines', () => {
    const last = { done: true, done_reason: 'stop', prompt_eval_count: 7, eval_count: 2 };
    expect(ollamaGenerate.renderResponse(REPLY)).toMatchObject({ response: 'Hi', thinking: 'Hm', created_at, ...last });
    const render = ollamaGenerate.renderStream({ model: 'm', after: null, usage: true });
    const lines = [
      { type: 'start', id: 'x', model: 'real' } as const,
      { type: 'thinking', part: 0, text: 'Hm' } as const,
      { type: 'text', part: 1, text: 'Hi' } as const,
      { type: 'usage', usage: REPLY.usage } as const,
      { type: 'end', stop: 'done', stopSequence: '' } as const,
    ].flatMap(render);
    expect(lines.map(({ data }): unknown => JSON.parse(data))).toEqual([
      { model: 'm', created_at, response: '', thinking: 'Hm', done: false },
      { model: 'm', created_at, response: 'Hi', done: false },
      expect.objectContaining({ model: 'm', response: '', ...last }),
    ]);
  });

  it('may be an error, and comes with signs of life', () => {
    expect(ollamaGenerate.renderError(new Fault('broken', 'It is so'), 'r')).toEqual({ error: 'It is so' });
    expect(ollamaGenerate.ping('m')).toBe(`${JSON.stringify({ model: 'm', created_at, response: '', done: false })}\n`);
  });
});

describe('a request to load a model', () => {
  it.each<[Json, boolean]>([
    [{ model: 'm' }, true],
    [{ model: 'm', prompt: '', keep_alive: 0 }, true],
    [{ model: 'm', messages: [] }, true],
    [{ model: 'm', messages: null, prompt: null }, true],
    [{ model: 'm', prompt: 'Hi' }, false],
    [{ model: 'm', prompt: 5 }, false],
    [{ model: 'm', messages: [{ role: 'user', content: '' }] }, false],
    [{ model: 'm', messages: 'x' }, false],
    [null, false],
    [[], false],
  ])('is one that asks nothing: %j, %s', (body, is) => {
    expect(isLoadRequest(body)).toBe(is);
  });

  it.each<[Json, string]>([
    [null, 'load'],
    ['5m', 'load'],
    [-1, 'load'],
    ['10s', 'load'],
    [0, 'unload'],
    ['0', 'unload'],
    ['0s', 'unload'],
    ['0.0m', 'unload'],
  ])('to be kept for %j, is answered as done: %s', (keep_alive, done_reason) => {
    const done = { model: 'm', done: true, done_reason };
    expect(renderLoaded({ model: 'm', keep_alive }, 'generate')).toMatchObject({ ...done, response: '' });
    expect(renderLoaded({ model: 'm', keep_alive }, 'chat')).toMatchObject({
      ...done,
      message: { role: 'assistant', content: '' },
    });
  });
});
