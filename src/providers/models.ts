import { matches } from '../model/route.ts';
import type { Quirks } from '../protocols/protocol.ts';
import type { Provider } from './provider.ts';

type ModelRule = {
  /** Model names without their maker's prefix, dots written as hyphens. */
  readonly match: readonly string[];
  /** The provider that has the rule; absent: the model behaves so everywhere. */
  readonly at?: string;
  readonly maxOutputTokens: number | null;
  readonly quirks: Quirks;
};

const K = 1_000;

/**
 * What models refuse and how long they may answer; the first rule that fits counts.
 *
 * Claude: the capability table of @ai-sdk/anthropic 4.0.105 and Anthropic's changelog, read 2026-11-22; the limits of models
 * before 4.5 from Anthropic's model pages. OpenAI: types of openai 7.57.0, same day; output limits from its model pages.
 * xAI: the parameters that its reasoning models refuse, from its guide to reasoning. A provider's models API knows better
 * than any of this where it can be asked.
 */
// oxfmt-ignore
const RULES: readonly ModelRule[] = [
  { match: ['claude-fable-5-1*', 'claude-fable-5-2*', 'claude-mythos*', 'claude-opus-5-5*', 'claude-sonnet-5-5*'],
    maxOutputTokens: 128 * K, quirks: { noSampling: true, noThinking: true, noForcedTools: true } },
  { match: ['claude-fable-5*'], maxOutputTokens: 128 * K, quirks: { noSampling: true, noThinking: true } },
  { match: ['claude-haiku-5*', 'claude-opus-5*', 'claude-sonnet-5*', 'claude-opus-4-7*', 'claude-opus-4-8*'],
    maxOutputTokens: 128 * K, quirks: { noSampling: true } },
  { match: ['claude-opus-4-6*', 'claude-sonnet-4-6*'], maxOutputTokens: 128 * K, quirks: {} },
  { match: ['claude-opus-4-5*'], maxOutputTokens: 64 * K, quirks: {} },
  { match: ['claude-sonnet-4-5*', 'claude-haiku-4-5*'], maxOutputTokens: 64 * K, quirks: { noEffort: true } },
  { match: ['claude-opus-4*'], maxOutputTokens: 32 * K, quirks: { noEffort: true } },
  { match: ['claude-sonnet-4*', 'claude-3-7-*'], maxOutputTokens: 64 * K, quirks: { noEffort: true } },
  { match: ['claude-3-5-*'], maxOutputTokens: 8_192, quirks: { noEffort: true, noThinking: true } },
  { match: ['claude-3-*'], maxOutputTokens: 4_096, quirks: { noEffort: true, noThinking: true } },

  { match: ['gpt-5*', 'gpt-6*'], at: 'openai',
    maxOutputTokens: 128 * K, quirks: { noSampling: true, noStop: true, developerRole: true } },
  { match: ['gpt-5*', 'gpt-6*'], maxOutputTokens: 128 * K, quirks: { noSampling: true, noStop: true } },
  { match: ['o1*', 'o3*', 'o4-*'], at: 'openai',
    maxOutputTokens: 100 * K, quirks: { noSampling: true, noStop: true, developerRole: true } },
  { match: ['gpt-4-1*'], maxOutputTokens: 32_768, quirks: { noEffort: true } },
  { match: ['gpt-4o*', 'chatgpt-4o*'], maxOutputTokens: 16_384, quirks: { noEffort: true } },
  { match: ['gpt-4*', 'gpt-3-5*'], maxOutputTokens: 4_096, quirks: { noEffort: true, noSchema: true } },

  { match: ['grok-4*'], at: 'xai', maxOutputTokens: null, quirks: { noStop: true, noEffort: true } },
  { match: ['deepseek-reasoner*'], maxOutputTokens: null, quirks: { noSampling: true, noForcedTools: true } },
];

/** What a request to this model at this provider has to respect: the provider's quirks and the model's own. */
export function modelRules(
  provider: Provider,
  model: string,
): { readonly maxOutputTokens: number | null; readonly quirks: Quirks } {
  const name = plainName(model);
  const rule = RULES.find(({ match, at }) => (at === undefined || at === provider.id) && matches(match, name));
  return { maxOutputTokens: rule?.maxOutputTokens ?? null, quirks: { ...provider.quirks, ...rule?.quirks } };
}

/** `anthropic/claude-opus-5.5` and `claude-opus-5-5` are the same model. */
function plainName(model: string): string {
  return model
    .slice(model.lastIndexOf('/') + 1)
    .replaceAll('.', '-')
    .toLowerCase();
}

/** Whose models have which names. A prompt for a model of one of them is meant for that vendor and nobody else. */
export const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['claude-*'],
  openai: ['gpt-*', 'chatgpt-*', 'o1*', 'o3*', 'o4-*', 'codex-*'],
  mistral: ['mistral-*', 'magistral-*', 'ministral-*', 'codestral-*', 'devstral-*', 'pixtral-*'],
  xai: ['grok-*'],
  deepseek: ['deepseek-*'],
  gemini: ['gemini-*'],
  perplexity: ['sonar*'],
};

export type Size = 'large' | 'medium' | 'small';

/** Which names say how able a model is, across makers. Names that say nothing count as medium. */
export const SIZES: readonly { readonly size: Size; readonly match: readonly string[] }[] = [
  {
    size: 'small',
    match: [
      'claude-haiku-*',
      'gpt-*-mini*',
      'gpt-*-nano*',
      'o1-mini*',
      'o3-mini*',
      'o4-mini*',
      '*-small-*',
      '*-flash*',
    ],
  },
  { size: 'large', match: ['claude-opus-*', 'claude-fable-*', 'claude-mythos*', 'gpt-*-sol*', 'gpt-*-pro*'] },
];

/** One model per provider and size. Chosen 2026-11-22; names as recorded traffic and the providers' own pages spell them. */
// oxfmt-ignore
const STANDBYS: Readonly<Record<string, Readonly<Record<Size, string>>>> = {
  anthropic:  { large: 'claude-opus-5-5',     medium: 'claude-sonnet-5-5',     small: 'claude-haiku-5-5' },
  openai:     { large: 'gpt-5.6-sol',         medium: 'gpt-5.6',               small: 'gpt-5.6-mini' },
  mistral:    { large: 'mistral-large-latest', medium: 'mistral-medium-latest', small: 'mistral-small-latest' },
  xai:        { large: 'grok-4.6',            medium: 'grok-4.6',              small: 'grok-4-fast-reasoning' },
  deepseek:   { large: 'deepseek-v4-pro',     medium: 'deepseek-v4-pro',       small: 'deepseek-v4-flash' },
  openrouter: { large: 'openai/gpt-5.6-sol',  medium: 'openai/gpt-5.6',        small: 'openai/gpt-5.6-mini' },
  groq:       { large: 'openai/gpt-oss-120b', medium: 'openai/gpt-oss-120b',   small: 'openai/gpt-oss-20b' },
};

/**
 * The model of `provider` that stands in for the one that was asked for, or null when we know none. A pattern such as
 * `claude-opus-*` may be asked about, too. Used only when ladders are built from keys that were found.
 */
export function equivalent(model: string, provider: Provider): string | null {
  const name = plainName(model);
  if (matches(FAMILIES[provider.id] ?? [], name)) return model;
  const size = SIZES.find(({ match }) => matches(match, name))?.size ?? 'medium';
  return STANDBYS[provider.id]?.[size] ?? provider.standbyModel;
}
