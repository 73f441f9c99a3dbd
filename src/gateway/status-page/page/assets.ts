import { readFileSync } from 'node:fs';
import { baseStyle, once, sourceHash } from '../../../page/style.ts';

/** The style of all pages, which is put into each of them. */
export const style = once(() => baseStyle() + read('style.css'));

/** What makes a page live. */
export const script = once(() => read('live.js'));

/** Lets a page use its own style and script, and nothing else from anywhere: whatever gets into it stays text. */
export const contentPolicy = once(() =>
  [
    "default-src 'none'",
    `style-src '${sourceHash(style())}'`,
    `script-src '${sourceHash(script())}'`,
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
