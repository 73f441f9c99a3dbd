import { LRUCache } from 'lru-cache';
import type { Message } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import type { Access } from '../engine.ts';
import type { Pass } from '../vault.ts';

/** An answer that a caller may go on from by its id alone. */
export type Kept = {
  /** Who gave it: only this account and key know the id. Empty: nobody but us. */
  readonly account: string;
  readonly key: number;
  /** Whom it was given to: nobody else may go on from it. */
  readonly client: string;
  /** All that this keeps alive, bytes: requests and answers from the beginning of the conversation. */
  readonly sizeBytes: number;
  /** The whole conversation, the answer last. Read only when it is asked for: few answers are ever gone on from elsewhere. */
  readonly messages: () => readonly Message[];
};

/** Answers by their ids, so that a conversation whose beginning lies at one provider can go on at another. Bounded. */
export type Replies = {
  readonly keep: (id: string, kept: Kept) => void;
  readonly find: (id: string) => Kept | null;
};

const KEPT_MAX = 10_000;
const KEPT_BYTES_MAX = 64 * 1024 * 1024;

export function replies(): Replies {
  const kept = new LRUCache<string, Kept>({ max: KEPT_MAX, maxSize: KEPT_BYTES_MAX });
  return {
    keep: (id, reply) => void kept.set(id, reply, { size: Math.max(1, reply.sizeBytes) }),
    find: (id) => kept.get(id) ?? null,
  };
}

/** What the field looks like, and how a letter of it could be written otherwise. */
const MARKS = ['"previous_response_id"', '\\u005', '\\u006', '\\u007'];

/** May a request go on from an earlier answer? A look at the text, not a reading; no is certain. */
export function mayGoOn({ caller, body }: Pick<Asked, 'caller' | 'body'>): boolean {
  if (caller.id !== 'openai-responses') return false;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return MARKS.some((mark) => bytes.includes(mark));
}

export type Going = {
  readonly client: string;
  readonly access: Access;
  readonly pass: Pass;
  readonly first: boolean;
  /** Does the target speak the caller's dialect, so that it can be asked to go on by the id alone? */
  readonly same: boolean;
};

/**
 * A request that goes on from an earlier answer, as this target can read it: null when it knows the answer itself, else with all
 * that was said before. Throws `unsayable` when nobody here remembers it, and `bad-request` when it was given to somebody else.
 */
export function goingOn(
  parsed: Parsed,
  remembered: Replies,
  { client, access, pass, first, same }: Going,
): Parsed | null {
  const { previous, conversation } = parsed;
  if (previous === undefined) return parsed;
  const kept = remembered.find(previous);
  if (kept === null) {
    // Made before the gateway started, or by way of another one: then the provider that was asked for may know it.
    if (first && same) return null;
    const name = access.account.provider.name;
    throw new Fault('unsayable', `${name} cannot know what was said before ${previous.slice(0, 100)}`);
  }
  // Who shares a key at the provider shares its answers there.
  if (kept.client !== client) throw new Fault('bad-request', `There is no answer ${previous.slice(0, 100)}`);
  if (same && kept.account === access.account.id && kept.key === pass.key) return null;
  const instructed = conversation.messages[0]?.role === 'system';
  // New instructions take the place of the earlier ones.
  const known = kept.messages();
  const before = instructed ? known.filter(({ role }, place) => place > 0 || role !== 'system') : known;
  return { ...parsed, conversation: { ...conversation, messages: [...before, ...conversation.messages] } };
}
