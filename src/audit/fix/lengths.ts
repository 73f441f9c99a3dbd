import type { Layout } from './layout.ts';

/** Whatever is set, it fails for good within this, so that no other rule is broken by it; ms. */
export const WORST_MS = 120_000;
/** Shorter than an answer takes, ms. */
export const SHORTEST_MS = 10_000;

export const WHOLE_STREAM =
  'The deadline that can be set here counts for the whole stream, so that it would end a long answer that is fine, too.';

/** A number as the file would write it: with underscores where it does so itself, or where a compiler takes them away. */
export function numberIn(value: number, { text, language }: Layout): string {
  const isGrouped = language === 'typescript' || language === 'tsx' || /\d_\d{3}\b/.test(text);
  return isGrouped && value >= 10_000 ? value.toString().replace(/\B(?=(?:\d{3})+$)/g, '_') : String(value);
}

export function goLength(ms: number): string {
  return `${ms / 1_000} * time.Second`;
}

/** With its whole name, so that nothing has to be imported. */
export function javaLength(ms: number): string {
  return `java.time.Duration.ofSeconds(${ms / 1_000})`;
}

/** With its whole name, so that nothing has to be imported. */
export function dotnetLength(ms: number): string {
  return `System.TimeSpan.FromSeconds(${ms / 1_000})`;
}

/** With its whole name, so that nothing has to be imported. */
export function rustLength(ms: number): string {
  return `std::time::Duration::from_secs(${ms / 1_000})`;
}

/** `30 s`. */
export function spoken(ms: number): string {
  return `${ms / 1_000} s`;
}
