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
  branched,
  returned,
  thrown,
} from '../converter.ts';
import type { Argument, Entry, Parameter, Syntax } from '../syntax.ts';

const classOf: Rule = (node, c) => {
  const parameters = parametersOf(child(node, 'parameter_list'), c);
  const bases = child(node, 'base_list');
  return {
    kind: 'class',
    name: field(node, 'name')?.text ?? '',
    bases: (bases === null ? [] : named(bases)).flatMap((one) => typeName(one) ?? []),
    body: [...parameters.map((one) => ownField(node, one)), ...c.block(field(node, 'body'))],
    marks: flat(c.all(children(node, 'attribute_list'))),
  };
};

const methodOf: Rule = (node, c) => {
  const body = field(node, 'body');
  return routine(field(node, 'name')?.text ?? null, {
    parameters: parametersOf(field(node, 'parameters'), c),
    body: body?.type === 'arrow_expression_clause' ? asReturn(named(body)[0] ?? null, c) : c.block(body),
    marks: flat(c.all(children(node, 'attribute_list'))),
    self: 'this',
  });
};

const loop: Rule = (node, c) => {
  const body = field(node, 'body');
  return {
    kind: 'loop',
    over: c.all(['right', 'initializer', 'condition'].flatMap((name) => field(node, name) ?? [])),
    body: c.block(body),
  };
};

export const csharp: Rules = {
  using_directive: (node) => {
    const alias = field(node, 'name');
    const path = named(node).at(-1)?.text ?? '';
    // What is imported for the whole project is told apart by its local name.
    const isForAll = node.children[0]?.text === 'global';
    if (alias === null) return imported(path, [{ name: '*', local: isForAll ? 'global' : '*' }]);
    const cut = path.lastIndexOf('.');
    return imported(path.slice(0, cut), [{ name: path.slice(cut + 1), local: alias.text }]);
  },
  class_declaration: classOf,
  record_declaration: classOf,
  struct_declaration: classOf,
  interface_declaration: classOf,
  method_declaration: methodOf,
  constructor_declaration: methodOf,
  local_function_statement: methodOf,
  field_declaration: (node, c) => {
    const declared = c.one(child(node, 'variable_declaration'));
    return { kind: 'group', parts: flat([declared]).map(asField) };
  },
  property_declaration: (node, c) => {
    const value = field(node, 'value');
    const name = c.one(field(node, 'name'));
    const plain: Syntax = {
      ...name,
      kind: 'assign',
      to: name,
      value:
        value === null ? null : c.one(value.type === 'arrow_expression_clause' ? (named(value)[0] ?? null) : value),
      type: typeName(field(node, 'type')),
    };
    return asField(plain);
  },
  variable_declaration: (node, c) => {
    const type = typeName(field(node, 'type'));
    const parts = children(node, 'variable_declarator').map((one): Syntax => {
      const [name = null, value = null] = named(one);
      const to = c.one(name);
      const made = value === null ? null : c.one(value);
      const fresh = made?.kind === 'call' && made.callee.kind === 'name' && made.callee.name === '' && type !== null;
      return {
        line: to.line,
        end: made?.end ?? to.end,
        kind: 'assign',
        to,
        value: fresh ? { ...made, callee: { ...made.callee, kind: 'name', name: type } } : made,
        type: type === 'var' ? null : type,
      };
    });
    return { kind: 'group', parts };
  },
  assignment_expression: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'left')),
    value: c.one(field(node, 'right')),
    type: null,
  }),
  invocation_expression: (node, c) => call(c.one(field(node, 'function')), argumentsOf(field(node, 'arguments'), c)),
  object_creation_expression: (node, c) => created(c.one(field(node, 'type')), node, c),
  implicit_object_creation_expression: (node, c) =>
    created({ line: node.startPosition.row + 1, end: node.endPosition.row + 1, kind: 'name', name: '' }, node, c),
  initializer_expression: (node, c) => record(entriesOf(node, c)),
  implicit_array_creation_expression: listOf,
  array_creation_expression: listOf,
  collection_expression: (node, c) => ({ kind: 'list', items: c.all(named(node)) }),
  member_access_expression: (node, c) => {
    const of = field(node, 'expression');
    const name = plainName(field(node, 'name'));
    // The grammar has no node for `this` itself.
    if (of === null || of.text === 'this')
      return member(
        { line: node.startPosition.row + 1, end: node.endPosition.row + 1, kind: 'name', name: 'this' },
        name,
      );
    if (of.type === 'member_access_expression' && field(of, 'expression') === null) return member(c.one(of), name);
    return member(c.one(of), name);
  },
  conditional_access_expression: (node, c) => {
    const binding = child(node, 'member_binding_expression');
    const condition = c.one(field(node, 'condition'));
    if (binding !== null) return member(condition, plainName(field(binding, 'name')));
    return { kind: 'group', parts: c.all(named(node)) };
  },
  qualified_name: (node, c) => member(c.one(field(node, 'qualifier')), field(node, 'name')?.text ?? ''),
  generic_name: (node) => nameOf(named(node)[0]?.text ?? ''),
  identifier,
  string_literal: quoted,
  verbatim_string_literal: quoted,
  raw_string_literal: quoted,
  interpolated_string_expression: (node, c) =>
    joined(node, c, [...LITERALS, 'interpolation_start', 'interpolation_quote']),
  interpolation: (node, c) => c.one(named(node).find(({ type }) => type !== 'interpolation_brace') ?? null),
  integer_literal: number,
  real_literal: number,
  boolean_literal: (node) => ({ kind: 'constant', value: node.text === 'true' }),
  null_literal: constant(null),
  binary_expression: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  conditional_expression: (node, c) => ({
    kind: 'either',
    options: [c.one(field(node, 'consequence')), c.one(field(node, 'alternative'))],
  }),
  lambda_expression: (node, c) => {
    const body = field(node, 'body');
    return routine(null, {
      parameters: parametersOf(field(node, 'parameters'), c),
      body: body?.type === 'block' ? c.block(body) : asReturn(body, c),
    });
  },
  try_statement: (node, c) =>
    attempt(
      c.block(field(node, 'body')),
      children(node, 'catch_clause').map((one) => {
        const declared = child(one, 'catch_declaration');
        const filter = child(one, 'catch_filter_clause');
        const type = declared === null ? null : field(declared, 'type');
        return {
          types: [...(type === null ? [] : [type.text]), ...(filter === null ? [] : [filter.text])],
          name: declared === null ? null : (field(declared, 'name')?.text ?? null),
          body: c.block(field(one, 'body')),
        };
      }),
      flat(c.all(children(node, 'finally_clause'))),
    ),
  if_statement: branched,
  foreach_statement: loop,
  for_statement: loop,
  while_statement: loop,
  do_statement: loop,
  return_statement: returned,
  throw_statement: (node, c) => ({
    kind: 'throw',
    value: named(node)[0] === undefined ? null : c.one(named(node)[0] ?? null),
  }),
  throw_expression: thrown,
  attribute: (node, c) => {
    const given = child(node, 'attribute_argument_list');
    return call(
      c.one(field(node, 'name')),
      given === null
        ? []
        : children(given, 'attribute_argument').map((one) => ({ name: null, value: c.one(named(one).at(-1) ?? null) })),
    );
  },
  predefined_type: nothing,
  modifier: nothing,
  comment: nothing,
};

