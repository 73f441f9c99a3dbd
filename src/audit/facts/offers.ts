import { returnsIn, type Routine, type Syntax } from '../syntax/syntax.ts';
import { either, type Evaluate } from './evaluate.ts';
import type { ClassFacts } from './facts.ts';
import type { Bound, Owner, Scope } from './scope.ts';
import { UNKNOWN, type Value } from './value.ts';

/** What is kept of what a file offers to others, in steps of its evaluation. */
const OFFER_STEPS = 60;

/** What other files can ask a file for, by name. */
export function offersOf(top: Scope, evaluate: Evaluate): Readonly<Record<string, Value>> {
  const offers: Record<string, Value> = {};
  for (const [name, bounds] of top.names) {
    if (name.endsWith('.')) continue;
    const value = boundValue(bounds, evaluate);
    if (value.is !== 'unknown') offers[name] = value;
  }
  return offers;
}

function boundValue(bounds: readonly Bound[], evaluate: Evaluate): Value {
  return either(
    bounds.map((bound): Value => {
      switch (bound.is) {
        case 'value':
          return bound.value === null
            ? UNKNOWN
            : evaluate(bound.key === null ? bound.value : asMember(bound.value, bound.key), bound.scope, OFFER_STEPS);
        case 'routine':
          return { is: 'function', returns: returnsOf(bound.routine, bound.scope, evaluate) };
        case 'class':
          return { is: 'local', name: bound.owner.name };
        case 'import':
          return { is: 'import', module: bound.module, name: bound.name };
        case 'parameter':
        case 'part':
          return UNKNOWN;
      }
    }),
  );
}

function asMember(of: Syntax, name: string): Syntax {
  return { kind: 'member', of, name, line: of.line, end: of.end };
}

function returnsOf(routine: Routine, scope: Scope, evaluate: Evaluate): Value {
  return either(returnsIn(routine).map((value) => evaluate(value, scope, OFFER_STEPS)));
}

/** What a class holds, gives back and is made from. */
export function classFacts(owner: Owner, top: Scope, evaluate: Evaluate): ClassFacts {
  const methods = [...owner.methods].map(
    ([name, { routine, scope }]) => [name, returnsOf(routine, scope, evaluate)] as const,
  );
  const fields = [...owner.fields].map(([name, bounds]) => [name, fieldValue(bounds, evaluate)] as const);
  return {
    line: owner.line,
    bases: owner.bases.map((base) => baseValue(base, top, evaluate)),
    fields: Object.fromEntries(fields.filter(([, value]) => value.is !== 'unknown')),
    methods: Object.fromEntries(methods.filter(([, value]) => value.is !== 'unknown')),
    marks: owner.marks.map((mark) => evaluate(mark, top, OFFER_STEPS)),
  };
}

function fieldValue(bounds: readonly Bound[], evaluate: Evaluate): Value {
  const place = { line: 0, end: 0 };
  return either(
    bounds.map((bound) => {
      if (bound.is === 'parameter')
        return evaluate({ ...place, kind: 'name', name: bound.parameter.name }, bound.scope, OFFER_STEPS);
      if (bound.is !== 'value') return UNKNOWN;
      if (bound.value !== null) return evaluate(bound.value, bound.scope, OFFER_STEPS);
      return bound.type === null
        ? UNKNOWN
        : { is: 'made', by: baseValue(bound.type, bound.scope, evaluate), given: [], line: 0, declared: true };
    }),
  );
}

/** A type by the name under which it is written. */
function baseValue(written: string, scope: Scope, evaluate: Evaluate): Value {
  const place = { line: 0, end: 0 };
  const [first = '', ...rest] = written.replaceAll('::', '.').split('.');
  let made: Syntax = { ...place, kind: 'name', name: first };
  for (const name of rest) made = { ...place, kind: 'member', of: made, name };
  return evaluate(made, scope, OFFER_STEPS);
}
