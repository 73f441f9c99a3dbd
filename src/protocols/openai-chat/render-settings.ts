import type { Conversation, Effort, Thinking } from '../../model/conversation.ts';
import { textAt, type Json, type JsonObject } from '../../model/json.ts';
import { nearestEffort } from '../efforts.ts';
import type { Losses } from '../fields.ts';
import type { Quirks, Refused, RequestOptions } from '../protocol.ts';
import type { Writing } from './writing.ts';

/** Stop texts that OpenAI takes. */
const STOPS_MAX = 4;

/** The efforts that all models which can think take, where nobody says which this one knows. */
const EFFORTS_USUAL: readonly Effort[] = ['low', 'medium', 'high'];

/** How much to think, as `reasoning_effort`. */
export function renderThinking(thinking: Thinking, { quirks, losses }: Writing): JsonObject {
  if (thinking.kind === 'default') return {};
  const isOff = thinking.kind === 'off' || thinking.effort === 'none';
  if (quirks.noEffort === true) {
    // A model that is known not to think need not be told not to.
    if (!isOff) losses.lose('thinking', 'behavioural');
    else if (quirks.noThinking !== true) losses.lose('thinking', 'cosmetic');
    return {};
  }
  if (isOff && quirks.thinkingSwitch === true) return OFF;
  if (isOff && quirks.efforts === undefined) {
    // Not every model takes `none`, and few think when nobody asks them to.
    losses.lose('thinking', 'cosmetic');
    return {};
  }
  if (thinking.kind === 'on' && thinking.effort === null && thinking.budgetTokens !== null) {
    losses.lose('thinking.budget', 'cosmetic');
  }
  const wanted = thinking.kind === 'off' ? 'none' : (thinking.effort ?? effortOf(thinking.budgetTokens));
  if (wanted !== null) return effortField(wanted, quirks, losses);
  // Models whose efforts are known think without being asked; of the others nobody knows.
  if (quirks.efforts === undefined) losses.lose('thinking', 'behavioural');
  return {};
}

/** The effort that comes closest to a wish, named when it is another. A model that always thinks does so as little as it can. */
export function effortField(wanted: Effort, { efforts, thinkingSwitch }: Quirks, losses: Losses): JsonObject {
  if (wanted === 'none' && thinkingSwitch === true) return OFF;
  const effort = nearestEffort(efforts ?? EFFORTS_USUAL, wanted);
  if (effort !== wanted && efforts !== undefined) {
    losses.lose('thinking.effort', wanted === 'none' ? 'behavioural' : 'cosmetic');
  }
  return effort === null ? {} : { reasoning_effort: effort };
}

const OFF: JsonObject = { thinking: { type: 'disabled' } };

/** How much to think beside a tool that has to be called: not at all, where it cannot be called otherwise. */
export function thinkingBesideForced(thinking: JsonObject, { thinkingSwitch }: Quirks, losses: Losses): JsonObject {
  if (thinkingSwitch !== true) return thinking;
  if (textAt(thinking, 'thinking', 'type') !== 'disabled') losses.lose('thinking', 'behavioural');
  return OFF;
}

/** The effort beside tools, where a model takes them at no other. It thinks less then than it was asked to, or than it does by itself. */
export function effortBesideTools(thinking: JsonObject, { toolsEffort }: Quirks, losses: Losses): JsonObject {
  const { reasoning_effort: written, ...rest } = thinking;
  if (toolsEffort === undefined || written === 'none' || (toolsEffort === 'unsaid' && written === undefined)) {
    return thinking;
  }
  losses.lose('thinking.effort', 'behavioural');
  return toolsEffort === 'none' ? { ...rest, reasoning_effort: 'none' } : rest;
}

/** Does the choice say that a tool has to be called? */
export function isForced(choice: Json | undefined): boolean {
  return choice !== undefined && choice !== null && choice !== 'auto' && choice !== 'none';
}

/** A budget as an effort, in the steps that OpenRouter documents (low 20 %, medium 50 %, high 80 % of some 32,000 tokens). */
function effortOf(budgetTokens: number | null): 'low' | 'medium' | 'high' | null {
  if (budgetTokens === null) return null;
  if (budgetTokens <= 6_400) return 'low';
  return budgetTokens <= 16_000 ? 'medium' : 'high';
}

export function renderLimit(
  { settings: { maxTokens } }: Conversation,
  { maxOutputTokens, quirks }: RequestOptions,
): JsonObject {
  if (maxTokens === undefined) return {};
  const limit = maxOutputTokens === null ? maxTokens : Math.min(maxTokens, maxOutputTokens);
  return quirks.oldMaxTokens === true ? { max_tokens: limit } : { max_completion_tokens: limit };
}

export function renderSettings({ settings }: Conversation, { quirks, losses }: Writing): JsonObject {
  const { temperature, topP, topK, stop = [], seed, frequencyPenalty, presencePenalty, cacheKey, user } = settings;
  if (topK !== undefined) losses.lose('top_k', 'behavioural');
  const penalties = { frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty };
  const sampling = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...taken(penalties, quirks, losses),
  };
  if (quirks.noSampling === true) for (const name of Object.keys(sampling)) losses.lose(name, 'behavioural');
  const stops = quirks.noStop === true ? [] : stop.slice(0, STOPS_MAX);
  if (stops.length < stop.length) losses.lose('stop', 'behavioural');
  // Several servers refuse fields that they do not know, and those that know hints know this one, too.
  const isKeyed = cacheKey !== undefined && quirks.cacheHints !== undefined;
  if (cacheKey !== undefined && !isKeyed) losses.lose('prompt_cache_key', 'cosmetic');
  return {
    ...(quirks.noSampling === true ? {} : sampling),
    ...(stops.length > 0 && { stop: stops }),
    ...(seed !== undefined && { [seedName(quirks)]: seed }),
    ...(isKeyed && { prompt_cache_key: cacheKey }),
    ...(user !== undefined && { user }),
  };
}

/** Of some settings those that the server takes. A penalty of 0 says nothing. */
function taken(
  settings: Readonly<Partial<Record<Refused, number | undefined>>>,
  { refused = [] }: Quirks,
  losses: Losses,
): JsonObject {
  const out: Record<string, Json> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    if (!refused.some((one) => one === name)) out[name] = value;
    else if (value !== 0) losses.lose(name, 'behavioural');
  }
  return out;
}

/** Where a server looks for the seed. */
export const seedName = ({ randomSeed }: Quirks): string => (randomSeed === true ? 'random_seed' : 'seed');
