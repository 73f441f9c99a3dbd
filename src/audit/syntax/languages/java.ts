import type { Node } from '@vscode/tree-sitter-wasm';
import {
  attempt,
  binary,
  call,
  child,
  children,
  constant,
  type Converter,
  field,
  flat,
  identifier,
  imported,
  member,
  named,
  nameOf,
  nothing,
  number,
  operatorOf,
  quoted,
  routine,
  type Rule,
  type Rules,
  typeName,
  branched,
  returned,
  thrown,
} from '../converter.ts';
import type { Argument, Parameter, Syntax } from '../syntax.ts';

const loop: Rule = (node, c) => ({
  kind: 'loop',
  over: c.all(['init', 'condition', 'value'].flatMap((name) => field(node, name) ?? [])),
  body: c.block(field(node, 'body')),
});

const classOf: Rule = (node, c) => ({
  kind: 'class',
  name: field(node, 'name')?.text ?? '',
  bases: ['superclass', 'interfaces'].flatMap((name) => typesIn(field(node, name))),
  body: [...recordFields(node), ...c.block(field(node, 'body'))],
  marks: marksOf(node, c),
});

const methodOf: Rule = (node, c) =>
  routine(field(node, 'name')?.text ?? null, {
    parameters: parametersOf(node),
    body: c.block(field(node, 'body')),
    marks: marksOf(node, c),
    self: 'this',
  });

export const java: Rules = {
  import_declaration: (node) => {
    const path = named(node)[0]?.text ?? '';
    const cut = path.lastIndexOf('.');
    if (child(node, 'asterisk') !== null) return imported(path, [{ name: '*', local: '*' }]);
    return imported(path.slice(0, cut), [{ name: path.slice(cut + 1), local: path.slice(cut + 1) }]);
  },
  class_declaration: classOf,
  interface_declaration: classOf,
  record_declaration: classOf,
  enum_declaration: classOf,
  method_declaration: methodOf,
  constructor_declaration: methodOf,
  field_declaration: (node, c) => declared(node, c, true),
  local_variable_declaration: (node, c) => declared(node, c, false),
  assignment_expression: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'left')),
    value: c.one(field(node, 'right')),
    type: null,
  }),
  method_invocation: (node, c) => {
    const object = field(node, 'object');
    const name = field(node, 'name');
    const callee: Syntax =
      object === null ? c.one(name) : { ...c.one(name), ...member(c.one(object), name?.text ?? '') };
    return call(
      { ...callee, line: object === null ? callee.line : c.one(object).line },
      argumentsOf(field(node, 'arguments'), c),
    );
  },
  object_creation_expression: (node, c) =>
    call(c.one(field(node, 'type')), argumentsOf(field(node, 'arguments'), c), true),
  generic_type: (node, c) => c.one(named(node)[0] ?? null),
  type_identifier: identifier,
  scoped_type_identifier: (node, c) => member(c.one(named(node)[0] ?? null), named(node).at(-1)?.text ?? ''),
  field_access: (node, c) => member(c.one(field(node, 'object')), field(node, 'field')?.text ?? ''),
  scoped_identifier: (node, c) => member(c.one(field(node, 'scope')), field(node, 'name')?.text ?? ''),
  method_reference: (node, c) => member(c.one(named(node)[0] ?? null), named(node).at(-1)?.text ?? ''),
  identifier,
  this: () => nameOf('this'),
  super: () => nameOf('super'),
  string_literal: quoted,
  decimal_integer_literal: number,
  decimal_floating_point_literal: number,
  true: constant(true),
  false: constant(false),
  null_literal: constant(null),
  binary_expression: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  ternary_expression: (node, c) => ({
    kind: 'either',
    options: [c.one(field(node, 'consequence')), c.one(field(node, 'alternative'))],
  }),
  cast_expression: (node, c) => c.one(field(node, 'value')),
  array_initializer: (node, c) => ({ kind: 'list', items: c.all(named(node)) }),
  lambda_expression: (node, c) => {
    const body = field(node, 'body');
    const list = field(node, 'parameters');
    const names = list === null ? [] : list.type === 'identifier' ? [list] : named(list);
    const value = c.one(body);
    return routine(null, {
      parameters: names.map(({ text }) => ({ name: text, type: null, value: null })),
      body: body?.type === 'block' ? c.block(body) : [{ line: value.line, end: value.end, kind: 'return', value }],
    });
  },
  try_statement: tryOf,
  try_with_resources_statement: tryOf,
  if_statement: branched,
  for_statement: loop,
  enhanced_for_statement: loop,
  while_statement: loop,
  do_statement: loop,
  return_statement: returned,
  throw_statement: thrown,
  annotation: (node, c) => call(c.one(field(node, 'name')), argumentsOf(field(node, 'arguments'), c)),
  marker_annotation: (node, c) => call(c.one(field(node, 'name')), []),
  element_value_pair: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'key')),
    value: c.one(field(node, 'value')),
    type: null,
  }),
  line_comment: nothing,
  block_comment: nothing,
};

