import type { Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { needsOf } from '../../model/need.ts';
import { estimateTokens } from '../../protocols/estimate.ts';
import type { ModelFacts } from '../../providers/models.ts';

/**
 * An estimate has to be this much over a window before the model is passed over: in the middle it is 1.2 times the truth, and for
 * text with few tools up to 1.6 times (protocols/estimate.ts). A model that is asked in vain says so and the next one is asked; one
 * that is not asked cannot answer.
 */
const SURELY = 1.7;

/** Throws `unsayable` when a conversation is beyond what this model can take. What is not known of it speaks for it. */
export function checkFits(conversation: Conversation, facts: ModelFacts, name: string): void {
  for (const medium of ['audio', 'video'] as const) {
    if (facts.media[medium] === false && needsOf(conversation).has(medium))
      throw new Fault('unsayable', `${name} takes no ${medium}`);
  }
  const window = facts.maxInputTokens ?? facts.contextTokens;
  if (window === null) return;
  const tokens = estimateTokens(conversation);
  if (tokens > window * SURELY) {
    throw new Fault('unsayable', `${name} has a window of ${window} tokens, and this is about ${tokens}`);
  }
}
