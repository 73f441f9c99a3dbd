import type { Reply } from '../model/reply.ts';

/** An answer that is kept. */
export type Entry = {
  readonly reply: Reply;
  /** `provider/model` of who gave it. */
  readonly servedBy: string;
  /** When it was made, ms since 1970. */
  readonly madeAtMs: number;
  /** Had a model spoken before in the conversation? */
  readonly isConversation: boolean;
};

/** The same as it is stored: texts and numbers, so that its size is known and nobody else can change it. */
export type StoredAnswer = {
  /** The digest of the request. */
  readonly id: string;
  readonly tenant: string;
  /** What the digest is of. */
  readonly request: Uint8Array;
  readonly answer: string;
  readonly madeAtMs: number;
  /** When it is of no use any more, ms since 1970. */
  readonly untilMs: number;
};

/** Counts up when entries look different: older ones are then like none. */
const ENTRY_VERSION = 1;

export function pack({ reply, servedBy, isConversation }: Entry): string {
  return JSON.stringify({ version: ENTRY_VERSION, reply, servedBy, isConversation });
}

/** Null for what cannot be read, or was written by another version. */
export function unpack({ answer, madeAtMs }: Pick<StoredAnswer, 'answer' | 'madeAtMs'>): Entry | null {
  try {
    const found: Entry & { readonly version: number } = JSON.parse(answer);
    if (found.version !== ENTRY_VERSION || !Array.isArray(found.reply.parts)) return null;
    const { reply, servedBy, isConversation } = found;
    return { reply, servedBy, isConversation, madeAtMs };
  } catch {
    return null;
  }
}

/** What it takes, bytes. */
export function sizeOf({ request, answer }: StoredAnswer): number {
  return request.length + answer.length + OVERHEAD_BYTES;
}

/** Ids, numbers and places in maps. */
const OVERHEAD_BYTES = 300;
