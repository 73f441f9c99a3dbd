import type { Message, Part } from '../../model/conversation.ts';
import type { Rendered } from '../protocol.ts';

// Pieces of conversations, in few letters.

export const text = (words: string): Part => ({ type: 'text', text: words });
export const user = (...parts: readonly Part[]): Message => ({ role: 'user', parts });
export const assistant = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts });
export const system = (words: string): Message => ({ role: 'system', parts: [text(words)] });
export const result = (callId: string, ...parts: readonly Part[]): Part => ({
  type: 'tool-result',
  callId,
  parts,
  failed: false,
});

/** The weight of each loss, by what was lost. */
export function lossesOf({ losses }: Pick<Rendered, 'losses'>): Record<string, string> {
  return Object.fromEntries(losses.map(({ what, weight }) => [what, weight]));
}
