import { createHash } from 'node:crypto';
import type { Sink } from '../../engine/asked.ts';
import type { Incoming } from '../handle.ts';

/** Something to send. */
export type Reply = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The same as bytes, with the mark by which readers know that they have it already. */
export type Prepared = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tag: string;
  readonly bytes: Uint8Array;
};

export function prepare({ status, type, body, headers = {} }: Reply): Prepared {
  const bytes = Buffer.from(body);
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const always = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
  return { status, tag, bytes, headers: { 'content-type': type, ...always, ...headers } };
}

/** Sends it, or says that the reader has it already. */
export function send(
  { method, headers: asked }: Incoming,
  { status, headers, tag, bytes }: Prepared,
  sink: Sink,
): void {
  if (status === 200 && isHeld(asked, headers['last-modified'], tag)) {
    sink.head(304, { ...headers, etag: tag });
    sink.end();
    return;
  }
  sink.head(status, { ...headers, etag: tag, 'content-length': String(bytes.length) });
  if (method === 'HEAD') sink.end();
  else sink.end(bytes);
}

/** The mark counts where there is one; a date alone is from somebody who keeps no marks (RFC 9110, 13.1.3). */
function isHeld(asked: Incoming['headers'], modified: string | undefined, tag: string): boolean {
  const known = asked['if-none-match'];
  if (known !== undefined) return isKnown(known, tag);
  const since = Date.parse(asked['if-modified-since'] ?? '');
  return modified !== undefined && since >= Date.parse(modified);
}

function isKnown(known: string, tag: string): boolean {
  return known === '*' || known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
