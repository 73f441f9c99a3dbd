import { digestOf } from './digest.ts';

/** Lines of ours in a file with `#` comments: a first line that says whose they are, and what follows. */
export type Block = {
  readonly lines: readonly string[];
  /** The line, counted from 0, before which they are put. */
  readonly at: number;
  /** How many of the file's own lines, from there on, they stand in for. */
  readonly instead: number;
  /** Is a line left free before them? */
  readonly apart: boolean;
};

/** What is written down of a block, so that it can be found again and taken out. None of its words. */
export type BlockTrace = {
  readonly kind: 'block';
  readonly wrote: string;
  readonly count: number;
  readonly apart: boolean;
  /** Did the file end without a line end? */
  readonly open: boolean;
  /** The lines that it stands in for, in the file as it was. */
  readonly from: number;
  readonly instead: number;
};

/** The first line of a block. No line says where it ends: what a program adds to its file often goes before a last comment. */
export function markOf(client: string): string {
  return `# Added by "failsoft connect ${client}"; "failsoft disconnect ${client}" takes it out again.`;
}

/** The text with the block in it. */
export function withBlock(
  text: string,
  { lines, at, instead, apart }: Block,
  mark: string,
): { readonly text: string; readonly trace: BlockTrace } {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const own = linesOf(text);
  const open = at === own.length && own.length > 0 && own.at(-1)?.endsWith('\n') !== true;
  const isApart = apart && at > 0 && own[at - 1]?.trim() !== '';
  const indent = /^\s*/.exec(lines[0] ?? '')?.[0] ?? '';
  const block = [...(isApart ? [''] : []), indent + mark, ...lines].map((line) => line + eol);
  const put = open ? [eol, ...block] : block;
  return {
    text: [...own.slice(0, at), ...put, ...own.slice(at + instead)].join(''),
    trace: { kind: 'block', wrote: digestOf(lines), count: lines.length, apart: isApart, open, from: at, instead },
  };
}

/** The text without the block. `before` is the file as it was, from which the lines come that it stood in for. */
export function withoutBlock(
  text: string,
  trace: BlockTrace,
  { mark, before }: { readonly mark: string; readonly before: string },
): { readonly kind: 'out'; readonly text: string } | { readonly kind: 'changed' | 'gone' } {
  const own = linesOf(text);
  const marks = own.flatMap((line, at) => (line.trim() === mark ? [at] : []));
  if (marks.length === 0) return { kind: 'gone' };
  const found = marks.find((at) => digestOf(own.slice(at + 1, at + 1 + trace.count)) === trace.wrote);
  if (found === undefined) return { kind: 'changed' };
  const end = found + 1 + trace.count;
  const start = trace.apart && own[found - 1]?.trim() === '' ? found - 1 : found;
  const back = linesOf(before).slice(trace.from, trace.from + trace.instead);
  const left = own.slice(0, start);
  if (trace.open && end === own.length) left.push((left.pop() ?? '').replace(/\r?\n$/, ''));
  return { kind: 'out', text: [...left, ...back, ...own.slice(end)].join('') };
}

/** The lines of a text, each with its end. */
export function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
