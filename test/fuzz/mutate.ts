import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Chance } from './chance.ts';

/** No input gets larger than this, bytes: what is looked for are mistakes in reading, not in counting. */
export const INPUT_BYTES_MAX = 256 * 1024;
const NODES_MAX = 3_000;

/** Values that have broken readers of JSON before. */
const NASTY: readonly Json[] = [
  null, true, false, 0, -1, 1, 0.5, 1e308, -1e308, 2 ** 53, 4_294_967_296, '', ' ', '\0', '\ud800', '\udc00', '\u2028',
  '\r\n', 'data: x\n\n', 'event: message_stop\ndata: {}\n\n', '[DONE]', '__proto__', 'constructor', 'toString', 'null',
  '{}', '{"a":1}', '[', '1e999', 'true', 'image/png', 'data:image/png;base64,AAAA', 'https://example.com/x', [], {}, [[]],
  [null], [{}], [''], { type: 'text' }, { type: 'text', text: 7 }, { type: 'object' }, { $ref: '#' },
]; // oxfmt-ignore

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  'type',
  'role',
  'content',
  'model',
];

/** JSON with a few things changed at places by chance. `other` lends it parts. */
export function mutateJson(value: Json, other: Json, chance: Chance): Json {
  let changed = value;
  for (let times = 1 + chance.below(4); times > 0; times -= 1) changed = mutateOnce(changed, other, chance);
  return changed;
}

function mutateOnce(value: Json, other: Json, chance: Chance): Json {
  const target = chance.below(Math.min(NODES_MAX, countOf(value)));
  let number = -1;
  const walk = (node: Json): Json => {
    number += 1;
    if (number === target) return changedNode(node, other, chance);
    if (number > target) return node;
    if (isArray(node)) return mapArray(node, walk, () => number >= target);
    if (!isObject(node)) return node;
    const entries = Object.entries(node).map(([key, inner]) => [key, number >= target ? inner : walk(inner)] as const);
    return Object.fromEntries(entries);
  };
  return walk(value);
}

function mapArray(list: readonly Json[], walk: (node: Json) => Json, isDone: () => boolean): Json {
  return list.map((inner) => (isDone() ? inner : walk(inner)));
}

function countOf(value: Json): number {
  let count = 0;
  const look = (node: Json): void => {
    count += 1;
    if (count > NODES_MAX) return;
    if (isArray(node)) node.forEach(look);
    else if (isObject(node)) Object.values(node).forEach(look);
  };
  look(value);
  return count;
}

function changedNode(node: Json, other: Json, chance: Chance): Json {
  switch (chance.below(10)) {
    case 0:
    case 1:
      return chance.pick(NASTY);
    case 2:
      return nodeOf(other, chance);
    case 3:
      return nested(node, chance);
    default:
      if (isArray(node)) return changedList(node, other, chance);
      if (isObject(node)) return changedObject(node, other, chance);
      return typeof node === 'string' ? changedText(node, chance) : chance.pick(NASTY);
  }
}

function nested(node: Json, chance: Chance): Json {
  const depth = chance.oneIn(10) ? 20 + chance.below(300) : 1 + chance.below(5);
  let around = node;
  const key = chance.pick(['content', 'parts', 'items', 'properties', 'type', 'a']);
  const isList = chance.oneIn(2);
  for (let level = 0; level < depth; level += 1) around = isList ? [around] : { [key]: around };
  return around;
}

function changedList(list: readonly Json[], other: Json, chance: Chance): Json {
  const at = chance.below(list.length + 1);
  const [item = null] = list.slice(at);
  switch (chance.below(6)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return list.toSpliced(at, 0, nodeOf(other, chance));
    case 2:
      return [...list, ...Array<Json>(chance.oneIn(20) ? 2_000 : 3).fill(item)];
    case 3:
      return list.toReversed();
    case 4:
      return [];
    default:
      return list.toSpliced(at, 1, chance.pick(NASTY));
  }
}

