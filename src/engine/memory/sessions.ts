import { createHash } from 'node:crypto';
import type { Message } from '../../model/conversation.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import { readable } from '../prepare/body.ts';

/**
 * Which standby serves a conversation. Providers keep its beginning for some minutes, and thoughts are of use to their maker
 * only, so a conversation stays where it is well, also when the first rung is back.
 */
export type Sessions = {
  /** The target that served the turn before; null for a conversation that begins, or that the first rung serves. */
  readonly homeOf: (asked: Asked, conversation: () => Parsed) => string | null;
  readonly served: (asked: Asked, conversation: () => Parsed, target: string, first: boolean) => void;
};

const SESSIONS_MAX = 20_000;
/** After this long without a turn nothing is kept for it at the provider: prompt caches live for 5 to 10 minutes. */
const QUIET_MS_MAX = 600_000;

/** Headers in which clients name their session: Claude Code, OpenCode, Codex (as captured in November 2026). */
const SESSION_HEADERS = ['x-failsoft-session', 'x-claude-code-session-id', 'x-session-id', 'session-id', 'session_id'];

export function sessions(nowMs: () => number): Sessions {
  /** In the order in which they were last served. */
  const homes = new Map<string, { readonly target: string; readonly atMs: number }>();
  /** In good times nobody has a home elsewhere, and nothing has to be read: some minutes after an outage it is so again. */
  const nobodyIsAway = (): boolean => {
    for (const [key, { atMs }] of homes) {
      if (nowMs() - atMs <= QUIET_MS_MAX && homes.size <= SESSIONS_MAX) return false;
      homes.delete(key);
    }
    return true;
  };

  return {
    homeOf: (asked, conversation) => {
      if (nobodyIsAway() || asked.route.ladder.length < 2 || asked.embedding !== null) return null;
      const parsed = readable(conversation);
      if (parsed === null || !goesOn(parsed)) return null;
      return homes.get(keyOf(asked, parsed))?.target ?? null;
    },
    served: (asked, conversation, target, first) => {
      if (asked.embedding !== null || (first && nobodyIsAway())) return;
      const parsed = readable(conversation);
      if (parsed === null) return;
      const key = keyOf(asked, parsed);
      homes.delete(key);
      if (!first) homes.set(key, { target, atMs: nowMs() });
    },
  };
}

function goesOn({ conversation: { messages }, previous }: Parsed): boolean {
  return previous !== undefined || messages.some(({ role }) => role === 'assistant');
}

/** The client's own name of the session, or else the beginning of the conversation, which never changes. */
function keyOf({ headers, client, route, scan }: Asked, { conversation: { messages } }: Parsed): string {
  const name = SESSION_HEADERS.map((header) => headers[header]).find((value) => value !== undefined && value !== '');
  const beginning = name ?? beginningOf(messages);
  return createHash('sha256')
    .update(JSON.stringify([client, route.name, scan.model, name !== undefined, beginning]))
    .digest('base64');
}

/** The first words of a conversation, which stay what they are however long it gets. */
export function beginningOf(messages: readonly Message[]): string {
  const first = messages.find(({ role }) => role === 'user');
  return (first?.parts ?? []).map((part) => (part.type === 'text' ? part.text : part.type)).join('\n');
}
