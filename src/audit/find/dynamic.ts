// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { CallFact, FileFacts } from '../facts/facts.ts';
import type { Value } from '../facts/value.ts';

/** Which methods a call may be of that takes the name of its method from elsewhere: `client.send(method_name, …)`. */
export type Named = (call: CallFact) => readonly CallFact[];

const SENDING = /^(?:send|public_send|__send__)$/;
const NAMES_MAX = 6;

/** Knows what the methods of a tree give back where that is a name: a method is often named by whoever extends a class. */
export function namesIn(files: ReadonlyMap<string, FileFacts>): Named {
  const names = new Map<string, Set<string>>();
  for (const { classes } of files.values()) {
    for (const { methods } of Object.values(classes)) {
      for (const [method, value] of Object.entries(methods)) {
        for (const text of textsOf(value)) names.set(method, (names.get(method) ?? new Set()).add(text));
      }
    }
  }
  return (call) => {
    const { callee, written, given } = call;
    const [first, ...rest] = given;
    const method = first?.name === null ? methodIn(first.value) : null;
    if (callee.is !== 'member' || !SENDING.test(callee.name) || method === null) return [];
    const receiver = written.slice(0, written.lastIndexOf('.'));
    return [...(names.get(method) ?? [])].slice(0, NAMES_MAX).map((name) => ({
      ...call,
      callee: { is: 'member', of: callee.of, name },
      written: `${receiver}.${name}`,
      given: rest,
    }));
  };
}

function textsOf(value: Value): readonly string[] {
  if (value.is === 'either') return value.options.flatMap(textsOf);
  return value.is === 'text' && /^\w+$/.test(value.text) ? [value.text] : [];
}

/** The method of this house that is asked for the name. */
function methodIn(value: Value): string | null {
  switch (value.is) {
    case 'made':
      return methodIn(value.by);
    case 'member':
    case 'bare':
    case 'field':
      return value.name;
    case 'local':
      return value.name.slice(value.name.lastIndexOf('.') + 1);
    default:
      return null;
  }
}
