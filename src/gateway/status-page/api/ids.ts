import { createHash } from 'node:crypto';

/** Twelve letters and digits, always the same for the same thing: programs that read this format store ids of this length. */
export function shortId(...names: readonly string[]): string {
  const digest = createHash('sha256').update(names.join('\n')).digest();
  return BigInt(`0x${digest.toString('hex').slice(0, 32)}`)
    .toString(36)
    .padStart(ID_LENGTH, '0')
    .slice(-ID_LENGTH);
}

const ID_LENGTH = 12;

export const PAGE_ID = shortId('failsoft', 'page');

export function isoOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function isoOrNull(atMs: number | null | undefined): string | null {
  return atMs === null || atMs === undefined ? null : isoOf(atMs);
}
