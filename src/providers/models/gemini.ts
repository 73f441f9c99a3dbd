import type { FactsRow } from './facts.ts';
import { efforts, EVERYTHING, IMAGES, K, tiered, usd } from './shorthand.ts';

const PAGES = { source: 'ai.google.dev/gemini-api/docs/pricing', asOf: '2026-11-25' } as const;
const CATALOGUE = { source: 'models.dev at f3fc692', asOf: '2026-07-02' } as const;

const ALL = {
  contextTokens: 1_048_576,
  maxOutputTokens: 65_536,
  media: EVERYTHING,
  tools: true,
  forcedTools: true,
  schema: true,
  sampling: true,
  stop: true,
} as const;

/** 3 and later know levels, and think at least a little. */
const LEVELS = { ...ALL, thinking: ['adaptive', 'always'] } as const;

/**
 * Gemini. 2.5 takes a budget of tokens, 3 and later a level, and none of them both. The budgets, and that no Pro can be kept from
 * thinking: ai.google.dev/gemini-api/docs/thinking, read 2026-11-27. What 4 Argon and Carbon cost until
 * 2026-11-30 is half of what stands here, which is what they cost from 2026-12-01 on.
 */
// oxfmt-ignore
export const GEMINI: readonly FactsRow[] = [
  { match: ['gemini-4-hydrogen*'], ...LEVELS, efforts: efforts('low', 'xhigh'), ...PAGES, price: usd(1.5, 7.5, 0.075) },
  { match: ['gemini-4-neon*'], ...LEVELS, ...PAGES, price: usd(3, 15, 0.15) },
  { match: ['gemini-4-argon*', 'gemini-4-carbon*'], ...LEVELS, efforts: efforts('low', 'high'), ...PAGES, price: usd(4, 20, 0.2) },
  { match: ['gemini-4*'], ...LEVELS, ...PAGES },
  { match: ['gemini-3-8-flash*', 'gemini-3-6-flash*'], ...LEVELS, efforts: efforts('minimal', 'high'), ...PAGES, price: usd(0.75, 3.75, 0.075) },
  { match: ['gemini-3-7-flash*'], ...LEVELS, efforts: efforts('low', 'high'), ...PAGES, price: usd(0.75, 3.75, 0.075) },
  { match: ['gemini-3-5-flash-lite*'], ...LEVELS, efforts: efforts('minimal', 'high'), ...PAGES, price: usd(0.3, 2.5, 0.03) },
  { match: ['gemini-3-5-flash*'], ...LEVELS, efforts: efforts('minimal', 'high'), ...PAGES, price: usd(1.5, 9, 0.15) },
  { match: ['gemini-3-1-flash-lite*'], ...LEVELS, efforts: efforts('minimal', 'high'), ...PAGES, price: usd(0.25, 1.5, 0.025) },
  { match: ['gemini-3-1-flash-image*'], ...LEVELS, contextTokens: 65_536, media: IMAGES, tools: false, schema: null, efforts: ['minimal', 'high'], ...CATALOGUE, price: usd(0.5, 60) },
  { match: ['gemini-3-1-pro*'], ...LEVELS, efforts: efforts('low', 'high'), ...PAGES, price: tiered([2, 12, 0.2], 200 * K, [4, 18, 0.4]) },
  { match: ['gemini-3-pro-image*'], ...LEVELS, contextTokens: 131_072, maxOutputTokens: null, media: IMAGES, tools: false, schema: null, efforts: [], ...CATALOGUE, price: usd(2, 120) },
  { match: ['gemini-3-pro*'], ...LEVELS, efforts: ['low', 'high'], ...CATALOGUE, price: usd(2, 12, 0.2) },
  { match: ['gemini-3-flash*'], ...LEVELS, efforts: efforts('minimal', 'high'), ...PAGES, price: usd(0.5, 3, 0.05) },
  { match: ['gemini-3*'], ...LEVELS, ...CATALOGUE },
  { match: ['gemini-2-5-flash-image*'], ...ALL, contextTokens: 32_768, maxOutputTokens: 32_768, media: IMAGES, tools: false, schema: null, ...CATALOGUE, price: usd(0.3, 30, 0.075) },
  { match: ['gemini-2-5-*tts*'], contextTokens: 8_192, tools: false, ...CATALOGUE },
  { match: ['gemini-2-5-flash-lite*'], ...ALL, thinking: ['budget'], budgets: [512, 24_576], efforts: [], ...PAGES, price: usd(0.1, 0.4, 0.01) },
  { match: ['gemini-2-5-flash*'], ...ALL, thinking: ['budget'], budgets: [1, 24_576], efforts: [], ...PAGES, price: usd(0.3, 2.5, 0.03) },
  { match: ['gemini-2-5-pro*'], ...ALL, thinking: ['budget', 'always'], budgets: [128, 32_768], efforts: [], ...PAGES, price: tiered([1.25, 10, 0.125], 200 * K, [2.5, 15, 0.25]) },
  { match: ['gemini-2-0-flash-lite*'], ...ALL, maxOutputTokens: 8_192, thinking: [], efforts: [], ...CATALOGUE, price: usd(0.075, 0.3) },
  { match: ['gemini-2-0-flash*'], ...ALL, maxOutputTokens: 8_192, thinking: [], efforts: [], ...CATALOGUE, price: usd(0.1, 0.4, 0.025) },
  { match: ['gemini-1-5*'], ...ALL, maxOutputTokens: 8_192, thinking: [], efforts: [], ...CATALOGUE },
  // Names that move on with the newest model: only what all of them have in common. `gemini-pro-latest` has been 3.1 or later since
  // 2026-03-06 (google-gemini/gemini-cli#20588).
  { match: ['gemini-pro*'], ...LEVELS, efforts: ['low', 'high'], ...CATALOGUE },
  { match: ['gemini-flash*'], ...ALL, ...CATALOGUE },
];
