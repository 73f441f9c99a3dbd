import type { Json, JsonObject } from '../../../model/json.ts';
import type { Frame } from '../../protocol.ts';

/** An event as servers send it. */
export function frame(data: Json | string, event = ''): Frame {
  return { event, data: typeof data === 'string' ? data : JSON.stringify(data) };
}

/** A chunk with one choice. */
export function chunk(delta: JsonObject, reason: string | null = null, more: JsonObject = {}): Frame {
  const choices = [{ index: 0, delta, finish_reason: reason }];
  return frame({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices, ...more });
}

export const ROLE = chunk({ role: 'assistant', content: '' });
export const STOP = chunk({}, 'stop');
export const DONE = frame('[DONE]');

/** A chunk with pieces of calls. */
export function calls(...pieces: readonly JsonObject[]): Frame {
  return chunk({ tool_calls: pieces });
}

/** The first piece of a call. */
export function begin(index: number, id: string, args = ''): JsonObject {
  return { index, id, type: 'function', function: { name: 'look', arguments: args } };
}

/** A later piece of a call. */
export function piece(index: number, args: string): JsonObject {
  return { index, function: { arguments: args } };
}
