import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where such a file may lie, the first that is there counts: https://docs.github.com/articles/about-code-owners. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
const BYTES_MAX = 1024 * 1024;
const RULES_MAX = 5_000;
/** Longer patterns, or with more stars, nobody writes by hand. They are left out, because matching them may take for ever. */
const PATTERN_LENGTH_MAX = 200;
const STARS_MAX = 6;

/** Who owns a file, as the folder's CODEOWNERS says; empty where it says nothing. */
export type OwnersOf = (file: string) => readonly string[];

/** Reads the CODEOWNERS of a folder; without one nobody owns anything. */
export function readCodeOwners(root: string): OwnersOf {
  for (const place of PLACES) {
    const path = join(root, place);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true || stat.size > BYTES_MAX) continue;
    try {
      return codeOwnersIn(readFileSync(path, 'utf8'));
    } catch {
      // Not ours to read: then it tells nothing.
      return () => [];
    }
  }
  return () => [];
}

/** The rules of such a text: the last that fits a file counts, also where it names nobody. */
export function codeOwnersIn(text: string): OwnersOf {
  const rules = text
    .split('\n')
    .slice(0, RULES_MAX)
    .flatMap((line) => {
      const [pattern = '', ...owners] = line
        .replace(/(?:^|\s)#.*$/, '')
        .trim()
        .split(/\s+/);
      const fits = pattern === '' ? null : patternOf(pattern);
      return fits === null ? [] : [{ fits, owners }];
    })
    .toReversed();
  return (file) => rules.find(({ fits }) => fits.test(file))?.owners ?? [];
}

function patternOf(pattern: string): RegExp | null {
  const stars = pattern.split('*').length - 1;
  if (pattern.length > PATTERN_LENGTH_MAX || stars > STARS_MAX || /[[\]!\\]/.test(pattern)) return null;
  const isFolder = pattern.endsWith('/');
  const inner = pattern.replace(/^\//, '').replace(/\/$/, '');
  // A slash at the beginning or in the middle binds it to the root.
  const isBound = pattern.startsWith('/') || inner.includes('/');
  const written = inner
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILD[part] ?? part.replaceAll(/[.+^${}()|]/g, '\\$&'))
    .join('');
  const end = isFolder ? '/.*' : inner.endsWith('/*') ? '' : '(?:/.*)?';
  return new RegExp(`^${isBound ? '' : '(?:.*/)?'}${written}${end}$`);
}

const WILD: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
