import { LRUCache } from 'lru-cache';
import { type RouteRunway, RUNWAY_HOURS } from '../model/kept-status.ts';

/** How much of what is asked now could still be answered when no model is there any more. */
export type Runway = {
  /** Somebody asked. `id`: null for a request that nobody else's answer is for. */
  readonly asked: (route: string, id: string | null, nowMs: number) => void;
  /** What is kept for it is of use until then, ms since 1970; 0: nothing is. */
  readonly answerable: (id: string, untilMs: number) => void;
  /** By route: the share of the requests of the last hour that would be answered at the end of an outage of so many hours. */
  readonly shares: (nowMs: number) => readonly RouteRunway[];
};

const MINUTE = 60_000;
const MINUTES = 60;
/** Of each minute, the first so many requests are looked at. */
const PER_MINUTE = 1_000;
/** The sum is made no more often than this, ms. */
const ANEW_MS = 5_000;

type Bucket = { minute: number; count: number; readonly asked: Map<string, Map<string | null, number>> };

export function runway(): Runway {
  const buckets: Bucket[] = [];
  const until = new LRUCache<string, number>({ max: MINUTES * PER_MINUTE });
  let last: { readonly atMs: number; readonly shares: readonly RouteRunway[] } | null = null;

  const bucketOf = (nowMs: number): Bucket => {
    const minute = Math.floor(nowMs / MINUTE);
    const newest = buckets.at(-1);
    if (newest?.minute === minute) return newest;
    const made: Bucket = { minute, count: 0, asked: new Map() };
    buckets.push(made);
    if (buckets.length > MINUTES) buckets.shift();
    return made;
  };

  const sum = (nowMs: number): readonly RouteRunway[] => {
    const totals = new Map<string, { requests: number; answered: number[] }>();
    const oldest = Math.floor(nowMs / MINUTE) - MINUTES;
    for (const { asked } of buckets.filter(({ minute }) => minute > oldest)) {
      for (const [route, ids] of asked) {
        const total = totals.get(route) ?? { requests: 0, answered: RUNWAY_HOURS.map(() => 0) };
        totals.set(route, total);
        for (const [id, count] of ids) {
          total.requests += count;
          const leftMs = (id === null ? 0 : (until.peek(id) ?? 0)) - nowMs;
          RUNWAY_HOURS.forEach((hours, at) => {
            if (leftMs >= hours * MINUTES * MINUTE) total.answered[at] = (total.answered[at] ?? 0) + count;
          });
        }
      }
    }
    return [...totals].map(([route, { requests, answered }]) => {
      const [one = 0, six = 0, day = 0] = answered.map((count) => count / requests);
      return { route, requests, hours: { 1: one, 6: six, 24: day } };
    });
  };

  return {
    asked: (route, id, nowMs) => {
      const bucket = bucketOf(nowMs);
      if (bucket.count >= PER_MINUTE) return;
      bucket.count += 1;
      const ids = bucket.asked.get(route) ?? new Map<string | null, number>();
      bucket.asked.set(route, ids);
      ids.set(id, (ids.get(id) ?? 0) + 1);
    },
    answerable: (id, untilMs) => void until.set(id, untilMs),
    shares: (nowMs) => {
      if (last === null || Math.abs(nowMs - last.atMs) >= ANEW_MS) last = { atMs: nowMs, shares: sum(nowMs) };
      return last.shares;
    },
  };
}
