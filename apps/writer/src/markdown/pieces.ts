import type { JSONContent } from '@tiptap/core';

export type Mark = { readonly type: string; readonly attrs?: Record<string, unknown> | undefined };

/** Words, a picture or the end of a line, with the marks that are still to be written around it. */
export type Piece = { readonly node: JSONContent; readonly marks: readonly Mark[] };

/** The pieces of a block. Spaces at the edges of a line say nothing, and Markdown has no sign for them, so they are left out. */
export function piecesOf(content: readonly JSONContent[]): readonly Piece[] {
  const lines = linesOf(joined(content.map(pieceOf))).map(({ end, pieces }) => ({
    end,
    pieces: edgesOf(pieces).inside,
  }));
  while (lines.at(-1)?.pieces.length === 0) lines.pop();
  while (lines[0]?.pieces.length === 0) lines.shift();
  return lines.flatMap(({ pieces, end }, at) => (at === 0 ? pieces : [end, ...pieces]));
}

function pieceOf(node: JSONContent): Piece {
  // Who wrote it is no part of the file.
  const marks = (node.marks ?? []).filter(({ type }) => type !== 'authorship');
  return {
    node: node.type === 'text' ? { ...node, text: (node.text ?? '').replaceAll(/\s*\n\s*/g, ' ') } : node,
    marks,
  };
}

/** Words that differ in nothing but in who wrote them are one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    const isOne = last?.node.type === 'text' && piece.node.type === 'text' && areSame(last.marks, piece.marks);
    if (isOne) all[all.length - 1] = { ...last, node: { type: 'text', text: wordsOf(last) + wordsOf(piece) } };
    else all.push(piece);
  }
  return all;
}

function areSame(some: readonly Mark[], others: readonly Mark[]): boolean {
  return some.length === others.length && some.every((one) => others.some((other) => isSame(one, other)));
}

export function isSame(one: Mark, other: Mark): boolean {
  return one.type === other.type && one.attrs?.['href'] === other.attrs?.['href'];
}

/** `end`: what ended the line before. */
type Line = { readonly end: Piece; readonly pieces: readonly Piece[] };

function linesOf(pieces: readonly Piece[]): Line[] {
  const ends = [-1, ...pieces.flatMap((one, at) => (isEnd(one) ? [at] : []))];
  return ends.map((at, index) => ({
    end: { node: { type: pieces[at]?.node.type ?? 'hardBreak' }, marks: [] },
    pieces: pieces.slice(at + 1, ends[index + 1] ?? pieces.length),
  }));
}

function isEnd({ node }: Piece): boolean {
  return node.type === 'hardBreak' || node.type === 'lineEnd';
}

/** Spaces that stand at both edges of some pieces, and what is between them. */
export function edgesOf(pieces: readonly Piece[]): {
  readonly before: string;
  readonly inside: readonly Piece[];
  readonly behind: string;
} {
  const start = pieces.findIndex((one) => !isSpace(one));
  if (start < 0) return { before: wordsIn(pieces), inside: [], behind: '' };
  const end = pieces.findLastIndex((one) => !isSpace(one)) + 1;
  const inside = pieces.slice(start, end);
  const before = wordsIn(pieces.slice(0, start)) + takeFrom(inside, 0, /^\s+/);
  const behind = takeFrom(inside, inside.length - 1, /\s+$/) + wordsIn(pieces.slice(end));
  return { before, inside, behind };
}

/** Takes what fits away from one of the pieces, and gives it. */
function takeFrom(pieces: Piece[], at: number, wanted: RegExp): string {
  const piece = pieces[at];
  if (piece === undefined || !isPlain(piece)) return '';
  const [taken = ''] = wanted.exec(wordsOf(piece)) ?? [];
  if (taken !== '') pieces[at] = { ...piece, node: { type: 'text', text: wordsOf(piece).replace(wanted, '') } };
  return taken;
}

export function wordsOf({ node }: Piece): string {
  return node.text ?? '';
}

function wordsIn(pieces: readonly Piece[]): string {
  return pieces.map(wordsOf).join('');
}

function isSpace(piece: Piece): boolean {
  return isEnd(piece) || (isPlain(piece) && wordsOf(piece).trim() === '');
}

/** Words that are written as Markdown, and not as they are. */
function isPlain({ node, marks }: Piece): boolean {
  return node.type === 'text' && !marks.some(({ type }) => type === 'code' || type === 'asWritten');
}
