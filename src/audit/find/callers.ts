// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import { either } from '../facts/evaluate.ts';
import type { FileFacts } from '../facts/facts.ts';
import { type Given, UNKNOWN, type Value } from '../facts/value.ts';
import type { Resolve } from './link.ts';

/** A value in which parameters stand for what callers give for them, as far as that can be seen. */
export type Fill = (value: Value, file: string) => Value;

const CALLERS_MAX = 6;
const DEPTH_MAX = 3;
const CONSTRUCTORS: readonly string[] = ['constructor', '__init__', 'initialize', '__construct'];

type Told = { readonly given: readonly Given[]; readonly file: string };
type Routine = { readonly key: string; readonly parameters: readonly string[] };

/** Joins the functions of a tree with what they are called with: a client is often made in one place and handed to others. */
export function callersOf(files: ReadonlyMap<string, FileFacts>, resolve: Resolve): Fill {
  const told = new Map<string, Told[]>();
  const routines = new Map<string, Routine>();
  const bySymbol = new Map<string, string[]>();
  for (const [file, facts] of files) {
    for (const { symbol, parameters } of facts.routines) {
      const key = `${file}#${symbol}`;
      routines.set(key, { key, parameters: parameters.filter((name) => name !== 'self' && name !== 'cls') });
      bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), file]);
    }
    for (const { callee, given } of facts.calls) {
      if (given.length === 0) continue;
      for (const key of calledBy(resolve(callee, file))) {
        const all = told.get(key) ?? [];
        if (all.length < CALLERS_MAX) told.set(key, [...all, { given, file }]);
      }
    }
  }

  const givenFor = (routine: string, name: string, file: string, depth: number): Value => {
    const homes = bySymbol.get(routine) ?? [];
    const home = homes.includes(file) ? file : homes.length === 1 ? homes[0] : undefined;
    const known = home === undefined ? undefined : routines.get(`${home}#${routine}`);
    if (known === undefined || depth >= DEPTH_MAX) return UNKNOWN;
    const at = known.parameters.indexOf(name);
    const keys = [known.key, ...(isConstructor(routine) ? [known.key.slice(0, known.key.lastIndexOf('.'))] : [])];
    return either(
      keys
        .flatMap((key) => told.get(key) ?? [])
        .map(({ given, file: from }) => {
          const value = given.find((one) => one.name === name)?.value ?? byPlace(given, at, name);
          return value === undefined ? UNKNOWN : fill(resolve(value, from), from, depth + 1);
        }),
    );
  };

  const fill = (value: Value, file: string, depth: number): Value => {
    switch (value.is) {
      case 'member':
        return { ...value, of: fill(value.of, file, depth) };
      case 'made':
        return { ...value, by: fill(value.by, file, depth) };
      case 'either':
        return either(value.options.map((option) => fill(option, file, depth)));
      case 'parameter': {
        const found = givenFor(value.routine, value.name, file, depth);
        return found.is === 'unknown' ? value : found;
      }
      default:
        return value;
    }
  };
  return (value, file) => fill(value, file, 0);
}

/** The functions of this house that a call may be of, by file and name. */
function calledBy(callee: Value): readonly string[] {
  switch (callee.is) {
    case 'local':
      return [callee.name];
    case 'member': {
      const owner = callee.of.is === 'made' ? callee.of.by : callee.of;
      return owner.is === 'local' ? [`${owner.name}.${callee.name}`] : [];
    }
    case 'either':
      return callee.options.flatMap(calledBy);
    default:
      return [];
  }
}

function isConstructor(routine: string): boolean {
  const [type = '', name = ''] = routine.split('.');
  return CONSTRUCTORS.includes(name) || type === name;
}

/** The argument at a place; options of JavaScript are one record, of which a parameter is a part. */
function byPlace(given: readonly Given[], at: number, name: string): Value | undefined {
  const one = at < 0 ? undefined : given[at];
  if (one !== undefined && one.name === null) return one.value;
  const [first] = given;
  return first?.value.is === 'record' ? first.value.entries.find(({ key }) => key === name)?.value : undefined;
}
