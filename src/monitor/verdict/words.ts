const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const EXCERPT_MAX = 200;

/** `09:41`, UTC. What is no time, which pages may claim, is none in words either. */
export function clock(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? '--:--' : date.toISOString().slice(11, 16);
}

/** So much of a foreign text as fits into a sentence. */
export function excerpt(text: string): string {
  return text.length <= EXCERPT_MAX ? text : `${text.slice(0, EXCERPT_MAX)}…`;
}

/** `between 09:41 and 09:44 UTC`. */
export function between(fromMs: number, toMs: number): string {
  const [from, to] = [clock(fromMs), clock(toMs)];
  return from === to ? `at ${from} UTC` : `between ${from} and ${to} UTC`;
}

/** `38 s`, `12 min`, `3 h`. */
export function span(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.max(0, Math.round(ms / 1_000))} s`;
  return ms < 2 * HOUR_MS ? `${Math.round(ms / MINUTE_MS)} min` : `${Math.round(ms / HOUR_MS)} h`;
}

/** `1 request`, `20 requests`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