function declared(node: Node, c: Converter, isField: boolean): ReturnType<Rule> {
  const type = typeName(field(node, 'type'));
  const marks = marksOf(node, c);
  const parts = children(node, 'variable_declarator').map((one): Syntax => {
    const place = { line: one.startPosition.row + 1, end: one.endPosition.row + 1 };
    const name = field(one, 'name')?.text ?? '';
    const plain: Syntax = { ...place, kind: 'name', name };
    const value = field(one, 'value');
    const marked = value === null ? (marks[0] ?? null) : c.one(value);
    const own: Syntax = { ...place, kind: 'member', of: { ...place, kind: 'name', name: 'this' }, name };
    return { ...place, kind: 'assign', to: isField ? own : plain, value: marked, type };
  });
  return { kind: 'group', parts };
}

function marksOf(node: Node, c: Converter): readonly Syntax[] {
  const modifiers = child(node, 'modifiers');
  return modifiers === null ? [] : c.all(children(modifiers, 'annotation', 'marker_annotation'));
}

function argumentsOf(node: Node | null, c: Converter): readonly Argument[] {
  return (node === null ? [] : named(node))
    .filter(({ type }) => !type.endsWith('comment'))
    .map((one): Argument => {
      const made = c.one(one);
      if (made.kind === 'assign' && made.to.kind === 'name' && made.value !== null)
        return { name: made.to.name, value: made.value };
      return { name: null, value: made };
    });
}

function parametersOf(node: Node): readonly Parameter[] {
  const list = field(node, 'parameters');
  return (list === null ? [] : children(list, 'formal_parameter', 'spread_parameter')).map((one) => ({
    name: field(one, 'name')?.text ?? '',
    type: typeName(field(one, 'type')),
    value: null,
  }));
}

function recordFields(node: Node): readonly Syntax[] {
  if (node.type !== 'record_declaration') return [];
  return parametersOf(node).map(({ name, type }): Syntax => {
    const place = { line: node.startPosition.row + 1, end: node.startPosition.row + 1 };
    return {
      ...place,
      kind: 'assign',
      to: { ...place, kind: 'member', of: { ...place, kind: 'name', name: 'this' }, name },
      value: null,
      type,
    };
  });
}

function typesIn(node: Node | null): readonly string[] {
  if (node === null) return [];
  const all = named(node).flatMap((one) => (one.type === 'type_list' ? named(one) : [one]));
  return all.flatMap((one) => typeName(one) ?? []);
}

function tryOf(node: Node, c: Converter): ReturnType<Rule> {
  const handlers = children(node, 'catch_clause').map((clause) => {
    const parameter = child(clause, 'catch_formal_parameter');
    const types = parameter === null ? null : child(parameter, 'catch_type');
    return {
      types: types === null ? [] : named(types).map(({ text }) => text),
      name: parameter === null ? null : (field(parameter, 'name')?.text ?? null),
      body: c.block(field(clause, 'body')),
    };
  });
  const resources = c.block(field(node, 'resources'));
  return attempt(
    [...resources, ...c.block(field(node, 'body'))],
    handlers,
    flat(c.all(children(node, 'finally_clause'))),
  );
}
