import { expect, it } from 'vitest';
import { sameModel } from './same-model.ts';

it.each([
  ['text-embedding-3-small', 'text-embedding-3-small'],
  ['text-embedding-3-small', 'openai/text-embedding-3-small'],
  ['gemini-embedding-001', 'models/gemini-embedding-001'],
  ['google/gemini-embedding-001', 'publishers/google/models/gemini-embedding-001'],
  ['nomic-embed-text', 'nomic-embed-text:latest'],
  ['BAAI/bge-m3', 'baai/bge-m3'],
  ['@cf/baai/bge-m3', 'bge-m3'],
  ['hf.co/mixedbread-ai/mxbai-embed-large-v1', 'mixedbread-ai/mxbai-embed-large-v1'],
])('%s and %s are one model', (one, other) => {
  expect(sameModel(one, other)).toBe(true);
  expect(sameModel(other, one)).toBe(true);
});

it.each([
  ['text-embedding-3-small', 'text-embedding-3-large'],
  ['text-embedding-3-small', 'text-embedding-ada-002'],
  // `latest` moves, and so may not be that version any more.
  ['nomic-embed-text', 'nomic-embed-text:v1.5'],
  ['nomic-embed-text:v1.5', 'nomic-embed-text-v1.5'],
  ['qwen3-embedding:8b-q4_K_M', 'qwen3-embedding:8b-q8_0'],
  ['qwen3-embedding:8b-q4_K_M', 'qwen3-embedding:8b'],
  ['hf.co/nomic-ai/nomic-embed-text-v1.5-GGUF:Q8_0', 'nomic-ai/nomic-embed-text-v1.5'],
  ['gemini-embedding-001', 'gemini-embedding-2'],
  // The same name from two makers.
  ['acme/embed-large', 'bolt/embed-large'],
  ['', ''],
])('%s and %s are two', (one, other) => {
  expect(sameModel(one, other)).toBe(false);
  expect(sameModel(other, one)).toBe(false);
});
