import type { FactsRow } from './facts.ts';
import { DOCUMENTS, efforts, IMAGES, K, M, TEXT, tiered, usd } from './shorthand.ts';

const CATALOGUE = { source: 'models.dev at f3fc692', asOf: '2026-07-02' } as const;
const XAI = { source: 'docs.x.ai', asOf: '2026-11-25' } as const;
const SONAR_PAGE = { source: 'docs.perplexity.ai, models.dev at f3fc692', asOf: '2026-07-02' } as const;

const MISTRAL = {
  ...CATALOGUE,
  tools: true,
  forcedTools: true,
  schema: true,
  sampling: true,
  stop: true,
  prefill: true,
} as const;
/** Mistral refuses any other effort; what `latest` is takes these, too (models.dev #1986, asked of the API itself; zed #61393). */
const SWITCHED = { thinking: ['adaptive'], efforts: ['none', 'high'] } as const;
const PLAIN = { thinking: [], efforts: [] } as const;
const GROK = {
  tools: true,
  forcedTools: true,
  schema: true,
  sampling: true,
  thinking: ['adaptive', 'always'],
} as const;
const DEEPSEEK = {
  ...CATALOGUE,
  contextTokens: M,
  maxOutputTokens: 384 * K,
  media: TEXT,
  tools: true,
  stop: true,
} as const;
const SONAR = { ...SONAR_PAGE, tools: false, forcedTools: false, schema: true, stop: false, prefill: false } as const;
const COHERE = { ...CATALOGUE, tools: true, sampling: true, stop: true } as const;

