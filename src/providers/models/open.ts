import type { FactsRow } from './facts.ts';
import { efforts, EVERYTHING, IMAGES, TEXT } from './shorthand.ts';

const CATALOGUE = { source: 'models.dev at f3fc692', asOf: '2026-07-02' } as const;
/** What most of those who serve a model say of it. */
const MOST = { source: 'most providers in models.dev at f3fc692', asOf: '2026-07-02' } as const;
/** What its file says, as Ollama shows it. */
const FILE = {
  source: 'GGUF metadata (`qwen3.context_length` and the like), as public code has seen it',
  asOf: '2026-11-25',
} as const;

/** Neither who serves them nor what that costs is part of a model whose weights are open, nor how long its answers may be. */
const ALL = { stop: true, sampling: true } as const;
const PLAIN = { ...ALL, thinking: [], efforts: [] } as const;
const CALLS = { ...PLAIN, tools: true } as const;

/**
 * Models whose weights are open: what they were made for. Names with a tag (`qwen3:8b`) are Ollama's, and their window is the one
 * of the file; others who serve the same model may have stretched it, so there it is not known. A server may give less room, too:
 * Ollama takes 4,096 tokens on a small machine unless it is told otherwise.
 */
// oxfmt-ignore
export const OPEN: readonly FactsRow[] = [
  { match: ['gpt-oss*'], ...ALL, ...CATALOGUE, contextTokens: 131_072, media: TEXT, tools: true, thinking: ['adaptive', 'always'], efforts: efforts('low', 'high') },

  { match: ['llama-4-scout*', 'llama4-scout*', 'llama4:*scout*'], ...CALLS, ...CATALOGUE, media: IMAGES },
  { match: ['llama-4*', 'llama4*'], ...CALLS, ...CATALOGUE, contextTokens: 1_000_000, media: IMAGES },
  { match: ['llama3-2-vision*'], ...PLAIN, ...MOST, contextTokens: 131_072, media: IMAGES, tools: false },
  { match: ['llama-3-2-*vision*'], ...PLAIN, ...MOST, media: IMAGES },
  { match: ['llama3-1*', 'llama3-2*', 'llama3-3*'], ...CALLS, ...MOST, contextTokens: 131_072, media: TEXT },
  { match: ['llama-3-1*', 'llama-3-2*', 'llama-3-3*', 'meta-llama-3-1*'], ...PLAIN, ...MOST, media: TEXT },
  { match: ['llama3', 'llama3:*'], ...PLAIN, ...MOST, contextTokens: 8_192, media: TEXT, tools: false },
  { match: ['meta-llama-3-*'], ...PLAIN, ...MOST, contextTokens: 8_192, media: TEXT },

  { match: ['qwen3-6*', 'qwen3-5-9b*'], ...ALL, ...CATALOGUE, contextTokens: 262_144, tools: true, thinking: ['adaptive'] },
  { match: ['qwen3-5*'], ...ALL, ...CATALOGUE, contextTokens: 262_144, media: { ...EVERYTHING, pdf: false }, tools: true, thinking: ['adaptive'] },
  { match: ['qwen3-coder*'], ...CALLS, ...MOST, contextTokens: 262_144, media: TEXT },
  { match: ['qwen3-vl*'], ...ALL, ...MOST, contextTokens: 262_144, media: IMAGES, tools: true, thinking: ['adaptive'] },
  { match: ['qwen3-*instruct*'], ...CALLS, ...CATALOGUE, media: TEXT },
  { match: ['qwen3-*thinking*'], ...ALL, ...CATALOGUE, media: TEXT, tools: true, thinking: ['adaptive', 'always'] },
  { match: ['qwen3', 'qwen3:*'], ...ALL, ...FILE, contextTokens: 40_960, media: TEXT, tools: true, thinking: ['adaptive'], efforts: [] },
  { match: ['qwen3*'], ...ALL, ...MOST, media: TEXT, tools: true, thinking: ['adaptive'] },
  { match: ['qwen2-5vl*', 'qwen2-5-vl*'], ...PLAIN, ...MOST, media: IMAGES },
  { match: ['qwen2-5', 'qwen2-5:*', 'qwen2-5-coder:*'], ...CALLS, ...MOST, contextTokens: 32_768, media: TEXT },
  { match: ['qwen2-5*'], ...PLAIN, ...MOST },

  { match: ['mistral-small3-1*', 'mistral-small3-2*'], ...CALLS, ...MOST, contextTokens: 131_072, media: IMAGES },
  { match: ['mistral-nemo*', 'open-mistral-nemo*'], ...CALLS, ...CATALOGUE, contextTokens: 128_000, media: TEXT },
  { match: ['mistral', 'mistral:*'], ...CALLS, ...MOST, contextTokens: 32_768, media: TEXT },
  { match: ['mistral-7b*', 'open-mistral-7b*'], ...PLAIN, ...MOST, media: TEXT },

  { match: ['deepseek-r1*'], ...ALL, ...CATALOGUE, contextTokens: 128_000, media: TEXT, thinking: ['adaptive', 'always'], efforts: [] },
  { match: ['gemma4*', 'gemma-4-26b*', 'gemma-4-31b*'], ...ALL, ...CATALOGUE, contextTokens: 262_144, media: IMAGES, tools: true, thinking: ['adaptive'] },
  { match: ['gemma3:1b*', 'gemma3:270m*'], ...PLAIN, ...FILE, media: TEXT, tools: false },
  { match: ['gemma3', 'gemma3:*'], ...PLAIN, ...FILE, contextTokens: 131_072, media: IMAGES, tools: false },
  { match: ['gemma-3-*'], ...PLAIN, ...MOST },
  { match: ['phi4-mini*'], ...CALLS, ...MOST, contextTokens: 128_000, media: TEXT },
  { match: ['phi4', 'phi4:*'], ...PLAIN, ...MOST, contextTokens: 16_384, media: TEXT, tools: false },
];
