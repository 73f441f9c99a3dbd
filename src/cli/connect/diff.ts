import type { Channel } from '../print.ts';

/** A line of a comparison: taken out, put in, or the same in both. */
export type DiffLine = { readonly sign: '-' | '+' | ' '; readonly text: string };

const CONTEXT = 2;
/** More lines than this are not compared one by one; no settings file has so many. */
const LINES_MAX = 3_000;

/** What changes between two texts, with a few lines around. Values that look like secrets are hidden. */
export function diffOf(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [linesIn(before), linesIn(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  const shorter = Math.min(old.length, now.length) - start;
  while (end < shorter && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = compared(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const all = [...same(old.slice(0, start)), ...middle, ...same(end === 0 ? [] : old.slice(-end))];
  const near = all.map((_, at) =>
    all.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  return all.flatMap(({ sign, text }, at) => {
    if (near[at] === true) return [{ sign, text: withoutSecrets(text) }];
    return near[at - 1] === true && near.indexOf(true, at) !== -1 ? [{ sign: ' ', text: '…' }] : [];
  });
}

function same(lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ sign: ' ', text }));
}

/** The longest lines in common stay, the others go or come. */
function compared(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const gone = old.map((text): DiffLine => ({ sign: '-', text }));
  const come = now.map((text): DiffLine => ({ sign: '+', text }));
  if (old.length === 0 || now.length === 0 || old.length > LINES_MAX || now.length > LINES_MAX)
    return [...gone, ...come];
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [before, after] = [gone[row], come[column]];
    if (before !== undefined && after !== undefined && before.text === after.text) {
      lines.push({ sign: ' ', text: before.text });
      row += 1;
      column += 1;
    } else if (before !== undefined && (after === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(before);
      row += 1;
    } else if (after !== undefined) {
      lines.push(after);
      column += 1;
    }
  }
  return lines;
}

/** Values that are no secret although their names sound like it: nothing, ours for anybody, a switch, a number, the name of a variable. */
const PLAIN = /^(?:|failsoft|true|false|null|\d+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)$/;

function withoutSecrets(line: string): string {
  return line
    .replace(
      /((?:key|token|secret|password|credential|authorization)\w*["']?\s*[:=]\s*)(["']?)([^"',\s}]*)/gi,
      (all, name: string, quote: string, value: string) => (PLAIN.test(value) ? all : `${name}${quote}[secret]`),
    )
    .replace(/\b(?:sk|pk|xai|gsk|AIza)[-_]?[\w-]{16,}/g, '[secret]');
}

/** A comparison as it is shown. */
export function diffLines(lines: readonly DiffLine[], { paint }: Pick<Channel, 'paint'>): readonly string[] {
  return lines.map(({ sign, text }) =>
    sign === ' ' ? paint('dim', `  ${text}`) : paint(sign === '+' ? 'green' : 'red', `${sign} ${text}`),
  );
}

function linesIn(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
