import {
  isMeant,
  type KeptAnswer,
  type KeptQuery,
  type KeptText,
  newestFirst,
  withoutWords,
} from '../model/kept-answer.ts';
import type { KeptShelf } from '../model/kept-status.ts';
import type { StoredAnswer } from '../model/stored-answer.ts';
import { type Entry, pack, unpack } from './entry.ts';
import type { Key } from './key.ts';
import { memory } from './memory.ts';

/** Where answers are kept behind memory. It never throws: what cannot be read is not there, what cannot be written is lost. */
export type DeepAnswers = {
  readonly read: (id: string) => StoredAnswer | null;
  readonly write: (answer: StoredAnswer) => void;
  /** Under which name the answer to a request lies there. */
  readonly keyOf: (id: string) => string;
  readonly show: (key: string) => StoredAnswer | null;
  /** Newest first. Rejects with `busy`. */
  readonly list: (query: KeptQuery, limit: number) => Promise<readonly KeptAnswer[]>;
  /** Says how many there were. Rejects with `busy`. */
  readonly purge: (query: KeptQuery) => Promise<number>;
  /** Told when another process has forgotten some. */
  readonly onPurged: (act: () => void) => void;
  /** Takes a turn that other processes may have instead. */
  readonly lease: (name: string, forMs: number) => Promise<boolean>;
  readonly counts: () => { readonly errors: number; readonly evicted: number; readonly expired: number };
};

/** Answers that were given before. */
export type Answers = {
  /** Null when there is none to exactly this request of this tenant. */
  readonly find: (tenant: string, key: Key, nowMs: number) => Entry | null;
  /** Looks behind memory for a newer one than there, which another process may have put there. Is there one, it is in memory then. */
  readonly fetch: (tenant: string, key: Key, nowMs: number) => boolean;
  /** Tells, at once or later, whether it is the turn of this process to ask for it anew. */
  readonly turn: (id: string, told: (isOurs: boolean) => void) => void;
  readonly keep: (kept: Kept) => void;
  /** Those that are meant, newest first, `limit` at most. Rejects with `busy` when the store cannot be read now. */
  readonly list: (query: KeptQuery, limit: number) => Promise<readonly KeptAnswer[]>;
  /** One with its words, by its whole key; null when there is none. */
  readonly show: (key: string) => KeptText | null;
  /** Forgets those that are meant, in memory and behind it; says how many. Rejects with `busy`, and then only memory has forgotten. */
  readonly purge: (query: KeptQuery) => Promise<number>;
  readonly counts: () => KeptShelf;
};

/** What is kept, and of whom. */
export type Kept = {
  readonly tenant: string;
  /** The route, and the model that was asked for. */
  readonly route: string;
  readonly model: string;
  readonly key: Key;
  readonly entry: Entry;
  /** For how long it is of use, ms. */
  readonly keepMs: number;
};

/** What answers take in memory when nobody says, bytes. */
export const MEMORY_BYTES = 64 * 1024 * 1024;
/** The largest answer, with its request, that is kept, bytes. */
const ANSWER_BYTES_MAX = 1024 * 1024;
/** Who stands so much before its own time has lost it: a clock was set back. Ms. */
const AHEAD_MS_MAX = 60_000;

const NOTHING_DEEP = { errors: 0, evicted: 0, expired: 0 } as const;

/** For so long nobody else asks anew for what one process asks for, ms. */
const TURN_MS = 30_000;

export function answers(deep: DeepAnswers | null, bytesMax = MEMORY_BYTES): Answers {
  const near = memory(bytesMax);
  let mismatches = 0;
  let outlived = 0;
  // Which those were, nobody here knows; what was not among them is read again.
  deep?.onPurged(() => near.clear());
  const keyIn = (id: string): string => deep?.keyOf(id) ?? id;

  /** Was it made for this very request, and in time? */
  const isIt = (one: StoredAnswer, tenant: string, key: Key, nowMs: number): boolean => {
    if (one.madeAtMs > nowMs + AHEAD_MS_MAX || one.untilMs < nowMs) return false;
    if (one.tenant === tenant && key.request.equals(one.request)) return true;
    mismatches += 1;
    return false;
  };

  /** What is of no use any more leaves memory. */
  const letGo = (held: StoredAnswer | null, nowMs: number): null => {
    if (held === null || held.untilMs >= nowMs) return null;
    near.drop(held.tenant, held.id);
    outlived += 1;
    return null;
  };

  return {
    find: (tenant, key, nowMs) => {
      const held = near.get(tenant, key.id);
      const found = held ?? deep?.read(key.id) ?? null;
      if (found === null || !isIt(found, tenant, key, nowMs)) return letGo(held, nowMs);
      const entry = unpack(found);
      if (entry !== null && held === null) near.put(found);
      if (entry === null && held !== null) near.drop(tenant, key.id);
      return entry;
    },
    fetch: (tenant, key, nowMs) => {
      if (deep === null) return false;
      const held = near.get(tenant, key.id);
      const found = deep.read(key.id);
      if (found === null || held === null || found.madeAtMs <= held.madeAtMs) return false;
      if (!isIt(found, tenant, key, nowMs) || unpack(found) === null) return false;
      near.put(found);
      return true;
    },
    turn: (id, told) => {
      if (deep === null) told(true);
      else void deep.lease(id, TURN_MS).then(told);
    },
    keep: ({ tenant, route, model, key: { id, request }, entry, keepMs }) => {
      const answer = pack(entry);
      if (answer.length + request.length > ANSWER_BYTES_MAX) return;
      const { madeAtMs, servedBy } = entry;
      const untilMs = madeAtMs + keepMs;
      const stored: StoredAnswer = { id, tenant, route, model, servedBy, request, answer, madeAtMs, untilMs };
      near.put(stored);
      deep?.write(stored);
    },
    list: async (query, limit) => {
      const held = near.all().map((one) => withoutWords(one, keyIn(one.id)));
      const deeper = deep === null ? [] : await deep.list(query, limit);
      const meant = new Map([...held.filter((one) => isMeant(one, query)), ...deeper].map((one) => [one.key, one]));
      return [...meant.values()].toSorted(newestFirst).slice(0, limit);
    },
    show: (key) => {
      const found = near.all().find(({ id }) => keyIn(id) === key) ?? deep?.show(key) ?? null;
      if (found === null) return null;
      return {
        ...withoutWords(found, key),
        request: Buffer.from(found.request).toString('utf8'),
        answer: found.answer,
      };
    },
    purge: async (query) => {
      const forget = (): number => {
        const gone = near.all().filter((one) => isMeant(withoutWords(one, keyIn(one.id)), query));
        for (const { tenant, id } of gone) near.drop(tenant, id);
        return gone.length;
      };
      const inMemory = forget();
      if (deep === null) return inMemory;
      const count = await deep.purge(query);
      // Somebody may have asked for one of them meanwhile.
      forget();
      // What is in memory lies behind it, too, as far as it could be written.
      return Math.max(inMemory, count);
    },
    counts: () => {
      const { errors, evicted, expired } = deep?.counts() ?? NOTHING_DEEP;
      return {
        entries: near.count(),
        bytes: near.bytes(),
        mismatches,
        errors,
        evicted: { memory: { room: near.evicted(), expired: outlived }, disk: { room: evicted, expired } },
      };
    },
  };
}
