/** A setting as it stands in a file: the keys that lead to it, and its value as text. */
export type Entry = { readonly path: readonly string[]; readonly value: string; readonly line: number };

const LINE_MAX = 4_000;
const LINES_MAX = 50_000;

/**
 * The settings of a file, line by line. No document is built, so that no alias can be expanded and no nesting can be too deep; what is
 * written on one line with others (`{a: 1, b: 2}`) is read as one value.
 */
export function entriesOf(text: string, as: 'yaml' | 'json' | 'toml' | 'properties' | 'env'): readonly Entry[] {
  const lines = text.split('\n', LINES_MAX);
  switch (as) {
    case 'yaml':
      return indented(lines, /^(\s*)(?:- )?\s*["']?([\w.$/@-]+)["']?\s*:(?:\s+(.*))?$/);
    case 'json':
      return indented(lines, /^(\s*)"([^"\\]{1,120})"\s*:\s*(.*)$/);
    case 'toml':
      return sections(lines);
    case 'properties':
    case 'env':
      return lines.flatMap((line, at) => {
        const found = /^\s*(?:export\s+|set\s+)?([\w.-]+)\s*[=:]\s*(.*)$/.exec(line.slice(0, LINE_MAX));
        if (found === null || /^\s*[#;!]/.test(line)) return [];
        return [{ path: (found[1] ?? '').split('.'), value: valueOf(found[2] ?? ''), line: at + 1 }];
      });
  }
}

function indented(lines: readonly string[], pattern: RegExp): readonly Entry[] {
  const open: { indent: number; key: string }[] = [];
  const found: Entry[] = [];
  lines.forEach((whole, at) => {
    const line = whole.slice(0, LINE_MAX);
    if (/^\s*(?:#|\/\/)/.test(line)) return;
    const match = pattern.exec(line);
    if (match === null) {
      const item = /^(\s*)- (.*)$/.exec(line);
      if (item !== null)
        found.push({
          path: open.filter(({ indent }) => indent <= (item[1] ?? '').length).map(({ key }) => key),
          value: valueOf(item[2] ?? ''),
          line: at + 1,
        });
      return;
    }
    const indent = (match[1] ?? '').length + (/^\s*- /.test(line) ? 2 : 0);
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const key = match[2] ?? '';
    const path = [...open.map((one) => one.key), key].slice(-12);
    open.push({ indent, key });
    found.push({ path, value: valueOf(match[3] ?? ''), line: at + 1 });
  });
  return found;
}

function sections(lines: readonly string[]): readonly Entry[] {
  let section: readonly string[] = [];
  return lines.flatMap((whole, at) => {
    const line = whole.slice(0, LINE_MAX);
    const head = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line);
    if (head !== null && !line.includes('=')) {
      section = (head[1] ?? '').split('.').map((part) => part.replaceAll('"', ''));
      return [];
    }
    const found = /^\s*["']?([\w.-]+)["']?\s*=\s*(.*)$/.exec(line);
    if (found === null) return [];
    return [{ path: [...section, found[1] ?? ''], value: valueOf(found[2] ?? ''), line: at + 1 }];
  });
}

function valueOf(written: string): string {
  const plain = written.trim().replace(/,$/, '');
  const quoted = /^(["'])(.*?)\1/.exec(plain);
  return quoted === null ? plain.replace(/\s+#.*$/, '') : (quoted[2] ?? '');
}
