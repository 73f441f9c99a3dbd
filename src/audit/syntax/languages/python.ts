import type { Node } from '@vscode/tree-sitter-wasm';
import {
  attempt,
  call,
  child,
  children,
  constant,
  type Converter,
  field,
  flat,
  identifier,
  imported,
  joined,
  LITERALS,
  member,
  named,
  nothing,
  number,
  record,
  routine,
  binary,
  operatorOf,
  type Rule,
  type Rules,
  typeName,
  returned,
} from '../converter.ts';
import type { Argument, Entry, Handler, Imported, Parameter, Shape, Syntax } from '../syntax.ts';

const list: Rule = (node, c) => ({ kind: 'list', items: c.all(named(node)) });

export const python: Rules = {
  import_statement: (node) => ({
    kind: 'group',
    parts: named(node).map((one) => {
      const path = (one.type === 'aliased_import' ? field(one, 'name') : one)?.text ?? '';
      const local = one.type === 'aliased_import' ? (field(one, 'alias')?.text ?? '') : path;
      const line = node.startPosition.row + 1;
      return { line, end: line, kind: 'import', module: path, names: [{ name: '*', local }], typesOnly: false };
    }),
  }),
  import_from_statement: (node) => {
    const module = field(node, 'module_name');
    const names = node.childrenForFieldName('name').flatMap((one): readonly Imported[] => {
      if (one === null) return [];
      const name = (one.type === 'aliased_import' ? field(one, 'name') : one)?.text ?? '';
      return [{ name, local: one.type === 'aliased_import' ? (field(one, 'alias')?.text ?? name) : name }];
    });
    const all = child(node, 'wildcard_import') === null ? [] : [{ name: '*', local: '*' }];
    return imported(module?.text ?? '', [...names, ...all]);
  },
  assignment: (node, c) => {
    const value = field(node, 'right');
    return {
      kind: 'assign',
      to: c.one(field(node, 'left')),
      value: value === null ? null : c.one(value),
      type: typeName(field(node, 'type')),
    };
  },
  augmented_assignment: (node, c) => c.one(field(node, 'right')),
  named_expression: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'name')),
    value: c.one(field(node, 'value')),
    type: null,
  }),
  pattern_list: list,
  tuple_pattern: list,
  expression_list: list,
  tuple: list,
  list,
  call: (node, c) => {
    const callee = c.one(field(node, 'function'));
    const given = argumentsOf(field(node, 'arguments'), c);
    return passedOn(callee, given) ?? call(callee, given);
  },
  attribute: (node, c) => member(c.one(field(node, 'object')), field(node, 'attribute')?.text ?? ''),
  subscript: (node, c) => {
    const index = field(node, 'subscript');
    const key = index?.type === 'string' ? (child(index, 'string_content')?.text ?? '[]') : '[]';
    return member(c.one(field(node, 'value')), key);
  },
  identifier,
  string: (node, c) => joined(node, c, LITERALS),
  concatenated_string: (node, c) => ({ kind: 'joined', parts: c.all(named(node)) }),
  interpolation: (node, c) => c.one(field(node, 'expression')),
  integer: number,
  float: number,
  true: constant(true),
  false: constant(false),
  none: constant(null),
  dictionary: (node, c) => record(named(node).flatMap((part) => entryOf(part, c))),
  boolean_operator: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  binary_operator: (node, c) => {
    const [left, right] = [c.one(field(node, 'left')), c.one(field(node, 'right'))];
    const operator = operatorOf(node);
    if (operator === '*' && left.kind === 'list') return { ...left, times: right };
    // What is piped through several things comes from each of them: `prompt | model | parser`. What matters stands more to the right.
    if (operator === '|') return { kind: 'either', options: [right, left] };
    return binary(operator, left, right);
  },
  conditional_expression: (node, c) => {
    const [whenTrue, , other] = named(node);
    return { kind: 'either', options: [c.one(whenTrue ?? null), c.one(other ?? null)] };
  },
  function_definition: functionOf,
  lambda: (node, c) => {
    const value = c.one(field(node, 'body'));
    return routine(null, {
      parameters: parametersOf(node, c),
      body: [{ line: value.line, end: value.end, kind: 'return', value }],
    });
  },
  class_definition: classOf,
  decorated_definition: (node, c) => {
    const marks = children(node, 'decorator').map((one) => c.one(one));
    const made = c.one(field(node, 'definition'));
    return made.kind === 'function' || made.kind === 'class' ? { ...made, marks } : made;
  },
  try_statement: (node, c) =>
    attempt(
      [...c.block(field(node, 'body')), ...children(node, 'else_clause').flatMap((one) => c.block(one))],
      children(node, 'except_clause', 'except_group_clause').map((one) => handlerOf(one, c)),
      children(node, 'finally_clause').flatMap((one) => c.block(one)),
    ),
  if_statement: (node, c) => ({
    kind: 'branch',
    test: c.one(field(node, 'condition')),
    whenTrue: c.block(field(node, 'consequence')),
    other: flat(c.all(children(node, 'elif_clause', 'else_clause'))),
  }),
  for_statement: (node, c) => ({
    kind: 'loop',
    over: [c.one(field(node, 'right'))],
    body: c.block(field(node, 'body')),
  }),
  while_statement: (node, c) => ({
    kind: 'loop',
    over: [c.one(field(node, 'condition'))],
    body: c.block(field(node, 'body')),
  }),
  return_statement: returned,
  raise_statement: (node, c) => ({
    kind: 'throw',
    value: named(node)[0] === undefined ? null : c.one(named(node)[0] ?? null),
  }),
  with_item: (node, c) => {
    const value = field(node, 'value');
    if (value?.type !== 'as_pattern') return c.one(value);
    const [made = null, target = null] = named(value);
    return {
      kind: 'assign',
      to: c.one(target === null ? null : (named(target)[0] ?? target)),
      value: c.one(made),
      type: null,
    };
  },
  type: nothing,
  comment: nothing,
};

