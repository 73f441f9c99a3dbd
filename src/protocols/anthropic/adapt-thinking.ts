import { EFFORTS } from '../../model/conversation.ts';
import { at, isObject, listAt, textAt, type JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import type { AdaptOptions, Quirks } from '../protocol.ts';
import { withoutClearing } from './forget.ts';
import { budgetOf, effortOf } from './render-settings.ts';
import { isMidLoop } from './render-turns.ts';

/**
 * The body with its wish to think in the form that the standby's model takes: some think within a budget, some as much as they like,
 * and only those of 4.6 take both. `asked` is the body before its limit was cut.
 */
export function adaptThinking(
  body: JsonObject,
  asked: JsonObject,
  { quirks }: AdaptOptions,
  losses: Losses,
): JsonObject {
  const { thinking } = body;
  const { noThinking, thinks } = quirks;
  const type = textAt(thinking, 'type');
  const isOn = type === 'adaptive' || type === 'enabled';
  if (noThinking === true && !(isOn && thinks?.includes('adaptive') === true)) return silent(body, losses);
  if (isOn && quirks.noForcedThinking === true && isForced(body)) return silent(body, losses);
  if (type === 'disabled') return calmed(body, quirks, losses);
  if (type === 'adaptive') return thinks?.includes('adaptive') === false ? bounded(body, losses) : body;
  if (type !== 'enabled') return body;
  return thinks?.includes('budget') === false
    ? unbounded(body, quirks.noEffort === true, losses)
    : lowered(body, asked, losses);
}

/** Without a wish, and without what is refused beside none. */
function silent(body: JsonObject, losses: Losses): JsonObject {
  const { thinking, ...rest } = body;
  if (isObject(thinking)) losses.lose('thinking', 'behavioural');
  const kept = withoutClearing(rest);
  if (kept !== rest) losses.lose('context_management', 'cosmetic');
  return kept;
}

/** With no more effort than the model takes while it is not to think. */
function calmed(body: JsonObject, { silentEffort }: Quirks, losses: Losses): JsonObject {
  const wanted = EFFORTS.findIndex((effort) => effort === at(body, 'output_config', 'effort'));
  if (silentEffort === undefined || wanted <= EFFORTS.indexOf(silentEffort)) return body;
  losses.lose('thinking.effort', 'cosmetic');
  return { ...body, output_config: { ...objectAt(body, 'output_config'), effort: silentEffort } };
}

/** Within a budget, beside which a forced call is refused, and a loop of calls that began without a thought. */
function bounded(body: JsonObject, losses: Losses): JsonObject {
  const effort = EFFORTS.find((known) => known === at(body, 'output_config', 'effort')) ?? null;
  const budget = fitting(body, { effort, budgetTokens: null });
  if (budget === null || isForced(body) || isMidLoop(listAt(body, 'messages'))) return silent(body, losses);
  losses.lose('thinking.budget', 'cosmetic');
  const display = at(body, 'thinking', 'display');
  return { ...body, thinking: { type: 'enabled', budget_tokens: budget, ...(display !== undefined && { display }) } };
}

/**
 * As much as the model likes, with the effort that the budget stands for, unless the caller has named one. Models with a budget show
 * their thoughts unless they are told otherwise, those without one do not.
 */
function unbounded(body: JsonObject, noEffort: boolean, losses: Losses): JsonObject {
  const { type: _, budget_tokens: budget, ...rest } = objectAt(body, 'thinking');
  const config = objectAt(body, 'output_config');
  const isNamed = noEffort || typeof budget !== 'number' || (config['effort'] ?? null) !== null;
  losses.lose('thinking.budget', 'cosmetic');
  return {
    ...body,
    thinking: { type: 'adaptive', display: 'summarized', ...rest },
    ...(!isNamed && { output_config: { ...config, effort: effortOf(budget) } }),
  };
}

/** A budget has to be below the limit of the answer, which may have been cut to what the model can do. */
function lowered(body: JsonObject, asked: JsonObject, losses: Losses): JsonObject {
  const wanted = at(body, 'thinking', 'budget_tokens');
  const budget = typeof wanted === 'number' ? fitting(body, { effort: null, budgetTokens: wanted }) : wanted;
  if (budget === wanted || body['max_tokens'] === asked['max_tokens']) return body;
  if (budget === null || budget === undefined) return silent(body, losses);
  losses.lose('thinking.budget', 'cosmetic');
  return { ...body, thinking: { ...objectAt(body, 'thinking'), budget_tokens: budget } };
}

/** Null where the limit leaves no room for a budget. */
function fitting(body: JsonObject, wish: Parameters<typeof budgetOf>[0]): number | null {
  const limit = body['max_tokens'];
  return typeof limit === 'number' ? budgetOf(wish, limit) : null;
}

const isForced = (body: JsonObject): boolean => /^(any|tool)$/.test(textAt(body, 'tool_choice', 'type'));

function objectAt(body: JsonObject, key: string): JsonObject {
  const value = body[key];
  return isObject(value) ? value : {};
}
