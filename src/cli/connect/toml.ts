import { linesOf } from './block.ts';

/** Where a statement of a TOML file stands: its first line, counted from 0, and how many lines it has. */
export type Statement = { readonly line: number; readonly count: number; readonly text: string };

/** The statements of a TOML text, headers of tables among them, without comments and free lines. */
export function statementsOf(text: string): readonly Statement[] {
  const found: Statement[] = [];
  let state: State = { depth: 0, quote: '' };
  linesOf(text).forEach((line, at) => {
    const last = found.at(-1);
    if (state.depth > 0 || state.quote !== '') {
      if (last !== undefined) found[found.length - 1] = { ...last, count: at - last.line + 1, text: last.text + line };
    } else if (!/^\s*(?:#|$)/.test(line)) found.push({ line: at, count: 1, text: line });
    state = after(line, state);
  });
  return found;
}

/** The statement that sets a key of the first table, which has no name. */
export function topSetting(text: string, key: string): Statement | null {
  for (const statement of statementsOf(text)) {
    if (isHeader(statement)) return null;
    const [, name] = /^\s*["']?([\w-]+)["']?\s*=/.exec(statement.text) ?? [];
    if (name === key) return statement;
  }
  return null;
}

/** The line before which a further key of the first table may stand. */
export function topEnd(text: string): number {
  const statements = statementsOf(text);
  const header = statements.findIndex(isHeader);
  const last = (header === -1 ? statements : statements.slice(0, header)).at(-1);
  if (last !== undefined) return last.line + last.count;
  if (statements.length === 0) return linesOf(text).length;
  // A first line such as `#:schema …` has to stay the first.
  return text.startsWith('#:') ? 1 : 0;
}

/** Is there a table of this name? */
export function hasTable(text: string, name: string): boolean {
  const wanted = name.replaceAll(/["'\s]/g, '');
  return statementsOf(text).some(
    (statement) => isHeader(statement) && headerName(statement).replaceAll(/["'\s]/g, '') === wanted,
  );
}

function isHeader({ text }: Statement): boolean {
  return /^\s*\[/.test(text);
}

function headerName({ text }: Statement): string {
  return /^\s*\[+([^\]]*)\]/.exec(text)?.[1] ?? '';
}

/** How deep in brackets, and in which quotes, a line ends. */
type State = { readonly depth: number; readonly quote: string };

const QUOTES = ['"""', "'''", '"', "'"];

function after(line: string, before: State): State {
  let { depth, quote } = before;
  for (let at = 0; at < line.length;) {
    if (quote !== '') {
      if (quote.startsWith('"') && line[at] === '\\') at += 2;
      else if (line.startsWith(quote, at)) {
        at += quote.length;
        quote = '';
      } else at += 1;
      continue;
    }
    const opening = QUOTES.find((mark) => line.startsWith(mark, at));
    if (line[at] === '#') break;
    if (opening !== undefined) quote = opening;
    else if ('[{'.includes(line[at] ?? ' ')) depth += 1;
    else if (']}'.includes(line[at] ?? ' ')) depth -= 1;
    at += opening?.length ?? 1;
  }
  // Only those of three go on in the next line.
  return { depth: Math.max(0, depth), quote: quote.length === 3 ? quote : '' };
}
