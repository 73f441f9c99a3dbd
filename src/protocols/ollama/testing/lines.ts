import type { Json, JsonObject } from '../../../model/json.ts';
import type { Frame } from '../../protocol.ts';

/** An event as servers send it. */
export function frame(data: Json | string): Frame {
  return { event: '', data: typeof data === 'string' ? data : JSON.stringify(data) };
}

const CREATED = '2026-11-25T10:00:00.123456Z';

/** A line that goes on. */
export function line(message: JsonObject, more: JsonObject = {}): Frame {
  const spoken = { role: 'assistant', content: '', ...message };
  return frame({ model: 'm', created_at: CREATED, message: spoken, done: false, ...more });
}

/** The last line. */
export function done(reason = 'stop', more: JsonObject = {}): Frame {
  return line({}, { done: true, done_reason: reason, prompt_eval_count: 5, eval_count: 3, ...more });
}

/** A call, whole, as Ollama sends it; older versions give it no id. */
export function call(name: string, args: Json, id?: string): JsonObject {
  return { ...(id !== undefined && { id }), function: { index: 0, name, arguments: args } };
}
