import type { Reply } from '../model/reply.ts';
import type { StoredAnswer } from '../model/stored-answer.ts';

/** An answer that is kept. */
export type Entry = {
  readonly reply: Reply;
  /** `provider/model` of who gave it. */
  readonly servedBy: string;
  /** When it was made, ms since 1970. */
  readonly madeAtMs: number;
  /** How long that took. */
  readonly tookMs: number;
  /** Had a model spoken before in the conversation? */
  readonly isConversation: boolean;
};

/** Counts up when entries look different: older ones are then like none. */
const ENTRY_VERSION = 2;

export function pack({ reply, servedBy, tookMs, isConversation }: Entry): string {
  return JSON.stringify({ version: ENTRY_VERSION, reply, servedBy, tookMs, isConversation });
}

/** Null for what cannot be read, or was written by another version. */
export function unpack({ answer, madeAtMs }: Pick<StoredAnswer, 'answer' | 'madeAtMs'>): Entry | null {
  try {
    const found: Entry & { readonly version: number } = JSON.parse(answer);
    if (found.version !== ENTRY_VERSION || !Array.isArray(found.reply.parts)) return null;
    const { reply, servedBy, tookMs, isConversation } = found;
    return { reply, servedBy, tookMs, isConversation, madeAtMs };
  } catch {
    return null;
  }
}
