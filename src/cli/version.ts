import { readFileSync } from 'node:fs';

/** From the package itself: loading the application for it would take longer than printing it. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? '';
}
