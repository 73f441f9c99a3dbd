// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Routine, Syntax } from '../syntax/syntax.ts';
import { aroundTry, loopAround } from './around.ts';
import { type Evaluate, writtenOf } from './evaluate.ts';
import type { Around, CallFact, FileFacts, RoutineFacts, Use } from './facts.ts';
import type { Declared, Scope } from './scope.ts';
import { type Given, pathsOf, textOf, UNKNOWN, type Value } from './value.ts';

/** What is worth keeping of a file. */
export type Interest = {
  /** Last names of calls that some signature knows. */
  readonly leaves: ReadonlySet<string>;
  readonly isAddress: (text: string) => boolean;
  /** Is it a module that a signature knows, that sends requests, or that may be one of this house? */
  readonly isKnown: (module: string) => boolean;
  /** Is it a module that a signature knows? */
  readonly isSdk: (module: string) => boolean;
  /** Last names of what may protect a call that is given to it. */
  readonly protectors: ReadonlySet<string>;
};

const CALLS_MAX = 2_000;
/** What is kept of an argument, in steps of its evaluation. */
const GIVEN_STEPS = 80;
/** What a class tells the one that it is made from. */
const CONSTRUCTORS: ReadonlySet<string> = new Set(['super', '__init__']);
const AROUND_MAX = 12;

type Gathering = { readonly evaluate: Evaluate; readonly interest: Interest };

