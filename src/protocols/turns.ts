import type { Message, Part } from '../model/conversation.ts';

/** What the user says where a model has to go on from its own last words. */
export const CONTINUE = 'Continue.';

/** What the system says between the turns, as the user's words: the form that Claude Code itself falls back to. */
export function remind(text: string): string {
  return `<system-reminder>\n${text}\n</system-reminder>`;
}

/**
 * The same conversation with the system at its beginning only. What it says later becomes a reminder in the turn of the user
 * next to it: it is never moved to the front, which would change its meaning and the beginning that caches know.
 * `moved` says whether there was any.
 */
export function withSystemFirst(messages: readonly Message[]): {
  readonly messages: readonly Message[];
  readonly moved: boolean;
} {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const turns: Message[] = [];
  let moved = false;
  for (const [index, message] of messages.entries()) {
    if (first < 0 || index < first) turns.push(message);
    else if (message.role !== 'system') join(turns, message);
    else if (message.parts.length > 0) {
      moved = true;
      join(turns, { role: 'user', parts: message.parts.map(reminded) });
    }
  }
  return { messages: moved ? turns : messages, moved };
}

function reminded(part: Part): Part {
  return part.type === 'text' ? { ...part, text: remind(part.text) } : part;
}

/** Puts a turn of the user behind or into the one before. */
function join(turns: Message[], message: Message): void {
  const last = turns.at(-1);
  if (message.role === 'user' && last?.role === 'user') {
    turns[turns.length - 1] = { role: 'user', parts: [...last.parts, ...message.parts] };
  } else turns.push(message);
}
