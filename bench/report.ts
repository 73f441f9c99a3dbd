const BEGIN = '<!-- results -->';
const END = '<!-- /results -->';

/** A table that reads as well in a terminal as on a page. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The page with new results in the place of the old ones. */
export function replaceResults(page: string, results: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The page has no place for results between ${BEGIN} and ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${results}\n\n${page.slice(to)}`;
}
