import type { Node } from '@vscode/tree-sitter-wasm';
import {
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
} from '../converter.ts';
import type { Entry, Parameter, Syntax } from '../syntax.ts';

const list: Rule = (node, c) => {
  const items = c.all(named(node));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'list', items };
};

const assigned: Rule = (node, c) => ({
  kind: 'assign',
  to: c.one(field(node, 'left') ?? field(node, 'name')),
  value:
    field(node, 'right') === null && field(node, 'value') === null
      ? null
      : c.one(field(node, 'right') ?? field(node, 'value')),
  type: typeName(field(node, 'type')),
});

export const go: Rules = {
  import_spec: (node) => {
    const path = field(node, 'path')?.text.slice(1, -1) ?? '';
    const local = field(node, 'name')?.text;
    return imported(
      path,
      (local === undefined ? usualNames(path) : [local]).map((name) => ({ name: '*', local: name })),
    );
  },
  short_var_declaration: assigned,
  assignment_statement: assigned,
  var_spec: assigned,
  const_spec: assigned,
  expression_list: list,
  call_expression: (node, c) => {
    const given = field(node, 'arguments');
    return call(
      c.one(field(node, 'function')),
      given === null ? [] : named(given).map((one) => ({ name: null, value: c.one(one) })),
    );
  },
  selector_expression: (node, c) => member(c.one(field(node, 'operand')), field(node, 'field')?.text ?? ''),
  index_expression: (node, c) => {
    const index = field(node, 'index');
    return member(
      c.one(field(node, 'operand')),
      index?.type === 'interpreted_string_literal' ? index.text.slice(1, -1) : '[]',
    );
  },
  identifier,
  field_identifier: identifier,
  package_identifier: identifier,
  interpreted_string_literal: quoted,
  raw_string_literal: quoted,
  int_literal: number,
  float_literal: number,
  true: constant(true),
  false: constant(false),
  nil: constant(null),
  binary_expression: (node, c) => binary(operatorOf(node), c.one(field(node, 'left')), c.one(field(node, 'right'))),
  composite_literal: (node, c) => {
    const type = field(node, 'type');
    const entries = entriesOf(field(node, 'body'), c);
    if (type !== null && /^(?:slice|array|map)_type$/.test(type.type)) {
      return entries.some(({ key }) => key !== null)
        ? record(entries)
        : { kind: 'list', items: entries.map(({ value }) => value) };
    }
    const place = { line: node.startPosition.row + 1, end: node.endPosition.row + 1 };
    return call({ ...place, ...typePath(type) }, [{ name: null, value: { ...place, ...record(entries) } }], true);
  },
  function_declaration: functionOf,
  method_declaration: functionOf,
  func_literal: functionOf,
  type_spec: (node, c) => {
    const type = field(node, 'type');
    if (type?.type !== 'struct_type') return { kind: 'group', parts: [] };
    const fields = named(child(type, 'field_declaration_list') ?? type).filter(
      ({ type: is }) => is === 'field_declaration',
    );
    return {
      kind: 'class',
      name: field(node, 'name')?.text ?? '',
      bases: fields.flatMap((one) => (field(one, 'name') === null ? (typeName(field(one, 'type')) ?? []) : [])),
      body: fields.flatMap((one) => fieldsOf(one, c)),
      marks: [],
    };
  },
  if_statement: (node, c) => ({
    kind: 'branch',
    test: { ...c.one(field(node, 'condition')) },
    whenTrue: [...c.block(field(node, 'initializer')), ...c.block(field(node, 'consequence'))],
    other: c.block(field(node, 'alternative')),
  }),
  for_statement: (node, c) => {
    const body = field(node, 'body');
    return {
      kind: 'loop',
      over: c.all(named(node).filter(({ id }) => id !== body?.id)),
      body: c.block(body),
    };
  },
  return_statement: returned,
  literal_element: (node, c) => c.one(named(node)[0] ?? null),
  comment: nothing,
};

function fieldsOf(node: Node, c: Converter): readonly Syntax[] {
  const type = typeName(field(node, 'type'));
  return children(node, 'field_identifier').map((name) => {
    const place = { line: name.startPosition.row + 1, end: name.endPosition.row + 1 };
    return {
      ...place,
      kind: 'assign',
      to: {
        ...place,
        kind: 'member',
        of: { ...place, kind: 'name', name: 'this' },
        name: c.one(name).kind === 'name' ? name.text : '',
      },
      value: null,
      type,
    };
  });
}

/** The name of a package stands in the package; its path mostly has it in it: `openai` in `github.com/openai/openai-go/v2`. */
function usualNames(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => !/^v\d+$/.test(part));
  const last = (parts.at(-1) ?? '').replace(/^go-|[-.]go$|\.v\d+$/g, '');
  return [...new Set([last.replaceAll('-', ''), last.split('-')[0] ?? ''])];
}

function typePath(
  type: Node | null,
): { readonly kind: 'name'; readonly name: string } | Extract<Syntax, { kind: 'member' }> {
  const plain = type?.text.replace(/\[[^]*$/, '') ?? '';
  const [first = '', second] = plain.split('.');
  const place = { line: 0, end: 0 };
  if (second === undefined) return { kind: 'name', name: first };
  return { ...place, kind: 'member', of: { ...place, kind: 'name', name: first }, name: second };
}

function entriesOf(body: Node | null, c: Converter): readonly Entry[] {
  return (body === null ? [] : named(body)).flatMap((one): readonly Entry[] => {
    if (one.type === 'comment') return [];
    if (one.type !== 'keyed_element') return [{ key: null, value: c.one(one) }];
    const [key, value] = [field(one, 'key'), field(one, 'value')];
    return [{ key: key?.text.replace(/^["`]|["`]$/g, '') ?? '', value: c.one(value) }];
  });
}

function functionOf(node: Node, c: Converter): ReturnType<Rule> {
  const receiver = field(node, 'receiver');
  const own = receiver === null ? null : child(receiver, 'parameter_declaration');
  const parameters = [...parametersIn(own === null ? null : receiver), ...parametersIn(field(node, 'parameters'))];
  const body = flat(c.block(field(node, 'body')));
  return routine(field(node, 'name')?.text ?? null, {
    parameters,
    body,
    self: own === null ? null : (field(own, 'name')?.text ?? null),
  });
}

function parametersIn(declared: Node | null): readonly Parameter[] {
  return (
    declared === null ? [] : children(declared, 'parameter_declaration', 'variadic_parameter_declaration')
  ).flatMap((one) => {
    const type = typeName(field(one, 'type'));
    return children(one, 'identifier').map(({ text }) => ({ name: text, type, value: null }));
  });
}
