import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { Quirks } from '../protocol.ts';
import { ollama } from './index.ts';

const BODY: JsonObject = {
  model: 'm1',
  messages: [
    { role: 'user', content: 'Hello', images: ['AAAA'] },
    { role: 'assistant', content: 'Hi', thinking: 'Hm' },
    { role: 'user', content: 'Go on' },
  ],
  tools: [{ type: 'function', function: { name: 'look' } }],
  format: { type: 'object' },
  think: 'high',
  keep_alive: '1h',
  options: { temperature: 0.3, stop: ['END'], num_predict: 5_000, num_gpu: 1 },
};

function adapt(quirks: Quirks, body: JsonObject = BODY) {
  const options = { model: 'm2', stream: false, maxOutputTokens: 1_000, quirks, foreign: true };
  const { body: adapted, losses } = ollama.adapt(body, options);
  return { body: adapted, lost: losses.map(({ what, weight }) => `${what}: ${weight}`) };
}

describe('a body for another server of Ollama’s', () => {
  it('stays as it was, but for its name, its limit and what may be dropped', () => {
    expect(adapt({ efforts: ['low', 'high'] })).toEqual({
      body: {
        ...BODY,
        model: 'm2',
        truncate: false,
        shift: false,
        options: { temperature: 0.3, stop: ['END'], num_predict: 1_000, num_gpu: 1 },
      },
      lost: [],
    });
    expect(adapt({}, { model: 'm1', messages: [] }).body).toEqual({
      model: 'm2',
      messages: [],
      truncate: false,
      shift: false,
      options: {},
    });
    expect(adapt({}, { ...BODY, truncate: true }).body['truncate']).toBe(true);
  });

  it('gets the window that its server is to provide, unless it asks for another', () => {
    expect(adapt({ contextTokens: 9_000 }).body['options']).toMatchObject({ num_ctx: 9_000 });
    const own = { ...BODY, options: { num_ctx: 5_000 } };
    expect(adapt({ contextTokens: 9_000 }, own).body['options']).toEqual({ num_ctx: 5_000 });
  });

  it('loses what its model refuses, and says so', () => {
    const { body, lost } = adapt({ noSampling: true, noStop: true, noSchema: true, noThinking: true });
    expect(body['options']).toEqual({ num_predict: 1_000, num_gpu: 1 });
    expect(body['format']).toBe('json');
    expect(body['messages']).toHaveLength(4);
    expect(body).not.toHaveProperty('think');
    expect(lost).toEqual([
      'options.temperature: behavioural',
      'stop: behavioural',
      'thinking: behavioural',
      'format: behavioural',
    ]);
  });

  it.each<[Quirks, string]>([
    [{ noTools: true }, 'tools: blocking'],
    [{ noImages: true }, 'images: blocking'],
  ])('is not sent where it cannot be understood: %j', (quirks, loss) => {
    expect(adapt({ efforts: ['high'], ...quirks }).lost).toEqual([loss]);
  });

  it('can be sent without the thoughts of earlier turns', () => {
    expect(ollama.forget(BODY)).toEqual({
      ...BODY,
      messages: [
        { role: 'user', content: 'Hello', images: ['AAAA'] },
        { role: 'assistant', content: 'Hi' },
        { role: 'user', content: 'Go on' },
      ],
    });
    expect(ollama.forget({ messages: 5 })).toEqual({ messages: 5 });
  });

  it('names another model where an answer names one', () => {
    expect(ollama.rename({ model: 'a', done: true }, 'b')).toEqual({ model: 'b', done: true });
    expect(ollama.rename({ error: 'x' }, 'b')).toEqual({ error: 'x' });
  });
});
