import type { JSONContent } from '@tiptap/core';
import type { PhrasingContent } from 'mdast';
import { edgesOf, isSame, type Mark, type Piece, piecesOf, wordsOf } from './pieces.ts';

/** Where words stand. In a heading and in a cell there is one line. */
export type Room = 'block' | 'heading' | 'cell';

/** Marks that are written around words, the outermost first. */
const AROUND = ['link', 'bold', 'italic', 'strike', 'underline'];

export function writeInline(content: readonly JSONContent[], room: Room): PhrasingContent[] {
  return phrases(piecesOf(content), room);
}

function phrases(pieces: readonly Piece[], room: Room): PhrasingContent[] {
  const made: PhrasingContent[] = [];
  for (let at = 0; at < pieces.length;) {
    const { mark, end } = furthest(pieces, at);
    const run = pieces.slice(at, end);
    if (mark === null) made.push(...run.map((one) => leaf(one, roomBefore(pieces[end], room))));
    else if (mark.type === 'link' && isBare(mark, run) && standsAlone(pieces, at, end)) made.push(bareLink(run));
    else made.push(...around(mark, run, room));
    at = end;
  }
  return made;
}

/** A tag must not be the first of a line, where it would begin a block: before it, a line ends as in a heading. */
function roomBefore(next: Piece | undefined, room: Room): Room {
  const isTag = next?.marks.some(({ type }) => type === 'asWritten') === true;
  return isTag && room === 'block' ? 'heading' : room;
}

/** Of the marks of a piece the one that reaches furthest, and where it ends. */
function furthest(pieces: readonly Piece[], at: number): { readonly mark: Mark | null; readonly end: number } {
  const marks = (pieces[at]?.marks ?? []).filter(({ type }) => AROUND.includes(type));
  const reaching = marks
    .map((mark) => ({ mark, end: endOf(mark, pieces, at) }))
    .toSorted((a, b) => b.end - a.end || AROUND.indexOf(a.mark.type) - AROUND.indexOf(b.mark.type));
  return reaching[0] ?? { mark: null, end: at + 1 };
}

function endOf(mark: Mark, pieces: readonly Piece[], at: number): number {
  const end = pieces.findIndex((one, index) => index > at && !one.marks.some((other) => isSame(other, mark)));
  return end < 0 ? pieces.length : end;
}

function around(mark: Mark, run: readonly Piece[], room: Room): readonly PhrasingContent[] {
  const rest = run.map(({ node, marks }) => ({ node, marks: marks.filter((other) => !isSame(other, mark)) }));
  if (mark.type === 'link') {
    const { href, title } = mark.attrs ?? {};
    return [{ type: 'link', url: text(href), title: textOrNull(title), children: phrases(rest, room) }];
  }
  // Signs must not stand beside a space, and a mark is not seen there.
  const { before, inside, behind } = edgesOf(rest);
  const children = phrases(inside, room);
  const marked = children.length === 0 ? [] : signs(mark.type, children);
  return [...spaces(before), ...marked, ...spaces(behind)];
}

function signs(type: string, children: PhrasingContent[]): readonly PhrasingContent[] {
  switch (type) {
    case 'bold':
      return [{ type: 'strong', children }];
    case 'italic':
      return [{ type: 'emphasis', children }];
    case 'strike':
      return [{ type: 'delete', children }];
    default:
      return [{ type: 'html', value: '<u>' }, ...children, { type: 'html', value: '</u>' }];
  }
}

function spaces(value: string): readonly PhrasingContent[] {
  return value === '' ? [] : [{ type: 'text', value }];
}

function leaf(piece: Piece, room: Room): PhrasingContent {
  const { node, marks } = piece;
  if (node.type === 'lineEnd') return { type: 'text', value: room === 'block' ? '\n' : ' ' };
  if (node.type === 'hardBreak') return room === 'block' ? { type: 'break' } : { type: 'html', value: '<br>' };
  if (node.type === 'image') {
    const { src, alt, title } = node.attrs ?? {};
    return { type: 'image', url: text(src), alt: text(alt), title: textOrNull(title) };
  }
  const value = wordsOf(piece);
  if (marks.some(({ type }) => type === 'code')) return { type: 'inlineCode', value };
  if (!marks.some(({ type }) => type === 'asWritten')) return { type: 'text', value };
  const [, label] = /^\[\^([^\]\s]+)\]$/.exec(value) ?? [];
  if (label !== undefined) return { type: 'footnoteReference', identifier: label, label };
  return { type: 'html', value: room === 'cell' ? value.replaceAll('|', String.raw`\|`) : value };
}

/** Addresses that every program knows for such without brackets. */
const BARE = /^(?:https?:\/\/|www\.)[\w.-]+\.[a-z]{2,}(?::\d+)?(?:\/[\w./~%#?=+-]*[\w/])?$/i;

function isBare({ attrs }: Mark, run: readonly Piece[]): boolean {
  const [only, ...more] = run;
  if (only === undefined || more.length > 0 || only.marks.length > 1 || attrs?.['title'] != null) return false;
  const words = wordsOf(only);
  return BARE.test(words) && attrs?.['href'] === (words.startsWith('www.') ? `http://${words}` : words);
}

function standsAlone(pieces: readonly Piece[], at: number, end: number): boolean {
  const [before, behind] = [pieces[at - 1], pieces[end]];
  const isSpaceBefore = before === undefined || (before.marks.length === 0 && /\s$/.test(wordsOf(before)));
  return isSpaceBefore && (behind === undefined || (behind.marks.length === 0 && /^\s/.test(wordsOf(behind))));
}

function bareLink(run: readonly Piece[]): PhrasingContent {
  const value = run.map(wordsOf).join('');
  const url = value.startsWith('www.') ? `http://${value}` : value;
  return { type: 'link', url, title: null, children: [{ type: 'text', value }], data: { isBare: true } };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
