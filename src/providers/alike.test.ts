import { expect, it } from 'vitest';
import { areAlike } from './alike.ts';
import { azure } from './azure.ts';
import { groq } from './groq.ts';
import { openai } from './openai.ts';
import { vllm } from './vllm.ts';

it.each([
  ['a cloud and the maker of its models', azure, 'openai', true],
  ['a maker and a cloud that has its models', openai, 'azure', true],
  ['two servers of somebody’s own', { id: 'cellar' }, 'attic', true],
  ['two on this machine', vllm, 'llama-cpp', true],
  ['another vendor', groq, 'openai', false],
  ['a vendor and a server of somebody’s own', openai, 'attic', false],
  ['a server of somebody’s own and a vendor', { id: 'cellar' }, 'openai', false],
])('%s may know the same fields: %#', (_, standby, vendor, alike) => {
  expect(areAlike(standby, vendor)).toBe(alike);
});
