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
  group,
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
  text,
  typeName,
  branched,
  returned,
  thrown,
} from '../converter.ts';
import type { Argument, Entry, Imported, Parameter, Syntax } from '../syntax.ts';

const loop: Rule = (node, c) => ({
  kind: 'loop',
  over: c.all(['left', 'right', 'initializer', 'condition'].flatMap((name) => field(node, name) ?? [])),
  body: c.block(field(node, 'body')),
});

const functionOf: Rule = (node, c) =>
  routine(field(node, 'name')?.text ?? null, {
    parameters: parametersOf(node, c),
    body: bodyOf(node, c),
    marks: c.all(children(node, 'decorator')),
    self: 'this',
  });

const classOf: Rule = (node, c) => ({
  kind: 'class',
  name: field(node, 'name')?.text ?? '',
  bases: basesOf(child(node, 'class_heritage')),
  body: c.block(field(node, 'body')),
  marks: c.all(children(node, 'decorator')),
});

const fieldOf: Rule = (node, c) => {
  const place = { line: node.startPosition.row + 1, end: node.endPosition.row + 1 };
  const value = field(node, 'value');
  const name: Syntax = {
    ...place,
    kind: 'name',
    name: field(node, 'name')?.text ?? field(node, 'property')?.text ?? '',
  };
  return {
    kind: 'assign',
    to: { ...place, kind: 'member', of: { ...place, kind: 'name', name: 'this' }, name: name.name },
    value: value === null ? null : calledLike(name, c.one(value)),
    type: typeName(field(node, 'type')),
  };
};

/** TypeScript and JavaScript, with and without elements. */
export const typescript: Rules = {
  import_statement: (node) => {
    const module = unquoted(field(node, 'source'));
    const clause = child(node, 'import_clause');
    const names = clause === null ? [] : namesOf(clause);
    return imported(module, names, /^import\s+type\b/.test(node.text));
  },
  export_statement: (node, c) => {
    const clause = child(node, 'export_clause');
    const source = field(node, 'source');
    if (clause === null && source === null) {
      const value = field(node, 'value');
      if (value === null) return group(node, c);
      return {
        kind: 'assign',
        to: { ...c.one(value), kind: 'name', name: 'default' },
        value: c.one(value),
        type: null,
      };
    }
    const names = clause === null ? [{ name: '*', local: '*' }] : specifiersOf(clause, 'export_specifier');
    return { kind: 'export', module: source === null ? null : unquoted(source), names };
  },
  variable_declarator: (node, c) => assigned(field(node, 'name'), node, c),
  assignment_expression: (node, c) => assigned(field(node, 'left'), node, c, 'right'),
  augmented_assignment_expression: (node, c) => assigned(field(node, 'left'), node, c, 'right'),
  public_field_definition: fieldOf,
  field_definition: fieldOf,
  call_expression: (node, c) => call(c.one(field(node, 'function')), argumentsOf(field(node, 'arguments'), c)),
  new_expression: (node, c) => call(c.one(field(node, 'constructor')), argumentsOf(field(node, 'arguments'), c), true),
  member_expression: (node, c) => member(c.one(field(node, 'object')), field(node, 'property')?.text ?? ''),
  subscript_expression: (node, c) => {
    const index = field(node, 'index');
    return member(c.one(field(node, 'object')), index?.type === 'string' ? unquoted(index) : '[]');
  },
  identifier,
  property_identifier: identifier,
  shorthand_property_identifier: identifier,
  private_property_identifier: identifier,
  this: () => nameOf('this'),
  super: () => nameOf('super'),
  string: quoted,
  template_string: (node, c) => (named(node).length === 0 ? quoted(node, c) : joined(node, c, LITERALS)),
  number,
  true: constant(true),
  false: constant(false),
  null: constant(null),
  undefined: constant(null),
  object: (node, c) => record(named(node).flatMap((part) => entryOf(part, c))),
  array: (node, c) => ({ kind: 'list', items: c.all(named(node)) }),
  object_pattern: (node, c) => record(named(node).flatMap((part) => boundBy(part, c))),
  array_pattern: (node, c) => ({ kind: 'list', items: c.all(named(node)) }),
  shorthand_property_identifier_pattern: identifier,
  binary_expression: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  ternary_expression: (node, c) => ({
    kind: 'either',
    options: [c.one(field(node, 'consequence')), c.one(field(node, 'alternative'))],
  }),
  as_expression: (node, c) => c.one(named(node)[0] ?? null),
  satisfies_expression: (node, c) => c.one(named(node)[0] ?? null),
  type_assertion: (node, c) => c.one(named(node).at(-1) ?? null),
  function_declaration: functionOf,
  generator_function_declaration: functionOf,
  function_expression: functionOf,
  generator_function: functionOf,
  arrow_function: functionOf,
  method_definition: functionOf,
  class_declaration: classOf,
  abstract_class_declaration: classOf,
  class: classOf,
  try_statement: (node, c) => {
    const handler = field(node, 'handler');
    const handlers =
      handler === null
        ? []
        : [{ types: [], name: field(handler, 'parameter')?.text ?? null, body: c.block(field(handler, 'body')) }];
    return attempt(c.block(field(node, 'body')), handlers, c.block(field(node, 'finalizer')));
  },
  if_statement: branched,
  for_statement: loop,
  for_in_statement: loop,
  while_statement: loop,
  do_statement: loop,
  return_statement: returned,
  throw_statement: thrown,
  interface_declaration: nothing,
  type_alias_declaration: nothing,
  type_annotation: nothing,
  type_arguments: nothing,
  comment: nothing,
  jsx_text: (node) => text(node.text),
};

