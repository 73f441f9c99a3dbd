import { isArray, isObject, type Json } from '../../model/json.ts';
import type { OwnPast } from '../../model/own-past.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Days on which a surface was watched, by its page or by traffic: without trouble, such a day was a good one. */
export type KnownDays = {
  readonly isKnown: (surface: string, date: string) => boolean;
  /** True where it was not known before. */
  readonly note: (surface: string, date: string) => boolean;
  /** All of them, by surface. */
  readonly ranges: () => OwnPast['watched'];
  /** To be found again after a restart. */
  readonly json: () => Json;
};

/** First and last of days without a gap, counted from 1970. */
type Range = readonly [from: number, to: number];

/** Gaps per surface that are remembered; beyond, the oldest days are forgotten. */
const RANGES_MAX = 200;

export function knownDays(before: Json | undefined): KnownDays {
  const known = new Map<string, readonly Range[]>(parsed(before));
  const isIn = (surface: string, day: number): boolean =>
    known.get(surface)?.some(([from, to]) => from <= day && day <= to) === true;
  return {
    isKnown: (surface, date) => isIn(surface, dayOf(date)),
    note: (surface, date) => {
      const day = dayOf(date);
      if (isIn(surface, day)) return false;
      known.set(surface, joined([...(known.get(surface) ?? []), [day, day]]).slice(-RANGES_MAX));
      return true;
    },
    ranges: () =>
      Object.fromEntries(
        Array.from(known, ([surface, days]) => [
          surface,
          days.map(([from, to]) => ({ from: writtenDay(from), to: writtenDay(to) })),
        ]),
      ),
    json: () => Object.fromEntries(known),
  };
}

function dayOf(date: string): number {
  return Math.floor(Date.parse(date) / DAY_MS);
}

function writtenDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) result[result.length - 1] = [last[0], Math.max(last[1], to)];
    else result.push([from, to]);
  }
  return result;
}

function parsed(json: Json | undefined): readonly (readonly [string, readonly Range[]])[] {
  if (!isObject(json)) return [];
  return Object.entries(json).map(([surface, ranges]) => [surface, isArray(ranges) ? ranges.flatMap(rangeOf) : []]);
}

function rangeOf(json: Json): readonly Range[] {
  const [from, to] = isArray(json) ? json : [];
  return typeof from === 'number' && typeof to === 'number' ? [[from, to]] : [];
}
