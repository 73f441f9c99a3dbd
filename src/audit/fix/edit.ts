/** Places in a text, as offsets of UTF-16 units: from the first to behind the last. */
export type Span = { readonly from: number; readonly to: number };

/** A piece of a text that is put in the place of another; an empty span only puts something in. */
export type Edit = Span & { readonly text: string };

/** The text with its edits; null where two of them overlap. */
export function edited(text: string, edits: readonly Edit[]): string | null {
  const sorted = edits.toSorted((a, b) => a.from - b.from || a.to - b.to);
  if (sorted.some((edit, at) => edit.from < (sorted[at - 1]?.to ?? 0))) return null;
  const pieces: string[] = [];
  let done = 0;
  for (const edit of sorted) {
    pieces.push(text.slice(done, edit.from), edit.text);
    done = edit.to;
  }
  return [...pieces, text.slice(done)].join('');
}

/** Puts something in. */
export function inserted(at: number, text: string): Edit {
  return { from: at, to: at, text };
}

/** How the lines of a text end. */
export function lineBreak(text: string): '\n' | '\r\n' {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/** The quotation mark that a text uses more often. */
export function quoteOf(text: string): '"' | "'" {
  return (text.match(/'/g) ?? []).length >= (text.match(/"/g) ?? []).length ? "'" : '"';
}

/** The white space that a line begins with. */
export function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? '';
}
