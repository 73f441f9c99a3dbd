import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { cacheControl } from '../cache-hints.ts';
import type { Losses } from '../fields.ts';
import { blockType } from './terms.ts';

/** Anthropic answers 400 for more. */
const MARKS_MAX = 4;
const PLACES = ['tools', 'system', 'messages'] as const;

/**
 * A body with no more marks than Anthropic takes, the last ones, which cover what the others covered; and none for an hour behind
 * one for five minutes, which it refuses.
 */
export function fitMarks(body: JsonObject, losses: Losses): JsonObject {
  const marks = PLACES.flatMap((place) => marksIn(body[place]));
  const first = marks.indexOf('5m');
  if (marks.length <= MARKS_MAX && (first < 0 || marks.indexOf('1h', first) < 0)) return body;
  losses.lose('cache_control', 'cosmetic');
  let index = -1;
  let short = false;
  const visit = (value: Json | undefined): Json => {
    if (isArray(value)) return value.map(visit);
    if (!isObject(value)) return value ?? null;
    const { cache_control: mark, ...rest } = value;
    const inner = isArray(rest['content']) ? { ...rest, content: visit(rest['content']) } : rest;
    if (!isObject(mark)) return inner;
    index += 1;
    if (index < marks.length - MARKS_MAX) return inner;
    short ||= textAt(mark, 'ttl') !== '1h';
    return { ...inner, ...cacheControl(short ? '5m' : '1h') };
  };
  return { ...body, ...Object.fromEntries(PLACES.flatMap((place) => visited(body, place, visit))) };
}

function visited(body: JsonObject, place: string, visit: (value: Json) => Json): readonly (readonly [string, Json])[] {
  const value = body[place];
  return isArray(value) ? [[place, visit(value)]] : [];
}

/** The marks in their order, those inside a block before its own. */
function marksIn(value: Json | undefined): readonly ('5m' | '1h')[] {
  if (isArray(value)) return value.flatMap(marksIn);
  if (!isObject(value)) return [];
  const mark = value['cache_control'];
  const inner = marksIn(value['content']);
  return isObject(mark) ? [...inner, textAt(mark, 'ttl') === '1h' ? '1h' : '5m'] : inner;
}

/**
 * A body with marks where a caller of another dialect would expect something to be kept: behind what is the same in every request,
 * and at the end, for the next one. A body that has marks already stays as it is.
 */
export function markedForReuse(body: JsonObject): JsonObject {
  if (PLACES.some((place) => marksIn(body[place]).length > 0)) return body;
  const { system, tools, messages } = body;
  const blocks = typeof system === 'string' ? [{ type: 'text', text: system }] : system;
  return {
    ...body,
    ...(isArray(blocks) ? { system: markedLast(blocks) } : isArray(tools) && { tools: markedLast(tools) }),
    ...(isArray(messages) && { messages: markedEnd(messages) }),
  };
}

const MARKABLE = new Set(['text', 'image', 'document', 'tool_result']);

function markedEnd(turns: readonly Json[]): readonly Json[] {
  const last = turns.at(-1);
  const content = at(last, 'content');
  if (!isObject(last) || !isArray(content) || !MARKABLE.has(blockType(content.at(-1)))) return turns;
  return [...turns.slice(0, -1), { ...last, content: markedLast(content) }];
}

function markedLast(list: readonly Json[]): readonly Json[] {
  const last = list.at(-1);
  return isObject(last) ? [...list.slice(0, -1), { ...last, ...cacheControl('5m') }] : list;
}
