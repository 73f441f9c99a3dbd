import type { Node } from '@vscode/tree-sitter-wasm';
import type { Argument, Entry, Handler, Imported, Parsed, Shape, Syntax } from './syntax.ts';

/** How the nodes of one language become syntax. A node without a rule is a group of what is in it. */
export type Rules = Readonly<Record<string, Rule>>;
export type Rule = (node: Node, converter: Converter) => Shape | null;

/** What rules build with. */
export type Converter = {
  readonly one: (node: Node | null) => Syntax;
  readonly all: (nodes: readonly Node[]) => readonly Syntax[];
  /** What stands in a block, as a list. */
  readonly block: (node: Node | null) => readonly Syntax[];
};

/** Deeper nesting than people write. What lies below it is not looked at, and the file counts as not wholly read. */
const DEPTH_MAX = 250;
const NOTHING: Shape = { kind: 'group', parts: [] };

/** Converts a tree. */
export function convert(root: Node, rules: Rules): Parsed {
  let depth = 0;
  let cut = false;
  const one = (node: Node | null): Syntax => {
    if (node === null) return { ...NOTHING, line: 0, end: 0 };
    const place = { line: node.startPosition.row + 1, end: node.endPosition.row + 1 };
    if (depth >= DEPTH_MAX) {
      cut = true;
      return { ...place, ...NOTHING };
    }
    depth++;
    const made = rules[node.type]?.(node, converter) ?? group(node, converter);
    depth--;
    return isPlaced(made) ? made : { ...place, ...made };
  };
  const all = (nodes: readonly Node[]): readonly Syntax[] => nodes.map(one);
  const block = (node: Node | null): readonly Syntax[] => (node === null ? [] : flat([one(node)]));
  const converter: Converter = { one, all, block };
  return { parts: block(root), cut };
}

/** A rule may hand on what another one has made, with its place. */
function isPlaced(made: Shape): made is Syntax {
  return 'line' in made;
}

/** What a node is when it says nothing itself: the one thing in it, or all that is in it. */
export function group(node: Node, { all }: Converter): Shape {
  const inside = named(node).filter(({ type }) => !type.endsWith('comment'));
  const parts = all(inside);
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind: 'group', parts };
}

export function named(node: Node): readonly Node[] {
  return node.namedChildren.filter((one) => one !== null);
}

export function field(node: Node, name: string): Node | null {
  return node.childForFieldName(name);
}

export function child(node: Node, ...types: readonly string[]): Node | null {
  return named(node).find(({ type }) => types.includes(type)) ?? null;
}

export function children(node: Node, ...types: readonly string[]): readonly Node[] {
  return named(node).filter(({ type }) => types.includes(type));
}

/** Statements in a row, without the groups around them. */
export function flat(parts: readonly Syntax[]): readonly Syntax[] {
  return parts.flatMap((part) => (part.kind === 'group' ? flat(part.parts) : [part]));
}

export const nameOf = (text: string): Shape => ({ kind: 'name', name: text });
export const text = (value: string): Shape => ({ kind: 'text', text: value });
export const constant =
  (value: boolean | null): Rule =>
  () => ({ kind: 'constant', value });
export const identifier: Rule = (node) => nameOf(node.text);
export const nothing: Rule = () => NOTHING;
/** What most languages write the same way, under names of their own. */
export const branched: Rule = (node, c) => ({
  kind: 'branch',
  test: c.one(field(node, 'condition')),
  whenTrue: c.block(field(node, 'consequence')),
  other: c.block(field(node, 'alternative')),
});
export const returned: Rule = (node, c) => ({
  kind: 'return',
  value: named(node)[0] === undefined ? null : c.one(named(node)[0] ?? null),
});
export const thrown: Rule = (node, c) => ({ kind: 'throw', value: c.one(named(node)[0] ?? null) });
export const number: Rule = (node) => {
  const value = Number(node.text.replaceAll('_', '').replace(/[a-zA-Z]+$/, ''));
  return { kind: 'number', value: Number.isFinite(value) ? value : 0 };
};

export function member(of: Syntax, name: string): Shape {
  return { kind: 'member', of, name };
}

export function call(callee: Syntax, given: readonly Argument[], fresh = false): Shape {
  return { kind: 'call', callee, given, fresh };
}

export function routine(
  name: string | null,
  rest: Partial<Omit<Extract<Shape, { kind: 'function' }>, 'kind' | 'name'>>,
): Shape {
  return { kind: 'function', name, parameters: [], body: [], marks: [], self: null, ...rest };
}

export function attempt(body: readonly Syntax[], handlers: readonly Handler[], last: readonly Syntax[] = []): Shape {
  const tried: Shape = { kind: 'try', body, handlers };
  if (last.length === 0) return tried;
  const [first] = body;
  const line = first?.line ?? last[0]?.line ?? 0;
  return { kind: 'group', parts: [{ ...tried, line, end: line }, ...last] };
}

/** A text of literal pieces and of what is put in between. */
export function joined(node: Node, { one }: Converter, literals: readonly string[]): Shape {
  const pieces = named(node).filter(
    ({ type }) => !/^(?:string_start|string_end|interpolation_start|interpolation_brace)$/.test(type),
  );
  if (pieces.every(({ type }) => literals.includes(type))) return text(pieces.map((piece) => piece.text).join(''));
  const parts = pieces.map((piece): Syntax => {
    const place = { line: piece.startPosition.row + 1, end: piece.endPosition.row + 1 };
    return literals.includes(piece.type) ? { ...place, kind: 'text', text: piece.text } : one(piece);
  });
  return { kind: 'joined', parts };
}

/** A literal that has no nodes in it for its content. */
export const quoted: Rule = (node, converter) =>
  named(node).length === 0
    ? text(node.text.replace(/^[a-zA-Z@$]*(["'`]+)([^]*)\1$/, '$2'))
    : joined(node, converter, LITERALS);

export const LITERALS: readonly string[] = [
  'string_content',
  'string_fragment',
  'string_literal_content',
  'escape_sequence',
  'character_escape_sequence',
  'interpreted_string_literal_content',
  'raw_string_literal_content',
  'heredoc_content',
  'text_fragment',
];

/** `a op b`, by the operator: one of both, a text, a product, or both of them. */
export function binary(operator: string, left: Syntax, right: Syntax): Shape {
  if (['||', '??', 'or', '?:'].includes(operator)) return { kind: 'either', options: [left, right] };
  if (['+', '.', '<<'].includes(operator)) return { kind: 'joined', parts: [left, right] };
  if (operator === '*') return { kind: 'product', factors: [left, right] };
  return { kind: 'group', parts: [left, right] };
}

/** The operator between two fields. */
export function operatorOf(node: Node): string {
  return field(node, 'operator')?.text ?? node.children.find((part) => part !== null && !part.isNamed)?.text ?? '';
}

/** A type as one name: without what it is made of, and without who it comes from. */
export function typeName(node: Node | null): string | null {
  if (node === null) return null;
  const plain = node.text
    .replace(/^[:\s&*?]+/, '')
    .replace(/<[^]*$/, '')
    .replace(/\[\]|\?$/g, '')
    .replace(/^(?:final|readonly|mut|const)\s+/, '');
  return /^[\w.:\\]+/.exec(plain)?.[0] ?? null;
}

export function imported(module: string, names: readonly Imported[], typesOnly = false): Shape {
  return { kind: 'import', module, names, typesOnly };
}

export function record(entries: readonly Entry[]): Shape {
  return { kind: 'record', entries };
}
