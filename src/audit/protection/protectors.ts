// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Around } from '../facts/facts.ts';
import { type Given, pathsOf, type Value } from '../facts/value.ts';

/** Something that stands around a call: a function that it is given to, a method on its result, an annotation of its function. */
export type Protector = { readonly name: string; readonly module: string | null; readonly given: readonly Given[] };

/** Everything around a call, innermost first, by name and by the module that it comes from. */
export function protectorsAround(around: readonly Around[]): readonly Protector[] {
  return around.flatMap((one): readonly Protector[] => {
    switch (one.is) {
      case 'inside':
        return named(one.callee, one.given, one.written);
      case 'mark':
        return one.mark.is === 'made' ? named(one.mark.by, one.mark.given, '') : named(one.mark, [], '');
      case 'then':
        return [{ name: one.name, module: null, given: one.given }];
      default:
        return [];
    }
  });
}

function named(callee: Value, given: readonly Given[], written: string): readonly Protector[] {
  const [path] = pathsOf(callee);
  const name = path?.steps.at(-1)?.name ?? written.slice(written.lastIndexOf('.') + 1);
  const root = path?.root;
  if (root?.is === 'import') return [{ name: path?.steps.length === 0 ? root.name : name, module: root.module, given }];
  return name === '' ? [] : [{ name, module: null, given }];
}
