import type { FactsRow } from './facts.ts';
import { DOCUMENTS, efforts, IMAGES, K, offOr, TEXT, tiered, usd } from './shorthand.ts';

const PRICES = { source: 'developers.openai.com/api/docs/pricing', asOf: '2026-11-18' } as const;
const CATALOGUE = { source: 'models.dev at f3fc692', asOf: '2026-07-02' } as const;

const ALL = { tools: true, forcedTools: true } as const;

/** They think before they answer, and take neither sampling settings nor stop sequences. */
const REASONING = { ...ALL, schema: true, sampling: false, stop: false } as const;
const OFTEN = { ...REASONING, thinking: ['adaptive'] } as const;
const ALWAYS = { ...REASONING, thinking: ['adaptive', 'always'] } as const;

/** A window of 1,050,000 tokens, of which a question may have 922,000. */
const WIDE = { contextTokens: 1_050_000, maxInputTokens: 922_000, maxOutputTokens: 128_000, media: DOCUMENTS } as const;
/** 400,000, of which a question may have 272,000. */
const MIDDLE = { contextTokens: 400_000, maxInputTokens: 272_000, maxOutputTokens: 128_000, media: IMAGES } as const;
const CHAT = { ...ALL, stop: true, sampling: true, thinking: [], efforts: [] } as const;
const O = { ...ALWAYS, contextTokens: 200_000, maxOutputTokens: 100_000, efforts: efforts('low', 'high') } as const;

/** A question beyond this costs more, all of it. */
const LONG = 272 * K;

/**
 * GPT. Which levels of effort each takes: models.dev up to 5.5; for 6.x what those who serve it found on its first days
 * (6 Astra, 6.1 Sol and 6.2 answer 400 to `none` and `minimal`). 5.6 and later take tools together with an effort by
 * Responses only, which is a rule of OpenAI's houses and stands in `models.ts`.
 */
