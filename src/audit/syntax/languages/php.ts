import type { Node } from '@vscode/tree-sitter-wasm';
import {
  attempt,
  binary,
  call,
  child,
  children,
  type Converter,
  field,
  flat,
  imported,
  joined,
  LITERALS,
  member,
  named,
  nameOf,
  nothing,
  number,
  operatorOf,
  quoted,
  record,
  routine,
  type Rule,
  type Rules,
  typeName,
  returned,
  thrown,
} from '../converter.ts';
import type { Argument, Entry, Parameter, Syntax } from '../syntax.ts';

const called: Rule = (node, c) => {
  const name = field(node, 'name')?.text ?? '';
  const object = c.one(field(node, 'object') ?? field(node, 'scope'));
  const callee: Syntax = { line: object.line, end: node.endPosition.row + 1, ...member(object, name) };
  return call(callee, argumentsOf(field(node, 'arguments'), c));
};
const classOf: Rule = (node, c) => ({
  kind: 'class',
  name: field(node, 'name')?.text ?? '',
  bases: children(node, 'base_clause', 'class_interface_clause').flatMap((one) =>
    named(one).map((base) => lastName(base.text)),
  ),
  body: c.block(field(node, 'body')),
  marks: [],
});
const method: Rule = (node, c) =>
  routine(field(node, 'name')?.text ?? null, {
    parameters: parametersOf(field(node, 'parameters'), c),
    body: bodyOf(node, c),
    self: 'this',
  });
const loop: Rule = (node, c) => ({
  kind: 'loop',
  over: c.all(named(node).slice(0, 1)),
  body: c.block(field(node, 'body')),
});
const path: Rule = (node) => {
  const [first = '', ...rest] = node.text.split('\\').filter((part) => part !== '');
  const place = { line: node.startPosition.row + 1, end: node.endPosition.row + 1 };
  let made: Syntax = { ...place, kind: 'name', name: rest.length === 0 ? first : `\\${first}` };
  for (const part of rest) made = { ...place, ...member(made, part) };
  return made.kind === 'name' && node.text.startsWith('\\') ? nameOf(`\\${first}`) : made;
};

