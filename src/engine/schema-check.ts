import { type Schema, Validator } from '@cfworker/json-schema';
import type { OutputFormat } from '../model/conversation.ts';
import { Fault } from '../model/fault.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { ReplyEvent } from '../model/reply.ts';
import type { Change } from './translate.ts';

/**
 * Holds the words of an answer back until they are all there, and lets them through only when they are the JSON that the caller
 * asked for: a standby that does not keep to a schema is as good as one that does not answer. An answer that ended early for a
 * reason (its length, a refusal) passes as it is. Throws `garbled`.
 */
export function keepsTo(output: OutputFormat): Change {
  const texts = new Map<number, string>();
  return (event) => {
    if (event.type === 'text') {
      texts.set(event.part, (texts.get(event.part) ?? '') + event.text);
      return [];
    }
    if (event.type !== 'end') return [event];
    const said = [...texts.values()].join('');
    const [first] = texts.keys();
    if (first === undefined) return [event];
    const text = event.stop === 'done' || event.stop === 'stop-sequence' ? checked(said, output) : said;
    const words: ReplyEvent = { type: 'text', part: first, text };
    return [words, event];
  };
}

/** The JSON in an answer, without the fence that some models put around it. Throws `garbled`. */
function checked(said: string, output: OutputFormat): string {
  const text = /^\s*```(?:json)?\s*\n([^]*?)\n?\s*```\s*$/.exec(said)?.[1] ?? said;
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault('garbled', 'The answer is not the JSON that was asked for');
  }
  const wrong = output.kind === 'schema' ? mistake(value, output.schema) : null;
  if (wrong !== null) throw new Fault('garbled', `The answer does not keep to the schema: ${wrong}`);
  return text;
}

/** Where the value does not keep to the schema, without its words; null when it does, or when the schema cannot be read. */
function mistake(value: Json, schema: JsonObject): string | null {
  try {
    const { valid, errors } = new Validator(readable(schema), '2020-12').validate(value);
    const [error] = errors.toReversed();
    return valid ? null : (error?.instanceLocation ?? '#').slice(0, 100);
  } catch {
    return null;
  }
}

/**
 * The schema without what could stand still on: patterns are the caller's own regular expressions, and some take for ever on
 * the words of a model.
 */
function readable(schema: JsonObject): Schema {
  const without = (part: Json): Json => {
    if (isArray(part)) return part.map(without);
    if (!isObject(part)) return part;
    const kept = Object.entries(part).filter(
      ([key, value]) => !(key === 'pattern' && typeof value === 'string') && key !== 'patternProperties',
    );
    return Object.fromEntries(kept.map(([key, value]) => [key, without(value)]));
  };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- What is no schema is found out by the validator.
  return without(schema) as Schema;
}
