import type { Node } from '@vscode/tree-sitter-wasm';
import {
  binary,
  call,
  child,
  children,
  type Converter,
  field,
  identifier,
  imported,
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
  branched,
  returned,
} from '../converter.ts';
import type { Imported, Parameter, Syntax } from '../syntax.ts';

const loop: Rule = (node, c) => ({
  kind: 'loop',
  over: c.all(['value', 'condition'].flatMap((name) => field(node, name) ?? [])),
  body: c.block(field(node, 'body')),
});

export const rust: Rules = {
  use_declaration: (node) => {
    const all = usedBy(field(node, 'argument'), '');
    const line = node.startPosition.row + 1;
    return {
      kind: 'group',
      parts: all.map(({ module, name }): Syntax => ({ line, end: line, ...imported(module, [name]) })),
    };
  },
  struct_item: (node, c) => {
    const fields = field(node, 'body');
    return {
      kind: 'class',
      name: field(node, 'name')?.text ?? '',
      bases: [],
      body: (fields === null ? [] : children(fields, 'field_declaration')).map((one) => ownField(one, c)),
      marks: [],
    };
  },
  impl_item: (node, c) => ({
    kind: 'class',
    name: typeName(field(node, 'type')) ?? '',
    bases: [typeName(field(node, 'trait'))].filter((name) => name !== null),
    body: c.block(field(node, 'body')),
    marks: [],
  }),
  function_item: (node, c) =>
    routine(field(node, 'name')?.text ?? null, {
      parameters: parametersOf(field(node, 'parameters')),
      body: lastReturned(c.block(field(node, 'body'))),
      self: 'self',
    }),
  closure_expression: (node, c) => {
    const body = field(node, 'body');
    const value = c.one(body);
    return routine(null, {
      parameters: [],
      body: body?.type === 'block' ? c.block(body) : [{ line: value.line, end: value.end, kind: 'return', value }],
    });
  },
  let_declaration: (node, c) => {
    const value = field(node, 'value');
    return {
      kind: 'assign',
      to: c.one(field(node, 'pattern')),
      value: value === null ? null : c.one(value),
      type: typeName(field(node, 'type')),
    };
  },
  const_item: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'name')),
    value: c.one(field(node, 'value')),
    type: null,
  }),
  static_item: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'name')),
    value: c.one(field(node, 'value')),
    type: null,
  }),
  assignment_expression: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'left')),
    value: c.one(field(node, 'right')),
    type: null,
  }),
  call_expression: (node, c) => {
    const given = field(node, 'arguments');
    return call(
      c.one(field(node, 'function')),
      (given === null ? [] : named(given)).map((one) => ({ name: null, value: c.one(one) })),
    );
  },
  field_expression: (node, c) => member(c.one(field(node, 'value')), field(node, 'field')?.text ?? ''),
  scoped_identifier: (node, c) => {
    const path = field(node, 'path');
    const name = field(node, 'name')?.text ?? '';
    return path === null ? nameOf(name) : member(c.one(path), name);
  },
  generic_function: (node, c) => c.one(field(node, 'function')),
  struct_expression: (node, c) => {
    const body = field(node, 'body');
    const entries = (body === null ? [] : named(body)).map((one) => {
      const value = field(one, 'value');
      const key = field(one, 'field')?.text ?? (one.type === 'shorthand_field_initializer' ? one.text : null);
      return { key, value: c.one(value ?? named(one)[0] ?? null) };
    });
    const place = { line: node.startPosition.row + 1, end: node.endPosition.row + 1 };
    return call(c.one(field(node, 'name')), [{ name: null, value: { ...place, ...record(entries) } }], true);
  },
  macro_invocation: (node, c) => {
    const name = c.one(field(node, 'macro'));
    const tokens = child(node, 'token_tree');
    const parts = tokens === null ? [] : c.all(leavesOf(tokens));
    return call(
      name,
      parts.map((value) => ({ name: null, value })),
    );
  },
  identifier,
  type_identifier: identifier,
  field_identifier: identifier,
  self: () => nameOf('self'),
  string_literal: quoted,
  raw_string_literal: quoted,
  integer_literal: number,
  float_literal: number,
  boolean_literal: (node) => ({ kind: 'constant', value: node.text === 'true' }),
  binary_expression: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  if_expression: branched,
  for_expression: loop,
  while_expression: loop,
  loop_expression: loop,
  return_expression: returned,
  line_comment: nothing,
  block_comment: nothing,
};

type Used = { readonly module: string; readonly name: Imported };

/** Every name that a `use` brings in. */
function usedBy(node: Node | null, before: string): readonly Used[] {
  if (node === null) return [];
  const join = (path: string): string => (before === '' ? path : `${before}::${path}`);
  switch (node.type) {
    case 'scoped_use_list':
      return usedBy(field(node, 'list'), join(field(node, 'path')?.text ?? ''));
    case 'use_list':
      return named(node).flatMap((one) => usedBy(one, before));
    case 'use_as_clause':
      return splitUse(join(field(node, 'path')?.text ?? ''), field(node, 'alias')?.text ?? null);
    case 'use_wildcard':
      return [{ module: join(named(node)[0]?.text ?? ''), name: { name: '*', local: '*' } }];
    default:
      return splitUse(join(node.text), null);
  }
}

function splitUse(path: string, alias: string | null): readonly Used[] {
  const cut = path.lastIndexOf('::');
  const name = cut < 0 ? path : path.slice(cut + 2);
  return [{ module: cut < 0 ? path : path.slice(0, cut), name: { name: cut < 0 ? '*' : name, local: alias ?? name } }];
}

function ownField(node: Node, c: Converter): Syntax {
  const name = c.one(field(node, 'name'));
  const { line, end } = name;
  const to: Syntax = {
    line,
    end,
    ...member({ line, end, kind: 'name', name: 'self' }, name.kind === 'name' ? name.name : ''),
  };
  return { line, end, kind: 'assign', to, value: null, type: typeName(field(node, 'type')) };
}

function parametersOf(list: Node | null): readonly Parameter[] {
  return (list === null ? [] : children(list, 'parameter')).map((one) => ({
    name: field(one, 'pattern')?.text ?? '',
    type: typeName(field(one, 'type')),
    value: null,
  }));
}

function leavesOf(tokens: Node): readonly Node[] {
  return named(tokens).flatMap((one) => (one.type === 'token_tree' ? leavesOf(one) : [one]));
}

function lastReturned(body: readonly Syntax[]): readonly Syntax[] {
  const last = body.at(-1);
  if (last === undefined || !['name', 'call', 'member', 'text'].includes(last.kind)) return body;
  return [...body.slice(0, -1), { line: last.line, end: last.end, kind: 'return', value: last }];
}