/** What calls the function that it is given, somewhere else: `asyncio.to_thread(f, …)`, `sync_to_async(f)(…)`. */
function passedOn(callee: Syntax, given: readonly Argument[]): Shape | null {
  const inner = callee.kind === 'call' ? callee.given[0]?.value : undefined;
  if (callee.kind === 'call' && inner?.kind === 'member' && WRAPPING.test(lastName(callee.callee)))
    return call(inner, given);
  const name = lastName(callee);
  const at = name === 'run_in_executor' ? 1 : PASSING.test(name) ? 0 : -1;
  const target = given[at];
  if (target?.name !== null || target.value.kind !== 'member') return null;
  const { line, end } = callee;
  const value: Syntax = { line: target.value.line, end, ...call(target.value, given.slice(at + 1)) };
  return call(callee, [{ name: null, value: { ...value, line: Math.max(line, value.line) } }]);
}

const WRAPPING = /^(?:sync_to_async|asyncify|make_async|partial)$/;
const PASSING = /^(?:to_thread|run_in_threadpool|run_sync|submit|partial)$/;

function lastName(callee: Syntax): string {
  return callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
}

function functionOf(node: Node, c: Converter): ReturnType<Rule> {
  const parameters = parametersOf(node, c);
  const [first] = parameters;
  return routine(field(node, 'name')?.text ?? null, {
    parameters,
    body: c.block(field(node, 'body')),
    self: first !== undefined && /^(?:self|cls)$/.test(first.name) ? first.name : null,
  });
}

function classOf(node: Node, c: Converter): ReturnType<Rule> {
  const bases = field(node, 'superclasses');
  return {
    kind: 'class',
    name: field(node, 'name')?.text ?? '',
    bases:
      bases === null
        ? []
        : named(bases).flatMap((one) => (one.type === 'keyword_argument' ? [] : (typeName(one) ?? []))),
    body: c.block(field(node, 'body')),
    marks: [],
  };
}

function argumentsOf(node: Node | null, c: Converter): readonly Argument[] {
  if (node === null) return [];
  if (node.type !== 'argument_list') return [{ name: null, value: c.one(node) }];
  return named(node)
    .filter(({ type }) => type !== 'comment')
    .map((one): Argument => {
      if (one.type === 'keyword_argument')
        return { name: field(one, 'name')?.text ?? '', value: c.one(field(one, 'value')) };
      return { name: one.type === 'dictionary_splat' ? '**' : null, value: c.one(one) };
    });
}

function entryOf(part: Node, c: Converter): readonly Entry[] {
  if (part.type === 'dictionary_splat') return [{ key: null, value: c.one(part) }];
  if (part.type !== 'pair') return [];
  const key = field(part, 'key');
  const name = key === null ? '' : key.type === 'string' ? (child(key, 'string_content')?.text ?? '') : key.text;
  return [{ key: name, value: c.one(field(part, 'value')) }];
}

function handlerOf(node: Node, c: Converter): Handler {
  const parts = named(node);
  const body = parts.find(({ type }) => type === 'block') ?? null;
  const caught = parts.find(({ type }) => type !== 'block' && type !== 'comment') ?? null;
  const [what = null, alias = null] = caught?.type === 'as_pattern' ? named(caught) : [caught];
  return { types: what === null ? [] : typesIn(what), name: alias?.text ?? null, body: c.block(body) };
}

function typesIn(node: Node): readonly string[] {
  return node.type === 'tuple' ? named(node).map(({ text }) => text) : [node.text];
}

function parametersOf(node: Node, c: Converter): readonly Parameter[] {
  const all = field(node, 'parameters');
  return (all === null ? [] : named(all)).map((one): Parameter => {
    const value = field(one, 'value');
    const name = field(one, 'name')?.text ?? (one.type === 'typed_parameter' ? (named(one)[0]?.text ?? '') : one.text);
    return { name, type: typeName(field(one, 'type')), value: value === null ? null : c.one(value) };
  });
}
