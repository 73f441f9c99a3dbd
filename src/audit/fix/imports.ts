import { type Edit, inserted, lineBreak } from './edit.ts';

/** The edits that make a package of Go known to a file; none where it is. */
export function goImport(text: string, path: string): readonly Edit[] {
  if (new RegExp(`^\\s*(?:import\\s+)?(?:\\w+\\s+)?"${path.replaceAll('.', '\\.')}"`, 'm').test(text)) return [];
  const end = lineBreak(text);
  const block = /^import\s*\(\s*?\r?\n/m.exec(text);
  if (block !== null) {
    const from = block.index + block[0].length;
    return [inserted(placeIn(text, from, path), `\t"${path}"${end}`)];
  }
  const [single] = [...text.matchAll(/^import\s+(?:\w+\s+)?"[^"\n]+"[^\n]*\r?\n/gm)].slice(-1);
  if (single !== undefined) return [inserted(single.index + single[0].length, `import "${path}"${end}`)];
  const clause = /^package\s+\w+[^\n]*\r?\n/m.exec(text);
  return clause === null ? [] : [inserted(clause.index + clause[0].length, `${end}import "${path}"${end}`)];
}

function isOwn(path: string): boolean {
  return !(path.split('/')[0] ?? '').includes('.');
}

/** Packages of the language stand together, sorted; others stand with others. */
function placeIn(text: string, from: number, path: string): number {
  let at = from;
  for (const line of text.slice(from).split(/(?<=\n)/)) {
    if (/^\s*\)/.test(line)) break;
    const found = /"([^"]+)"/.exec(line)?.[1];
    if (found !== undefined && isOwn(found) === isOwn(path) && found > path) return at;
    if (found === undefined && line.trim() === '' && isOwn(path) && at > from) return at;
    if (found !== undefined && isOwn(path) && !isOwn(found)) return at;
    at += line.length;
  }
  return at;
}

/** The edits that make a module of Python known to a file; none where it is. */
export function pythonImport(text: string, module: string): readonly Edit[] {
  if (new RegExp(`^import\\s+(?:[\\w.]+\\s*,\\s*)*${module}\\s*(?:,|#|$)`, 'm').test(text)) return [];
  const first = [...text.matchAll(/^(?:import|from)\s+([\w.]+)/gm)].find(([, name]) => name !== '__future__');
  const at = first?.index ?? 0;
  return [inserted(at, `import ${module}${lineBreak(text)}`)];
}

/** The edits that add a name to what a file of Python takes from a module; null where it takes nothing from it on one line. */
export function pythonName(text: string, module: string, name: string): readonly Edit[] | null {
  const found = new RegExp(`^from\\s+${module}\\s+import\\s+(\\w[\\w, ]*\\w)[ \\t]*(?=\\r?$)`, 'm').exec(text);
  if (found === null) return null;
  if ((found[1] ?? '').split(/\s*,\s*/).includes(name)) return [];
  return [inserted(found.index + found[0].trimEnd().length, `, ${name}`)];
}