// oxfmt-ignore
export const GPT: readonly FactsRow[] = [
  { match: ['gpt-6-2-astra*'], ...ALWAYS, ...WIDE, efforts: efforts('low', 'max'), ...PRICES, price: tiered([8, 40, 0.4, 10], LONG, [16, 60, 0.8, 20]) },
  { match: ['gpt-6-2-sol*'], ...ALWAYS, ...WIDE, efforts: efforts('low', 'max'), ...PRICES, price: tiered([2, 10, 0.1, 2.5], LONG, [4, 15, 0.2, 5]) },
  { match: ['gpt-6-1-sol*'], ...ALWAYS, ...WIDE, efforts: efforts('low', 'max'), ...PRICES, price: tiered([2, 10, 0.1], LONG, [4, 15, 0.2]) },
  { match: ['gpt-6-1*', 'gpt-6-2*'], ...REASONING, ...WIDE, ...PRICES },
  { match: ['gpt-6-astra*'], ...ALWAYS, ...WIDE, efforts: efforts('low', 'max'), ...PRICES, price: tiered([10, 50, 1, 12.5], LONG, [20, 75, 2, 25]) },
  { match: ['gpt-6-sol*'], ...OFTEN, ...WIDE, efforts: offOr('max'), ...PRICES, price: tiered([2, 10, 0.2], LONG, [4, 15, 0.4]) },
  { match: ['gpt-6-luna*'], ...OFTEN, ...WIDE, efforts: offOr('max'), ...PRICES, price: tiered([0.1, 0.5, 0.01], LONG, [0.2, 0.75, 0.02]) },
  { match: ['gpt-6*'], ...REASONING, ...PRICES, maxOutputTokens: 128_000 },
  { match: ['gpt-5-6-sol*'], ...OFTEN, ...WIDE, efforts: offOr('max'), ...PRICES, price: tiered([4, 20, 0.4, 5], LONG, [8, 30, 0.8, 10]) },
  { match: ['gpt-5-6-terra*'], ...OFTEN, ...WIDE, efforts: offOr('max'), ...PRICES, price: tiered([2, 12, 0.2, 2.5], LONG, [4, 18, 0.4, 5]) },
  { match: ['gpt-5-6-luna*'], ...OFTEN, ...WIDE, efforts: offOr('max'), ...PRICES, price: tiered([0.2, 1.2, 0.02, 0.25], LONG, [0.4, 1.8, 0.04, 0.5]) },
  { match: ['gpt-5-6*'], ...OFTEN, ...WIDE, efforts: offOr('max'), ...PRICES },
  { match: ['gpt-5-5-pro*'], ...ALWAYS, ...WIDE, efforts: efforts('medium', 'xhigh'), ...PRICES, price: tiered([30, 180], LONG, [60, 270]) },
  { match: ['gpt-5-5*'], ...OFTEN, ...WIDE, efforts: offOr('xhigh'), ...PRICES, price: tiered([5, 30, 0.5], LONG, [10, 45, 1]) },
  { match: ['gpt-5-4-pro*'], ...ALWAYS, ...WIDE, schema: false, efforts: efforts('medium', 'xhigh'), ...PRICES, price: tiered([30, 180], LONG, [60, 270]) },
  { match: ['gpt-5-4-mini*'], ...OFTEN, ...MIDDLE, efforts: offOr('xhigh'), ...PRICES, price: usd(0.75, 4.5, 0.075) },
  { match: ['gpt-5-4-nano*'], ...OFTEN, ...MIDDLE, efforts: offOr('xhigh'), ...PRICES, price: usd(0.2, 1.25, 0.02) },
  { match: ['gpt-5-4*'], ...OFTEN, ...WIDE, efforts: offOr('xhigh'), ...PRICES, price: tiered([2.5, 15, 0.25], LONG, [5, 22.5, 0.5]) },

  { match: ['gpt-5-3-chat*'], ...CHAT, schema: true, contextTokens: 128_000, maxOutputTokens: 16_384, media: IMAGES, ...CATALOGUE, price: usd(1.75, 14, 0.175) },
  { match: ['gpt-5-3-codex-spark*'], ...OFTEN, contextTokens: 128_000, maxInputTokens: 100_000, maxOutputTokens: 32_000, media: DOCUMENTS, efforts: offOr('xhigh'), ...CATALOGUE, price: usd(1.75, 14, 0.175) },
  { match: ['gpt-5-3*'], ...OFTEN, ...MIDDLE, media: DOCUMENTS, efforts: offOr('xhigh'), ...CATALOGUE, price: usd(1.75, 14, 0.175) },
  { match: ['gpt-5-2-chat*'], ...ALWAYS, contextTokens: 128_000, maxOutputTokens: 16_384, media: IMAGES, efforts: ['medium'], ...CATALOGUE, price: usd(1.75, 14, 0.175) },
  { match: ['gpt-5-2-pro*'], ...ALWAYS, ...MIDDLE, schema: false, efforts: efforts('medium', 'xhigh'), ...PRICES, price: usd(21, 168) },
  { match: ['gpt-5-2-codex*'], ...ALWAYS, ...MIDDLE, media: DOCUMENTS, efforts: efforts('low', 'xhigh'), ...CATALOGUE, price: usd(1.75, 14, 0.175) },
  { match: ['gpt-5-2*'], ...OFTEN, ...MIDDLE, efforts: offOr('xhigh'), ...PRICES, price: usd(1.75, 14, 0.175) },
  { match: ['gpt-5-1-chat*'], ...ALWAYS, contextTokens: 128_000, maxOutputTokens: 16_384, media: IMAGES, efforts: ['medium'], ...CATALOGUE, price: usd(1.25, 10, 0.125) },
  { match: ['gpt-5-1-codex-max*'], ...ALWAYS, ...MIDDLE, efforts: efforts('low', 'xhigh'), ...CATALOGUE, price: usd(1.25, 10, 0.125) },
  { match: ['gpt-5-1-codex-mini*'], ...ALWAYS, ...MIDDLE, efforts: efforts('low', 'high'), ...CATALOGUE, price: usd(0.25, 2, 0.025) },
  { match: ['gpt-5-1-codex*'], ...ALWAYS, ...MIDDLE, efforts: efforts('low', 'high'), ...CATALOGUE, price: usd(1.25, 10, 0.125) },
  { match: ['gpt-5-1*'], ...OFTEN, ...MIDDLE, efforts: offOr('high'), ...PRICES, price: usd(1.25, 10, 0.125) },
  { match: ['gpt-5-chat*'], ...ALWAYS, ...MIDDLE, tools: false, efforts: [], ...CATALOGUE, price: usd(1.25, 10, 0.125) },
  { match: ['gpt-5-codex*'], ...ALWAYS, ...MIDDLE, efforts: efforts('low', 'high'), ...CATALOGUE, price: usd(1.25, 10, 0.125) },
  { match: ['gpt-5-pro*'], ...ALWAYS, ...MIDDLE, maxOutputTokens: 272_000, efforts: ['high'], ...PRICES, price: usd(15, 120) },
  { match: ['gpt-5-mini*'], ...ALWAYS, ...MIDDLE, efforts: efforts('minimal', 'high'), ...PRICES, price: usd(0.25, 2, 0.025) },
  { match: ['gpt-5-nano*'], ...ALWAYS, ...MIDDLE, efforts: efforts('minimal', 'high'), ...PRICES, price: usd(0.05, 0.4, 0.005) },
  { match: ['gpt-5', 'gpt-5-2025*', 'gpt-5-latest'], ...ALWAYS, ...MIDDLE, efforts: efforts('minimal', 'high'), ...PRICES, price: usd(1.25, 10, 0.125) },
  { match: ['gpt-5*'], ...REASONING, maxOutputTokens: 128_000, ...CATALOGUE },

  { match: ['o1-pro*'], ...O, media: IMAGES, ...CATALOGUE, price: usd(150, 600) },
  { match: ['o1-mini*', 'o1-preview*'], ...O, contextTokens: 128_000, maxOutputTokens: null, media: TEXT, tools: false, schema: false, efforts: [], ...CATALOGUE },
  { match: ['o1*'], ...O, media: DOCUMENTS, ...PRICES, price: usd(15, 60, 7.5) },
  { match: ['o3-pro*'], ...O, media: IMAGES, ...PRICES, price: usd(20, 80) },
  { match: ['o3-mini*'], ...O, media: TEXT, ...PRICES, price: usd(1.1, 4.4, 0.55) },
  { match: ['o3-deep-research*'], ...O, media: IMAGES, schema: null, efforts: ['medium'], ...CATALOGUE, price: usd(10, 40, 2.5) },
  { match: ['o3*'], ...O, media: DOCUMENTS, ...PRICES, price: usd(2, 8, 0.5) },
  { match: ['o4-mini-deep-research*'], ...O, media: IMAGES, schema: null, efforts: ['medium'], ...CATALOGUE, price: usd(2, 8, 0.5) },
  { match: ['o4-mini*'], ...O, media: IMAGES, ...PRICES, price: usd(1.1, 4.4, 0.275) },

  { match: ['gpt-4-1-mini*'], ...CHAT, schema: true, contextTokens: 1_047_576, maxOutputTokens: 32_768, media: DOCUMENTS, ...PRICES, price: usd(0.4, 1.6, 0.1) },
  { match: ['gpt-4-1-nano*'], ...CHAT, schema: true, contextTokens: 1_047_576, maxOutputTokens: 32_768, media: IMAGES, ...PRICES, price: usd(0.1, 0.4, 0.025) },
  { match: ['gpt-4-1*'], ...CHAT, schema: true, contextTokens: 1_047_576, maxOutputTokens: 32_768, media: DOCUMENTS, ...PRICES, price: usd(2, 8, 0.5) },
  { match: ['gpt-4o-*search*'], ...CHAT, tools: false, sampling: false, schema: true, contextTokens: 128_000, maxOutputTokens: 16_384, media: TEXT, ...CATALOGUE },
  { match: ['gpt-4o-*audio*', 'gpt-4o-*realtime*'], ...CHAT, contextTokens: 128_000, maxOutputTokens: 16_384, ...CATALOGUE },
  { match: ['gpt-4o-mini*'], ...CHAT, schema: true, contextTokens: 128_000, maxOutputTokens: 16_384, media: DOCUMENTS, ...PRICES, price: usd(0.15, 0.6, 0.075) },
  { match: ['gpt-4o-2024-05-13'], ...CHAT, schema: false, contextTokens: 128_000, maxOutputTokens: 4_096, media: IMAGES, ...PRICES, price: usd(5, 15) },
  { match: ['gpt-4o*', 'chatgpt-4o*'], ...CHAT, schema: true, contextTokens: 128_000, maxOutputTokens: 16_384, media: DOCUMENTS, ...PRICES, price: usd(2.5, 10, 1.25) },
  { match: ['gpt-4-turbo*'], ...CHAT, schema: false, contextTokens: 128_000, maxOutputTokens: 4_096, media: IMAGES, ...CATALOGUE, price: usd(10, 30) },
  { match: ['gpt-4', 'gpt-4-0613'], ...CHAT, schema: false, contextTokens: 8_192, maxOutputTokens: 4_096, media: TEXT, ...CATALOGUE, price: usd(30, 60) },
  { match: ['gpt-4*'], ...CHAT, schema: false, maxOutputTokens: 4_096, ...CATALOGUE },
  { match: ['gpt-3-5*'], ...CHAT, schema: false, contextTokens: 16_385, maxOutputTokens: 4_096, media: TEXT, ...CATALOGUE, price: usd(0.5, 1.5) },
];
