import { type Edit, indentAt, inserted, lineBreak } from './edit.ts';
import type { Invocation, Layout, List } from './layout.ts';

/** Puts one more thing at the end of a list, in the form that the list has: on a line of its own where the others stand so. */
export function appended({ text, language }: Layout, list: List, item: string): readonly Edit[] {
  const last = list.items.at(-1);
  if (!list.hasBrackets) return [inserted(last?.to ?? list.to, `${last === undefined ? ' ' : ', '}${item}`)];
  const opening = text.slice(list.from, list.to).search(/[([{]/) + list.from + 1;
  if (last === undefined) {
    const padded = text[opening - 1] === '{' && language !== 'go' ? ` ${item} ` : item;
    const isEmpty = text.slice(opening, list.to - 1).trim() === '';
    return isEmpty ? [{ from: opening, to: list.to - 1, text: padded }] : [inserted(opening, `${padded}, `)];
  }
  const rest = text.slice(last.to, list.to - 1);
  const comma = /^\s*,/.exec(rest)?.[0].length ?? 0;
  const isOnOwnLine = text.slice(lineStart(text, last.from), last.from).trim() === '';
  if (!isOnOwnLine || !rest.includes('\n')) return [inserted(last.to + comma, comma === 0 ? `, ${item}` : ` ${item},`)];
  const line = `${lineBreak(text)}${indentAt(text, last.from)}${item}`;
  // What people noted behind the last thing stays on its line.
  const end = last.to + comma + (/^[^\r\n]*/.exec(text.slice(last.to + comma))?.[0].length ?? 0);
  return comma === 0 ? [inserted(last.to, ','), inserted(end, line)] : [inserted(end, `${line},`)];
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** In an object among what something is given; `at`: the place of the object. Null where something else stands there. */
export function inRecord(
  { list, to }: Invocation,
  { layout, item, at }: { readonly layout: Layout; readonly item: string; readonly at: number },
): readonly Edit[] | null {
  if (list === null) return at === 0 ? [inserted(to, `({ ${item} })`)] : null;
  const there = list.items[at];
  if (there === undefined) return list.items.length === at ? appended(layout, list, `{ ${item} }`) : null;
  return there.list === null ? null : appended(layout, there.list, item);
}

/** Before the last call of a chain, on a line of its own where the others stand so. */
export function inChain(
  { receiver, callee, name }: Invocation,
  { layout: { text }, call }: { readonly layout: Layout; readonly call: string },
): readonly Edit[] | null {
  if (receiver === null) return null;
  if (name === 'fromEnv') return [inserted(receiver.to, '.builder()'), inserted(callee.to + 2, `${call}.build()`)];
  const between = /^\s*/.exec(text.slice(receiver.to, callee.to))?.[0] ?? '';
  return [inserted(receiver.to, `${between}${call}`)];
}