function changedObject(object: JsonObject, other: Json, chance: Chance): Json {
  const entries = Object.entries(object);
  const at = chance.below(entries.length + 1);
  const [[key, value] = ['', null]] = entries.slice(at);
  switch (chance.below(6)) {
    case 0:
      return Object.fromEntries(entries.toSpliced(at, 1));
    case 1:
      return Object.fromEntries(entries.toSpliced(at, 1, [chance.pick(KEYS), value]));
    case 2:
      return Object.fromEntries([...entries, [chance.pick(KEYS), nodeOf(other, chance)]]);
    case 3:
      return Object.fromEntries(entries.toSpliced(at, 1, [key, nodeOf(other, chance)]));
    case 4:
      return isObject(other) ? { ...object, ...other } : object;
    default:
      return Object.fromEntries(entries.toSpliced(at, 1, [key, chance.pick(NASTY)]));
  }
}

function changedText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  switch (chance.below(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(at);
    case 2:
      return text.repeat(chance.oneIn(20) ? Math.min(5_000, Math.floor(100_000 / (text.length + 1))) : 2);
    case 3:
      return (
        text.slice(0, at) +
        chance.pick(['\0', '\r', '\n', '\n\n', '"', '\\', '\ud83d', '\u2029', '/..', '%00', '</']) +
        text.slice(at)
      );
    case 4:
      return text.toUpperCase();
    default:
      return text.replaceAll(/\d/g, '9');
  }
}

function nodeOf(value: Json, chance: Chance): Json {
  let node = value;
  for (let depth = chance.below(6); depth > 0; depth -= 1) {
    const children = isArray(node) ? node : isObject(node) ? Object.values(node) : [];
    if (children.length === 0) break;
    node = chance.pick(children);
  }
  return node;
}

/** The text of JSON, now and then written as nobody writes it: all of it legal, or cut off. */
export function printJson(value: Json, chance: Chance): string {
  const text = JSON.stringify(value, null, chance.oneIn(8) ? chance.pick([1, 2, '\t', '\r\n', '  \n ']) : undefined);
  switch (chance.below(24)) {
    case 0:
      return text.replaceAll(/"(m|s|t)(odel|tream|ype)"/g, (_, first: string, rest: string) =>
        chance.oneIn(2) ? `"\\u00${first.charCodeAt(0).toString(16)}${rest}"` : `"${first}${rest}"`,
      );
    case 1:
      return text.replace('{', '{"model":"first","stream":false,');
    case 2:
      return text.replace(
        /\}\s*$/,
        chance.pick([',"model":"last"}', ',"stream":true}', ',"model":{"model":"x"}}', ',"x":"\\"model\\":"}']),
      );
    case 3:
      return `${chance.pick(['\ufeff', ' \n', '\t', ''])}${text}${chance.pick(['\n', ' ', '\0', ','])}`;
    case 4:
      return text.slice(0, chance.below(text.length));
    case 5:
      return text.replace(PLACES, (place) => `${place}${bomb(chance)},"x":`);
    default:
      return text;
  }
}

const PLACES = /"(?:content|text|parts|input|arguments|parameters|schema|properties|delta|args|message|error)":/;

/** Nested deeper than any stack. */
function bomb(chance: Chance): string {
  const depth = 100 + chance.below(30_000);
  return chance.oneIn(2) ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '0' + '}'.repeat(depth);
}

const PIECES = [
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\r\r',
  'data: ',
  'data:',
  'event: ',
  ': ',
  '\ufeff',
  '\0',
  '"',
  '{',
  '}',
  '[',
  ']',
  '[DONE]',
  '\\u0000',
  '\u00e9',
];

