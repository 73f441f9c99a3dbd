import { isArray, isObject, type Json } from '../../model/json.ts';
import type { Format } from '../../model/slot.ts';

/** The words of a content that people read: no tags, no code, no addresses, no names of fields. */
export function proseOf(body: string, format: Format): string {
  const text = format === 'json' ? valuesOf(body) : body;
  const plain = format === 'html' || format === 'markdown' ? withoutMarks(text) : text;
  return plain.replaceAll(/\bhttps?:\/\/\S+/g, ' ');
}

/** All of them have an end within sight: without that, a text of nothing but beginnings would take for ever. */
function withoutMarks(text: string): string {
  return text
    .replaceAll(/```[^`]{0,20000}```|`[^`\n]{0,500}`/g, ' ')
    .replaceAll(/<style\b[^<]{0,20000}<\/style>/gi, ' ')
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')
    .replaceAll(/\]\([^)\s(]{0,2000}\)/g, '] ');
}

function valuesOf(body: string): string {
  try {
    const json: Json = JSON.parse(body);
    return textsIn(json).join('\n');
  } catch {
    // That it is no JSON is said by another check.
    return body;
  }
}

function textsIn(json: Json): readonly string[] {
  if (typeof json === 'string' || typeof json === 'number') return [String(json)];
  if (isArray(json)) return json.flatMap(textsIn);
  return isObject(json) ? Object.values(json).flatMap(textsIn) : [];
}

/** Words in small letters, in order. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\d+/gu) ?? [];
}
