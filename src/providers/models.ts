import { matches } from '../model/route.ts';
import type { ProviderProtocolId, Quirks } from '../protocols/protocol.ts';
import { type ModelFacts, modelFacts, nameOf } from './models/facts.ts';
import { plainName } from './models/names.ts';
import type { Provider } from './provider.ts';

export { modelFacts, type ModelFacts };

/** What a house asks of requests for some models, besides what is true for the model everywhere. */
type HouseRule = {
  readonly at: readonly string[];
  readonly protocols?: readonly ProviderProtocolId[];
  readonly match: readonly string[];
  readonly quirks: Quirks;
};

/**
 * All that fit count. Tools with free text: OpenAI's guide to GPT-5. Pictures in results of functions: Gemini's guide, from 3 on.
 * Developer messages and marks for the cache: types of openai 7.57.0, read 2026-11-22. xAI: the parameters
 * that its reasoning models refuse, from its guide to reasoning; penalties also from those of 4 that do not reason, and also when
 * they are 0 (open-webui #21266, lobehub #13332, NativeTavern #83, new-api #6081, read 2026-11-27). Tools by Chat Completions: OpenAI
 * answers 400 to tools beside any effort but `none` from 5.6 on, also where none is written, and some of 6 and later take no `none`, so
 * they take no tools there at all (read 2026-11-25); 5.4 and 5.5 refuse them only beside an effort that is written (pipecat #4043,
 * Aether #1026, livekit #7169, litellm #34569, read 2026-11-27). DeepSeek: V4 thinks when nothing is said, and refuses tools that have
 * to be called while it does (its guide to thinking, DeepSeek-V3 #1376, osaurus #1940, read 2026-11-27).
 */
// oxfmt-ignore
const HOUSE_RULES: readonly HouseRule[] = [
  { at: ['openai', 'azure'], match: ['gpt-5*', 'gpt-6*', 'o1*', 'o3*', 'o4-*'], quirks: { developerRole: true } },
  { at: ['openai', 'azure'], match: ['gpt-5-6*', 'gpt-6*'], quirks: { cacheHints: 'breakpoint' } },
  { at: ['openai', 'azure'], match: ['gpt-5*', 'gpt-6*'], quirks: { freeText: true } },
  { at: ['openai', 'azure'], protocols: ['openai-chat'], match: ['gpt-*-search-*', 'gpt-*-search'], quirks: { webSearch: 'asked' } },
  { at: ['gemini', 'vertex-gemini'], match: ['gemini-3*', 'gemini-4*'], quirks: { mediaInResults: true } },
  { at: ['openai', 'azure'], protocols: ['openai-chat'], match: ['gpt-5-4*', 'gpt-5-5*'], quirks: { toolsEffort: 'unsaid' } },
  { at: ['openai', 'azure'], protocols: ['openai-chat'], match: ['gpt-5-6*', 'gpt-6*'], quirks: { toolsEffort: 'none' } },
  { at: ['openai', 'azure'], protocols: ['openai-chat'], match: ['gpt-6-astra*', 'gpt-6-1*', 'gpt-6-2*'], quirks: { noTools: true } },
  { at: ['deepseek'], match: ['deepseek-v4*'], quirks: { thinkingSwitch: true } },
  { at: ['xai'], match: ['grok-4*', 'grok-build*'], quirks: { noStop: true } },
  { at: ['xai'], match: ['grok-4*', 'grok-build*', 'grok-3-mini*'], quirks: { refused: ['frequency_penalty', 'presence_penalty'] } },
];

/** Whose dialects have a form for each way to think, of which every model takes its own only. To others a wish is a wish. */
const FORMS_OF_THINKING = ['claude-*', 'gemini-*'];

/** What a request to this model at this provider has to respect: the model's own rules, the house's and the provider's. */
export function modelRules(
  provider: Provider,
  model: string,
  facts: ModelFacts = modelFacts(provider, model),
): { readonly maxOutputTokens: number | null; readonly quirks: Quirks } {
  const name = nameOf(provider, model);
  let quirks: Quirks = { ...provider.quirks, ...quirksOf(facts) };
  if (facts.thinking !== null && matches(FORMS_OF_THINKING, name)) quirks = { ...quirks, thinks: facts.thinking };
  for (const { at, protocols, match, quirks: more } of HOUSE_RULES) {
    const here = at.includes(provider.id) && (protocols ?? [provider.protocol]).includes(provider.protocol);
    if (here && matches(match, name)) quirks = { ...quirks, ...more };
  }
  return { maxOutputTokens: facts.maxOutputTokens, quirks };
}

