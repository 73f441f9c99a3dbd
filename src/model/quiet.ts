/** Hours in which nobody wants to be disturbed: minutes of the day in a time zone, `from` before `to` or over midnight. */
export type Quiet = { readonly from: number; readonly to: number; readonly zone: string };

const WRITTEN = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)(?: ([A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*))?$/;

/** Reads `22:00-07:00` or `22:00-07:00 Europe/Berlin`; null where it is neither. Without a zone it is UTC. */
export function quietFrom(text: string): Quiet | null {
  const [, fromHour, fromMinute, toHour, toMinute, zone = 'UTC'] = WRITTEN.exec(text) ?? [];
  if (fromHour === undefined || !isZone(zone)) return null;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return from === to ? null : { from, to, zone };
}

export function isQuiet(quiet: Quiet | null, nowMs: number): boolean {
  if (quiet === null) return false;
  const { from, to, zone } = quiet;
  const minute = minuteOf(nowMs, zone);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function isZone(zone: string): boolean {
  try {
    clockFor(zone);
    return true;
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockFor(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(zone, clock);
  return clock;
}

function minuteOf(ms: number, zone: string): number {
  const parts = clockFor(zone).formatToParts(ms);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return of('hour') * 60 + of('minute');
}
