import { DAY_MS } from '../page.ts';

/** Nobody's incident is from before or after these, ms since 1970. */
const EARLIEST_MS = Date.UTC(2015, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/** A moment that says its zone: ISO 8601 or RFC 822. Null for anything else: without a zone, a time could be any of 26 hours. */
export function instant(text: string | null | undefined): number | null {
  if (text === null || text === undefined || !(ISO.test(text) || RFC_822.test(text))) return null;
  return plausible(Date.parse(text.replace(OF_AMERICA, (zone) => OFFSETS[zone] ?? zone)));
}

const ISO = /^\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})\s*$/;
const RFC_822 =
  /^\s*(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d{2}:\d{2}(?::\d{2})?\s+(?:GMT|UTC|Z|UT|[ECMP][SD]T|[+-]\d{4})\s*$/;
const OF_AMERICA = /\b[ECMP][SD]T\b/;
const OFFSETS: Readonly<Record<string, string>> = {
  EST: '-0500',
  EDT: '-0400',
  CST: '-0600',
  CDT: '-0500',
  MST: '-0700',
  MDT: '-0600',
  PST: '-0800',
  PDT: '-0700',
};

/** Seconds since 1970, as a number or in digits. */
export function secondsSince1970(value: number | string | null | undefined): number | null {
  const seconds =
    typeof value === 'string' ? (/^\d{1,12}$/.test(value) ? Number(value) : Number.NaN) : (value ?? Number.NaN);
  return plausible(seconds * 1_000);
}

export function plausible(ms: number): number | null {
  return ms >= EARLIEST_MS && ms < LATEST_MS ? Math.round(ms) : null;
}

/** A day and a time of day as people write them. Months count from 1. */
export type Wall = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
};

/** `PT` stands for all that people write for the time of the American west coast, whatever the season: PT, PST and PDT are mixed up. */
export type Zone = 'UTC' | 'PT' | 'ET';

/** When a clock in this zone shows that. */
export function momentOf(wall: Wall, zone: Zone): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  if (zone === 'UTC') return asUtc;
  // Looked up twice: the first guess may lie on the other side of a change of the clocks.
  const once = asUtc - offsetMs(zone, asUtc);
  return asUtc - offsetMs(zone, once);
}

/** What a clock in this zone shows then. */
export function wallOf(ms: number, zone: Zone): Wall {
  const date = new Date(ms + (zone === 'UTC' ? 0 : offsetMs(zone, ms)));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

const FORMATS: Readonly<Record<Exclude<Zone, 'UTC'>, Intl.DateTimeFormat>> = {
  PT: formatOf('America/Los_Angeles'),
  ET: formatOf('America/New_York'),
};

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
}

/** `GMT-07:00`. */
function offsetMs(zone: Exclude<Zone, 'UTC'>, ms: number): number {
  const name = FORMATS[zone].formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 1–12; null when it is no month. */
export function monthOf(name: string): number | null {
  const place = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  return place < 0 ? null : place + 1;
}

/** `Aug 28, 10:33 PM UTC`, which names no year: the last one that is not behind `nearMs` by more than a day. */
export function withoutYear(text: string, nearMs: number): number | null {
  const match =
    /\b([A-Z][a-z]{2,8})\.?\s+(\d{1,2}),?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::\d{2})?\s*([AP]M)?\s*(UTC|GMT|P[SD]?T)\b/i.exec(
      text,
    );
  if (match === null) return null;
  const [, name = '', day = '', hour = '', minute = '', half = '', zone = ''] = match;
  const month = monthOf(name);
  if (month === null) return null;
  const year = new Date(nearMs + DAY_MS).getUTCFullYear();
  const clock = { month, day: Number(day), hour: hourOf(Number(hour), half), minute: Number(minute) };
  const moments = [year, year - 1].map((one) =>
    momentOf({ year: one, ...clock }, zone.toUpperCase().startsWith('P') ? 'PT' : 'UTC'),
  );
  return plausible(moments.find((ms) => ms <= nearMs + DAY_MS) ?? Number.NaN);
}

/** An hour of the day, from one with or without `AM` and `PM`. */
export function hourOf(hour: number, half: string): number {
  if (half === '') return hour;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}
