const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const SIZES = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;

/** How durations are written. */
export const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/;

/** How sizes are written. */
export const SIZE = /^(\d{1,9}(?:\.\d{1,3})?)(B|KB|MB|GB)$/;

/** The longest wait that may be asked for, ms. */
export const DURATION_MAX_MS = 24 * UNITS.h;

/** The milliseconds of `250ms`, `3s`, `1.5m` or `1h`; NaN for anything else. */
export function durationMs(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return isKeyOf(UNITS, unit) ? Math.round(Number(amount) * UNITS[unit]) : Number.NaN;
}

/** The bytes of `512KB`, `32MB` or `1.5GB` (1 KB is 1024 bytes); NaN for anything else. */
export function sizeBytes(text: string): number {
  const [, amount, unit] = SIZE.exec(text) ?? [];
  return isKeyOf(SIZES, unit) ? Math.round(Number(amount) * SIZES[unit]) : Number.NaN;
}

/** The shortest way to write the same duration. */
export function renderDuration(ms: number): string {
  const unit = (['h', 'm', 's'] as const).find((name) => ms >= UNITS[name] && ms % UNITS[name] === 0) ?? 'ms';
  return `${ms / UNITS[unit]}${unit}`;
}

/** The shortest way to write the same size. */
export function renderSize(bytes: number): string {
  const unit = (['GB', 'MB', 'KB'] as const).find((name) => bytes >= SIZES[name] && bytes % SIZES[name] === 0) ?? 'B';
  return `${bytes / SIZES[unit]}${unit}`;
}

function isKeyOf<T extends object>(table: T, key: PropertyKey | undefined): key is keyof T {
  return key !== undefined && Object.hasOwn(table, key);
}
