import { dirname, join, normalize } from 'node:path/posix';

/** A source file as the house rules see it. */
export type Source = { readonly path: string; readonly text: string };

const PURE_BELOW = ['model', 'protocols', 'resilience', 'history'];
const MIDDLE = ['model', 'world', 'protocols', 'providers', 'resilience', 'history', 'store', 'cache', 'engine'];
const UPPER = [...MIDDLE, 'page', 'deferred', 'config', 'monitor', 'editions', 'drill'];

/** Who may import whom. A folder may always import itself; what is not listed is forbidden. `app`: the files in `src` itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  world: [],
  page: [],
  protocols: ['model'],
  resilience: ['model'],
  history: ['model'],
  providers: ['model', 'protocols'],
  store: ['model', 'world'],
  cache: ['model', 'world', 'store'],
  engine: ['model', 'world', 'protocols', 'providers', 'resilience', 'cache'],
  editions: ['model', 'world', 'protocols', 'resilience', 'engine', 'monitor', 'store'],
  config: ['model', 'protocols', 'providers', 'resilience'],
  monitor: ['model', 'world', 'providers', 'resilience', 'history', 'engine', 'store'],
  deferred: ['model', 'world', 'protocols', 'resilience', 'cache', 'engine', 'store'],
  audit: ['model', 'page', 'providers', 'resilience', 'history', 'config', 'store'],
  drill: ['model', 'world', 'resilience', 'history', 'protocols', 'providers', 'engine', 'store'],
  gateway: UPPER,
  app: [...UPPER, 'audit', 'gateway'],
  // Types of the model only; see `onlyTypes`.
  client: ['model'],
  react: ['client'],
  cli: [...UPPER, 'audit', 'gateway', 'app', 'client'],
};

/** Folders that must stay pure: same input, same output, nothing touched, nobody else's code. */
const PURE = [...PURE_BELOW, 'providers'];
/** Folders that a simulated world must be able to run: time and chance come as arguments or from the world. */
const SIMULATED = [...PURE, 'engine', 'cache', 'deferred'];
/** Folders that a request passes through, where web streams and `fetch` would cost most of its time (see bench/). */
const REQUEST_PATH = ['engine', 'gateway', 'world', 'protocols'];

/** Where a package, or a module of Node, may be used. Every dependency has a line, so that it keeps its place. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  undici: ['world'],
  yaml: ['config', 'audit', 'cli'],
  '@vscode/tree-sitter-wasm': ['audit'],
  zod: ['config', 'monitor', 'audit'],
  '@rgrove/parse-xml': ['monitor'],
  nodemailer: ['monitor'],
  kysely: ['store'],
  'better-sqlite3': ['store'],
  pg: ['store'],
  commander: ['cli'],
  '@clack/prompts': ['cli'],
  'jsonc-parser': ['cli'],
  'lru-cache': ['engine', 'cache'],
  '@prometheus-io/client': ['gateway'],
  '@cfworker/json-schema': ['engine'],
  croner: ['config', 'editions'],
  react: ['react'],
};

const CLOCK_AND_CHANCE =
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\(|\bcrypto\.|\brandom(?:Bytes|UUID|Int)\b/;
const SURROUNDINGS = /\bprocess\.|\bconsole\.|\bfetch\(|\bglobalThis\b/;
const WEB =
  /(?<![.\w])fetch\(|\b(?:Request|Response|TransformStream|ReadableStream)\b|\bnew Headers\(|\bAbortSignal\.any\b/;
const LINES_MAX = 400;

type Import = { readonly from: string; readonly onlyTypes: boolean };

/** Everything that the files do against the rules of the house, as sentences. */
export function trespasses(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => {
    const where = placeOf(source.path);
    const long =
      source.text.split('\n').length - 1 > LINES_MAX ? [`${source.path} is longer than ${LINES_MAX} lines`] : [];
    if (where.kind === 'elsewhere') return long;
    const imports = importsOf(source.text);
    if (where.kind === 'app') return [...long, ...leavesItsApp(source.path, where.root, imports)];
    const reaches = isTest(source.path) ? [] : reachesOf(where.folder, source, imports);
    return [...long, ...reaches.map((reach) => `${source.path} ${reach}`)];
  });
}

