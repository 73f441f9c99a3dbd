import { Fault } from '../../model/fault.ts';
import { at, isArray, type Json } from '../../model/json.ts';
import { bad } from '../fields.ts';
import type { ListedModel } from './listing.ts';

export function paramsOf(query: string): URLSearchParams {
  return new URLSearchParams(query);
}

/** How many entries a page may have: what was asked for, within the dialect's limits. Throws `bad-request`. */
export function sizeOf(
  params: URLSearchParams,
  name: string,
  { usual, max }: { readonly usual: number; readonly max: number },
): number {
  const value = params.get(name);
  if (value === null || value === '') return usual;
  const size = Number(value);
  if (!Number.isInteger(size) || size < 1) throw bad(name, 'a number above 0 was expected');
  return Math.min(size, max);
}

/** Each name once: a page that goes on behind a name would otherwise go in circles. */
export function distinct(models: readonly ListedModel[]): readonly ListedModel[] {
  const byName = new Map<string, ListedModel>();
  for (const model of models) if (!byName.has(model.name)) byName.set(model.name, model);
  return [...byName.values()];
}

/** The place of a name in the list. Throws `bad-request` when it is not there. */
export function placeOf(names: readonly string[], name: string, param: string): number {
  const place = names.indexOf(name);
  if (place < 0) throw bad(param, 'there is no such model in the list');
  return place;
}

/** The list at one of these fields of a body, or the body itself. Throws `garbled`. */
export function listIn(body: Json, ...fields: readonly string[]): readonly Json[] {
  for (const list of [body, ...fields.map((field) => at(body, field))]) if (isArray(list)) return list;
  throw new Fault('garbled', 'The answer is no list of models');
}

/** A number of tokens; null when it is none. */
export function tokensAt(value: Json, ...paths: readonly (readonly string[])[]): number | null {
  for (const path of paths) {
    const found = at(value, ...path);
    if (typeof found === 'number' && Number.isFinite(found) && found > 0) return Math.round(found);
  }
  return null;
}

/** The day of a moment, seconds since 1970 or ISO 8601; null when it is neither, or the year 1970, which means unknown. */
export function dayOf(value: Json | undefined): string | null {
  const ms = typeof value === 'number' ? value * 1_000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!(Math.abs(ms) < DATE_MS_MAX)) return null;
  const day = new Date(ms).toISOString().slice(0, 10);
  return day.startsWith('1970') ? null : day;
}

/** The last moment that a date can be. */
const DATE_MS_MAX = 8.64e15;
