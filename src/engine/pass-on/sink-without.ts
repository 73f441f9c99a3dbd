import type { Secret } from '../../model/secret.ts';
import { relayedError, relayedHead } from '../answer.ts';
import type { Sink } from '../asked.ts';

/** What is passed on of an error answer, bytes. */
const ERROR_BYTES_MAX = 64 * 1024;

/** Error answers go out whole, and without the key: providers like to repeat one that they refuse. */
export function sinkWithout(secret: Secret, to: Sink): Sink {
  let held: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null = null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const hold = (bytes: Uint8Array): void => {
    length += bytes.length;
    if (length <= ERROR_BYTES_MAX) chunks.push(bytes);
  };
  return {
    head: (status, headers) => {
      if (status < 400) to.head(status, headers);
      else held = { status, headers };
    },
    write: (bytes) => {
      if (held === null) return to.write(bytes);
      hold(bytes);
      return true;
    },
    end: (bytes) => {
      if (held === null) return to.end(bytes);
      if (bytes !== undefined) hold(bytes);
      const body = relayedError({ ...held, body: Buffer.concat(chunks) }, secret);
      to.head(held.status, { ...relayedHead(held.headers, secret), 'content-length': String(body.length) });
      to.end(body);
    },
    destroy: to.destroy,
  };
}