/** What is known that a model cannot do, in the words that renderers listen to. What is not known is no quirk. */
function quirksOf(facts: ModelFacts): Quirks {
  const { media, thinking, efforts, budgets } = facts;
  const always = thinking?.includes('always') === true && !thinking.includes('budget');
  return {
    ...(facts.sampling === false && { noSampling: true }),
    ...(facts.stop === false && { noStop: true }),
    ...(facts.schema === false && { noSchema: true }),
    ...(facts.tools === false && { noTools: true }),
    ...(facts.forcedTools === false && { noForcedTools: true }),
    ...(facts.prefill === false && { noPrefill: true }),
    ...(media.image === false && { noImages: true }),
    ...(media.pdf === false && { noPdf: true }),
    ...((thinking?.length === 0 || always) && { noThinking: true }),
    ...(facts.silentEffort !== null && { silentEffort: facts.silentEffort }),
    ...(facts.forcedThinking === false && { noForcedThinking: true }),
    ...(budgets !== null && { budgets }),
    ...(efforts?.length === 0 && { noEffort: true }),
    ...(efforts !== null && efforts.length > 0 && { efforts }),
  };
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

/** One model per provider and size. Chosen 2026-11-25; names as recorded traffic and the providers' own pages spell them. */
// oxfmt-ignore
const STANDBYS: Readonly<Record<string, Readonly<Record<Size, string>>>> = {
  anthropic:  { large: 'claude-opus-5-5',     medium: 'claude-sonnet-5-5',     small: 'claude-haiku-5-5' },
  openai:     { large: 'gpt-5.6-sol',         medium: 'gpt-5.6',               small: 'gpt-5.6-luna' },
  gemini:     { large: 'gemini-4-argon',      medium: 'gemini-3.8-flash',      small: 'gemini-3.5-flash-lite' },
  'vertex-gemini': { large: 'gemini-4-argon', medium: 'gemini-3.8-flash',    small: 'gemini-3.5-flash-lite' },
  perplexity: { large: 'sonar-pro',           medium: 'sonar-pro',             small: 'sonar' },
  bedrock:    { large: 'claude-opus-5-5',     medium: 'claude-sonnet-5-5',     small: 'claude-haiku-5-5' },
  vertex:     { large: 'claude-opus-5-5',     medium: 'claude-sonnet-5-5',     small: 'claude-haiku-5-5' },
  foundry:    { large: 'claude-opus-5-5',     medium: 'claude-sonnet-5-5',     small: 'claude-haiku-5-5' },
  cohere:     { large: 'command-a-plus-05-2026', medium: 'command-a-plus-05-2026', small: 'command-r7b-12-2024' },
  mistral:    { large: 'mistral-large-latest', medium: 'mistral-medium-latest', small: 'mistral-small-latest' },
  xai:        { large: 'grok-4.6',            medium: 'grok-4.6',              small: 'grok-4.3' },
  deepseek:   { large: 'deepseek-v4-pro',     medium: 'deepseek-v4-pro',       small: 'deepseek-v4-flash' },
  openrouter: { large: 'openai/gpt-5.6-sol',  medium: 'openai/gpt-5.6',        small: 'openai/gpt-5.6-luna' },
  groq:       { large: 'openai/gpt-oss-120b', medium: 'openai/gpt-oss-120b',   small: 'openai/gpt-oss-20b' },
};

/**
 * The model of `provider` that stands in for the one that was asked for, or null when we know none. A pattern such as
 * `claude-opus-*` may be asked about, too. Used only when ladders are built from keys that were found.
 */
export function equivalent(model: string, provider: Provider): string | null {
  const name = plainName(model);
  if (serves(provider, name)) return model;
  const size = SIZES.find(({ match }) => matches(match, name))?.size ?? 'medium';
  return STANDBYS[provider.id]?.[size] ?? provider.standbyModel;
}

/** Does it have the very models of this family under their own names? A pattern such as `claude-*` may be asked about, too. */
export function serves({ id, serves: makers }: Pick<Provider, 'id' | 'serves'>, model: string): boolean {
  return (makers ?? [id]).some((maker) => matches(FAMILIES[maker] ?? [], plainName(model)));
}
