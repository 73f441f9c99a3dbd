import type { Node } from '@vscode/tree-sitter-wasm';
import type { LanguageId } from '../syntax/parse.ts';
import type { Span } from './edit.ts';

/** Where the calls of a text stand, as plain places: what is needed to put something between what somebody wrote. */
export type Layout = {
  readonly text: string;
  readonly language: LanguageId;
  readonly invocations: readonly Invocation[];
  /** Texts and numbers as they are written, and names of variables of the environment. */
  readonly literals: readonly Literal[];
  /** Pieces that the grammar could not read. */
  readonly errors: number;
};

/** A call, a construction, or a literal of a type. */
export type Invocation = Span & {
  /** The last of the names that lead to it. */
  readonly name: string;
  /** What it is called on; null where it is on nothing. */
  readonly receiver: Span | null;
  readonly callee: Span;
  /** What it is given, with its brackets; null where nothing is written. */
  readonly list: List | null;
  /** What is set right behind a construction: `new HttpClient { Timeout = … }`. */
  readonly initializer: List | null;
  readonly isNew: boolean;
  readonly line: number;
  readonly end: number;
};

/** Things between brackets. Some languages may leave the brackets out. */
export type List = Span & { readonly items: readonly Item[]; readonly hasBrackets: boolean };
export type Item = Span & { readonly key: string | null; readonly value: Span; readonly list: List | null };
export type Literal = Span & { readonly is: 'text' | 'number' | 'variable' };

const INVOCATIONS: ReadonlySet<string> = new Set([
  'call_expression',
  'new_expression',
  'call',
  'method_invocation',
  'object_creation_expression',
  'invocation_expression',
  'composite_literal',
  'member_call_expression',
  'scoped_call_expression',
  'function_call_expression',
  'command',
]);
const LISTS: ReadonlySet<string> = new Set(['argument_list', 'arguments', 'value_arguments', 'literal_value']);
const RECORDS: ReadonlySet<string> = new Set([
  'object',
  'dictionary',
  'hash',
  'array_creation_expression',
  'literal_value',
]);
const WRAPPERS: ReadonlySet<string> = new Set(['argument', 'value_argument', 'literal_element']);
const KEYED: ReadonlySet<string> = new Set([
  'keyword_argument',
  'pair',
  'keyed_element',
  'array_element_initializer',
  'assignment_expression',
]);
const NUMBERS = /^(?:number|integer|float|decimal_integer_literal|integer_literal|number_literal|int_literal)$/;
const TEXTS = /^(?:string|string_literal|interpreted_string_literal|encapsed_string|raw_string|template_string)$/;
const VARIABLE =
  /^(?:process\.env\.\w+|process\.env\[["']\w+["']\]|os\.(?:getenv|environ\.get)\(["']\w+["']\)|os\.environ\[["']\w+["']\])$/;

/** The layout of a whole text. */
export function layoutOf(root: Node, text: string, language: LanguageId): Layout {
  const invocations: Invocation[] = [];
  const literals: Literal[] = [];
  let errors = 0;
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.isError || node.isMissing) errors++;
    if (INVOCATIONS.has(node.type)) {
      const found = invocationOf(node);
      if (found !== null) invocations.push(found);
    }
    const is = literalKind(node);
    if (is !== null) literals.push({ ...spanOf(node), is });
    for (const child of node.children) if (child !== null) open.push(child);
  }
  return { text, language, invocations: invocations.toSorted(byPlace), literals: literals.toSorted(byPlace), errors };
}

function byPlace(a: Span, b: Span): number {
  return a.from - b.from || b.to - a.to;
}

function literalKind(node: Node): Literal['is'] | null {
  if (NUMBERS.test(node.type) && node.isNamed) return 'number';
  if (TEXTS.test(node.type) && node.isNamed) return 'text';
  return node.isNamed && node.endIndex - node.startIndex < 100 && VARIABLE.test(node.text) ? 'variable' : null;
}

