import type { Cancel, Exchange, WireHeaders, WireRequest, World } from '../../world/world.ts';
import { retryAfter } from '../retry-after.ts';
import type { PageRequest } from '../status-pages/page.ts';

/** What became of one request to a page. `silent`: nobody who could say anything answered. The words are for people. */
export type Outcome =
  | { readonly kind: 'answered'; readonly bytes: Uint8Array; readonly mark: Mark }
  /** It is as it was when the mark was made. */
  | { readonly kind: 'unchanged' }
  | Failure;

export type Failure = {
  readonly kind: 'blocked' | 'unreadable' | 'silent';
  readonly why: string;
  /** How long it asks us to stay away, ms; null where it does not say. */
  readonly retryAfterMs: number | null;
};

/** By what a page recognises what we have of it. Empty where it gave none. */
export type Mark = { readonly etag: string; readonly modified: string };

export const NO_MARK: Mark = { etag: '', modified: '' };

/** How long a page may take, ms. */
const ANSWER_MS = 10_000;
/** How much of a page is read. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;
/** What may stand in a header of ours because a page said it; longer ones are left out. */
const MARK_MAX = 512;

export type Asking = {
  readonly world: Pick<World, 'after' | 'wallMs'>;
  readonly open: World['open'];
  readonly origin: string;
  readonly request: PageRequest;
  readonly mark: Mark;
};

/** Asks a page once, politely, and calls back once. Nothing comes after the cancellation. */
export function askPage({ world, open, origin, request, mark }: Asking, done: (outcome: Outcome) => void): Cancel {
  let exchange: Exchange | null = null;
  let over = false;
  let status = 0;
  let headers: WireHeaders = {};
  let length = 0;
  const chunks: Uint8Array[] = [];
  const end = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    timer();
    exchange?.abort();
    done(outcome);
  };
  const timer = world.after(ANSWER_MS, () => end(silent(`it takes longer than ${ANSWER_MS / 1_000} s`)), 'idle');
  const opened = open(wire(origin, request, mark), {
    sent: () => {},
    head: (code, fields) => {
      status = code;
      headers = fields;
      const verdict = judged(code, fields, world.wallMs());
      if (verdict !== null) end(verdict);
    },
    bytes: (chunk) => {
      length += chunk.length;
      if (length > PAGE_BYTES_MAX) end(unreadable(`it is longer than ${PAGE_BYTES_MAX / 1024 ** 2} MB`));
      else if (!over) chunks.push(chunk);
    },
    end: () =>
      end(
        status === 0
          ? silent('it says nothing')
          : { kind: 'answered', bytes: Buffer.concat(chunks), mark: markOf(headers) },
      ),
    broke: (code) => end(silent(`it cannot be reached (${code})`)),
  });
  exchange = opened;
  if (over) opened.abort();
  return () => {
    over = true;
    timer();
    opened.abort();
  };
}

function wire(origin: string, { method, path, headers, body }: PageRequest, { etag, modified }: Mark): WireRequest {
  return {
    method,
    origin,
    path,
    // Compressed answers could grow to anything in here.
    headers: [
      'accept',
      'application/json, application/xml, text/xml, */*;q=0.5',
      'accept-encoding',
      'identity',
      'user-agent',
      'failsoft (+https://github.com/failsoft/failsoft)',
      ...(etag === '' ? [] : ['if-none-match', etag]),
      ...(modified === '' ? [] : ['if-modified-since', modified]),
      ...headers,
    ],
    body,
  };
}

/** What a head alone says; null where the body is worth reading. */
function judged(status: number, headers: WireHeaders, wallMs: number): Outcome | null {
  const retryAfterMs = retryAfter(headers['retry-after'], wallMs);
  if (status === 304) return { kind: 'unchanged' };
  if (isChallenge(headers)) return { kind: 'blocked', why: `it wants to see a browser (${status})`, retryAfterMs };
  if (BLOCKED.has(status)) return { kind: 'blocked', why: `it refuses to answer (${status})`, retryAfterMs };
  if (status >= 300 && status < 400) return unreadable(`it points elsewhere (${status}${hostOf(headers['location'])})`);
  if (status >= 500 || status === 408)
    return { kind: 'silent', why: `it is in trouble itself (${status})`, retryAfterMs };
  if (status !== 200) return unreadable(`it answers with ${status}`);
  const coding = headers['content-encoding'] ?? 'identity';
  return coding === 'identity' ? null : unreadable('it is compressed, which nobody asked for');
}

const BLOCKED: ReadonlySet<number> = new Set([401, 403, 405, 406, 418, 429, 451]);

/** Cloudflare and the AWS WAF say so in the head. */
function isChallenge(headers: WireHeaders): boolean {
  return headers['cf-mitigated'] === 'challenge' || headers['x-amzn-waf-action'] !== undefined;
}

function hostOf(location: string | undefined): string {
  return location !== undefined && URL.canParse(location) ? ` to ${new URL(location).host}` : '';
}

function silent(why: string): Failure {
  return { kind: 'silent', why, retryAfterMs: null };
}

function unreadable(why: string): Failure {
  return { kind: 'unreadable', why, retryAfterMs: null };
}

function markOf(headers: WireHeaders): Mark {
  const said = (name: string): string => {
    const value = headers[name] ?? '';
    return value.length <= MARK_MAX && /^[\x20-\x7e]*$/.test(value) ? value : '';
  };
  return { etag: said('etag'), modified: said('last-modified') };
}