/** Models of makers with a few each: Mistral, xAI, DeepSeek, Perplexity, Cohere. */
// oxfmt-ignore
export const OTHERS: readonly FactsRow[] = [
  { match: ['mistral-large-2411*'], ...MISTRAL, ...PLAIN, contextTokens: 131_072, maxOutputTokens: 16_384, media: TEXT, price: usd(2, 6) },
  { match: ['mistral-large*'], ...MISTRAL, ...PLAIN, contextTokens: 262_144, maxOutputTokens: 262_144, media: IMAGES, price: usd(0.5, 1.5) },
  { match: ['mistral-medium-2604*', 'mistral-medium-3-5*'], ...MISTRAL, contextTokens: 262_144, maxOutputTokens: 262_144, media: IMAGES, ...SWITCHED, price: usd(1.5, 7.5) },
  { match: ['mistral-medium-2505*'], ...MISTRAL, ...PLAIN, contextTokens: 131_072, maxOutputTokens: 131_072, media: IMAGES, price: usd(0.4, 2) },
  { match: ['mistral-medium*'], ...MISTRAL, contextTokens: 262_144, maxOutputTokens: 262_144, media: IMAGES, ...SWITCHED, price: usd(0.4, 2) },
  { match: ['mistral-small-2506*'], ...MISTRAL, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 16_384, media: IMAGES, price: usd(0.1, 0.3) },
  { match: ['mistral-small-2603*', 'mistral-small-latest'], ...MISTRAL, contextTokens: 256_000, maxOutputTokens: 256_000, media: IMAGES, ...SWITCHED, price: usd(0.15, 0.6) },
  { match: ['magistral-medium*'], ...MISTRAL, contextTokens: 128_000, maxOutputTokens: 16_384, media: TEXT, thinking: ['adaptive', 'always'], efforts: [], price: usd(2, 5) },
  { match: ['magistral-small*'], ...MISTRAL, contextTokens: 128_000, maxOutputTokens: 128_000, media: TEXT, thinking: ['adaptive', 'always'], efforts: [], price: usd(0.5, 1.5) },
  { match: ['ministral-3b*'], ...MISTRAL, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 128_000, media: TEXT, price: usd(0.04, 0.04) },
  { match: ['ministral-8b*'], ...MISTRAL, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 128_000, media: TEXT, price: usd(0.1, 0.1) },
  { match: ['codestral*'], ...MISTRAL, ...PLAIN, contextTokens: 256_000, maxOutputTokens: 4_096, media: TEXT, price: usd(0.3, 0.9) },
  { match: ['devstral-small*'], ...MISTRAL, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 128_000, media: TEXT, price: usd(0.1, 0.3) },
  { match: ['devstral*'], ...MISTRAL, ...PLAIN, contextTokens: 262_144, maxOutputTokens: 262_144, media: TEXT, price: usd(0.4, 2) },
  { match: ['pixtral-large*'], ...MISTRAL, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 128_000, media: IMAGES, price: usd(2, 6) },
  { match: ['pixtral*'], ...MISTRAL, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 128_000, media: IMAGES, price: usd(0.15, 0.15) },

  { match: ['grok-4-6*'], ...GROK, ...XAI, contextTokens: 500_000, media: IMAGES, efforts: efforts('low', 'xhigh'), price: tiered([2, 6, 0.5], 204_800, [4, 12]) },
  { match: ['grok-4-5*'], ...GROK, ...XAI, contextTokens: 500_000, media: IMAGES, efforts: efforts('low', 'high'), price: tiered([2, 6, 0.5], 204_800, [4, 12]) },
  { match: ['grok-4-3*'], ...GROK, ...CATALOGUE, thinking: ['adaptive'], contextTokens: M, maxOutputTokens: 30_000, media: DOCUMENTS, efforts: ['none', 'low', 'medium', 'high'], price: usd(1.25, 2.5, 0.2) },
  { match: ['grok-4-20*non-reasoning*'], ...GROK, ...CATALOGUE, ...PLAIN, contextTokens: M, maxOutputTokens: 30_000, media: DOCUMENTS, price: usd(1.25, 2.5, 0.2) },
  { match: ['grok-4-20*'], ...GROK, ...CATALOGUE, contextTokens: M, maxOutputTokens: 30_000, media: DOCUMENTS, efforts: [], price: usd(1.25, 2.5, 0.2) },
  { match: ['grok-4*'], ...GROK, ...XAI, efforts: [] },
  { match: ['grok-build*'], ...GROK, ...CATALOGUE, contextTokens: 256_000, media: DOCUMENTS, efforts: [], price: usd(1, 2, 0.2) },

  { match: ['deepseek-v4-pro*'], ...DEEPSEEK, schema: false, sampling: true, thinking: ['adaptive'], efforts: ['high', 'max'], price: usd(0.435, 0.87, 0.003625) },
  { match: ['deepseek-v4-flash*'], ...DEEPSEEK, schema: false, sampling: true, thinking: ['adaptive'], efforts: ['high', 'max'], price: usd(0.14, 0.28, 0.0028) },
  { match: ['deepseek-reasoner*'], ...DEEPSEEK, schema: false, sampling: false, forcedTools: false, thinking: ['adaptive', 'always'], efforts: [], price: usd(0.14, 0.28, 0.0028) },
  { match: ['deepseek-chat*'], ...DEEPSEEK, ...PLAIN, schema: false, sampling: true, price: usd(0.14, 0.28, 0.0028) },

  { match: ['sonar-deep-research*'], ...SONAR, contextTokens: 128_000, maxOutputTokens: 32_768, media: TEXT, sampling: false, thinking: ['adaptive', 'always'], efforts: efforts('minimal', 'high'), price: usd(2, 8) },
  { match: ['sonar-reasoning-pro*'], ...SONAR, contextTokens: 128_000, maxOutputTokens: 4_096, media: IMAGES, sampling: true, thinking: ['adaptive', 'always'], efforts: efforts('minimal', 'high'), price: usd(2, 8) },
  { match: ['sonar-pro*'], ...SONAR, ...PLAIN, contextTokens: 200_000, maxOutputTokens: 8_192, media: IMAGES, sampling: true, price: usd(3, 15) },
  { match: ['sonar-reasoning*'], ...SONAR, thinking: ['adaptive', 'always'] },
  { match: ['sonar*'], ...SONAR, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 4_096, media: TEXT, sampling: true, price: usd(1, 1) },

  { match: ['command-a-plus*'], ...COHERE, contextTokens: 128_000, maxOutputTokens: 64_000, media: IMAGES, schema: true, thinking: ['budget'], price: usd(2.5, 10) },
  { match: ['command-a-reasoning*'], ...COHERE, contextTokens: 256_000, maxOutputTokens: 32_000, media: TEXT, thinking: ['budget'], price: usd(2.5, 10) },
  { match: ['command-a-vision*'], ...COHERE, ...PLAIN, tools: false, contextTokens: 128_000, maxOutputTokens: 8_000, media: IMAGES, price: usd(2.5, 10) },
  { match: ['command-a*'], ...COHERE, ...PLAIN, contextTokens: 256_000, maxOutputTokens: 8_000, media: TEXT, price: usd(2.5, 10) },
  { match: ['command-r7b*'], ...COHERE, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 4_000, media: TEXT, price: usd(0.0375, 0.15) },
  { match: ['command-r-plus*'], ...COHERE, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 4_000, media: TEXT, price: usd(2.5, 10) },
  { match: ['command-r*'], ...COHERE, ...PLAIN, contextTokens: 128_000, maxOutputTokens: 4_000, media: TEXT, price: usd(0.15, 0.6) },
];
