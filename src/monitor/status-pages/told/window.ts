import { DAY_MS, MINUTE_MS } from '../page.ts';
import { hourOf, momentOf, monthOf, wallOf, type Wall, type Zone } from './times.ts';

/** When the trouble really was, as a maker says it afterwards. ms since 1970. */
export type Window = {
  readonly fromMs: number;
  /** Null where only the beginning is stated. */
  readonly toMs: number | null;
};

/** How much of a text is looked through, characters; and how many places in it. */
const TEXT_MAX = 4_000;
const PLACES_MAX = 20;
/** A clock that is ahead by so much is not taken for yesterday's, ms. */
const AHEAD_MS = 5 * MINUTE_MS;
/** A date that is further away than this from when it was written is a slip of the pen, ms. */
const DATED_MS_MAX = 2 * DAY_MS;

/**
 * "Impact occurred from 13:57 to 14:20 UTC", "Between 7:45PM and 10:05PM PST", "Since 1:30 PM Pacific Time on September 14". Only what
 * says its zone and lies within a day before `writtenMs` counts (or names a date within two), else null: a wrong window is worse than
 * none.
 */
export function statedWindow(text: string, writtenMs: number): Window | null {
  const looked = text.slice(0, TEXT_MAX);
  for (const [count, match] of [...looked.matchAll(OPENING)].entries()) {
    if (count >= PLACES_MAX) break;
    const window = windowAt(looked, match, writtenMs);
    if (window !== null) return window;
  }
  return null;
}

const OPENING = /\b(between|from|starting|since|beginning|as of)\s+(?:at\s+|from\s+)?/gi;
const CONNECTION = /\s*(?:to|and|until|till|through|[-–—])\s*/iy;
const MONTH = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?`;
const DATE = String.raw`(${MONTH})\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?`;
const CLOCK = new RegExp(
  String.raw`(?:${DATE}(?:,|\s+at)?\s+)?(?:(?:approximately|roughly|about|around)\s+|~)?(\d{1,2})(?::(\d{2})(?::\d{2})?)?\s?([ap]\.?m\b\.?)?` +
    String.raw`\s?(?:\(?(utc|gmt|p[sd]?t|e[sd]?t|pacific(?:\s+(?:standard|daylight))?(?:\s+time)?)\b\)?)?(?:,?\s+(?:on\s+)?${DATE})?`,
  'iy',
);

type Clock = {
  readonly hour: number;
  readonly minute: number;
  readonly half: string;
  readonly zone: Zone | null;
  readonly date: { readonly month: number; readonly day: number; readonly year: number | null } | null;
  /** Is it written as a time of day, and not just a number? */
  readonly isSure: boolean;
  readonly endsAt: number;
};

function windowAt(text: string, opening: RegExpExecArray, writtenMs: number): Window | null {
  const first = clockAt(text, opening.index + opening[0].length);
  if (first === null) return null;
  CONNECTION.lastIndex = first.endsAt;
  const second = CONNECTION.test(text) ? clockAt(text, CONNECTION.lastIndex) : null;
  const zone = second?.zone ?? first.zone;
  if (zone === null) return null;
  if (second === null) {
    // "From 10:40 PST" may be about anything.
    if (!first.isSure || /^(?:between|from)$/i.test(opening[1] ?? '')) return null;
    const fromMs = before(first, zone, writtenMs);
    return fromMs === null ? null : { fromMs, toMs: null };
  }
  return first.isSure || second.isSure ? span(first, second, { zone, writtenMs }) : null;
}

function span(
  first: Clock,
  second: Clock,
  { zone, writtenMs }: { readonly zone: Zone; readonly writtenMs: number },
): Window | null {
  const toMs = before({ ...second, date: second.date ?? first.date }, zone, writtenMs);
  if (toMs === null) return null;
  // "Between 3:00 and 4:00 PM": the half of the day is said once.
  const halves =
    first.half === '' && second.half !== '' && first.hour <= 12
      ? [second.half, second.half.startsWith('p') ? 'am' : 'pm']
      : [first.half];
  const starts = halves.flatMap((half) => {
    const fromMs = before({ ...first, half }, zone, toMs);
    return fromMs === null || toMs - fromMs > DAY_MS ? [] : [fromMs];
  });
  return starts.length === 0 ? null : { fromMs: Math.max(...starts), toMs };
}

/** The last time before `limitMs` that a clock showed this, or on its date when it names one. */
function before({ hour, minute, half, date }: Clock, zone: Zone, limitMs: number): number | null {
  const clock = { hour: hourOf(hour, half), minute };
  const today = wallOf(limitMs, zone);
  if (date !== null) {
    const dated = momentOf({ ...clock, month: date.month, day: date.day, year: date.year ?? today.year }, zone);
    return dated <= limitMs + AHEAD_MS && limitMs - dated <= DATED_MS_MAX ? dated : null;
  }
  const moment = momentOf({ ...today, ...clock }, zone);
  if (moment <= limitMs + AHEAD_MS) return moment;
  return momentOf({ ...dayBefore(today), ...clock }, zone);
}

function dayBefore({ year, month, day }: Wall): Pick<Wall, 'year' | 'month' | 'day'> {
  const date = new Date(Date.UTC(year, month - 1, day - 1));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function clockAt(text: string, place: number): Clock | null {
  CLOCK.lastIndex = place;
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const [, monthA, dayA, yearA, hour = '', minute, half = '', zone, monthB, dayB, yearB] = match;
  const [month, day, year] = monthA === undefined ? [monthB, dayB, yearB] : [monthA, dayA, yearA];
  const number = month === undefined ? null : monthOf(month);
  const clock: Clock = {
    hour: Number(hour),
    minute: Number(minute ?? 0),
    half: half.toLowerCase(),
    zone: zone === undefined ? null : zoneOf(zone),
    date: number === null ? null : { month: number, day: Number(day), year: year === undefined ? null : Number(year) },
    isSure: minute !== undefined || half !== '',
    endsAt: CLOCK.lastIndex,
  };
  return clock.hour <= 24 && clock.minute < 60 ? clock : null;
}

function zoneOf(name: string): Zone {
  const [first] = name.toLowerCase();
  if (first === 'p') return 'PT';
  return first === 'e' ? 'ET' : 'UTC';
}
