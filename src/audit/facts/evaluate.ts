// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Argument, Routine, Syntax } from '../syntax/syntax.ts';
import { returnsIn } from '../syntax/syntax.ts';
import { type Bound, lookUp, type Owner, partsOf, type Scope } from './scope.ts';
import { type Given, UNKNOWN, type Value } from './value.ts';

/** Says what an expression in a scope is. */
export type Evaluate = (syntax: Syntax, scope: Scope, stepsMax?: number) => Value;

/** How many steps one question may take, and how many of them from name to name. */
const STEPS_MAX = 150;
const HOPS_MAX = 7;
const TEXT_MAX = 300;
const ENTRIES_MAX = 24;

const ENVIRONMENT = /(?:^|\.)(?:process\.env|import\.meta\.env|os\.environ|environ|ENV|_ENV|_SERVER)$/;
const ENVIRONMENT_CALL =
  /(?:^|\.)(?:getenv|Getenv|LookupEnv|GetEnvironmentVariable|os\.environ\.get|environ\.get|getenv\.getOrDefault|ENV\.fetch|env\.var|env::var|env|dotenv)$/;

/** An evaluator for one file. `shell`: names without a value are variables of the environment. */
export function evaluator(owners: ReadonlyMap<string, Owner>, { shell }: { readonly shell: boolean }): Evaluate {
  let steps = 0;
  let limit = STEPS_MAX;
  const open = new Set<unknown>();

  const evaluate = (syntax: Syntax, scope: Scope, hops: number): Value => {
    if (++steps > limit) return UNKNOWN;
    switch (syntax.kind) {
      case 'text':
        return { is: 'text', text: syntax.text.slice(0, TEXT_MAX) };
      case 'number':
        return { is: 'number', number: syntax.value };
      case 'constant':
        return { is: 'constant', value: syntax.value };
      case 'name':
        return named(syntax.name, scope, hops);
      case 'member':
        return memberOf(syntax, scope, hops);
      case 'call':
        return called(syntax, scope, hops);
      case 'record':
        return {
          is: 'record',
          entries: syntax.entries
            .slice(0, ENTRIES_MAX)
            .map(({ key, value }) => ({ key, value: evaluate(value, scope, hops) })),
        };
      case 'list':
        return {
          is: 'list',
          items: syntax.items.slice(0, 8).map((item) => evaluate(item, scope, hops)),
          times: syntax.times !== undefined,
        };
      case 'either':
        return either(syntax.options.map((option) => evaluate(option, scope, hops)));
      case 'joined':
        return { is: 'joined', parts: syntax.parts.slice(0, 12).map((part) => evaluate(part, scope, hops)) };
      case 'product':
        return product(syntax.factors.map((factor) => evaluate(factor, scope, hops)));
      case 'assign':
        return syntax.value === null ? UNKNOWN : evaluate(syntax.value, scope, hops);
      case 'function':
        return { is: 'function', returns: returned(syntax, scope, hops) };
      case 'branch':
        return either([...lastOf(syntax.whenTrue), ...lastOf(syntax.other)].map((last) => evaluate(last, scope, hops)));
      case 'group': {
        const [first] = syntax.parts;
        return first === undefined ? UNKNOWN : evaluate(first, scope, hops);
      }
      default:
        return UNKNOWN;
    }
  };

  const named = (name: string, scope: Scope, hops: number): Value => {
    if ((name === 'this' || name === 'self' || name === scope.self) && scope.owner !== null) {
      return { is: 'made', by: { is: 'local', name: scope.owner.name }, given: [], line: 0, declared: true };
    }
    const found = lookUp(scope, name);
    if (found.length > 0) {
      const value = either(found.map((bound) => meaning(bound, hops)));
      return completed(value, lookUp(scope, partsOf(name)), hops);
    }
    const own = scope.owner?.fields.get(name);
    if (own !== undefined) return either(own.map((bound) => meaning(bound, hops)));
    if (scope.owner?.methods.has(name) === true)
      return { is: 'member', of: { is: 'local', name: scope.owner.name }, name };
    return shell ? { is: 'variable', name } : { is: 'bare', name };
  };

  /** An object with what is put into its fields after it was made. */
  const completed = (value: Value, parts: readonly Bound[], hops: number): Value => {
    if (value.is !== 'made' || value.declared === true || parts.length === 0) return value;
    const later = parts.flatMap((part) => (part.is === 'part' ? [{ name: part.key, value: meaning(part, hops) }] : []));
    return { ...value, given: [...value.given, ...later] };
  };

  const meaning = (bound: Bound, hops: number): Value => {
    switch (bound.is) {
      case 'import':
        return { is: 'import', module: bound.module, name: bound.name };
      case 'class':
        return { is: 'local', name: bound.owner.name };
      case 'routine':
        return { is: 'local', name: bound.scope.symbol };
      case 'part':
        return hops < HOPS_MAX ? evaluate(bound.value, bound.scope, hops + 1) : UNKNOWN;
      case 'parameter': {
        const { name, type, value } = bound.parameter;
        if (type !== null && !PLAIN_TYPES.test(type)) return declared(type, bound.scope);
        if (value !== null && value.kind !== 'constant' && hops < HOPS_MAX)
          return either([
            evaluate(value, bound.scope, hops + 1),
            { is: 'parameter', name, routine: bound.scope.symbol },
          ]);
        return { is: 'parameter', name, routine: bound.scope.symbol };
      }
      case 'value': {
        if (hops >= HOPS_MAX || open.has(bound)) return UNKNOWN;
        if (bound.value === null)
          return bound.type === null || PLAIN_TYPES.test(bound.type) ? UNKNOWN : declared(bound.type, bound.scope);
        open.add(bound);
        const value = evaluate(bound.value, bound.scope, hops + 1);
        open.delete(bound);
        if (bound.key !== null) return picked(value, bound.key);
        const isTold =
          value.is !== 'unknown' && value.is !== 'parameter' && value.is !== 'constant' && value.is !== 'bare';
        if (isTold || bound.type === null || PLAIN_TYPES.test(bound.type)) return value;
        return either([declared(bound.type, bound.scope), value]);
      }
    }
  };

  /** An object of which only the type is known. */
  const declared = (type: string, scope: Scope): Value => {
    const [first = '', ...rest] = type
      .replaceAll('::', '.')
      .replaceAll('\\', '.')
      .split('.')
      .filter((part) => part !== '');
    let by: Value = typeNamed(first, scope);
    for (const name of rest) by = { is: 'member', of: by, name };
    return { is: 'made', by, given: [], line: 0, declared: true };
  };

  const typeNamed = (name: string, scope: Scope): Value => {
    const found = lookUp(scope, name).find(({ is }) => is === 'import' || is === 'class');
    return found === undefined ? { is: 'bare', name } : meaning(found, HOPS_MAX);
  };

  const memberOf = (syntax: Extract<Syntax, { kind: 'member' }>, scope: Scope, hops: number): Value => {
    const written = writtenOf(syntax.of);
    if (ENVIRONMENT.test(written) && syntax.name !== 'get' && syntax.name !== 'fetch')
      return { is: 'variable', name: syntax.name };
    const of = evaluate(syntax.of, scope, hops);
    const owner = ownClass(of);
    if (owner === null) return picked(of, syntax.name);
    if (OWN_CLASS.test(syntax.name)) return { is: 'local', name: owner.name };
    const fields = owner.fields.get(syntax.name);
    if (fields !== undefined) return either(fields.map((bound) => meaning(bound, hops)));
    if (owner.methods.has(syntax.name))
      return { is: 'member', of: { is: 'local', name: owner.name }, name: syntax.name };
    const base = owner.bases[0];
    const embedded = base === undefined ? undefined : owner.fields.get(base.slice(base.lastIndexOf('.') + 1));
    if (embedded !== undefined)
      return { is: 'member', of: either(embedded.map((bound) => meaning(bound, hops))), name: syntax.name };
    if (base !== undefined && base !== owner.name)
      return { is: 'member', of: declared(base, scope), name: syntax.name };
    return { is: 'field', of: owner.name, name: syntax.name };
  };

  const ownClass = (value: Value): Owner | null => {
    const local = value.is === 'made' && value.by.is === 'local' ? value.by : value;
    return local.is === 'local' ? (owners.get(local.name) ?? null) : null;
  };

  const called = (syntax: Extract<Syntax, { kind: 'call' }>, scope: Scope, hops: number): Value => {
    const written = writtenOf(syntax.callee);
    const [first, second] = syntax.given;
    if (ENVIRONMENT_CALL.test(written) && first?.value.kind === 'text') {
      const variable: Value = { is: 'variable', name: first.value.text };
      return second === undefined ? variable : either([variable, evaluate(second.value, scope, hops)]);
    }
    // Go's way to say what counts where something is empty.
    if (written === 'cmp.Or') return either(syntax.given.slice(0, 8).map(({ value }) => evaluate(value, scope, hops)));
    if (written === 'require' && first?.value.kind === 'text')
      return { is: 'import', module: first.value.text, name: '*' };
    const by = evaluate(syntax.callee, scope, hops);
    const inner = routineOf(by, syntax.callee, scope);
    if (inner !== null && hops < HOPS_MAX && !open.has(inner.routine)) {
      open.add(inner.routine);
      const value = returned(inner.routine, inner.scope, hops + 1, true);
      open.delete(inner.routine);
      if (value.is !== 'unknown') return value;
    }
    return { is: 'made', by, given: givenOf(syntax.given, scope, hops), line: syntax.line };
  };

  const routineOf = (
    by: Value,
    callee: Syntax,
    scope: Scope,
  ): { readonly routine: Routine; readonly scope: Scope } | null => {
    if (by.is === 'member' && by.of.is === 'local') return owners.get(by.of.name)?.methods.get(by.name) ?? null;
    if (by.is !== 'local' || callee.kind !== 'name') return null;
    const found = lookUp(scope, callee.name).find(({ is }) => is === 'routine');
    return found?.is === 'routine' ? found : null;
  };

  const givenOf = (given: readonly Argument[], scope: Scope, hops: number): readonly Given[] =>
    given.slice(0, ENTRIES_MAX).map(({ name, value }) => ({ name, value: evaluate(value, scope, hops) }));

  /** What a function gives back. `inside`: the scope is its own already. */
  const returned = (routine: Routine, scope: Scope, hops: number, isInside = false): Value => {
    if (hops >= HOPS_MAX) return UNKNOWN;
    const within = isInside ? scope : { ...scope, parent: scope, names: new Map<string, Bound[]>() };
    const values = returnsIn(routine).map((value) => evaluate(value, within, hops));
    return either(values.filter(({ is }) => is !== 'constant' && is !== 'unknown'));
  };

  return (syntax, scope, stepsMax = STEPS_MAX) => {
    steps = 0;
    limit = stepsMax;
    open.clear();
    return evaluate(syntax, scope, 0);
  };
}

