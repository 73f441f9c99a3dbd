import { at, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StopReason, Usage } from '../../model/reply.ts';
import { fitting } from '../names.ts';

/**
 * When an answer was made, and when it ends to be kept: there is no clock here. Clients read a date from it and show it at most.
 */
export const CREATED_AT = '1970-01-01T00:00:00Z';

const REASON_OF = {
  done: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  // A model calls tools and stops like any other; the calls themselves say it.
  'tool-call': 'stop',
  // Ollama's models refuse in words, if at all.
  refused: 'stop',
  context: 'length',
  pause: 'stop',
} as const satisfies Record<StopReason, 'stop' | 'length'>;

/** What a `done_reason` means: `stop`, `length`, or that a model was only loaded or unloaded, which is an answer without words. */
export function parseStop(reason: string, called: boolean): StopReason {
  if (reason === 'length') return 'length';
  return called ? 'tool-call' : 'done';
}

export const renderStop = (stop: StopReason): string => REASON_OF[stop];

/** Token counts of the last line; null where it has none. What was found in the cache is not counted in older versions. */
export function parseUsage(line: Json | undefined): Usage | null {
  if (!isObject(line) || !('eval_count' in line || 'prompt_eval_count' in line)) return null;
  return {
    inputTokens: countAt(line, 'prompt_eval_count'),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: countAt(line, 'eval_count'),
    thinkingTokens: 0,
  };
}

function countAt(line: JsonObject, key: string): number {
  const count = at(line, key);
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : 0;
}

/** The counts of a last line. Durations are nanoseconds of Ollama's own work, of which there was none. */
export function renderUsage(usage: Usage | null): JsonObject {
  return {
    total_duration: 0,
    load_duration: 0,
    prompt_eval_count: usage?.inputTokens ?? 0,
    prompt_eval_duration: 0,
    eval_count: usage?.outputTokens ?? 0,
    eval_duration: 0,
  };
}

const NAME_LENGTH_MAX = 64;

/** Ollama takes any name for a tool; its models copy plain ones best. */
export const plainName = (name: string): string => fitting(name, NAME_LENGTH_MAX);

/** The id of an answer: none has one, and no two were made at the same time. */
export const replyId = (createdAt: string): string => createdAt.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, 32);

/** An id for a call that came without one: it must differ from those of other answers in the same conversation. */
export function spareCallId(id: string, index: number): string {
  return id === '' ? `call_${index}` : `call_${id}_${index}`;
}

/** What the first bytes of a picture look like in base64, and what they mean. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['Qk', 'image/bmp'],
  ['SUQz', 'audio/mpeg'],
  ['//', 'audio/mpeg'],
  ['JVBERi', 'application/pdf'],
];

/** The MIME type of a picture or a sound by its first bytes, as Ollama finds it, too. What is unknown counts as JPEG, as it does there. */
export function mediaTypeOf(data: string): string {
  if (data.startsWith('UklGR')) {
    const kind = Buffer.from(data.slice(0, 16), 'base64').toString('latin1', 8, 12);
    return kind === 'WAVE' ? 'audio/wav' : 'image/webp';
  }
  return BEGINNINGS.find(([beginning]) => data.startsWith(beginning))?.[1] ?? 'image/jpeg';
}

/** What stands for a refusal that came without a word: there is no reason of this dialect that would say it. */
export const UNSAID_REFUSAL = 'The provider declined to answer this.';
