import {
  call,
  children,
  type Converter,
  field,
  group,
  joined,
  LITERALS,
  named,
  nameOf,
  nothing,
  number,
  quoted,
  routine,
  type Rule,
  type Rules,
  text,
} from '../converter.ts';
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Syntax } from '../syntax.ts';

const expansion: Rule = (node) => nameOf(named(node)[0]?.text ?? '');

const SENDING = /^(?:curl|wget)$/;
/** How far behind the first word a command may stand that it runs. */
const WORDS_BEFORE_MAX = 6;
/** What names a command without running it. */
const NAMING =
  /^(?:command|type|which|hash|echo|printf|alias|brew|apt|apt-get|apk|dnf|yum|pacman|man|whereis|have|need|require)$/;

/** A command is a call of its name; what is written to it behind `<<` is its last argument. */
export const shell: Rules = {
  command: (node, c) => {
    const name = field(node, 'name')?.text ?? '';
    const place = { line: node.startPosition.row + 1, end: node.startPosition.row + 1 };
    const words = node
      .childrenForFieldName('argument')
      .flatMap((one) => (one === null ? [] : [{ name: null, value: c.one(one) }]));
    // A command that runs another: `timeout 30 curl …`, a function of one's own around it.
    const at = words
      .slice(0, WORDS_BEFORE_MAX)
      .findIndex(({ value }) => value.kind === 'text' && SENDING.test(value.text));
    const sender = words[at]?.value;
    if (sender?.kind !== 'text' || NAMING.test(name)) return call({ ...place, kind: 'name', name }, words);
    const callee: Syntax = { line: sender.line, end: sender.end, kind: 'name', name: sender.text };
    const sent: Syntax = { line: place.line, end: node.endPosition.row + 1, ...call(callee, words.slice(at + 1)) };
    return call({ ...place, kind: 'name', name }, [...words.slice(0, at), { name: null, value: sent }]);
  },
  redirected_statement: (node, c) => {
    const body = c.one(field(node, 'body'));
    const heredoc = children(node, 'heredoc_redirect').flatMap((one) => children(one, 'heredoc_body'));
    const piped = children(node, 'heredoc_redirect').flatMap((one) => c.all(children(one, 'pipeline', 'command')));
    if (body.kind !== 'call') return group(node, c);
    const end = node.endPosition.row + 1;
    const whole: Syntax = {
      ...body,
      end,
      given: [...body.given, ...heredoc.map((one) => ({ name: '<<', value: c.one(one) }))],
    };
    return { kind: 'group', parts: [whole, ...piped] };
  },
  variable_assignment: (node, c) => ({
    kind: 'assign',
    to: c.one(field(node, 'name')),
    value: field(node, 'value') === null ? null : c.one(field(node, 'value')),
    type: null,
  }),
  variable_name: (node) => nameOf(node.text),
  simple_expansion: expansion,
  expansion: (node, c) => {
    const [name = null, ...rest] = named(node);
    const fallback = /:?-/.test(node.text) ? rest.at(-1) : undefined;
    if (fallback === undefined) return nameOf(name?.text ?? '');
    return { kind: 'either', options: [c.one(name), c.one(fallback)] };
  },
  word: (node) => text(node.text.replaceAll('\\', '')),
  number,
  string: (node, c) => (named(node).length === 0 ? quoted(node, c) : joined(node, c, LITERALS)),
  raw_string: quoted,
  heredoc_body: (node, c) => (named(node).length === 0 ? text(node.text) : joined(node, c, LITERALS)),
  concatenation: (node, c) => ({ kind: 'joined', parts: c.all(named(node)) }),
  function_definition: (node, c) => routine(field(node, 'name')?.text ?? null, { body: c.block(field(node, 'body')) }),
  if_statement: (node, c) => ({
    kind: 'branch',
    test: c.one(field(node, 'condition')),
    whenTrue: thenOf(node, c),
    other: c.all(children(node, 'else_clause', 'elif_clause')),
  }),
  for_statement: (node, c) => ({
    kind: 'loop',
    over: c.all(node.childrenForFieldName('value').filter((one) => one !== null)),
    body: c.block(field(node, 'body')),
  }),
  while_statement: (node, c) => ({
    kind: 'loop',
    over: [c.one(field(node, 'condition'))],
    body: c.block(field(node, 'body')),
  }),
  comment: nothing,
};

function thenOf(node: Node, c: Converter): readonly Syntax[] {
  const condition = field(node, 'condition');
  return c.all(named(node).filter(({ id, type }) => id !== condition?.id && !/else|elif/.test(type)));
}