/** Bytes with a few of them changed, cut out, doubled or put in. */
export function mutateBytes(bytes: Uint8Array, other: Uint8Array, chance: Chance): Uint8Array {
  let changed = bytes;
  for (let times = 1 + chance.below(5); times > 0; times -= 1) {
    const at = chance.below(changed.length + 1);
    const end = Math.min(changed.length, at + chance.below(64));
    switch (chance.below(7)) {
      case 0:
        changed = Buffer.from(changed);
        if (at < changed.length) changed[at] = chance.below(256);
        break;
      case 1:
        changed = joined(changed.subarray(0, at), changed.subarray(end));
        break;
      case 2:
        changed = joined(changed.subarray(0, at), Buffer.from(chance.pick(PIECES)), changed.subarray(at));
        break;
      case 3:
        changed = joined(changed.subarray(0, end), changed.subarray(at));
        break;
      case 4:
        changed = changed.subarray(0, at);
        break;
      case 5: {
        const from = chance.below(other.length + 1);
        changed = joined(
          changed.subarray(0, at),
          other.subarray(from, from + chance.below(4_000)),
          changed.subarray(at),
        );
        break;
      }
      default:
        changed = joined(
          changed.subarray(0, at),
          Uint8Array.of(chance.below(256), 0x80 + chance.below(128)),
          changed.subarray(at),
        );
    }
  }
  return changed.subarray(0, INPUT_BYTES_MAX);
}

/** Bytes that mean nothing, or nearly. */
export function anyBytes(chance: Chance): Uint8Array {
  if (chance.oneIn(2)) return Uint8Array.from({ length: chance.below(400) }, () => chance.below(256));
  let text = '';
  for (let count = chance.below(60); count > 0; count -= 1) text += chance.pick(PIECES);
  return Buffer.from(text);
}

/** A stream with events left out, doubled, in another order, renamed, changed, or written in another way. */
export function mutateStream(text: string, other: string, chance: Chance): string {
  const isLines = !text.includes('\n\n');
  const end = isLines ? '\n' : '\n\n';
  let events = text
    .replaceAll('\r\n', '\n')
    .split(end)
    .filter((event) => event !== '');
  const others = other
    .replaceAll('\r\n', '\n')
    .split(end)
    .filter((event) => event !== '');
  for (let times = 1 + chance.below(4); times > 0 && events.length > 0; times -= 1) {
    const at = chance.below(events.length);
    const event = events[at] ?? '';
    const lent = others.length === 0 ? '' : chance.pick(others);
    switch (chance.below(9)) {
      case 0:
        events = events.toSpliced(at, 1 + chance.below(3));
        break;
      case 1:
        events = events.toSpliced(at, 0, event);
        break;
      case 2:
        events = events.toSpliced(at, 1).toSpliced(chance.below(events.length), 0, event);
        break;
      case 3:
        events = events.toSpliced(at, 0, lent);
        break;
      case 4:
        events = events.toSpliced(
          at,
          1,
          event.replace(/^event: .*/m, `event: ${chance.pick(['error', 'ping', 'message_stop', '', '__proto__'])}`),
        );
        break;
      case 5:
        events = events.toSpliced(
          at,
          0,
          chance.pick([': ping', 'data: [DONE]', 'data:', 'id: 7', 'retry: 1', 'data: {}', 'data: null', '{}', 'null']),
        );
        break;
      default:
        events = events.toSpliced(at, 1, withOtherData(event, lent, chance));
    }
  }
  const written = events.map((event) => event + end).join('');
  if (chance.oneIn(12)) return written.replaceAll('\n', chance.pick(['\r\n', '\r']));
  return chance.oneIn(20) ? `\ufeff${written}` : written;
}

function withOtherData(event: string, lent: string, chance: Chance): string {
  const data = /^(?:data: ?)?(\{.*\})$/m.exec(event)?.[1];
  if (data === undefined) return event;
  const changed = JSON.stringify(mutateJson(jsonOr(data), jsonOr(/(\{.*\})/.exec(lent)?.[1] ?? '0'), chance));
  const cut = chance.below(changed.length);
  const written = chance.oneIn(15) ? `${changed.slice(0, cut)}\ndata: ${changed.slice(cut)}` : changed;
  return event.replace(data, () => written);
}

/** JSON, or null for what is none. */
export function jsonOr(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}

/** Bytes in pieces: one, a few, or one byte at a time. */
export function pieces(bytes: Uint8Array, chance: Chance): readonly Uint8Array[] {
  const size = chance.pick([
    bytes.length + 1,
    1 + chance.below(2_000),
    1 + chance.below(40),
    bytes.length < 4_000 ? 1 : 97,
  ]);
  const all: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + 1 + chance.below(size));
    all.push(bytes.subarray(at, end));
    at = end;
  }
  return all;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
