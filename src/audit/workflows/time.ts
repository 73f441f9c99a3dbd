const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How people write times that belong to a business: `30s`, `10m`, `4h`, `3d`. */
export const TIME = /^(\d{1,6})(s|m|h|d)$/;

/** How days are written. */
export const DAY = /^\d{4}-\d\d-\d\d$/;

/** The ms of `30s`, `10m`, `4h` or `3d`; NaN for anything else. */
export function timeMs(text: string): number {
  const [, amount, unit] = TIME.exec(text) ?? [];
  return unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' ? Number(amount) * UNITS[unit] : Number.NaN;
}

/** The ms of an optional time; null where it is not said, or is none. */
export function msOf(text: string | undefined): number | null {
  const ms = text === undefined ? Number.NaN : timeMs(text);
  return Number.isNaN(ms) ? null : ms;
}

/** Is it a day of the calendar? */
export function isDay(text: string): boolean {
  return DAY.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

/** Days from one day to another, both like `2026-11-26`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / UNITS.d);
}
