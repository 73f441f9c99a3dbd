import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Fault } from '../../model/fault.ts';

/** A file of the writer's page. */
export type Page = {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same, compressed; null for what is compressed already. */
  readonly gzipped: Uint8Array | null;
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  // The dictionary.
  aff: 'text/plain; charset=utf-8',
  dic: 'text/plain; charset=utf-8',
};
const COMPRESSED = ['png', 'woff2'];

/** The page loads its own files and speaks to its own gateway: whatever gets into a document runs nothing and calls nobody. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];
/** The checker of grammar is WebAssembly, in a thread with a policy of its own. */
const POLICY_OF_GRAMMAR = POLICY.map((rule) => (rule.startsWith('script-src') ? `${rule} 'wasm-unsafe-eval'` : rule));

/** Where `npm run build` puts the page: beside us in the package, elsewhere while we run from the sources. */
const PLACES = ['../../writer/', '../../../dist/writer/'].map((place) => new URL(place, import.meta.url));

const kept = new Map<string, Page>();
const compress = promisify(gzip);

/** `path` is without `/writer/`. Rejects with `no-such-path`. */
export async function pageAt(path: string): Promise<Page> {
  const known = kept.get(path);
  if (known !== undefined) return known;
  const root = PLACES.find((place) => existsSync(new URL('index.html', place)));
  if (root === undefined) throw new Fault('no-such-path', 'The writer is not built here: npm run build');
  if (!/^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/.test(path)) throw new Fault('no-such-path', 'There is nothing here');
  const bytes = await readFile(fileURLToPath(new URL(path, root))).catch(() => null);
  const ending = path.split('.').at(-1) ?? '';
  if (bytes === null || !Object.hasOwn(TYPES, ending)) throw new Fault('no-such-path', 'There is nothing here');
  const page: Page = {
    type: TYPES[ending] ?? '',
    bytes,
    gzipped: COMPRESSED.includes(ending) ? null : await compress(bytes),
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    headers: {
      'content-security-policy': (path.startsWith('assets/grammar') ? POLICY_OF_GRAMMAR : POLICY).join('; '),
      // Names of what is below `assets` change with what is in it.
      'cache-control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    },
  };
  // The page may be built anew while we run, but not while a package does.
  if (root === PLACES[0]) kept.set(path, page);
  return page;
}
