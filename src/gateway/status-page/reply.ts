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

/** Sends it, or says that the reader has it already. */
export function sendReply(
  { method, headers }: Incoming,
  { status, type, body, headers: own }: Reply,
  sink: Sink,
): void {
  const bytes = Buffer.from(body);
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const always = { etag: tag, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', ...own };
  if (status === 200 && isKnown(headers['if-none-match'] ?? '', tag)) {
    sink.head(304, always);
    sink.end();
    return;
  }
  sink.head(status, { 'content-type': type, 'content-length': String(bytes.length), ...always });
  if (method === 'HEAD') sink.end();
  else sink.end(bytes);
}

function isKnown(known: string, tag: string): boolean {
  return known === '*' || known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
