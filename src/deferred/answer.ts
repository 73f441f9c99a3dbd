import { type Json, numberAt, textAt } from '../model/json.ts';

/** An answer in the dialect of whoever asked, as it would have got it at once. */
export type Answer = { readonly status: number; readonly type: string; readonly body: Uint8Array };

/** One line of JSON, and the body as it is. */
export function packAnswer({ body, ...head }: Answer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** Null: it was written by something else. */
export function unpackAnswer(packed: Buffer): Answer | null {
  const end = packed.indexOf('\n');
  if (end < 0) return null;
  const head: Json = JSON.parse(packed.subarray(0, end).toString('utf8'));
  return { status: numberAt(head, 'status'), type: textAt(head, 'type'), body: packed.subarray(end + 1) };
}
