import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The style of all pages, which is put into each of them. */
export const style = once(() => read('style.css'));

/** What makes a page live. */
export const script = once(() => read('live.js'));

/** Lets a page use its own style and script, and nothing else from anywhere: whatever gets into it stays text. */
export const contentPolicy = once(() =>
  [
    "default-src 'none'",
    `style-src '${hash(style())}'`,
    `script-src '${hash(script())}'`,
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
);

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function once(make: () => string): () => string {
  let made: string | null = null;
  return () => (made ??= make());
}
