import type { Json } from '../model/json.ts';

/** A body as JSON where a word stands in it; null where it does not, which costs next to nothing, or where it cannot be read. */
export function bodyWhereNamed(body: Uint8Array, word: string): Json {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.includes(word)) return null;
  try {
    const json: Json = JSON.parse(bytes.toString('utf8'));
    return json;
  } catch {
    return null;
  }
}
