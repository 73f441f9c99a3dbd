import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What all pages look like; a page puts its own behind it. */
export const baseStyle = once(() => readFileSync(new URL('base.css', import.meta.url), 'utf8'));

/** How a content security policy names a style or script that stands in the page itself. */
export function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Made when it is first wanted, and then kept. */
export function once(make: () => string): () => string {
  let made: string | null = null;
  return () => (made ??= make());
}
