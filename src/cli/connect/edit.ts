import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { Fault } from '../../model/fault.ts';
import { isArray, type Json, type JsonObject, textAt } from '../../model/json.ts';
import { type Block, type BlockTrace, linesOf, withBlock, withoutBlock } from './block.ts';
import { fingerprint } from './digest.ts';
import { type JsonPath, valueAt, withItem, withoutValue, withRaw, withValue } from './jsonc.ts';
import { hasTable, topEnd, topSetting } from './toml.ts';

/** One thing that is changed in a file. */
export type Edit =
  /** A value of a JSON file, comments allowed. */
  | { readonly kind: 'value'; readonly path: JsonPath; readonly value: Json }
  /** An object in a list of a JSON file, known by the value of one of its fields. */
  | { readonly kind: 'item'; readonly path: JsonPath; readonly field: string; readonly value: JsonObject }
  /** A key of the first table of a TOML file. */
  | { readonly kind: 'toml-setting'; readonly key: string; readonly value: string }
  /** A table of a TOML file. */
  | { readonly kind: 'toml-table'; readonly name: string; readonly lines: readonly string[] }
  /** Entries, each in lines, of a list at the top of a YAML file; `head` stands before them where the file is new. */
  | {
      readonly kind: 'yaml-items';
      readonly key: string;
      readonly entries: readonly (readonly string[])[];
      readonly head: readonly string[];
    }
  /** Lines at the end. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

/** What is written down of an edit, so that exactly it can be undone. Holds no value, ours or anybody's. */
export type Trace =
  | BlockTrace
  | {
      readonly kind: 'value';
      readonly path: JsonPath;
      readonly wrote: string;
      /** Was there a value before? Then it is in the file as it was. */
      readonly had: boolean;
      /** How many objects on the way to it are ours. */
      readonly made: number;
    }
  | {
      readonly kind: 'item';
      readonly path: JsonPath;
      readonly field: string;
      readonly name: string;
      readonly wrote: string;
      readonly made: number;
    };

/** The text with all edits made. Throws `configuration` when one of them cannot be made without breaking something. */
export function withEdits(
  text: string,
  edits: readonly Edit[],
  mark: string,
): { readonly text: string; readonly traces: readonly Trace[] } {
  const traces: Trace[] = [];
  let now = text;
  for (const edit of edits) {
    const done = withEdit(now, edit, { mark, before: text });
    now = done.text;
    traces.push(done.trace);
  }
  return { text: now, traces };
}

type Circumstances = { readonly mark: string; readonly before: string };
type Done = { readonly text: string; readonly trace: Trace };

function withEdit(text: string, edit: Edit, circumstances: Circumstances): Done {
  switch (edit.kind) {
    case 'value': {
      const { path, value } = edit;
      const had = valueAt(circumstances.before, path) !== null;
      const { text: changed, made } = withValue(text, path, value);
      return { text: changed, trace: { kind: 'value', path, wrote: printOf(value), had, made } };
    }
    case 'item':
      return withObject(text, edit);
    case 'toml-setting':
    case 'toml-table':
    case 'yaml-items':
    case 'lines':
      return withBlock(text, inTheFileAsItWas(blockOf(text, edit), text, circumstances), circumstances.mark);
  }
}

/** An earlier edit of the same file has moved the lines; those that are stood in for are looked up in the file as it was. */
function inTheFileAsItWas(block: Block, text: string, { before }: Circumstances): Block {
  if (block.instead > 0 && text !== before) {
    throw new Fault('bug', 'Lines of the file may only be replaced by the first change to it');
  }
  return block;
}

function withObject(text: string, { path, field, value }: Extract<Edit, { kind: 'item' }>): Done {
  const name = textAt(value, field);
  const list = valueAt(text, path)?.value;
  if (isArray(list) && list.some((item) => textAt(item, field) === name)) {
    throw new Fault('configuration', `It has an entry called "${name}" already, which is not ours.`);
  }
  const trace = { kind: 'item' as const, path, field, name, wrote: printOf(value) };
  if (list === undefined && path.length > 0) {
    const { text: changed, made } = withValue(text, path, [value]);
    return { text: changed, trace: { ...trace, made: made + 1 } };
  }
  return { text: withItem(text, path, value), trace: { ...trace, made: 0 } };
}