function reachesOf(folder: string, source: Source, imports: readonly Import[]): readonly string[] {
  const code = withoutWords(source.text);
  const allowed = MAY_IMPORT[folder];
  if (allowed === undefined) return [`lies in a folder that no rule knows: ${folder}`];
  const found: string[] = [];
  for (const { from, onlyTypes } of imports) {
    if (!from.startsWith('.')) found.push(...outsideReach(folder, from));
    else found.push(...insideReach({ folder, allowed }, resolvedFrom(source.path, from), onlyTypes));
  }
  if (SIMULATED.includes(folder) && CLOCK_AND_CHANCE.test(code)) found.push('reaches for the clock or for chance');
  if (PURE.includes(folder) && SURROUNDINGS.test(code)) found.push('reaches for its surroundings');
  if (REQUEST_PATH.includes(folder) && WEB.test(code)) found.push('uses the web fetch types on the request path');
  if (folder !== 'config' && /\bprocess\.env\b|\bprocess\[/.test(code)) found.push('reads the environment');
  return found;
}

function insideReach(
  { folder, allowed }: { readonly folder: string; readonly allowed: readonly string[] },
  target: string,
  onlyTypes: boolean,
): readonly string[] {
  const to = placeOf(target);
  if (to.kind !== 'src') return [`imports ${target}, which is not part of the package`];
  if (isTest(target)) return [`imports ${target}, which is only for tests`];
  if (to.folder === folder) return [];
  if (!allowed.includes(to.folder)) return [`imports ${to.folder}`];
  return folder === 'client' && !onlyTypes ? [`imports more than types of ${to.folder}`] : [];
}

function outsideReach(folder: string, from: string): readonly string[] {
  // Hashes and signatures are arithmetic; its chance is forbidden by name.
  if (from === 'node:crypto' && ['engine', 'cache'].includes(folder)) return [];
  if (from.startsWith('node:')) return SIMULATED.includes(folder) ? [`imports ${from}`] : [];
  const name = from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
  return PACKAGES[name]?.includes(folder) === true ? [] : [`imports ${name}`];
}

function leavesItsApp(path: string, root: string, imports: readonly Import[]): readonly string[] {
  return imports
    .filter(({ from }) => from.startsWith('.') && !resolvedFrom(path, from).startsWith(`${root}/`))
    .map(({ from }) => `${path} imports ${from} instead of the package by its name`);
}

/** The files that no way leads to from these roots, through imports and through threads that are started by address. */
export function unreachable(sources: readonly Source[], roots: readonly string[]): readonly string[] {
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const reached = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = texts.get(path);
    if (text === undefined || reached.has(path)) continue;
    reached.add(path);
    for (const { from } of importsOf(text)) if (from.startsWith('.')) open.push(resolvedFrom(path, from));
    for (const [, from = ''] of withoutComments(text).matchAll(/'(\.\/[\w/-]+\.ts)'/g))
      open.push(resolvedFrom(path, from));
  }
  return [...texts.keys()].filter((path) => !reached.has(path)).toSorted();
}

type Place =
  | { readonly kind: 'src'; readonly folder: string }
  | { readonly kind: 'app'; readonly root: string }
  | { readonly kind: 'elsewhere' };

function placeOf(path: string): Place {
  const [top, folder = '', ...rest] = path.split('/');
  if (top === 'src') return { kind: 'src', folder: rest.length === 0 ? 'app' : folder };
  return top === 'apps' ? { kind: 'app', root: `apps/${folder}` } : { kind: 'elsewhere' };
}

/** Tests, and what only tests use, may import anything. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || /\/testing(?:\/|\.ts$)/.test(path);
}

function importsOf(text: string): readonly Import[] {
  const code = withoutComments(text);
  const named = /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s*'([^']+)'/g;
  const bare = /(?:\bimport\(\s*|(?:^|\n)import\s+)'([^']+)'/g;
  return [
    ...[...code.matchAll(named)].map(([, type, from = '']) => ({ from, onlyTypes: type !== undefined })),
    ...[...code.matchAll(bare)].map(([, from = '']) => ({ from, onlyTypes: false })),
  ];
}

function resolvedFrom(path: string, from: string): string {
  return normalize(join(dirname(path), from));
}

const WORDS = /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

function withoutComments(text: string): string {
  return text.replace(WORDS, (all, quoted: string | undefined) => (quoted === undefined ? ' ' : all));
}

function withoutWords(text: string): string {
  return text.replace(WORDS, ' ');
}
