import { type Effort, EFFORTS } from '../../model/conversation.ts';
import { matches } from '../../model/route.ts';
import type { ThinkingKind } from '../../protocols/protocol.ts';
import type { Provider } from '../provider.ts';
import { CLAUDE } from './claude.ts';
import { GEMINI } from './gemini.ts';
import { GPT } from './gpt.ts';
import { OPEN } from './open.ts';
import { OTHERS } from './others.ts';
import { plainName } from './names.ts';

/** What a question may hold besides text. */
export type Medium = 'image' | 'pdf' | 'audio' | 'video';

/** US dollars per million tokens. Null where the maker names no such price. */
export type Price = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number | null;
  /** What is kept for five minutes; where it is kept longer, more is asked. */
  readonly cacheWrite: number | null;
  /** What a question of more than `tokens` costs, all of it. */
  readonly above: (Omit<Price, 'above'> & { readonly tokens: number }) | null;
};

/** What is known of a model. Null is "not known", never "no". */
export type ModelFacts = {
  /** Question and answer together, tokens. */
  readonly contextTokens: number | null;
  /** The largest question, tokens, where that is less than the context leaves. */
  readonly maxInputTokens: number | null;
  /** The largest answer, tokens, thinking included. */
  readonly maxOutputTokens: number | null;
  readonly media: Readonly<Record<Medium, boolean | null>>;
  readonly tools: boolean | null;
  /** May it be made to call a tool? */
  readonly forcedTools: boolean | null;
  /** Does it keep to a JSON schema? */
  readonly schema: boolean | null;
  /** Are temperature and the like taken, at other values than their defaults? */
  readonly sampling: boolean | null;
  /** Are stop sequences taken? */
  readonly stop: boolean | null;
  /** May the conversation end with words of the assistant, to be gone on with? */
  readonly prefill: boolean | null;
  /** Empty: it does not think. */
  readonly thinking: readonly ThinkingKind[] | null;
  /** The most effort that it takes while thinking is switched off. */
  readonly silentEffort: Effort | null;
  /** May it be asked to think when it is made to call a tool? */
  readonly forcedThinking: boolean | null;
  /** The smallest and the largest budget of thinking that it takes, tokens. 0, for no thinking at all, stands apart. */
  readonly budgets: readonly [least: number, most: number] | null;
  /** The levels of effort that it takes, in the words of EFFORTS. Empty: it takes none. */
  readonly efforts: readonly Effort[] | null;
  readonly price: Price | null;
  /** Where this is from, and when it was read (`2026-11-25`). Empty for a model that nobody here knows. */
  readonly source: string;
  readonly asOf: string;
};

/** A row of the tables: what it leaves out is not known. */
export type FactsRow = Partial<ModelFacts> & {
  /** Names as `plainName` gives them; the first row that fits counts. */
  readonly match: readonly string[];
};

const NO_MEDIA: ModelFacts['media'] = { image: null, pdf: null, audio: null, video: null };

export const UNKNOWN: ModelFacts = {
  contextTokens: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  media: NO_MEDIA,
  tools: null,
  forcedTools: null,
  schema: null,
  sampling: null,
  stop: null,
  prefill: null,
  thinking: null,
  silentEffort: null,
  forcedThinking: null,
  budgets: null,
  efforts: null,
  price: null,
  source: '',
  asOf: '',
};

const ROWS: readonly FactsRow[] = [...CLAUDE, ...GPT, ...GEMINI, ...OTHERS, ...OPEN];

/** What is free of charge: a model on a machine of one's own. */
const FREE: Price = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, above: null };

/**
 * What the tables know of a model, under whatever name a provider has for it: `anthropic/claude-opus-5.5`,
 * `global.anthropic.claude-opus-5-5`, `claude-opus-4-5@20251101`, an ARN, a deployment. A models endpoint knows better where it
 * can be asked; see `factsFromListing` and `overridden`. Prices are the maker's own; others who serve its models may ask for more.
 */
export function modelFacts(provider: Provider, model: string): ModelFacts {
  const name = nameOf(provider, model);
  const row = ROWS.find(({ match }) => matches(match, name));
  const { match: _, ...facts } = row ?? { match: [] };
  return { ...UNKNOWN, ...facts, ...(provider.local && { price: FREE }) };
}

/** The same facts, with what somebody said who knows better. What that one does not say stays. */
export function overridden(facts: ModelFacts, said: Partial<ModelFacts>): ModelFacts {
  const media = { ...facts.media };
  for (const medium of MEDIA) media[medium] = said.media?.[medium] ?? media[medium];
  return { ...facts, ...said, media };
}

export const MEDIA: readonly Medium[] = ['image', 'pdf', 'audio', 'video'];

/** The plain name of the model that is behind a name which this provider, or its operator, has for it. */
export function nameOf({ deployments }: Provider, name: string): string {
  const [model] = Object.entries(deployments ?? {}).find(([, deployed]) => deployed === name) ?? [];
  return plainName(model ?? name);
}

/** What an exchange costs, US dollars; null when the price is not known. The question's tokens include those of the cache. */
export function costOf(
  { price }: Pick<ModelFacts, 'price'>,
  tokens: {
    readonly inputTokens: number;
    readonly cacheReadTokens: number;
    readonly cacheWriteTokens: number;
    readonly outputTokens: number;
  },
): number | null {
  if (price === null) return null;
  const { above } = price;
  const rate = above !== null && tokens.inputTokens > above.tokens ? above : price;
  const fresh = Math.max(0, tokens.inputTokens - tokens.cacheReadTokens - tokens.cacheWriteTokens);
  return (
    (fresh * rate.input +
      tokens.cacheReadTokens * (rate.cacheRead ?? rate.input) +
      tokens.cacheWriteTokens * (rate.cacheWrite ?? rate.input) +
      tokens.outputTokens * rate.output) /
    1_000_000
  );
}

const rank = (effort: Effort): number => EFFORTS.indexOf(effort);

/** The level among those that a model takes which is nearest to the wished one, the lower one of two; null when it takes none. */
export function nearestEffort(wish: Effort, efforts: readonly Effort[]): Effort | null {
  const distance = (effort: Effort): number => Math.abs(rank(effort) - rank(wish));
  return efforts.toSorted((a, b) => distance(a) - distance(b) || rank(a) - rank(b))[0] ?? null;
}