function blockOf(text: string, edit: Exclude<Edit, { kind: 'value' | 'item' }>): Block {
  switch (edit.kind) {
    case 'lines':
      return { lines: edit.lines, at: linesOf(text).length, instead: 0, apart: true };
    case 'toml-setting': {
      const lines = [`${edit.key} = ${JSON.stringify(edit.value)}`];
      const there = topSetting(text, edit.key);
      return there === null
        ? { lines, at: topEnd(text), instead: 0, apart: false }
        : { lines, at: there.line, instead: there.count, apart: false };
    }
    case 'toml-table':
      if (hasTable(text, edit.name)) {
        throw new Fault('configuration', `It has a table [${edit.name}] already, which is not ours.`);
      }
      return { lines: [`[${edit.name}]`, ...edit.lines], at: linesOf(text).length, instead: 0, apart: true };
    case 'yaml-items':
      return yamlItems(text, edit);
  }
}

/** In front of the other entries, and indented as they are. */
function yamlItems(text: string, { key, entries, head }: Extract<Edit, { kind: 'yaml-items' }>): Block {
  const document = parseDocument(text);
  const { contents } = document;
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    throw new Fault(
      'configuration',
      `There is a mistake in line ${mistake.linePos?.[0].line ?? 1}, so the file cannot be changed safely.`,
    );
  }
  const dashed = entries.flatMap((lines) => lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`));
  const indented = (indent: string): readonly string[] => dashed.map((line) => indent + line);
  const end = { at: linesOf(text).length, instead: 0, apart: true };
  if (contents === null) return { lines: [...head, `${key}:`, ...indented('  ')], ...end };
  const pair = isMap(contents) ? contents.items.find((one) => isScalar(one.key) && one.key.value === key) : undefined;
  if (isMap(contents) && contents.flow !== true && pair === undefined)
    return { lines: [`${key}:`, ...indented('  ')], ...end };
  const list = pair?.value;
  const [first] = isSeq(list) && list.flow !== true ? list.items : [];
  const offset =
    first !== null && typeof first === 'object' && 'range' in first && Array.isArray(first.range) ? first.range[0] : -1;
  if (offset < 0)
    throw new Fault('configuration', `Its "${key}" is written so that nothing can be added without writing it anew.`);
  const at = linesOf(text.slice(0, offset)).length - 1;
  const indent = /^\s*/.exec(linesOf(text)[at] ?? '')?.[0] ?? '';
  return { lines: indented(indent), at, instead: 0, apart: false };
}

export type Undone = {
  readonly text: string;
  /** What the person has changed since, by name; it was left alone. */
  readonly left: readonly string[];
};

/** The text with the edits undone, latest first. `before` is the file as it was, or null when it is lost. */
export function withoutEdits(
  text: string,
  traces: readonly Trace[],
  { mark, before }: { readonly mark: string; readonly before: string | null },
): Undone {
  const left: string[] = [];
  let now = text;
  for (const trace of traces.toReversed()) {
    const without = withoutEdit(now, trace, { mark, before });
    if (without === null) left.push(nameOf(trace));
    else now = without;
  }
  return { text: now, left: left.toReversed() };
}

/** Null when it has to be left. */
function withoutEdit(
  text: string,
  trace: Trace,
  { mark, before }: { readonly mark: string; readonly before: string | null },
): string | null {
  switch (trace.kind) {
    case 'block': {
      if (trace.instead > 0 && before === null) return null;
      const without = withoutBlock(text, trace, { mark, before: before ?? '' });
      return without.kind === 'out' ? without.text : without.kind === 'gone' ? text : null;
    }
    case 'item': {
      const list = valueAt(text, trace.path)?.value;
      const at = isArray(list) ? list.findIndex((item) => textAt(item, trace.field) === trace.name) : -1;
      if (at === -1) return text;
      if (!isArray(list) || printOf(list[at] ?? null) !== trace.wrote) return null;
      return withoutValue(text, [...trace.path, at], trace.made);
    }
    case 'value': {
      const there = valueAt(text, trace.path);
      if (there === null) return text;
      if (printOf(there.value) !== trace.wrote) return null;
      if (!trace.had) return withoutValue(text, trace.path, trace.made);
      const was = before === null ? null : valueAt(before, trace.path);
      return was === null ? null : withRaw(text, trace.path, was.raw);
    }
  }
}

function nameOf(trace: Trace): string {
  switch (trace.kind) {
    case 'block':
      return 'the lines below our comment';
    case 'item':
      return `"${trace.name}"`;
    case 'value':
      return `"${trace.path.join('.')}"`;
  }
}

function printOf(value: Json): string {
  return fingerprint(JSON.stringify(sorted(value)));
}

/** Programs that write their settings anew may sort them. */
function sorted(value: Json): Json {
  if (isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