function invocationOf(node: Node): Invocation | null {
  const callee = calleeOf(node);
  if (callee === null) return null;
  const list = childOf(node, LISTS);
  const initializer = node.childForFieldName('initializer');
  return {
    ...spanOf(node),
    name: /(\w+)[!?]?\s*$/.exec(nameOf(callee))?.[1] ?? '',
    callee: node.type === 'method_invocation' ? { from: node.startIndex, to: callee.endIndex } : spanOf(callee),
    receiver: receiverOf(node, callee),
    list: node.type === 'command' ? commandList(node, callee) : list === null ? null : listOf(list),
    initializer: initializer?.type === 'initializer_expression' ? listOf(initializer) : null,
    isNew: /^(?:new_expression|object_creation_expression|composite_literal)$/.test(node.type),
    line: node.startPosition.row + 1,
    end: node.endPosition.row + 1,
  };
}

function calleeOf(node: Node): Node | null {
  for (const name of ['function', 'constructor', 'method', 'name', 'type']) {
    const found = node.childForFieldName(name);
    if (found !== null) return found;
  }
  return node.namedChildren.find((child) => child !== null && !LISTS.has(child.type)) ?? null;
}

/** The names at the end of what is called, without what stands in brackets before them. */
function nameOf(callee: Node): string {
  for (const name of ['property', 'attribute', 'field', 'name', 'suffix']) {
    const last = callee.childForFieldName(name);
    if (last !== null) return last.text;
  }
  const last = callee.namedChildren.at(-1);
  return callee.type === 'navigation_expression' && last !== null && last !== undefined ? last.text : callee.text;
}

function receiverOf(node: Node, callee: Node): Span | null {
  for (const [from, names] of [
    [node, ['object', 'receiver', 'scope']],
    [callee, ['object', 'operand', 'value', 'expression', 'path']],
  ] as const) {
    for (const name of names) {
      const found = from.childForFieldName(name);
      if (found !== null) return spanOf(found);
    }
  }
  const first = callee.type === 'navigation_expression' ? callee.namedChildren[0] : null;
  return first === null || first === undefined ? null : spanOf(first);
}

/** A command of a shell has no brackets. */
function commandList(node: Node, name: Node): List {
  const items = node.namedChildren.filter((one): one is Node => one !== null && one.startIndex >= name.endIndex);
  return {
    from: name.endIndex,
    to: node.endIndex,
    hasBrackets: false,
    items: items.map((one) => ({ ...spanOf(one), key: null, value: spanOf(one), list: null })),
  };
}

function listOf(node: Node): List {
  const items = node.namedChildren.filter((one): one is Node => one !== null && !one.type.endsWith('comment'));
  return { ...spanOf(node), items: items.map(itemOf), hasBrackets: /^[([{]|^array\s*\(/.test(node.text) };
}

function itemOf(node: Node): Item {
  const whole = spanOf(node);
  const [first = null, ...rest] = node.namedChildren.filter((one) => one !== null);
  if (KEYED.has(node.type) || (WRAPPERS.has(node.type) && rest.length > 0)) {
    const key =
      node.childForFieldName('key') ?? node.childForFieldName('name') ?? node.childForFieldName('left') ?? first;
    const value = node.childForFieldName('value') ?? node.childForFieldName('right') ?? rest.at(-1) ?? first ?? node;
    if (rest.length > 0)
      return { ...whole, key: plainKey(key?.text ?? ''), value: spanOf(value), list: recordOf(value) };
  }
  const value = WRAPPERS.has(node.type) && first !== null ? first : node;
  return { ...whole, key: null, value: spanOf(value), list: recordOf(value) };
}

function plainKey(text: string): string {
  return text.replace(/^[:'"]+|[:'"]+$/g, '');
}

function recordOf(node: Node): List | null {
  return RECORDS.has(node.type) ? listOf(node) : null;
}

function childOf(node: Node, types: ReadonlySet<string>): Node | null {
  const named = node.childForFieldName('arguments') ?? node.childForFieldName('body');
  if (named !== null && types.has(named.type)) return named;
  return node.namedChildren.find((child) => child !== null && types.has(child.type)) ?? null;
}

function spanOf(node: Node): Span {
  return { from: node.startIndex, to: node.endIndex };
}