export const php: Rules = {
  namespace_use_clause: (node) => {
    const whole = (child(node, 'qualified_name', 'name')?.text ?? '').replace(/^\\/, '');
    const cut = whole.lastIndexOf('\\');
    const name = whole.slice(cut + 1);
    return imported(cut < 0 ? name : whole.slice(0, cut), [{ name, local: field(node, 'alias')?.text ?? name }]);
  },
  class_declaration: classOf,
  interface_declaration: classOf,
  trait_declaration: classOf,
  method_declaration: method,
  function_definition: method,
  anonymous_function: method,
  anonymous_function_creation_expression: method,
  arrow_function: method,
  property_declaration: (node, c) => ({
    kind: 'group',
    parts: children(node, 'property_element').map((one): Syntax => {
      const place = { line: one.startPosition.row + 1, end: one.endPosition.row + 1 };
      const value = field(one, 'default_value');
      const name = (field(one, 'name')?.text ?? '').replace(/^\$/, '');
      return {
        ...place,
        kind: 'assign',
        to: { ...place, ...member({ ...place, kind: 'name', name: 'this' }, name) },
        value: value === null ? null : c.one(value),
        type: lastType(field(node, 'type')),
      };
    }),
  }),
  const_element: (node, c) => {
    const [name, value] = named(node);
    const place = { line: node.startPosition.row + 1, end: node.endPosition.row + 1 };
    return {
      kind: 'assign',
      to: { ...place, ...member({ ...place, kind: 'name', name: 'this' }, name?.text ?? '') },
      value: c.one(value ?? null),
      type: null,
    };
  },
  assignment_expression: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'left')),
    value: c.one(field(node, 'right')),
    type: null,
  }),
  member_call_expression: called,
  nullsafe_member_call_expression: called,
  scoped_call_expression: called,
  function_call_expression: (node, c) => call(c.one(field(node, 'function')), argumentsOf(field(node, 'arguments'), c)),
  object_creation_expression: (node, c) => {
    const [type = null] = named(node);
    return call(c.one(type), argumentsOf(child(node, 'arguments'), c), true);
  },
  member_access_expression: (node, c) => member(c.one(field(node, 'object')), field(node, 'name')?.text ?? ''),
  nullsafe_member_access_expression: (node, c) => member(c.one(field(node, 'object')), field(node, 'name')?.text ?? ''),
  class_constant_access_expression: (node, c) => {
    const [of = null, name = null] = named(node);
    return member(
      of === null || /^(?:self|static)$/.test(of.text) ? { ...c.one(of), kind: 'name', name: 'this' } : c.one(of),
      name?.text ?? '',
    );
  },
  scoped_property_access_expression: (node, c) =>
    member(c.one(field(node, 'scope')), (field(node, 'name')?.text ?? '').replace(/^\$/, '')),
  subscript_expression: (node, c) => {
    const [of = null, key = null] = named(node);
    return member(c.one(of), key?.type === 'string' ? (child(key, 'string_content')?.text ?? '[]') : '[]');
  },
  variable_name: (node) => nameOf(node.text.replace(/^\$/, '')),
  name: path,
  qualified_name: path,
  relative_scope: () => nameOf('this'),
  string: quoted,
  encapsed_string: (node, c) => (named(node).length === 0 ? quoted(node, c) : joined(node, c, LITERALS)),
  integer: number,
  float: number,
  boolean: (node) => ({ kind: 'constant', value: /^true$/i.test(node.text) }),
  null: () => ({ kind: 'constant', value: null }),
  array_creation_expression: (node, c) => {
    const elements = children(node, 'array_element_initializer');
    const entries = elements.map((one) => entryOf(one, c));
    return entries.some(({ key }) => key !== null)
      ? record(entries)
      : { kind: 'list', items: entries.map(({ value }) => value) };
  },
  binary_expression: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  conditional_expression: (node, c) => {
    // `a ?: b` is a, where there is any.
    const first = field(node, 'body') ?? field(node, 'condition');
    const options = [first, field(node, 'alternative')].flatMap((one) => one ?? []);
    return { kind: 'either', options: c.all(options) };
  },
  try_statement: (node, c) =>
    attempt(
      c.block(field(node, 'body')),
      children(node, 'catch_clause').map((one) => ({
        types: (field(one, 'type') === null ? [] : named(field(one, 'type') ?? one)).map((type) => type.text),
        name: (field(one, 'name')?.text ?? '').replace(/^\$/, '') || null,
        body: c.block(field(one, 'body')),
      })),
      flat(c.all(children(node, 'finally_clause'))),
    ),
  if_statement: (node, c) => ({
    kind: 'branch',
    test: c.one(field(node, 'condition')),
    whenTrue: c.block(field(node, 'body')),
    other: flat(c.all(children(node, 'else_clause', 'else_if_clause'))),
  }),
  for_statement: loop,
  foreach_statement: loop,
  while_statement: loop,
  return_statement: returned,
  throw_expression: thrown,
  named_type: nothing,
  comment: nothing,
};

function lastName(whole: string): string {
  return whole.split('\\').at(-1) ?? whole;
}

function lastType(node: Node | null): string | null {
  const whole = typeName(node);
  return whole === null ? null : whole.replace(/^\\/, '');
}

function argumentsOf(node: Node | null, c: Converter): readonly Argument[] {
  return (node === null ? [] : children(node, 'argument')).map((one) => ({
    name: field(one, 'name')?.text ?? null,
    value: c.one(named(one).at(-1) ?? null),
  }));
}

function entryOf(node: Node, c: Converter): Entry {
  const [first = null, second] = named(node);
  if (second === undefined) return { key: null, value: c.one(first) };
  const key = first?.type === 'string' ? (child(first, 'string_content')?.text ?? '') : (first?.text ?? '');
  return { key, value: c.one(second) };
}

function parametersOf(list: Node | null, c: Converter): readonly Parameter[] {
  return (list === null ? [] : named(list)).map((one) => {
    const value = field(one, 'default_value');
    return {
      name: (field(one, 'name')?.text ?? '').replace(/^\$/, ''),
      type: lastType(field(one, 'type')),
      value: value === null ? null : c.one(value),
      ...(one.type === 'property_promotion_parameter' && { isField: true }),
    };
  });
}

function bodyOf(node: Node, c: Converter): readonly Syntax[] {
  const body = field(node, 'body');
  if (body === null || body.type === 'compound_statement') return c.block(body);
  const value = c.one(body);
  return [{ line: value.line, end: value.end, kind: 'return', value }];
}
