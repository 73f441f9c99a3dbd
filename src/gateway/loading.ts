import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { isLoadRequest, renderLoaded } from '../protocols/ollama/generate.ts';
import type { CallerProtocol } from '../protocols/protocol.ts';

/** Ollama's clients load a model before they ask it anything. Here nothing has to be loaded, so that they may go on. */
export function loadedAnswer({ id }: CallerProtocol, body: Uint8Array): JsonObject | null {
  if (!id.startsWith('ollama') || body.length > LOAD_BYTES_MAX) return null;
  const json = jsonIn(body);
  if (!isObject(json) || !isLoadRequest(json)) return null;
  return renderLoaded(json, id === 'ollama' ? 'chat' : 'generate');
}

/** A request that only loads a model is short. Bytes. */
const LOAD_BYTES_MAX = 2_000;

function jsonIn(body: Uint8Array): Json {
  try {
    const json: Json = JSON.parse(Buffer.from(body).toString('utf8'));
    return json;
  } catch {
    return null;
  }
}