/** An object's class: `self.class`, `this.constructor`. */
const OWN_CLASS = /^(?:class|constructor|__class__)$/;

/** Types that say nothing about where something comes from. */
const PLAIN_TYPES =
  /^(?:string|String|str|int|Integer|long|Long|bool|boolean|Boolean|number|any|unknown|object|Object|void|var|val|dict|list|List|Map|Record|Array|float|double|error|Any|Optional|Callable|bytes|byte|char|u8|u32|u64|i32|i64|usize|Self|Partial|Promise)$/;

function picked(value: Value, name: string): Value {
  if (value.is === 'record') {
    const found = value.entries.find(({ key }) => key === name);
    if (found !== undefined) return found.value;
  }
  if (value.is === 'either') return either(value.options.map((option) => picked(option, name)));
  return { is: 'member', of: value, name };
}

/** One of several; what is not known does not count where something is. */
export function either(values: readonly Value[]): Value {
  const flat = values.flatMap((value) => (value.is === 'either' ? value.options : [value]));
  const known = flat.filter(({ is }) => is !== 'unknown').slice(0, 8);
  const [first] = known;
  if (first === undefined) return UNKNOWN;
  return known.length === 1 ? first : { is: 'either', options: known };
}

function product(factors: readonly Value[]): Value {
  // Go multiplies by a unit: `30 * time.Second`.
  const unit = factors.find(({ is }) => is === 'member');
  const count = factors.find(({ is }) => is === 'number');
  if (unit !== undefined && count !== undefined && factors.length === 2) {
    return { is: 'made', by: unit, given: [{ name: null, value: count }], line: 0 };
  }
  let made = 1;
  for (const factor of factors) {
    if (factor.is !== 'number') return UNKNOWN;
    made *= factor.number;
  }
  return { is: 'number', number: made };
}

function lastOf(parts: readonly Syntax[]): readonly Syntax[] {
  const last = parts.at(-1);
  return last === undefined ? [] : [last];
}

/** An expression as it is written, names and dots only. */
export function writtenOf(syntax: Syntax): string {
  switch (syntax.kind) {
    case 'name':
      return syntax.name;
    case 'member':
      return `${writtenOf(syntax.of)}.${syntax.name}`;
    case 'call':
      return writtenOf(syntax.callee);
    default:
      return '?';
  }
}
