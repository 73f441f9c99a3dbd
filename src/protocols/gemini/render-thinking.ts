import type { Effort, Thinking } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { nearestEffort } from '../efforts.ts';
import type { Losses } from '../fields.ts';
import type { Quirks, RequestOptions } from '../protocol.ts';

/**
 * How many tokens an effort stands for, where a model takes a budget only: as Google itself translates `reasoning_effort` in its
 * OpenAI compatibility, the largest being what every model with a budget allows (2.5 Flash and Flash-Lite: 24,576).
 */
const BUDGET_OF = {
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
} as const satisfies Record<Exclude<Effort, 'none'>, number>;

/** The least that every model with a budget takes (2.5 Flash-Lite), and the most. */
const BUDGETS: NonNullable<Quirks['budgets']> = [512, 24_576];

/** What the levels of Gemini are called; there is nothing above `high`. */
const LEVEL_OF = {
  minimal: 'MINIMAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  xhigh: 'HIGH',
  max: 'HIGH',
} as const satisfies Record<Exclude<Effort, 'none'>, string>;

export type ThinkingCase = { readonly options: RequestOptions; readonly maxTokens: number | undefined };

/** Thinking as the model takes it: a level where its levels are known (3 and later), else a budget. Null to say nothing. */
export function renderThinking(
  wish: Thinking,
  { options, maxTokens }: ThinkingCase,
  losses: Losses,
): JsonObject | null {
  const { efforts, noThinking, noEffort } = options.quirks;
  if (wish.kind === 'default') return null;
  // A model that always thinks can still be told how much, and to show it.
  const always = noThinking === true;
  if (always && noEffort === true) {
    losses.lose('thinking', 'behavioural');
    return null;
  }
  if (wish.kind === 'off' || wish.effort === 'none')
    return efforts === undefined && !always ? leastBudget(options.quirks, losses) : leastOf(efforts ?? [], losses);
  const shown = { includeThoughts: true };
  if (efforts === undefined) {
    if (always && wish.effort !== null) losses.lose('thinking.effort', 'cosmetic');
    if (always && wish.budgetTokens !== null) losses.lose('thinking.budget', 'cosmetic');
    if (always) return shown;
    const budget = wish.budgetTokens ?? (wish.effort === null ? null : BUDGET_OF[wish.effort]);
    return { ...shown, thinkingBudget: budget === null ? -1 : fitting(budget, options.quirks, maxTokens) };
  }
  const wanted = wish.effort ?? effortOf(wish.budgetTokens);
  if (wish.effort === null && wanted !== null) losses.lose('thinking.budget', 'cosmetic');
  const known = wanted === null ? null : nearestEffort(efforts, wanted);
  if (known === null || known === 'none') return shown;
  if (known !== wanted || LEVEL_OF[known] !== known.toUpperCase()) losses.lose('thinking.effort', 'cosmetic');
  return { ...shown, thinkingLevel: LEVEL_OF[known] };
}

const OFF: JsonObject = { thinkingBudget: 0 };

/** No budget at all, or as little as a model takes that always thinks (2.5 Pro). */
export function leastBudget({ thinks, budgets = BUDGETS }: Quirks, losses: Losses): JsonObject {
  if (thinks?.includes('always') !== true) return OFF;
  losses.lose('thinking', 'behavioural');
  return { thinkingBudget: budgets[0] };
}

/** A model that always thinks is asked to do so as little as it can. */
function leastOf(efforts: readonly Effort[], losses: Losses): JsonObject | null {
  const least = nearestEffort(efforts, 'none');
  if (least === 'none') return OFF;
  losses.lose('thinking', 'behavioural');
  return least === null ? null : { thinkingLevel: LEVEL_OF[least] };
}

/** Thoughts count towards the answer's limit, so they have to leave room for the answer. */
function fitting(budget: number, { budgets = BUDGETS }: Quirks, maxTokens: number | undefined): number {
  const [least, most] = budgets;
  const wanted = Math.min(Math.floor(budget), most);
  const room = maxTokens === undefined || wanted < maxTokens ? wanted : Math.floor(maxTokens / 2);
  return Math.max(least, room);
}

function effortOf(budgetTokens: number | null): Effort | null {
  if (budgetTokens === null) return null;
  if (budgetTokens < 2_000) return 'low';
  if (budgetTokens < 10_000) return 'medium';
  return budgetTokens < 24_000 ? 'high' : 'xhigh';
}
