import { describe, expect, it } from 'vitest';
import { readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { at, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import { EMBEDDINGS } from './index.ts';
import { readAnswer, weighAnswer } from './vectors.ts';

const { 'gemini-batch': batch, openai } = EMBEDDINGS;
const recordings = recorded ? readRecordings(/:batchEmbedContents$/, /:batchEmbedContents(\?|$)/) : [];
const answers = recordings.filter(({ status }) => status === 200);

describe.skipIf(skipped)('recorded vectors of Gemini (skipped without ../shared/data)', () => {
  it('are there, of several models and lengths', () => {
    expect(answers.length).toBeGreaterThanOrEqual(5);
    expect(new Set(answers.map(({ request }) => at(listAt(request, 'requests')[0], 'model'))).size).toBe(2);
  });

  it('are read to the last digit, and told again as they came', () => {
    for (const { path, request, answer } of answers) {
      const body: Json = JSON.parse(answer);
      const asked = batch.parseRequest(request);
      const told = listAt(body, 'embeddings').map((one) => listAt(one, 'values'));
      const { vectors, inputTokens } = readAnswer(batch, body, asked);
      expect({ path, vectors }).toEqual({ path, vectors: told });
      expect(inputTokens).toBe(numberAt(body, 'usageMetadata', 'promptTokenCount'));
      expect(weighAnswer(batch, body, asked)).toBe(inputTokens);
      expect(listAt(batch.renderResponse({ vectors, inputTokens }, asked, ''), 'embeddings')).toEqual(
        listAt(body, 'embeddings'),
      );
    }
  });

  it('go through base64 as the 32-bit floats that they are', () => {
    for (const { request, answer } of answers) {
      const asked = { ...batch.parseRequest(request), encoding: 'base64' as const };
      const { vectors } = readAnswer(batch, JSON.parse(answer) as Json, asked);
      const told = openai.renderResponse({ vectors, inputTokens: 0 }, asked, 'm');
      expect(readAnswer(openai, told, asked).vectors).toEqual(vectors.map((vector) => vector.map(Math.fround)));
    }
  });

  it('requests say nothing that we do not know, and are sent again as they were', () => {
    for (const { path, request } of answers) {
      const asked = batch.parseRequest(request);
      expect({ path, unsaid: asked.unsaid }).toEqual({ path, unsaid: [] });
      const model = textAt(listAt(request, 'requests')[0], 'model');
      expect(batch.renderRequest(asked, model).body).toEqual(request);
    }
  });

  it('of another length than was asked for would be seen', () => {
    const [one] = answers.filter(({ request }) => at(listAt(request, 'requests')[0], 'outputDimensionality') === 768);
    const body: Json = JSON.parse(one?.answer ?? '');
    const asked = batch.parseRequest(one?.request ?? null);
    expect(() => readAnswer(batch, body, { ...asked, dimensions: 767 })).toThrow(
      'The vectors have 768 numbers where 767 were asked for',
    );
    expect(() => readAnswer(batch, body, { ...asked, inputs: [] })).toThrow(/vectors for 0 inputs$/);
  });
});
