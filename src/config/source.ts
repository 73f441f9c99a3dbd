import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Environment } from './environment.ts';
import { shown } from './words.ts';

/** Something that is wrong in a configuration file, and where. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

export type Path = readonly (string | number)[];

/** A configuration file after reading: its value with all variables replaced, and where everything in it stands. */
export type Source = {
  readonly file: string;
  readonly value: unknown;
  /** False when the text is no YAML; its value means nothing then. */
  readonly readable: boolean;
  /** Collects what is wrong. `part` says whether the key or the value at the path is meant. */
  readonly report: (path: Path, message: string, part?: 'key' | 'value') => void;
  readonly problems: () => readonly Problem[];
  /** The text at a path as it stands in the file, before variables were replaced; empty when there is no text. */
  readonly written: (path: Path) => string;
};

/**
 * Reads YAML and replaces `${NAME}` inside its texts, after parsing: what a variable holds can never become structure. Without an
 * environment every text stays as it is.
 */
export function readSource(file: string, text: string, environment: Environment | null): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const problems: Problem[] = [];
  const written = new Map<unknown, string>();
  const failed = new Set<unknown>();

  const reportAt = (offset: number, message: string): void => {
    const { line, col } = lines.linePos(offset);
    problems.push({ file, line: Math.max(line, 1), column: Math.max(col, 1), message });
  };
  let readable = true;
  for (const error of document.errors) {
    // Its own words may quote the file, and a file may hold keys.
    const duplicate = error.code === 'DUPLICATE_KEY';
    if (!duplicate) readable = false;
    const key = /^[\w.-]*/.exec(text.slice(error.pos[0]))?.[0] ?? '';
    const message = duplicate ? `the key ${shown(key)} stands here twice` : `not valid YAML: ${yamlFault(error.code)}`;
    reportAt(error.pos[0], message);
  }
  if (readable && environment !== null) replaceVariables(document, environment, { text, written, failed, reportAt });
  const value: unknown = readable ? asPlain(document, reportAt) : null;

  return {
    file,
    value,
    readable,
    problems: () => problems,
    written: (path) => written.get(find(document, path).node) ?? '',
    report: (path, message, part = 'value') => {
      const { node, pair } = find(document, path);
      if (failed.has(node) && part === 'value') return;
      const key = isScalar(pair?.key) ? pair.key : null;
      reportAt((part === 'key' ? key?.range?.[0] : null) ?? node?.range?.[0] ?? key?.range?.[0] ?? 0, message);
    },
  };
}

type Replacing = {
  readonly text: string;
  readonly written: Map<unknown, string>;
  /** The texts with a variable that could not be replaced: nothing more need be said about them. */
  readonly failed: Set<unknown>;
  readonly reportAt: (offset: number, message: string) => void;
};

function replaceVariables(
  document: Document,
  environment: Environment,
  { text, written, failed, reportAt }: Replacing,
): void {
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      written.set(node, node.value);
      const [start, end] = node.range ?? [0, 0];
      const fail = (piece: string, message: string): void => {
        failed.add(node);
        const within = text.slice(start, end).indexOf(piece);
        reportAt(start + Math.max(within, 0), message);
      };
      node.value = replaced(node.value, environment, fail);
    },
  });
}

/** `$$` first, so that `$${X}` stays `${X}`; what follows `${` without fitting is a mistake, not text. */
const VARIABLE = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{[^}]*\}?/g;

function replaced(text: string, environment: Environment, fail: (piece: string, message: string) => void): string {
  return text.replace(VARIABLE, (piece: string, name: string | undefined, otherwise: string | undefined) => {
    if (piece === '$$') return '$';
    if (name === undefined) {
      fail(piece, 'a variable is written ${NAME} or ${NAME:-otherwise}; write $$ for a dollar sign');
      return '';
    }
    const value = environment.get(name)?.value;
    if (otherwise !== undefined) return value === undefined || value === '' ? otherwise : value;
    if (value === undefined) fail(piece, `the environment variable ${name} is not set`);
    return value ?? '';
  });
}

/** The variable whose value a text is, as a whole; empty for any other text. */
export function variableIn(written: string): string {
  return /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-[^}]*)?\}$/.exec(written)?.[1] ?? '';
}

/** A text so that reading it gives itself. */
export function escapeVariables(text: string): string {
  return text.replaceAll(/\$(?=[${])/g, '$$$$');
}

function asPlain(document: Document, reportAt: (offset: number, message: string) => void): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    reportAt(0, 'aliases (*name) point at nothing, or at too much');
    return null;
  }
}

/** The node at a path, or the nearest one above it, and the pair that holds it. */
function find(document: Document, path: Path): { readonly node: Node | null; readonly pair: Pair | null } {
  let node: Node | null = document.contents;
  let pair: Pair | null = null;
  for (const step of path) {
    const here = isAlias(node) ? node.resolve(document) : node;
    let next: unknown;
    if (isMap(here)) {
      const found = here.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === step);
      if (found === undefined) break;
      pair = found;
      next = found.value;
    } else if (isSeq(here)) next = here.items[Number(step)];
    if (!isNode(next)) return { node: pair === null ? node : null, pair };
    node = next;
  }
  return { node, pair };
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

const YAML_FAULTS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit',
  TAB_AS_INDENT: 'lines are indented with spaces, not tabs',
  MISSING_CHAR: 'a character is missing, such as a closing quote, bracket or colon',
  BAD_ALIAS: 'an alias (*name) is broken',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a colon missing or too many?',
  UNEXPECTED_TOKEN: 'something stands here that does not belong here',
  BAD_SCALAR_START: 'a text that begins with this character needs quotes',
  MULTIPLE_DOCS: 'there is more than one document (---)',
};

function yamlFault(code: string): string {
  return YAML_FAULTS[code] ?? code.toLowerCase().replaceAll('_', ' ');
}