/** The calls of a file that may ask a model, what its own functions are used for, and the loops and functions in it. */
export function gatherCalls(
  parts: readonly Syntax[],
  declared: Declared,
  { evaluate, interest }: Gathering,
): Pick<FileFacts, 'calls' | 'uses' | 'routines' | 'loops'> {
  const loops: FileFacts['loops'][number][] = [];
  const calls: CallFact[] = [];
  const uses: Use[] = [];
  const routines: RoutineFacts[] = [];

  const visitAll = (all: readonly Syntax[], scope: Scope, around: readonly Around[]): void => {
    for (const part of all) visit(part, scope, around, null);
  };

  const visit = (part: Syntax, scope: Scope, around: readonly Around[], keptIn: string | null): void => {
    switch (part.kind) {
      case 'call':
        visitCall(part, scope, around, keptIn);
        return;
      case 'function':
        visitRoutine(part, scope, around);
        return;
      case 'class': {
        const owner = declared.owners.get(part.name) ?? null;
        visitAll(part.body, { parent: scope, names: new Map(), owner, self: 'this', symbol: part.name }, around);
        return;
      }
      case 'try':
        visitAll(part.body, scope, [aroundTry(part, scope, evaluate), ...around].slice(0, AROUND_MAX));
        for (const { body } of part.handlers) visitAll(body, scope, around);
        return;
      case 'loop':
        for (const over of part.over) {
          const isCaught = around.some(({ is }) => is === 'try');
          if (over.kind === 'name' || over.kind === 'member')
            loops.push({ over: over.name, symbol: scope.symbol, line: part.line, isCaught });
        }
        visitAll(part.over, scope, around);
        visitAll(part.body, scope, [loopAround(part), ...around].slice(0, AROUND_MAX));
        return;
      case 'assign':
        visit(part.to, scope, around, null);
        if (part.value !== null) visit(part.value, scope, around, nameIn(part.to));
        return;
      case 'either':
        for (const option of part.options) visit(option, scope, around, keptIn);
        return;
      case 'group':
        for (const one of part.parts) visit(one, scope, around, keptIn);
        return;
      case 'member':
        visit(part.of, scope, around, null);
        return;
      default:
        visitAll(partsIn(part), scope, around);
    }
  };

  const visitCall = (
    part: Extract<Syntax, { kind: 'call' }>,
    scope: Scope,
    around: readonly Around[],
    keptIn: string | null,
  ): void => {
    const written = writtenOf(part.callee);
    const leaf = written.slice(written.lastIndexOf('.') + 1);
    const given = part.given.map(({ name, value }) => ({ name, value: evaluate(value, scope, GIVEN_STEPS) }));
    if (calls.length < CALLS_MAX) {
      const callee = mayBeOfUse(part.callee, leaf, given, scope) ? evaluate(part.callee, scope) : null;
      if (callee !== null && isOfUse(callee, leaf, given)) {
        calls.push({
          callee,
          written,
          given,
          line: startOf(part),
          end: part.end,
          symbol: scope.symbol,
          around,
          keptIn,
        });
      }
      uses.push(...useOf(written, { symbol: scope.symbol, line: part.line, around }));
    }
    // `call(…).catch(…)`: what is called on a result stands around the call that gave it.
    const protects = interest.protectors.has(leaf);
    const then: Around = { is: 'then', name: leaf, given: protects ? given : [] };
    const callee = part.callee.kind === 'member' ? part.callee.of : part.callee;
    visit(callee, scope, part.callee.kind === 'member' ? [then, ...around].slice(0, AROUND_MAX) : around, null);
    const within: Around = protects
      ? { is: 'inside', callee: evaluate(part.callee, scope), written, given: given.map(shallow) }
      : { is: 'inside', callee: UNKNOWN, written, given: [] };
    const inside = [within, ...around].slice(0, AROUND_MAX);
    for (const { value } of part.given) {
      if (value.kind === 'member') visitHanded(value, part, scope, around);
      visit(value, scope, inside, null);
      // `pRetry(draft)`: who protects calls it.
      const passed = value.kind === 'name' || value.kind === 'member' ? writtenOf(value) : null;
      if (protects && passed !== null)
        uses.push(...useOf(passed, { symbol: scope.symbol, line: part.line, around: inside }));
    }
  };

  /** What can be seen of a call before it is found out what its callee is, which takes steps. */
  const mayBeOfUse = (callee: Syntax, leaf: string, given: readonly Given[], scope: Scope): boolean =>
    interest.leaves.has(leaf) ||
    callee.kind === 'name' ||
    isOwnField(callee, scope) ||
    given.some(({ value }) => hasAddress(value, interest) || isClient(value, interest));

  /** Is it one that may ask a model, or leads to one? */
  const isOfUse = (callee: Value, leaf: string, given: readonly Given[]): boolean => {
    if (CONSTRUCTORS.has(leaf) || given.some(({ value }) => hasAddress(value, interest))) return true;
    if ((interest.leaves.has(leaf) || isForeign(callee)) && mayMatter(callee, interest)) return true;
    return isOwn(callee) && given.some(({ value }) => isClient(value, interest));
  };

  /** A method of an SDK that is handed to a function, which calls it: `retried(chain.arun, …)`. */
  const visitHanded = (
    method: Extract<Syntax, { kind: 'member' }>,
    part: Syntax,
    scope: Scope,
    around: readonly Around[],
  ): void => {
    if (!interest.leaves.has(method.name) || calls.length >= CALLS_MAX) return;
    const callee = evaluate(method, scope);
    const isOfSdk = pathsOf(callee).some(
      ({ root, steps }) => root.is === 'import' && steps.length > 1 && interest.isSdk(root.module),
    );
    if (!isOfSdk) return;
    const { line } = method;
    calls.push({
      callee,
      written: writtenOf(method),
      given: [],
      line,
      end: part.end,
      symbol: scope.symbol,
      around,
      keptIn: null,
    });
  };

  const visitRoutine = (part: Routine & Syntax, scope: Scope, around: readonly Around[]): void => {
    const inner = declared.scopes.get(part) ?? scope;
    const marks = part.marks.map((mark) => evaluate(mark, scope));
    if (part.name !== null) {
      routines.push({
        symbol: inner.symbol,
        line: part.line,
        end: part.end,
        parameters: part.parameters.map(({ name }) => name),
        marks,
      });
    }
    // A named function is called from elsewhere; what stands around its text does not stand around its calls.
    const outer = part.name === null ? around : [];
    const marked = marks.map((mark): Around => ({ is: 'mark', mark }));
    for (const mark of part.marks) visit(mark, scope, [], null);
    visitAll(part.body, inner, [...marked, ...outer]);
  };

  visitAll(parts, declared.top, []);
  return { calls, uses, routines, loops: loops.slice(0, CALLS_MAX) };
}

