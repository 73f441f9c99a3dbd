import { Fault } from '../model/fault.ts';
import { isArray, isObject, own, type Json, type JsonArray, type JsonObject } from '../model/json.ts';
import type { Loss, LossWeight } from '../model/loss.ts';

/** How deep a caller's body may be nested. Real ones stay below 30; the limit keeps recursion off the end of the stack. */
export const DEPTH_MAX = 200;

/** Collects what cannot be said, each name once and with its heaviest weight. */
export type Losses = {
  readonly lose: (what: string, weight: LossWeight) => void;
  readonly list: () => readonly Loss[];
};

const RANK = { cosmetic: 0, behavioural: 1, blocking: 2 } as const satisfies Record<LossWeight, number>;
const LOSSES_MAX = 50;
const NAME_LENGTH_MAX = 60;

export function collectLosses(): Losses {
  const found = new Map<string, LossWeight>();
  return {
    lose: (what, weight) => {
      // Names come from callers and go into a header: plain ASCII, no comma, and not without end.
      const plain = what.replaceAll(/[^ -+\--~]/g, '?').slice(0, NAME_LENGTH_MAX);
      const name = found.size >= LOSSES_MAX && !found.has(plain) && weight !== 'blocking' ? 'more' : plain;
      const before = found.get(name);
      if (before === undefined || RANK[weight] > RANK[before]) found.set(name, weight);
    },
    list: () => [...found].map(([what, weight]) => ({ what, weight })),
  };
}

/** A caller's body that cannot be read, with the place of the mistake as Anthropic writes it: `messages.0.content`. */
export function bad(path: string, problem: string): Fault {
  return new Fault('bad-request', `${path}: ${problem}`);
}

/** Throws `bad-request` for a body that is nested too deeply. */
export function checkDepth(body: Json): void {
  if (isTooDeep(body)) throw bad('body', `nested deeper than ${DEPTH_MAX} levels`);
}

/** Is JSON nested so deeply that walking through it, or printing it, might run off the stack? */
export function isTooDeep(body: Json, left = DEPTH_MAX): boolean {
  if (left < 0) return true;
  if (typeof body !== 'object' || body === null) return false;
  const inside = isArray(body) ? body : Object.values(body);
  return inside.some((value) => isTooDeep(value, left - 1));
}

/** The value of a field. Null counts as absent, as it does at Anthropic. */
export function fieldOf(object: JsonObject, key: string): Json | undefined {
  return own(object, key) ?? undefined;
}

export function textField(object: JsonObject, key: string, path: string): string | undefined {
  const value = fieldOf(object, key);
  if (value === undefined || typeof value === 'string') return value;
  throw bad(join(path, key), 'a text was expected');
}

export function requiredText(object: JsonObject, key: string, path: string): string {
  const value = textField(object, key, path);
  if (value === undefined) throw bad(join(path, key), 'this field is required');
  return value;
}

export function numberField(object: JsonObject, key: string, path: string): number | undefined {
  const value = fieldOf(object, key);
  if (value === undefined || typeof value === 'number') return value;
  throw bad(join(path, key), 'a number was expected');
}

export function flagField(object: JsonObject, key: string, path: string): boolean {
  const value = fieldOf(object, key);
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw bad(join(path, key), 'true or false was expected');
}

export function objectField(object: JsonObject, key: string, path: string): JsonObject | undefined {
  const value = fieldOf(object, key);
  if (value === undefined || isObject(value)) return value;
  throw bad(join(path, key), 'an object was expected');
}

export function listField(object: JsonObject, key: string, path: string): JsonArray {
  const value = fieldOf(object, key);
  if (value === undefined) return [];
  if (isArray(value)) return value;
  throw bad(join(path, key), 'a list was expected');
}

export function objectOf(value: Json, path: string): JsonObject {
  if (isObject(value)) return value;
  throw bad(path, 'an object was expected');
}

export function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

/** Fields that mean the same wherever they stand, and what it matters when they are lost. */
const EVERYWHERE: Readonly<Record<string, LossWeight>> = {
  cache_control: 'cosmetic',
  eager_input_streaming: 'cosmetic',
  transformations: 'cosmetic',
};

/** Notes every field that was not read. What is newer than this code may change the answer, so it counts as behavioural. */
export function loseOthers(object: JsonObject, known: readonly string[], place: string, losses: Losses): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key) || fieldOf(object, key) === undefined) continue;
    const weight = Object.hasOwn(EVERYWHERE, key) ? EVERYWHERE[key] : undefined;
    if (weight === undefined) losses.lose(join(place, key), 'behavioural');
    else losses.lose(key, weight);
  }
}
