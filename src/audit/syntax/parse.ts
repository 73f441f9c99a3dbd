import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { fileURLToPath } from 'node:url';
import type * as Runtime from '@vscode/tree-sitter-wasm';
import type { Language, Node, Parser, Tree } from '@vscode/tree-sitter-wasm';
import { convert, type Rules } from './converter.ts';
import type { Parsed } from './syntax.ts';

/** A programming language that can be read: its grammar, and the rules that make syntax of it. */
type Readable = { readonly grammar: string; readonly load: () => Promise<Rules> };

const READABLE = {
  typescript: { grammar: 'typescript', load: async () => (await import('./languages/typescript.ts')).typescript },
  tsx: { grammar: 'tsx', load: async () => (await import('./languages/typescript.ts')).typescript },
  javascript: { grammar: 'javascript', load: async () => (await import('./languages/typescript.ts')).typescript },
  python: { grammar: 'python', load: async () => (await import('./languages/python.ts')).python },
  go: { grammar: 'go', load: async () => (await import('./languages/go.ts')).go },
  java: { grammar: 'java', load: async () => (await import('./languages/java.ts')).java },
  kotlin: { grammar: 'kotlin', load: async () => (await import('./languages/kotlin.ts')).kotlin },
  csharp: { grammar: 'c-sharp', load: async () => (await import('./languages/csharp.ts')).csharp },
  ruby: { grammar: 'ruby', load: async () => (await import('./languages/ruby.ts')).ruby },
  php: { grammar: 'php', load: async () => (await import('./languages/php.ts')).php },
  rust: { grammar: 'rust', load: async () => (await import('./languages/rust.ts')).rust },
  shell: { grammar: 'bash', load: async () => (await import('./languages/shell.ts')).shell },
} as const satisfies Record<string, Readable>;

export type LanguageId = keyof typeof READABLE;

/** Why a text could not be read. */
export type Unread = 'too deep' | 'too slow' | 'unreadable';

/** Longer than any file that people wrote takes; ms. */
const PARSE_MS_MAX = 5_000;
/** Brackets within brackets. The parser itself would end with less than ten times that. */
const BRACKETS_MAX = 1_000;

/** Reads programs. Parsers and grammars are loaded when the first file needs them. */
export type Reader = (text: string, language: LanguageId) => Promise<Parsed | Unread>;

/** Gives the tree of the grammar itself to whoever wants to change a text. It is gone when `use` has ended. */
export type TreeReader = <T>(
  text: string,
  language: LanguageId,
  use: (root: Node, rules: Rules) => T,
) => Promise<T | Unread>;

type Loaded = { readonly language: Language; readonly rules: Rules };

/** `nowMs`: the clock that parsing is stopped by. */
export function reader(nowMs: () => number): Reader {
  const read = treeReader(nowMs);
  return async (text, id) => read(text, id, convert);
}

/** `nowMs`: the clock that parsing is stopped by. */
export function treeReader(nowMs: () => number): TreeReader {
  const runtime: { parser: Parser | null; load: ((path: string) => Promise<Language>) | null } = {
    parser: null,
    load: null,
  };
  const loaded = new Map<LanguageId, Loaded>();
  const start = async (): Promise<void> => {
    // V8 would compile the largest functions of a grammar a second time, which takes half a gigabyte and saves no time here.
    for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
    const treeSitter: typeof Runtime = createRequire(import.meta.url)('@vscode/tree-sitter-wasm');
    await treeSitter.Parser.init();
    runtime.parser = new treeSitter.Parser();
    runtime.load = async (path) => treeSitter.Language.load(path);
  };
  const get = async (id: LanguageId): Promise<Loaded> => {
    const known = loaded.get(id);
    if (known !== undefined) return known;
    if (runtime.load === null) await start();
    const { grammar, load } = READABLE[id];
    const language = await runtime.load?.(grammarFile(grammar));
    if (language === undefined) throw new Error(`no grammar for ${id}`);
    const made = { language, rules: await load() };
    loaded.set(id, made);
    return made;
  };
  return async (text, id, use) => {
    if (bracketsDeep(text) > BRACKETS_MAX) return 'too deep';
    const { language, rules } = await get(id);
    const { parser } = runtime;
    if (parser === null) return 'unreadable';
    parser.setLanguage(language);
    const tree = parseWithin(parser, text, nowMs);
    if (tree === null) return 'too slow';
    try {
      return use(tree.rootNode, rules);
    } finally {
      tree.delete();
    }
  };
}

function parseWithin(parser: Parser, text: string, nowMs: () => number): Tree | null {
  const untilMs = nowMs() + PARSE_MS_MAX;
  const tree = parser.parse(text, null, { progressCallback: () => nowMs() > untilMs });
  if (tree === null) parser.reset();
  return tree;
}

function bracketsDeep(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x28 || code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if ((code === 0x29 || code === 0x5d || code === 0x7d) && depth > 0) depth--;
  }
  return deepest;
}

/** Kotlin's grammar lies here, because its package compiles at installation; the others come in one package. */
function grammarFile(grammar: string): string {
  if (grammar === 'kotlin') return fileURLToPath(new URL('./tree-sitter-kotlin.wasm', import.meta.url));
  const main = createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm');
  return join(dirname(main), `tree-sitter-${grammar}.wasm`);
}
