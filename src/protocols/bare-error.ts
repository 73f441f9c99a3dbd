import { at, type Json } from '../model/json.ts';

/**
 * What an event says that has no field at all: empty, unless it is an error. Some servers write one into a stream as it is, as JSON.
 */
export function bareError(text: string): string {
  const json = text.trim();
  if (!json.startsWith('{') || !json.includes('"error"')) return '';
  try {
    const said: Json = JSON.parse(json);
    return at(said, 'error') === undefined ? '' : json;
  } catch {
    return '';
  }
}
