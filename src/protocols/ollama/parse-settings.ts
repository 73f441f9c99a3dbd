import { EFFORTS, type OutputFormat, type Settings, type Thinking } from '../../model/conversation.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import { bad, fieldOf, flagField, join, type Losses, numberField, objectField } from '../fields.ts';

/** What both endpoints read in the same way: `format`, `think`, `options` and how the server shall treat a full window. */

/**
 * How much it matters when an option is lost. Those of a local server's own work change nothing in the answer; what is newer
 * than this list may.
 */
// oxfmt-ignore
const OPTIONS: Readonly<Record<string, LossWeight>> = {
  num_keep: 'cosmetic', num_batch: 'cosmetic', num_gpu: 'cosmetic', main_gpu: 'cosmetic', low_vram: 'cosmetic', f16_kv: 'cosmetic',
  logits_all: 'cosmetic', vocab_only: 'cosmetic', use_mmap: 'cosmetic', use_mlock: 'cosmetic', num_thread: 'cosmetic',
  numa: 'cosmetic', embedding_only: 'cosmetic', draft_num_predict: 'cosmetic',
};

// `num_ctx` is the room that the caller needs: every other provider gives a model all of its window.
// oxfmt-ignore
const SAID = new Set([
  'num_ctx', 'num_predict', 'temperature', 'top_p', 'top_k', 'seed', 'stop', 'frequency_penalty', 'presence_penalty',
]);

export function parseSettings(body: JsonObject, losses: Losses): Settings {
  const options = objectField(body, 'options', '') ?? {};
  for (const key of Object.keys(options)) {
    if (SAID.has(key) || fieldOf(options, key) === undefined) continue;
    losses.lose(join('options', key), (Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined) ?? 'behavioural');
  }
  const number = (key: string): number | undefined => numberField(options, key, 'options');
  // -1 is without end, -2 until the window is full: no limit of the caller's.
  const maxTokens = positive(number('num_predict'));
  const temperature = number('temperature');
  const topP = number('top_p');
  const topK = positive(number('top_k'));
  const seed = number('seed');
  const frequencyPenalty = number('frequency_penalty');
  const presencePenalty = number('presence_penalty');
  const stop = parseStops(fieldOf(options, 'stop'));
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop.length > 0 && { stop }),
    // -1 leaves it to chance.
    ...(seed !== undefined && seed >= 0 && { seed }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty }),
    ...(presencePenalty !== undefined && { presencePenalty }),
  };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function parseStops(stop: Json | undefined): readonly string[] {
  if (stop === undefined) return [];
  const list = isArray(stop) ? stop : [stop];
  return list.flatMap((text, index) => {
    if (typeof text !== 'string') throw bad(join('options.stop', index), 'a text was expected');
    // An empty text would end every answer before it begins.
    return text === '' ? [] : [text];
  });
}

/** `format` is nothing, `json` or a JSON schema, by which the server lets the model write nothing else. */
export function parseOutput(body: JsonObject): OutputFormat {
  const format = fieldOf(body, 'format');
  if (format === undefined || format === '') return { kind: 'text' };
  if (format === 'json') return { kind: 'json' };
  if (!isObject(format)) throw bad('format', 'json or a JSON schema was expected');
  return { kind: 'schema', name: 'answer', schema: format, strict: true };
}

/** `think` is true, false or a level. Absent: a model that can think does. */
export function parseThinking(body: JsonObject): Thinking {
  const think = fieldOf(body, 'think');
  if (think === undefined) return { kind: 'default' };
  if (think === false) return { kind: 'off' };
  if (think === true) return { kind: 'on', effort: null, budgetTokens: null };
  const effort = EFFORTS.find((known) => known === think);
  if (effort === undefined) throw bad('think', 'true, false, low, medium, high or max was expected');
  return effort === 'none' ? { kind: 'off' } : { kind: 'on', effort, budgetTokens: null };
}

/**
 * Fields of either endpoint that a Conversation has no word for. `keep_alive` is about the server's memory, and an error instead
 * of a conversation without its beginning (`truncate: false`, `shift: false`) is what all others do anyway.
 */
export function loseUnsaid(body: JsonObject, said: ReadonlySet<string>, losses: Losses): void {
  for (const key of Object.keys(body)) {
    const value = fieldOf(body, key);
    if (said.has(key) || value === undefined || value === false || value === 0) continue;
    switch (key) {
      case 'model':
      case 'stream':
      case 'format':
      case 'options':
      case 'think':
      case 'keep_alive':
        break;
      case 'truncate':
      case 'shift':
        if (flagField(body, key, '')) losses.lose(key, 'cosmetic');
        break;
      case '_debug_render_only':
        // No answer at all, but what the model would be given.
        losses.lose(key, 'blocking');
        break;
      default:
        losses.lose(key, 'behavioural');
    }
  }
}

/** A stream, unless it says otherwise. */
export function parseStream(body: JsonObject): boolean {
  return fieldOf(body, 'stream') === undefined || flagField(body, 'stream', '');
}
