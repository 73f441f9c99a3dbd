import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import { redact, type Secret } from '../../model/secret.ts';
import type { WireHeaders } from '../../world/world.ts';

/** What a provider said instead of an answer. */
export type ErrorAnswer = { readonly status: number; readonly headers: WireHeaders; readonly body: Uint8Array };

/** What a head says before any byte of the body: an error answer to be read, a fault, or null for nothing strange. */
export function trouble(status: number, headers: WireHeaders, streamed: boolean): 'error' | Fault | null {
  if (status < 200 || status > 299) return 'error';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    return new Fault('garbled', 'The answer is compressed, which was not asked for', { upstreamStatus: status });
  const type = headers['content-type'] ?? '';
  if (type.includes('text/html')) {
    return new Fault('garbled', 'A web page came instead of an answer', { upstreamStatus: status });
  }
  // Some servers put an error into a 200 with JSON where a stream was asked for.
  if (streamed && type.includes('application/json')) return 'error';
  return null;
}

export function jsonOf(bytes: Uint8Array): Json {
  try {
    const body: Json = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return body;
  } catch {
    return null;
  }
}

/** The same fault with words that may be shown and recorded: providers like to repeat a key that they refuse. */
export function cleaned(fault: Fault, secret: Secret | null): Fault {
  const message = secret === null ? fault.message : redact(fault.message, [secret]);
  if (message === fault.message) return fault;
  return new Fault(fault.kind, message, {
    limit: fault.limit,
    ...(fault.retryAfterMs !== null && { retryAfterMs: fault.retryAfterMs }),
    ...(fault.upstreamStatus !== null && { upstreamStatus: fault.upstreamStatus }),
  });
}
