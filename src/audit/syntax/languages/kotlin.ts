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
  routine,
  type Rules,
  typeName,
  returned,
  thrown,
} from '../converter.ts';
import type { Argument, Parameter, Syntax } from '../syntax.ts';

const TYPES = ['user_type', 'nullable_type', 'function_type'];

export const kotlin: Rules = {
  import: (node) => {
    const [path, alias] = named(node);
    const words = path?.text ?? '';
    const cut = words.lastIndexOf('.');
    if (/\.\*\s*$/.test(node.text)) return imported(words, [{ name: '*', local: '*' }]);
    const name = words.slice(cut + 1);
    return imported(words.slice(0, cut), [{ name, local: alias?.text ?? name }]);
  },
  class_declaration: (node, c) => ({
    kind: 'class',
    name: field(node, 'name')?.text ?? '',
    bases: children(child(node, 'delegation_specifiers') ?? node, 'delegation_specifier').flatMap(
      (one) => /^\w+/.exec(one.text)?.[0] ?? [],
    ),
    body: [...constructed(node, c), ...flat(c.all(children(node, 'class_body')))],
    marks: marksOf(node, c),
  }),
  function_declaration: (node, c) =>
    routine(field(node, 'name')?.text ?? null, {
      parameters: parametersOf(child(node, 'function_value_parameters'), c),
      body: bodyOf(child(node, 'function_body'), c),
      marks: marksOf(node, c),
      self: 'this',
    }),
  property_declaration: (node, c) => {
    const variable = child(node, 'variable_declaration');
    const name = variable === null ? null : child(variable, 'identifier');
    const value =
      named(node).findLast(({ type }) => !['modifiers', 'variable_declaration', 'getter', 'setter'].includes(type)) ??
      null;
    const type = variable === null ? null : typeName(child(variable, ...TYPES));
    const plain = c.one(name);
    const isField = node.parent?.type === 'class_body';
    const own: Syntax = {
      line: plain.line,
      end: plain.end,
      ...member({ line: plain.line, end: plain.end, kind: 'name', name: 'this' }, name?.text ?? ''),
    };
    return { kind: 'assign', to: isField ? own : plain, value: value === null ? null : c.one(value), type };
  },
  assignment: (node, c) => {
    const [to = null, value = null] = named(node);
    return { kind: 'assign', to: c.one(to), value: c.one(value), type: null };
  },
  call_expression: (node, c) => {
    const [what = null] = named(node);
    const given = child(node, 'value_arguments');
    const lambda = child(node, 'annotated_lambda', 'lambda_literal');
    const all: readonly Argument[] = [
      ...(given === null ? [] : children(given, 'value_argument').map((one) => argumentOf(one, c))),
      ...(lambda === null ? [] : [{ name: null, value: c.one(lambda) }]),
    ];
    const callee = c.one(what);
    return call(callee, all, callee.kind === 'name' && /^[A-Z]/.test(callee.name));
  },
  navigation_expression: (node, c) => {
    const [of = null, name = null] = named(node);
    return member(c.one(of), name?.text ?? '');
  },
  identifier,
  this_expression: () => nameOf('this'),
  string_literal: (node, c) => (named(node).length === 0 ? quoted(node, c) : joined(node, c, LITERALS)),
  multiline_string_literal: (node, c) => joined(node, c, LITERALS),
  number_literal: number,
  boolean_literal: (node) => ({ kind: 'constant', value: node.text === 'true' }),
  null_literal: () => ({ kind: 'constant', value: null }),
  binary_expression: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  lambda_literal: (node, c) => {
    const parameters = child(node, 'lambda_parameters');
    return routine(null, {
      parameters: (parameters === null ? [] : named(parameters)).map(({ text }) => ({
        name: text,
        type: null,
        value: null,
      })),
      body: flat(c.all(named(node).filter(({ type }) => type !== 'lambda_parameters'))),
    });
  },
  try_expression: (node, c) =>
    attempt(
      c.block(child(node, 'block')),
      children(node, 'catch_block').map((one) => ({
        types: [child(one, ...TYPES)?.text ?? 'Exception'],
        name: child(one, 'identifier')?.text ?? null,
        body: c.block(child(one, 'block')),
      })),
      flat(c.all(children(node, 'finally_block'))),
    ),
  if_expression: (node, c) => {
    const [, whenTrue = null, other = null] = named(node);
    return {
      kind: 'branch',
      test: c.one(field(node, 'condition')),
      whenTrue: c.block(whenTrue),
      other: c.block(other),
    };
  },
  for_statement: (node, c) => ({
    kind: 'loop',
    over: c.all(named(node).slice(0, -1)),
    body: c.block(named(node).at(-1) ?? null),
  }),
  while_statement: (node, c) => ({
    kind: 'loop',
    over: c.all(named(node).slice(0, 1)),
    body: c.block(named(node).at(-1) ?? null),
  }),
  return_expression: returned,
  throw_expression: thrown,
  annotation: (node, c) => {
    const made = child(node, 'constructor_invocation');
    const given = made === null ? null : child(made, 'value_arguments');
    const name = /^@(?:\w+:)?(\w+)/.exec(node.text)?.[1] ?? '';
    return call(
      { line: node.startPosition.row + 1, end: node.startPosition.row + 1, kind: 'name', name },
      given === null ? [] : children(given, 'value_argument').map((one) => argumentOf(one, c)),
    );
  },
  user_type: nothing,
  line_comment: nothing,
  block_comment: nothing,
};

function constructed(node: Node, c: Converter): readonly Syntax[] {
  const list = child(child(node, 'primary_constructor') ?? node, 'class_parameters');
  const parameters = parametersOf(list, c);
  if (list === null) return [];
  const place = { line: list.startPosition.row + 1, end: list.startPosition.row + 1 };
  return parameters.map(({ name, type, value }): Syntax => {
    const to: Syntax = { ...place, ...member({ ...place, kind: 'name', name: 'this' }, name) };
    return { ...place, kind: 'assign', to, value, type };
  });
}

function marksOf(node: Node, c: Converter): readonly Syntax[] {
  const modifiers = child(node, 'modifiers');
  return modifiers === null ? [] : c.all(children(modifiers, 'annotation'));
}

function parametersOf(list: Node | null, c: Converter): readonly Parameter[] {
  return (list === null ? [] : children(list, 'parameter', 'class_parameter')).map((one) => {
    const value = named(one).findLast(({ type }) => !['modifiers', 'identifier', ...TYPES].includes(type)) ?? null;
    return {
      name: child(one, 'identifier')?.text ?? '',
      type: typeName(child(one, ...TYPES)),
      value: value === null ? null : c.one(value),
    };
  });
}

function bodyOf(body: Node | null, c: Converter): readonly Syntax[] {
  if (body === null) return [];
  const block = child(body, 'block');
  if (block !== null) return c.block(block);
  const value = c.one(named(body)[0] ?? null);
  return [{ line: value.line, end: value.end, kind: 'return', value }];
}

function argumentOf(node: Node, c: Converter): Argument {
  const parts = named(node);
  const [first, second] = parts;
  if (first?.type === 'identifier' && second !== undefined) return { name: first.text, value: c.one(second) };
  return { name: null, value: c.one(first ?? null) };
}
