import type { Node } from '@vscode/tree-sitter-wasm';
import {
  attempt,
  binary,
  call,
  child,
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
  text,
} from '../converter.ts';
import type { Argument, Entry, Parameter, Syntax } from '../syntax.ts';

const assigned: Rule = (node, c) => ({
  kind: 'assign',
  to: c.one(field(node, 'left')),
  value: c.one(field(node, 'right')),
  type: null,
});
const branch: Rule = (node, c) => ({
  kind: 'branch',
  test: c.one(field(node, 'condition')),
  whenTrue: c.block(field(node, 'consequence') ?? field(node, 'body')),
  other: c.block(field(node, 'alternative')),
});
const loop: Rule = (node, c) => ({
  kind: 'loop',
  over: c.all(['value', 'condition'].flatMap((name) => field(node, name) ?? [])),
  body: c.block(field(node, 'body')),
});
const method: Rule = (node, c) =>
  routine(field(node, 'name')?.text ?? null, {
    parameters: parametersOf(field(node, 'parameters'), c),
    body: lastReturned(c.block(field(node, 'body'))),
    self: 'self',
  });

export const ruby: Rules = {
  class: (node, c) => ({
    kind: 'class',
    name: field(node, 'name')?.text ?? '',
    bases: [field(node, 'superclass')].flatMap((one) => (one === null ? [] : (named(one)[0]?.text ?? []))),
    body: c.block(field(node, 'body')),
    marks: [],
  }),
  module: (node, c) => ({ kind: 'group', parts: c.block(field(node, 'body')) }),
  method,
  singleton_method: method,
  assignment: assigned,
  operator_assignment: assigned,
  call: (node, c) => {
    const receiver = field(node, 'receiver');
    const name = field(node, 'method');
    const given = argumentsOf(field(node, 'arguments'), c);
    const block = field(node, 'block');
    if (receiver === null && /^require(?:_relative)?$/.test(name?.text ?? '')) {
      const [first] = given;
      return imported(first?.value.kind === 'text' ? first.value.text : '', [{ name: '*', local: '*' }]);
    }
    const sent = receiver === null ? null : sentBy(name?.text ?? '', given);
    const callee: Syntax =
      receiver === null
        ? c.one(name)
        : {
            line: node.startPosition.row + 1,
            end: name === null ? node.endPosition.row + 1 : name.endPosition.row + 1,
            ...member(c.one(receiver), sent ?? name?.text ?? 'call'),
          };
    const rest = sent === null ? given : given.slice(1);
    return call(callee, block === null ? rest : [...rest, { name: '&', value: c.one(block) }], name?.text === 'new');
  },
  scope_resolution: (node, c) => {
    const scope = field(node, 'scope');
    const name = field(node, 'name')?.text ?? '';
    return scope === null ? nameOf(name) : member(c.one(scope), name);
  },
  element_reference: (node, c) => {
    const [object = null, key = null] = named(node);
    const word =
      key?.type === 'string' ? (child(key, 'string_content')?.text ?? '[]') : (key?.text.replace(/^:/, '') ?? '[]');
    return member(c.one(object), key !== null && /string|symbol/.test(key.type) ? word : '[]');
  },
  identifier,
  constant: identifier,
  instance_variable: (node) => {
    const place = { line: node.startPosition.row + 1, end: node.endPosition.row + 1 };
    return member({ ...place, kind: 'name', name: 'self' }, node.text.replace(/^@+/, ''));
  },
  self: () => nameOf('self'),
  string: (node, c) => (named(node).length === 0 ? quoted(node, c) : joined(node, c, LITERALS)),
  chained_string: (node, c) => ({ kind: 'joined', parts: c.all(named(node)) }),
  heredoc_body: (node, c) => joined(node, c, [...LITERALS, 'heredoc_end']),
  interpolation: (node, c) => c.one(named(node)[0] ?? null),
  simple_symbol: (node) => text(node.text.slice(1)),
  integer: number,
  float: number,
  true: constant(true),
  false: constant(false),
  nil: constant(null),
  hash: (node, c) => record(named(node).flatMap((part) => entryOf(part, c))),
  array: (node, c) => ({ kind: 'list', items: c.all(named(node)) }),
  binary: (node, c) => {
    const [left, right] = [c.one(field(node, 'left')), c.one(field(node, 'right'))];
    const operator = operatorOf(node);
    if (operator === '*' && left.kind === 'list') return { ...left, times: right };
    return binary(operator, left, right);
  },
  conditional: (node, c) => ({
    kind: 'either',
    options: [c.one(field(node, 'consequence')), c.one(field(node, 'alternative'))],
  }),
  block: lambda,
  do_block: lambda,
  lambda,
  begin: (node, c) => rescued(named(node), c) ?? { kind: 'group', parts: c.all(named(node)) },
  body_statement: (node, c) => rescued(named(node), c) ?? { kind: 'group', parts: c.all(named(node)) },
  rescue_modifier: (node, c) =>
    attempt(c.block(field(node, 'body')), [
      { types: [], name: null, body: lastReturned(c.block(field(node, 'handler'))) },
    ]),
  if: branch,
  unless: branch,
  elsif: branch,
  if_modifier: branch,
  unless_modifier: branch,
  while: loop,
  until: loop,
  for: loop,
  return: (node, c) => ({
    kind: 'return',
    value: named(node)[0] === undefined ? null : c.one(named(named(node)[0] ?? node)[0] ?? null),
  }),
  comment: nothing,
};

