import { createHash } from 'node:crypto';

/** A fingerprint of lines, whatever their ends are. */
export function digestOf(lines: readonly string[]): string {
  return fingerprint(lines.map((line) => line.trimEnd()).join('\n'));
}

/** A fingerprint of a text, by which it is recognised and from which it cannot be had back. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
