import { FAMILIES } from '../find/families.ts';
import type { Kind } from './kinds.ts';

const USES_MAX = 60;
const PATTERNS = {
  js: /(?:from|import|require\()\s*["']((?:\.|@\/|~\/|src\/|\$lib\/)[^"'\n]{1,200})["']/g,
  python: /^[ \t]*(?:from[ \t]+([\w.]{1,200})[ \t]+import|import[ \t]+([\w.]{1,200}))/gm,
} as const;

/** The files of its own tree that a text imports, by the last part of their names; only of languages where that names a file. */
export function usedIn(text: string, kind: Kind): readonly string[] {
  const family = kind.is === 'code' ? FAMILIES[kind.language] : null;
  if (family !== 'js' && family !== 'python') return [];
  const found = new Set<string>();
  for (const [, one, other] of text.matchAll(PATTERNS[family])) {
    found.add(stemOf((one ?? other ?? '').replaceAll(family === 'python' ? '.' : '\0', '/')));
    if (found.size >= USES_MAX) break;
  }
  return [...found];
}

/** The name by which a file is imported: `index` and `__init__` go by their folder. */
export function stemOf(path: string): string {
  const parts = path.replace(/\.(?:[cm]?[jt]sx?|py)$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return last === 'index' || last === '__init__' ? (parts.at(-2) ?? last) : last;
}
