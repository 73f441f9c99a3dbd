import { LRUCache } from 'lru-cache';

/** Requests whose last answer could not be kept. Nobody waits for one of them together with others: there is nothing to be had by it. */
export type Unkept = {
  readonly note: (id: string, nowMs: number) => void;
  readonly has: (id: string, nowMs: number) => boolean;
};

const REMEMBERED_MS = 45_000;
const REMEMBERED_MAX = 10_000;

export function unkept(): Unkept {
  const since = new LRUCache<string, number>({ max: REMEMBERED_MAX });
  return {
    note: (id, nowMs) => void since.set(id, nowMs),
    has: (id, nowMs) => {
      const noted = since.peek(id);
      return noted !== undefined && nowMs - noted < REMEMBERED_MS;
    },
  };
}
