import type { FactsRow } from './facts.ts';
import { DOCUMENTS, efforts, K, M, tiered, usd } from './shorthand.ts';

const PAGES = { source: 'platform.claude.com/docs/en/about-claude/models', asOf: '2026-11-25' } as const;
const CATALOGUE = { source: 'models.dev at f3fc692', asOf: '2026-07-02' } as const;

/** What all of them have in common. */
const ALL = { media: DOCUMENTS, tools: true, forcedTools: true, stop: true } as const;

/** 4.7 and later: sampling at its defaults only, no words put into their mouth, no budget. */
const NEW = {
  ...ALL,
  contextTokens: M,
  maxOutputTokens: 128 * K,
  schema: true,
  sampling: false,
  prefill: false,
  thinking: ['adaptive'],
  efforts: efforts('low', 'max'),
} as const;

/** They think always, and so cannot be made to call a tool. */
const ALWAYS = { ...NEW, forcedTools: false, thinking: ['adaptive', 'always'] } as const;

/** 4.5 and earlier. */
const OLD = {
  ...ALL,
  contextTokens: 200 * K,
  schema: true,
  sampling: true,
  prefill: true,
  thinking: ['budget'],
  forcedThinking: false,
  efforts: [],
} as const;

/**
 * Claude. What each refuses: the capability table of @ai-sdk/anthropic 4.0.105 and Anthropic's changelog, read 2026-11-22; that
 * words put into the mouth of 4.6 and later are refused: Anthropic's migration page, read 2026-11-25. Sonnet 5.5 can think between
 * calls only (`between_tools`) but not be silenced, so it counts as one that always thinks. That a forced call is refused beside
 * thinking up to 4.7, and taken from 4.8 on: langchain-ai/langchain-aws#1141, can1357/oh-my-pi#341, read 2026-11-27. That Opus 5
 * and Haiku 5.5 take no more than `high` while they are not to think: Anthropic's "What's new in Claude Opus 5" and the guide to
 * thinking of docs.apiyi.com, read 2026-11-27. Where two sources name two prices for what is read from the cache, the higher one
 * stands.
 */
// oxfmt-ignore
export const CLAUDE: readonly FactsRow[] = [
  { match: ['claude-fable-5-2*'], ...ALWAYS, ...PAGES, price: usd(8, 40) },
  { match: ['claude-fable-5-1*', 'claude-mythos-5-1*'], ...ALWAYS, ...PAGES, price: usd(10, 50, 0.25, 12.5) },
  { match: ['claude-mythos*'], ...ALWAYS, ...PAGES, price: usd(10, 50, 1, 12.5) },
  { match: ['claude-fable-5*'], ...ALWAYS, forcedTools: true, ...CATALOGUE, price: usd(10, 50, 1, 12.5) },
  { match: ['claude-opus-5-5*'], ...ALWAYS, ...PAGES, price: usd(4, 20, 0.2, 5) },
  { match: ['claude-sonnet-5-5*'], ...ALWAYS, ...PAGES, price: usd(2, 10, 0.2, 2.5) },
  { match: ['claude-haiku-5*'], ...NEW, silentEffort: 'high', ...PAGES, price: tiered([0.1, 0.5, 0.01, 0.125], 100 * K, [0.5, 2.5, 0.05]) },
  { match: ['claude-opus-5*'], ...NEW, silentEffort: 'high', ...PAGES, price: usd(5, 25, 0.5, 6.25) },
  { match: ['claude-sonnet-5*'], ...NEW, ...PAGES, price: usd(2, 10, 0.2, 2.5) },
  { match: ['claude-opus-4-8*'], ...NEW, ...CATALOGUE, price: usd(5, 25, 0.5, 6.25) },
  { match: ['claude-opus-4-7*'], ...NEW, forcedThinking: false, ...CATALOGUE, price: usd(5, 25, 0.5, 6.25) },

  { match: ['claude-opus-4-6*'], ...NEW, sampling: true, thinking: ['adaptive', 'budget'], forcedThinking: false,
    efforts: ['low', 'medium', 'high', 'max'], ...CATALOGUE, price: usd(5, 25, 0.5, 6.25) },
  { match: ['claude-sonnet-4-6*'], ...NEW, sampling: true, thinking: ['adaptive', 'budget'], forcedThinking: false,
    efforts: ['low', 'medium', 'high', 'max'], ...CATALOGUE, price: usd(3, 15, 0.3, 3.75) },
  { match: ['claude-opus-4-5*'], ...OLD, maxOutputTokens: 64 * K, efforts: efforts('low', 'high'), ...CATALOGUE, price: usd(5, 25, 0.5, 6.25) },
  { match: ['claude-sonnet-4-5*'], ...OLD, maxOutputTokens: 64 * K, ...CATALOGUE, price: usd(3, 15, 0.3, 3.75) },
  { match: ['claude-haiku-4-5*'], ...OLD, maxOutputTokens: 64 * K, ...CATALOGUE, price: usd(1, 5, 0.1, 1.25) },
  { match: ['claude-opus-4-1*'], ...OLD, maxOutputTokens: 32 * K, ...CATALOGUE, price: usd(15, 75, 1.5, 18.75) },
  { match: ['claude-opus-4*'], ...OLD, schema: false, maxOutputTokens: 32 * K, ...CATALOGUE, price: usd(15, 75, 1.5, 18.75) },
  { match: ['claude-sonnet-4*'], ...OLD, schema: false, maxOutputTokens: 64 * K, ...CATALOGUE, price: usd(3, 15, 0.3, 3.75) },
  { match: ['claude-3-7-*'], ...OLD, schema: false, maxOutputTokens: 64 * K, ...CATALOGUE, price: usd(3, 15, 0.3, 3.75) },
  { match: ['claude-3-5-sonnet*'], ...OLD, schema: false, thinking: [], forcedThinking: null, maxOutputTokens: 8_192, ...CATALOGUE, price: usd(3, 15, 0.3, 3.75) },
  { match: ['claude-3-5-haiku*'], ...OLD, schema: false, thinking: [], forcedThinking: null, maxOutputTokens: 8_192, ...CATALOGUE, price: usd(0.8, 4, 0.08, 1) },
  { match: ['claude-3-opus*'], ...OLD, schema: false, thinking: [], forcedThinking: null, maxOutputTokens: 4_096, ...CATALOGUE, price: usd(15, 75, 1.5, 18.75) },
  { match: ['claude-3-sonnet*'], ...OLD, schema: false, thinking: [], forcedThinking: null, maxOutputTokens: 4_096, ...CATALOGUE, price: usd(3, 15, 0.3, 3.75) },
  { match: ['claude-3-haiku*'], ...OLD, schema: false, thinking: [], forcedThinking: null, maxOutputTokens: 4_096, ...CATALOGUE, price: usd(0.25, 1.25, 0.03, 0.3) },
];
