import { type ListedModel, UNKNOWN } from '../listing.ts';

/** Models of which everything is known, something and nothing, and enough of them for several pages. */
export const BIG: ListedModel = {
  name: 'claude-opus-5-5',
  maker: 'anthropic',
  contextTokens: 1_000_000,
  outputTokens: 128_000,
  images: true,
  pdf: true,
  tools: true,
  createdOn: '2026-09-30',
  schemas: true,
  thinking: ['adaptive'],
  efforts: ['low', 'medium', 'high'],
};
const SMALL: ListedModel = { ...UNKNOWN, name: 'qwen/qwen3:8b', maker: 'qwen', contextTokens: 40_960, tools: true };
const VECTORS: ListedModel = { ...UNKNOWN, name: 'nomic-embed-text', embeds: true };
export const MODELS = [
  BIG,
  SMALL,
  VECTORS,
  ...Array.from({ length: 60 }, (_, index) => ({ ...UNKNOWN, name: `model-${index}` })),
];
export const NAMES = MODELS.map(({ name }) => name);