/** Functions of this house are called by their name, or as a method of something near. */
function useOf(written: string, place: Omit<Use, 'name' | 'of'>): readonly Use[] {
  const parts = written.split('.');
  const name = parts.at(-1) ?? '';
  const of = parts.length === 1 ? null : parts.slice(0, -1).join('.');
  return parts.length <= 3 && name.length > (of === null ? 2 : 3) ? [{ ...place, name, of }] : [];
}

/** What a piece of syntax consists of that needs no more than to be looked into. */
function partsIn(part: Syntax): readonly Syntax[] {
  switch (part.kind) {
    case 'record':
      return part.entries.map(({ value }) => value);
    case 'list':
      return part.items;
    case 'joined':
      return part.parts;
    case 'product':
      return part.factors;
    case 'branch':
      return [part.test, ...part.whenTrue, ...part.other];
    case 'return':
    case 'throw':
      return part.value === null ? [] : [part.value];
    default:
      return [];
  }
}

/** A chain of calls begins where its first name stands. */
function startOf(part: Syntax): number {
  if (part.kind === 'call') return Math.min(part.line, startOf(part.callee));
  return part.kind === 'member' ? Math.min(part.line, startOf(part.of)) : part.line;
}

function nameIn(to: Syntax): string | null {
  switch (to.kind) {
    case 'name':
    case 'member':
      return to.name;
    case 'list':
      return to.items[0] === undefined ? null : nameIn(to.items[0]);
    case 'record':
      return to.entries[0] === undefined ? null : nameIn(to.entries[0].value);
    default:
      return null;
  }
}

/** What comes from a package that has nothing to do with AI or HTTP, or is a text or a list, asks no model. */
function mayMatter(callee: Value, interest: Interest): boolean {
  const { isKnown } = interest;
  return pathsOf(callee).some(({ root, steps }) => {
    if (root.is === 'import')
      return isKnown(root.module) || steps.some(({ given }) => given?.some(({ value }) => isClient(value, interest)));
    return !['text', 'record', 'list', 'number', 'constant'].includes(root.is);
  });
}

/** An object of an SDK, also within a record of options. */
function isClient(value: Value, { isSdk }: Interest): boolean {
  const all = value.is === 'record' ? value.entries.map((one) => one.value) : [value];
  return all.some(
    (one) =>
      (one.is === 'made' || one.is === 'either') &&
      pathsOf(one).some(({ root, steps }) => root.is === 'import' && steps.length > 0 && isSdk(root.module)),
  );
}

/** What lies in a field of the object may be called itself: `self.predict(…)`. */
function isOwnField(callee: Syntax, { self }: Scope): boolean {
  return (
    callee.kind === 'member' && callee.of.kind === 'name' && (callee.of.name === self || callee.of.name === 'this')
  );
}

/** Something of this house, here or in another file. */
function isOwn(callee: Value): boolean {
  if (callee.is === 'either') return callee.options.some(isOwn);
  const root = callee.is === 'member' ? (callee.of.is === 'made' ? callee.of.by : callee.of) : callee;
  return root.is === 'local' || root.is === 'import' || root.is === 'bare';
}

/** Does it come from another file? */
function isForeign(callee: Value): boolean {
  return callee.is === 'import' || (callee.is === 'either' && callee.options.some(isForeign)) || callee.is === 'made';
}

function hasAddress(value: Value, { isAddress }: Interest): boolean {
  const text = textOf(value);
  return text !== null && isAddress(text);
}

/** An argument of a call that another one stands in, without what is deep inside. */
function shallow({ name, value }: Given): Given {
  return { name, value: value.is === 'made' || value.is === 'function' ? UNKNOWN : value };
}