function listOf(node: Node, c: Converter): ReturnType<Rule> {
  const inside = child(node, 'initializer_expression');
  return { kind: 'list', items: inside === null ? [] : c.all(named(inside)) };
}

function created(type: Syntax, node: Node, c: Converter): ReturnType<Rule> {
  const initializer = field(node, 'initializer') ?? child(node, 'initializer_expression');
  const given = argumentsOf(field(node, 'arguments') ?? child(node, 'argument_list'), c);
  return call(type, initializer === null ? given : [...given, { name: null, value: c.one(initializer) }], true);
}

function entriesOf(node: Node, c: Converter): readonly Entry[] {
  return named(node).map((one) => {
    if (one.type !== 'assignment_expression') return { key: null, value: c.one(one) };
    return { key: field(one, 'left')?.text.replace(/^\["?|"?\]$/g, '') ?? '', value: c.one(field(one, 'right')) };
  });
}

function plainName(node: Node | null): string {
  return (node?.type === 'generic_name' ? named(node)[0]?.text : node?.text) ?? '';
}

function asReturn(node: Node | null, c: Converter): readonly Syntax[] {
  const value = c.one(node);
  return [{ line: value.line, end: value.end, kind: 'return', value }];
}

function asField(part: Syntax): Syntax {
  if (part.kind !== 'assign' || part.to.kind !== 'name') return part;
  const { line, end } = part;
  return {
    ...part,
    to: { line, end, kind: 'member', of: { line, end, kind: 'name', name: 'this' }, name: part.to.name },
  };
}

function ownField(node: Node, { name, type }: Parameter): Syntax {
  const place = { line: node.startPosition.row + 1, end: node.startPosition.row + 1 };
  return {
    ...place,
    kind: 'assign',
    to: { ...place, kind: 'member', of: { ...place, kind: 'name', name: 'this' }, name },
    value: null,
    type,
  };
}

function argumentsOf(node: Node | null, c: Converter): readonly Argument[] {
  return (node === null ? [] : children(node, 'argument')).map((one) => {
    const name = field(one, 'name');
    const value = named(one).findLast(({ type }) => type !== 'comment') ?? null;
    return { name: name?.text ?? null, value: c.one(value) };
  });
}

function parametersOf(list: Node | null, c: Converter): readonly Parameter[] {
  if (list?.type === 'implicit_parameter' || list?.type === 'identifier')
    return [{ name: list.text, type: null, value: null }];
  return (list === null ? [] : children(list, 'parameter')).map((one) => {
    const value = named(one).at(-1) ?? null;
    const name = field(one, 'name');
    const hasValue = value !== null && name !== null && value.startIndex > name.startIndex;
    return { name: name?.text ?? '', type: typeName(field(one, 'type')), value: hasValue ? c.one(value) : null };
  });
}