function lambda(node: Node, c: Converter): ReturnType<Rule> {
  const body = field(node, 'body');
  return routine(null, { parameters: parametersOf(field(node, 'parameters'), c), body: c.block(body) });
}

/** Ruby calls by name: `client.send(:chat, …)`. */
function sentBy(name: string, given: readonly Argument[]): string | null {
  const [first] = given;
  return /^(?:public_)?send$/.test(name) && first?.value.kind === 'text' ? first.value.text : null;
}

/** The last thing in a method is what it gives back. */
function lastReturned(body: readonly Syntax[]): readonly Syntax[] {
  const last = body.at(-1);
  if (last === undefined || ['return', 'throw', 'branch', 'loop', 'assign', 'class', 'function'].includes(last.kind))
    return body;
  if (last.kind === 'try') {
    const handlers = last.handlers.map((one) => ({ ...one, body: lastReturned(one.body) }));
    return [...body.slice(0, -1), { ...last, body: lastReturned(last.body), handlers }];
  }
  if (isRaise(last)) return [...body.slice(0, -1), { line: last.line, end: last.end, kind: 'throw', value: null }];
  return [...body.slice(0, -1), { line: last.line, end: last.end, kind: 'return', value: last }];
}

function isRaise(part: Syntax): boolean {
  return (
    (part.kind === 'name' && part.name === 'raise') ||
    (part.kind === 'call' && part.callee.kind === 'name' && part.callee.name === 'raise')
  );
}

function rescued(parts: readonly Node[], c: Converter): ReturnType<Rule> {
  const clauses = parts.filter(({ type }) => type === 'rescue');
  if (clauses.length === 0) return null;
  const body = flat(c.all(parts.filter(({ type }) => !['rescue', 'ensure'].includes(type))));
  const handlers = clauses.map((one) => ({
    types: (field(one, 'exceptions') === null ? [] : named(field(one, 'exceptions') ?? one)).map((type) => type.text),
    name: field(one, 'variable') === null ? null : (named(field(one, 'variable') ?? one)[0]?.text ?? null),
    body: lastReturned(c.block(field(one, 'body'))),
  }));
  return attempt(body, handlers, flat(c.all(parts.filter(({ type }) => type === 'ensure'))));
}

function argumentsOf(node: Node | null, c: Converter): readonly Argument[] {
  return (node === null ? [] : named(node)).map((one): Argument => {
    const [entry] = one.type === 'pair' ? entryOf(one, c) : [];
    if (entry !== undefined) return { name: entry.key, value: entry.value };
    return { name: one.type === 'hash_splat_argument' ? '**' : null, value: c.one(one) };
  });
}

function entryOf(part: Node, c: Converter): readonly Entry[] {
  if (part.type === 'hash_splat_argument') return [{ key: null, value: c.one(part) }];
  if (part.type !== 'pair') return [];
  const key = field(part, 'key');
  const name =
    key?.type === 'string' ? (child(key, 'string_content')?.text ?? '') : (key?.text.replace(/^:|:$/g, '') ?? '');
  return [{ key: name, value: c.one(field(part, 'value') ?? key) }];
}

function parametersOf(list: Node | null, c: Converter): readonly Parameter[] {
  return (list === null ? [] : named(list)).map((one) => {
    const value = field(one, 'value');
    return { name: field(one, 'name')?.text ?? one.text, type: null, value: value === null ? null : c.one(value) };
  });
}
