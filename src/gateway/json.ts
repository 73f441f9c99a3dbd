import type { Sink } from '../engine/asked.ts';
import { Fault } from '../model/fault.ts';
import type { Json } from '../model/json.ts';

/** One line of JSON that nobody keeps. */
export function sendJson(
  sink: Sink,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  sink.head(status, {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'cache-control': 'no-store',
    ...headers,
  });
  sink.end(body);
}

/** Throws `bad-request` for what is no JSON. */
export function jsonIn(body: Uint8Array): Json {
  try {
    const json: Json = JSON.parse(Buffer.from(body).toString('utf8'));
    return json;
  } catch {
    throw new Fault('bad-request', 'The body is not JSON');
  }
}
