import { LRUCache } from 'lru-cache';
import type { Message } from '../model/conversation.ts';
import { Fault } from '../model/fault.ts';
import type { Parsed } from '../protocols/protocol.ts';
import type { Access } from './engine.ts';
import type { Pass } from './vault.ts';

/** An answer that a caller may go on from by its id alone. */
export type Kept = {
  /** Who gave it: only this account and key know the id. Empty: nobody but us. */
  readonly account: string;
  readonly key: number;
  /** The whole conversation, the answer last. */
  readonly messages: readonly Message[];
};

/** Answers by their ids, so that a conversation whose beginning lies at one provider can go on at another. Bounded. */
export type Replies = {
  readonly keep: (id: string, kept: Kept, sizeBytes: number) => void;
  readonly find: (id: string) => Kept | null;
};

const KEPT_MAX = 10_000;
const KEPT_BYTES_MAX = 64 * 1024 * 1024;

export function replies(): Replies {
  const kept = new LRUCache<string, Kept>({ max: KEPT_MAX, maxSize: KEPT_BYTES_MAX });
  return {
    keep: (id, reply, sizeBytes) => void kept.set(id, reply, { size: Math.max(1, sizeBytes) }),
    find: (id) => kept.get(id) ?? null,
  };
}

/** May a body go on from an earlier answer? A look at the text, not a reading. */
export function mayGoOn(body: Uint8Array): boolean {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes('"previous_response_id"');
}

export type Going = { readonly access: Access; readonly pass: Pass; readonly first: boolean };

/**
 * A request that goes on from an earlier answer, as this target can read it: null when it knows the answer itself, else with all
 * that was said before. Throws `unsayable` when nobody here remembers it.
 */
export function goingOn(parsed: Parsed, known: Replies, { access, pass, first }: Going): Parsed | null {
  const { previous, conversation } = parsed;
  if (previous === undefined) return parsed;
  const kept = known.find(previous);
  if (kept === null) {
    // Made before the gateway started, or by way of another one: then the provider that was asked for may know it.
    if (first) return null;
    throw new Fault('unsayable', `${access.account.provider.name} cannot know what was said before ${previous}`);
  }
  if (kept.account === access.account.id && kept.key === pass.key) return null;
  const instructed = conversation.messages[0]?.role === 'system';
  // New instructions take the place of the earlier ones.
  const before = instructed ? kept.messages.filter(({ role }, place) => place > 0 || role !== 'system') : kept.messages;
  return { ...parsed, conversation: { ...conversation, messages: [...before, ...conversation.messages] } };
}
