import type { Effort, Settings, Thinking } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RequestOptions } from '../protocol.ts';
import { nearestEffort } from '../efforts.ts';
import type { Losses } from '../fields.ts';

/**
 * The field is required. A caller of another dialect who leaves it out wants as much as it takes, so it is the model's
 * largest answer; where that is unknown, as much as every Claude since 3.5 can do.
 */
const OUTPUT_TOKENS_DEFAULT = 8_192;
const BUDGET_TOKENS_MIN = 1_024;

/** How many tokens an effort stands for, where a model takes a budget only. */
const BUDGET_OF = {
  minimal: BUDGET_TOKENS_MIN,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_000,
} as const satisfies Record<Exclude<Effort, 'none'>, number>;

/** What the rest of the request decides about thinking. */
export type ThinkingCase = {
  readonly options: RequestOptions;
  readonly maxTokens: number;
  /** A tool call is demanded. */
  readonly forced: boolean;
  /** The last turn gives the results of calls that were made without thinking that can be shown. */
  readonly midLoop: boolean;
};

export type RenderedThinking = { readonly thinking: JsonObject | null; readonly effort: string | null };

export function maxTokensOf(settings: Settings, { maxOutputTokens }: RequestOptions): number {
  const wanted = settings.maxTokens ?? maxOutputTokens ?? OUTPUT_TOKENS_DEFAULT;
  return maxOutputTokens === null ? wanted : Math.min(wanted, maxOutputTokens);
}

/**
 * Thinking in the form that the model takes. Claude 4.7 and later think adaptively and refuse a budget; older ones need it. Where
 * that is not known, those that refuse sampling settings count as later ones. Beside a budget, Anthropic refuses a forced call, and a
 * tool loop that began without thinking.
 */
export function renderThinking(wish: Thinking, { options, ...given }: ThinkingCase, losses: Losses): RenderedThinking {
  const { quirks } = options;
  if (wish.kind === 'default') return { thinking: null, effort: null };
  if (wish.kind === 'off' || wish.effort === 'none') {
    if (quirks.noThinking !== true) return { thinking: { type: 'disabled' }, effort: null };
    losses.lose('thinking', 'behavioural');
    return { thinking: null, effort: null };
  }
  const effort = quirks.noEffort === true ? null : renderEffort(wish, options, losses);
  // Those that take no budget keep their thoughts to themselves unless they are asked to show them: `display` is `omitted` there.
  const isBarred = given.forced && quirks.noForcedThinking === true;
  if (isFree(quirks) && !isBarred) return { thinking: { type: 'adaptive', display: 'summarized' }, effort };
  if (quirks.noThinking === true) {
    if (effort === null) losses.lose('thinking', 'behavioural');
    return { thinking: null, effort };
  }
  if (quirks.noSampling === true && !isBarred) return { thinking: { type: 'adaptive' }, effort };
  const budget = budgetOf(wish, given.maxTokens);
  if (given.forced || given.midLoop || budget === null) {
    losses.lose('thinking', 'behavioural');
    return { thinking: null, effort };
  }
  return { thinking: { type: 'enabled', budget_tokens: budget }, effort };
}

/** Does it think as much as it likes, and takes no budget? */
function isFree({ thinks }: RequestOptions['quirks']): boolean {
  return thinks?.includes('adaptive') === true && !thinks.includes('budget');
}

type On = Extract<Thinking, { readonly kind: 'on' }>;

/** Has to leave room for the answer itself; null when there is not enough for both. */
export function budgetOf({ effort, budgetTokens }: Omit<On, 'kind'>, maxTokens: number): number | null {
  if (maxTokens <= BUDGET_TOKENS_MIN) return null;
  const wanted = budgetTokens ?? BUDGET_OF[effort === null || effort === 'none' ? 'medium' : effort];
  const fitting = wanted < maxTokens ? wanted : Math.floor(maxTokens / 2);
  return Math.max(BUDGET_TOKENS_MIN, Math.floor(fitting));
}

/** The nearest effort that the model knows; null when the caller named none. */
function renderEffort({ effort, budgetTokens }: On, { quirks }: RequestOptions, losses: Losses): string | null {
  const wanted = effort ?? (quirks.noSampling === true || quirks.noThinking === true ? effortOf(budgetTokens) : null);
  if (wanted === null || wanted === 'none') return null;
  // 4.5 and 4.6 answer 400 for `xhigh`, and 4.5 for `max`; beside a budget nothing is lost by it.
  const usual = wanted === 'minimal' ? 'low' : quirks.noSampling !== true && isAbove(wanted) ? 'high' : wanted;
  const known = quirks.efforts === undefined ? usual : nearestEffort(quirks.efforts, wanted);
  if (known !== wanted) losses.lose('thinking.effort', 'cosmetic');
  return known;
}

const isAbove = (effort: Effort): boolean => effort === 'xhigh' || effort === 'max';

/** How much effort a budget stands for. */
export function effortOf(budgetTokens: number | null): Effort | null {
  if (budgetTokens === null) return null;
  if (budgetTokens < 2_000) return 'low';
  if (budgetTokens < 10_000) return 'medium';
  return budgetTokens < 24_000 ? 'high' : 'xhigh';
}

/** Sampling, as far as the model and its thinking allow it. */
export function renderSampling(
  settings: Settings,
  { quirks, thinks }: { readonly quirks: RequestOptions['quirks']; readonly thinks: boolean },
  losses: Losses,
): JsonObject {
  const { topK } = settings;
  for (const key of ['seed', 'frequencyPenalty', 'presencePenalty'] as const) {
    if (settings[key] !== undefined) losses.lose(WIRE_NAMES[key], 'behavioural');
  }
  const temperature = clampTemperature(settings.temperature, losses);
  const topP = settings.topP === undefined ? undefined : Math.min(1, Math.max(0, settings.topP));
  // 1 is what a model does on its own.
  const free = quirks.noSampling !== true && !thinks;
  if (!free && temperature !== undefined && temperature !== 1) losses.lose('temperature', 'behavioural');
  if (!free && topK !== undefined) losses.lose('top_k', 'behavioural');
  // Several models refuse both at once, and thinking ones anything below 0.95.
  const withTopP = topP !== undefined && topP !== 1 && (free ? temperature === undefined : thinksWith(topP, quirks));
  if (topP !== undefined && topP !== 1 && !withTopP) losses.lose('top_p', 'behavioural');
  return {
    ...(free && temperature !== undefined && { temperature }),
    ...(withTopP && { top_p: topP }),
    ...(free && topK !== undefined && { top_k: topK }),
  };
}

const WIRE_NAMES = {
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
} as const;

function thinksWith(topP: number, quirks: RequestOptions['quirks']): boolean {
  return quirks.noSampling !== true && topP >= 0.95;
}

function clampTemperature(temperature: number | undefined, losses: Losses): number | undefined {
  if (temperature === undefined || (temperature >= 0 && temperature <= 1)) return temperature;
  losses.lose('temperature', 'behavioural');
  return Math.min(1, Math.max(0, temperature));
}
