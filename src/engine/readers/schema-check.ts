import { type Schema, Validator } from '@cfworker/json-schema';
import type { OutputFormat } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Change } from './translate.ts';

/**
 * Holds the words of an answer back until they are all there, with all that comes behind them, and lets them through, as one part, only
 * when they are the JSON that the caller asked for: a standby that does not keep to a schema is as good as one that does not answer. An
 * answer that ended early for a reason (its length, a refusal) passes as it is. `before`: words that were shown already and are part of
 * it. Throws `garbled`.
 */
export function keepsTo(output: OutputFormat, before = ''): Change {
  const texts = new Map<number, string>();
  const behind: PartEvent[] = [];
  return (event) => {
    if (event.type === 'text') {
      texts.set(event.part, (texts.get(event.part) ?? '') + event.text);
      return [];
    }
    if ('part' in event && texts.size > 0) {
      behind.push(event);
      return [];
    }
    if (event.type !== 'end') return [event];
    const said = [...texts.values()].join('');
    const [first] = before === '' ? texts.keys() : [...texts.keys(), 0];
    if (first === undefined) return [event];
    const whole = before + said;
    const kept = event.stop === 'done' || event.stop === 'stop-sequence' ? checked(whole, output) : whole;
    const words: ReplyEvent = { type: 'text', part: first, text: before === '' ? kept : said };
    return [words, ...renumbered(behind, first, texts), event];
  };
}

type PartEvent = Extract<ReplyEvent, { readonly part: number }>;

/** What stands behind the words, in parts that follow upon theirs. */
function renumbered(
  events: readonly PartEvent[],
  first: number,
  texts: ReadonlyMap<number, string>,
): readonly PartEvent[] {
  const numbers = new Map<number, number>();
  return events.map((event) => {
    if (texts.has(event.part)) return { ...event, part: first };
    const number = numbers.get(event.part) ?? first + 1 + numbers.size;
    numbers.set(event.part, number);
    return { ...event, part: number };
  });
}

/** The JSON in an answer, without the fence that some models put around it. Throws `garbled`. */
function checked(said: string, output: OutputFormat): string {
  const text = unfenced(said);
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

function unfenced(said: string): string {
  const text = said.trim();
  const [opening = ''] = text.split('\n', 1);
  const isFenced = /^```(?:json)?\s*$/.test(opening) && opening.length < text.length && text.endsWith('```');
  return isFenced ? text.slice(opening.length, -3).trim() : said;
}

/** The same as `mistakeIn`; null also when that cannot be found out. */
function mistake(value: Json, schema: JsonObject): string | null {
  try {
    return mistakeIn(value, schema);
  } catch {
    return null;
  }
}

/**
 * Where the value does not keep to the schema, without its words; null when it does. Throws when that cannot be found out: the schema is
 * none, or it takes too long.
 */
export function mistakeIn(value: Json, schema: JsonObject): string | null {
  const look = lookAtMost(LOOKS_MAX);
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- What is no schema is found out by the validator.
  const { valid, errors } = new Validator(look(readable(schema)) as Schema, '2020-12').validate(look(value));
  const [error] = errors.toReversed();
  return valid ? null : (error?.instanceLocation ?? '#').slice(0, 100);
}

/**
 * How often fields of schema and value may be looked at. A schema of a page whose parts refer to each other twice each can be made
 * to take years, and everybody waits for as long as this takes: this much comes to some tenths of a second.
 */
const LOOKS_MAX = 1_000_000;

/** Wraps JSON so that it throws when it, and all else that was wrapped, was looked at too often. */
function lookAtMost(max: number): (json: Json) => Json {
  let looks = 0;
  const count = (): void => {
    looks += 1;
    if (looks > max) throw new Fault('bug', 'This would take too long');
  };
  const handler: ProxyHandler<object> = {
    get: (target, name) => {
      count();
      const found: unknown = Reflect.get(target, name);
      return found;
    },
    getOwnPropertyDescriptor: (target, name) => {
      count();
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  };
  const wrapped = (json: Json): Json => {
    if (isArray(json)) return new Proxy<Json[]>(json.map(wrapped), handler);
    if (!isObject(json)) return json;
    const all = Object.entries(json).map(([key, item]) => [key, wrapped(item)] as const);
    return new Proxy<JsonObject>(Object.fromEntries(all), handler);
  };
  return wrapped;
}

/** Formats that can be checked in one go over the words, whatever they are: those that OpenAI holds its own models to. */
const FORMATS: readonly Json[] = 'date-time time date duration email hostname ipv4 ipv6 uuid'.split(' ');

/** Patterns are the caller's own regular expressions, and some take for ever on some words; `$recursive…` is not of this draft. */
function isChecked(key: string, part: Json): boolean {
  if (key === 'format') return typeof part !== 'string' || FORMATS.includes(part);
  if (key === 'pattern') return typeof part !== 'string';
  return !['patternProperties', '$recursiveRef', '$recursiveAnchor'].includes(key);
}

/** The schema without what could stand still on. */
function readable(schema: Json): Json {
  if (isArray(schema)) return schema.map(readable);
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key, part]) => isChecked(key, part));
  return Object.fromEntries(kept.map(([key, part]) => [key, readable(part)]));
}
