import { EFFORTS, type Thinking } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { flagField, loseOthers, type Losses, textField } from '../fields.ts';
import { camelField, numberOf } from './spelling.ts';

/**
 * How much the caller wants the model to think: a level, which Gemini takes since 3, or a budget, where 0 is off and -1 leaves it to
 * the model. To show thoughts, a caller has to ask for them.
 */
export function parseThinking(config: JsonObject, losses: Losses): Thinking {
  const path = 'generationConfig.thinkingConfig';
  const wish = camelField(config, 'thinkingConfig', 'generationConfig') ?? {};
  loseOthers(wish, ['includeThoughts', 'thinkingBudget', 'thinkingLevel'], 'thinkingConfig', losses);
  const budget = numberOf(wish, 'thinkingBudget', path);
  const written = (textField(wish, 'thinkingLevel', path) ?? '').toLowerCase();
  const effort = EFFORTS.find((known) => known === written) ?? null;
  if (written !== '' && effort === null && written !== 'thinking_level_unspecified') {
    losses.lose(`thinkingLevel.${written}`, 'behavioural');
  }
  if (budget === 0 || effort === 'none') return { kind: 'off' };
  const shows = flagField(wish, 'includeThoughts', path);
  const asked = effort !== null || budget !== undefined;
  if (asked && !shows) losses.lose('shown thinking', 'cosmetic');
  if (!asked && !shows) return { kind: 'default' };
  return { kind: 'on', effort, budgetTokens: budget === undefined || budget < 0 ? null : budget };
}