function assigned(target: Node | null, node: Node, c: Converter, from = 'value'): ReturnType<Rule> {
  const value = field(node, from);
  if (target === null) return null;
  const to = c.one(target);
  return {
    kind: 'assign',
    to,
    value: value === null ? null : calledLike(to, c.one(value)),
    type: typeName(field(node, 'type')),
  };
}

/** A function without a name has that of what it is kept in. */
function calledLike(to: Syntax, value: Syntax): Syntax {
  if (value.kind !== 'function' || value.name !== null) return value;
  return to.kind === 'name' || to.kind === 'member' ? { ...value, name: to.name } : value;
}

function unquoted(node: Node | null): string {
  return node?.text.slice(1, -1) ?? '';
}

function namesOf(clause: Node): readonly Imported[] {
  return named(clause).flatMap((part) => {
    if (part.type === 'identifier') return [{ name: 'default', local: part.text }];
    if (part.type === 'namespace_import') return [{ name: '*', local: named(part)[0]?.text ?? '' }];
    return specifiersOf(part, 'import_specifier');
  });
}

function specifiersOf(node: Node, type: string): readonly Imported[] {
  return children(node, type).map((one) => {
    const name = field(one, 'name')?.text ?? '';
    return { name, local: field(one, 'alias')?.text ?? name };
  });
}

function argumentsOf(node: Node | null, c: Converter): readonly Argument[] {
  return node === null
    ? []
    : named(node)
        .filter(({ type }) => type !== 'comment')
        .map((one) => ({ name: null, value: c.one(one) }));
}

function entryOf(part: Node, c: Converter): readonly Entry[] {
  switch (part.type) {
    case 'pair': {
      const key = field(part, 'key');
      return [{ key: key?.type === 'string' ? unquoted(key) : (key?.text ?? ''), value: c.one(field(part, 'value')) }];
    }
    case 'shorthand_property_identifier':
      return [{ key: part.text, value: c.one(part) }];
    case 'spread_element':
      return [{ key: null, value: c.one(named(part)[0] ?? null) }];
    case 'method_definition':
      return [{ key: field(part, 'name')?.text ?? '', value: c.one(part) }];
    default:
      return [];
  }
}

/** What a pattern takes out of an object, and under which name. */
function boundBy(part: Node, c: Converter): readonly Entry[] {
  if (part.type === 'pair_pattern')
    return [{ key: field(part, 'key')?.text ?? '', value: c.one(field(part, 'value')) }];
  const bound = part.type === 'object_assignment_pattern' ? field(part, 'left') : part;
  return bound === null ? [] : [{ key: bound.text, value: c.one(bound) }];
}

function parametersOf(node: Node, c: Converter): readonly Parameter[] {
  const single = field(node, 'parameter');
  if (single !== null) return [{ name: single.text, type: null, value: null }];
  const list = field(node, 'parameters');
  return (list === null ? [] : named(list))
    .filter(({ type }) => type !== 'comment' && type !== 'decorator')
    .map((one) => {
      const value = field(one, 'value') ?? (one.type === 'assignment_pattern' ? field(one, 'right') : null);
      const pattern = field(one, 'pattern') ?? field(one, 'left') ?? one;
      return {
        name: pattern.type === 'identifier' ? pattern.text : pattern.text.slice(0, 200),
        type: typeName(field(one, 'type')),
        value: value === null ? null : c.one(value),
        ...(child(one, 'accessibility_modifier') !== null && { isField: true }),
      };
    });
}

function bodyOf(node: Node, c: Converter): ReturnType<Converter['block']> {
  const body = field(node, 'body');
  if (body === null || body.type === 'statement_block') return c.block(body);
  const value = c.one(body);
  return [{ line: value.line, end: value.end, kind: 'return', value }];
}

function basesOf(heritage: Node | null): readonly string[] {
  if (heritage === null) return [];
  const clauses = children(heritage, 'extends_clause', 'implements_clause');
  return (clauses.length === 0 ? [heritage] : clauses).flatMap((clause) =>
    named(clause).flatMap((one) => (one.type === 'type_arguments' ? [] : (typeName(one) ?? []))),
  );
}
