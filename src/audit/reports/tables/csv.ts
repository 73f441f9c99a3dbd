import { inOneLine, shortened } from '../text.ts';

/** What stands in a cell; null: nothing. */
export type Cell = string | number | boolean | null;

/** Characters that Excel keeps of a cell; it drops the rest without a word. */
const CELL_MAX = 32_767;

/**
 * A table as RFC 4180 has it, with a byte order mark: without one Excel takes UTF-8 for the code page of the machine. All texts stand in
 * quotes, and none is a formula to a spreadsheet.
 */
export function renderCsv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')}`;
}

function field(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'boolean') return cell ? '"yes"' : '"no"';
  return cell === null ? '' : `"${harmless(cell).replaceAll('"', '""')}"`;
}

/**
 * A text that no spreadsheet takes for a formula: what may begin one gets an apostrophe before it, as OWASP advises
 * (https://owasp.org/www-community/attacks/CSV_Injection). The wide forms are the same to Excel.
 */
export function harmless(text: string): string {
  const line = shortened(inOneLine(text), CELL_MAX - 1);
  return /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(line) ? `'${line}` : line;
}
