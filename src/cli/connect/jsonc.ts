import { createScanner, findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';

/** The way to a value: names of properties, positions in lists. */
export type JsonPath = readonly (string | number)[];

/** A value in a text: what it says, and how it is written there. */
export type Written = { readonly value: Json; readonly raw: string };

/** The value at a path of a JSON text with comments, or null when there is none. Throws `configuration` when it is no JSON. */
export function valueAt(text: string, path: JsonPath): Written | null {
  const root = rootOf(text);
  const node = root === null ? undefined : findNodeAtLocation(root, [...path]);
  return node === undefined ? null : { value: jsonOf(node), raw: text.slice(node.offset, endOf(node)) };
}

/**
 * The text with a value set, everything else as it was. `made` says how many objects on the way were not there before.
 * Throws `configuration` when the text is no JSON, or when something on the way is no object.
 */
export function withValue(text: string, path: JsonPath, value: Json): { readonly text: string; readonly made: number } {
  const full = rootOf(text) === null ? `{}${eolOf(text)}` : text;
  const root = rootOf(full);
  if (root === null) return { text: full, made: 0 };
  const there = findNodeAtLocation(root, [...path]);
  if (there !== undefined) {
    return {
      text: spliced(full, there.offset, endOf(there), written(full, value, lineIndent(full, there.offset))),
      made: 0,
    };
  }
  const { parent, rest } = deepest(root, path);
  if (parent.type !== 'object') {
    const name = path.slice(0, path.length - rest.length).join('.');
    throw new Fault(
      'configuration',
      `${name === '' ? 'The file' : `"${name}"`} is no object, so nothing can be put into it.`,
    );
  }
  const [key = '', ...inner] = rest;
  const nested = inner.toReversed().reduce((below: Json, name): Json => ({ [name]: below }), value);
  return { text: inserted(full, parent, `${JSON.stringify(String(key))}: `, nested), made: inner.length };
}

/** The text with the value at a path written as `raw`. The path must be there. */
export function withRaw(text: string, path: JsonPath, raw: string): string {
  const node = nodeAt(text, path);
  return node === null ? text : spliced(text, node.offset, endOf(node), raw);
}

/** The text without the value at a path, and without the `made` objects above it that are empty then. */
export function withoutValue(text: string, path: JsonPath, made = 0): string {
  const node = nodeAt(text, path);
  if (node === null) return text;
  const entry = node.parent?.type === 'property' ? node.parent : node;
  const container = entry.parent;
  if (container === undefined) return text;
  const less = removed(text, container, entry);
  const above = path.slice(0, -1);
  const parent = nodeAt(less, above);
  const isEmpty = parent !== null && (parent.children ?? []).length === 0 && /^[{[]\s*[\]}]$/.test(rawOf(less, parent));
  return isEmpty && made > 0 && above.length > 0 ? withoutValue(less, above, made - 1) : less;
}

/** The text with a value put behind the others of a list. A list that is not there is made where the path is empty. */
export function withItem(text: string, path: JsonPath, value: Json): string {
  const full = rootOf(text) === null && path.length === 0 ? `[]${eolOf(text)}` : text;
  const node = nodeAt(full, path);
  if (node === null || node.type !== 'array') throw new Fault('configuration', 'There is no list to add something to.');
  return inserted(full, node, '', value);
}

/** Does the text say nothing but an empty object or list? */
export function isBare(text: string): boolean {
  return /^\s*(?:\{\s*\}|\[\s*\])?\s*$/.test(text);
}

function nodeAt(text: string, path: JsonPath): Node | null {
  const root = rootOf(text);
  return root === null ? null : (findNodeAtLocation(root, [...path]) ?? null);
}

/** Null for a text that says nothing. */
function rootOf(text: string): Node | null {
  if (text.trim() === '') return null;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (root === undefined || first !== undefined) {
    const line = text.slice(0, first?.offset ?? 0).split('\n').length;
    throw new Fault('configuration', `There is a mistake in line ${line}, so the file cannot be changed safely.`);
  }
  return root;
}

function jsonOf(node: Node): Json {
  const value: Json = getNodeValue(node);
  return value;
}

function deepest(root: Node, path: JsonPath): { readonly parent: Node; readonly rest: JsonPath } {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const parent = findNodeAtLocation(root, path.slice(0, length));
    if (parent !== undefined) return { parent, rest: path.slice(length) };
  }
  return { parent: root, rest: path };
}

/** Puts an entry behind the last one of an object or a list, in the way the others are written. */
function inserted(text: string, container: Node, label: string, value: Json): string {
  const last = container.children?.at(-1);
  const close = endOf(container) - 1;
  const eol = eolOf(text);
  const isInline = last !== undefined && !text.slice(container.offset, close).includes('\n');
  if (isInline) {
    const { comma } = behind(text, endOf(last), close);
    const entry = label + JSON.stringify(value);
    return comma === null
      ? spliced(text, endOf(last), endOf(last), `, ${entry}`)
      : spliced(text, comma + 1, comma + 1, ` ${entry},`);
  }
  const outer = lineIndent(text, container.offset);
  const indent = last === undefined ? outer + unitOf(text) : lineIndent(text, last.offset);
  const entry = eol + indent + label + written(text, value, indent);
  if (last === undefined) {
    const inside = text.slice(container.offset + 1, close);
    const tail = inside.trim() === '' ? '' : inside.trimEnd();
    return spliced(text, container.offset + 1, close, tail + entry + eol + outer);
  }
  const { comma, lineEnd } = behind(text, endOf(last), close);
  const at = lineEnd ?? (comma === null ? endOf(last) : comma + 1);
  const added = spliced(text, at, at, comma === null ? entry : `${entry},`);
  return comma === null ? spliced(added, endOf(last), endOf(last), ',') : added;
}

/** Takes an entry out, with its line when it has one of its own. */
function removed(text: string, container: Node, entry: Node): string {
  const siblings = container.children ?? [];
  const at = siblings.indexOf(entry);
  const close = endOf(container) - 1;
  const next = siblings[at + 1];
  const before = siblings[at - 1];
  const { comma } = behind(text, endOf(entry), next?.offset ?? close);
  const gap = /[ \t]*$/.exec(text.slice(0, entry.offset))?.[0].length ?? 0;
  const lineStart = /\r?\n$/.exec(text.slice(0, entry.offset - gap));
  const from =
    lineStart === null ? entry.offset - (before === undefined ? 0 : gap) : entry.offset - gap - lineStart[0].length;
  const less = spliced(text, from, comma === null ? endOf(entry) : comma + 1, '');
  // The entry before it is the last one now, and was not written to be.
  const stray = comma === null && before !== undefined ? behind(text, endOf(before), entry.offset).comma : null;
  const clean = stray === null ? less : spliced(less, stray, stray + 1, '');
  return siblings.length > 1 ? clean : collapsed(clean, container.offset);
}

/** `{` and `}` with nothing but space between them, as `{}`. */
function collapsed(text: string, offset: number): string {
  const [whole = ''] = /^(?:\{\s*\}|\[\s*\])/.exec(text.slice(offset)) ?? [];
  return whole === '' ? text : spliced(text, offset, offset + whole.length, `${whole[0]}${whole.at(-1)}`);
}

/** What stands between two places where no value is: a comma, and the first end of a line that is not inside a comment. */
function behind(
  text: string,
  from: number,
  to: number,
): { readonly comma: number | null; readonly lineEnd: number | null } {
  const scanner = createScanner(text.slice(from, to));
  let comma: number | null = null;
  let lineEnd: number | null = null;
  for (let kind: number = scanner.scan(); scanner.getTokenLength() > 0; kind = scanner.scan()) {
    const at = from + scanner.getTokenOffset();
    if (kind === COMMA) comma ??= at;
    if (kind === LINE_BREAK) lineEnd ??= at;
  }
  return { comma, lineEnd };
}

// `SyntaxKind` is a const enum, whose values the parser does not hand over.
const COMMA = 5;
const LINE_BREAK = 14;

function written(text: string, value: Json, indent: string): string {
  return JSON.stringify(value, null, unitOf(text)).replaceAll('\n', eolOf(text) + indent);
}

function rawOf(text: string, node: Node): string {
  return text.slice(node.offset, endOf(node));
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function spliced(text: string, from: number, to: number, put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}

function lineIndent(text: string, offset: number): string {
  return /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, offset))?.[1] ?? '';
}

/** One step of indentation, as the first line that has any shows it. */
function unitOf(text: string): string {
  return /^[{[]\s*?\n([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
