/**
 * What a dozen languages have in common, as far as the audit needs it. Every language is converted into this once, and nothing behind
 * it knows what the language was. Lines count from 1. What only groups (parentheses, `await`, casts) is left out.
 */
export type Syntax = Place & Shape;

type Place = { readonly line: number; readonly end: number };

export type Shape =
  /** `fresh`: with `new`, or a literal of a type. */
  | { readonly kind: 'call'; readonly callee: Syntax; readonly given: readonly Argument[]; readonly fresh: boolean }
  | { readonly kind: 'member'; readonly of: Syntax; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'constant'; readonly value: boolean | null }
  /** An entry without a key is spread into it. */
  | { readonly kind: 'record'; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly items: readonly Syntax[]; readonly times?: Syntax }
  /** One of them: `a || b`, `a ?? b`, `c ? a : b`. */
  | { readonly kind: 'either'; readonly options: readonly Syntax[] }
  /** A text put together from parts. */
  | { readonly kind: 'joined'; readonly parts: readonly Syntax[] }
  | { readonly kind: 'product'; readonly factors: readonly Syntax[] }
  | Routine
  | Class
  | { readonly kind: 'assign'; readonly to: Syntax; readonly value: Syntax | null; readonly type: string | null }
  | { readonly kind: 'try'; readonly body: readonly Syntax[]; readonly handlers: readonly Handler[] }
  | {
      readonly kind: 'branch';
      readonly test: Syntax;
      readonly whenTrue: readonly Syntax[];
      readonly other: readonly Syntax[];
    }
  | { readonly kind: 'loop'; readonly over: readonly Syntax[]; readonly body: readonly Syntax[] }
  | { readonly kind: 'return' | 'throw'; readonly value: Syntax | null }
  | {
      readonly kind: 'import';
      readonly module: string;
      readonly names: readonly Imported[];
      readonly typesOnly: boolean;
    }
  /** Passed on to others by their name: `export { a as b } from './c'`. */
  | { readonly kind: 'export'; readonly module: string | null; readonly names: readonly Imported[] }
  | { readonly kind: 'group'; readonly parts: readonly Syntax[] };

export type Argument = { readonly name: string | null; readonly value: Syntax };
export type Entry = { readonly key: string | null; readonly value: Syntax };
/** `name`: what it is called there (`*` for everything, `default`); `local`: what it is called here. */
export type Imported = { readonly name: string; readonly local: string };
export type Parameter = {
  readonly name: string;
  readonly type: string | null;
  readonly value: Syntax | null;
  /** A field of the object by the same name, too: `constructor(private x: X)`. */
  readonly isField?: boolean;
};

export type Routine = {
  readonly kind: 'function';
  readonly name: string | null;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Syntax[];
  /** Annotations and decorators. */
  readonly marks: readonly Syntax[];
  /** The name of the object that it belongs to, where the language gives it one: `self`, or the receiver of Go. */
  readonly self: string | null;
};

export type Class = {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly string[];
  readonly body: readonly Syntax[];
  readonly marks: readonly Syntax[];
};

export type Handler = {
  /** The types of errors that it catches; empty: every one. */
  readonly types: readonly string[];
  readonly name: string | null;
  readonly body: readonly Syntax[];
};

/** The whole of a file. `cut`: something was nested deeper than is followed. */
export type Parsed = { readonly parts: readonly Syntax[]; readonly cut: boolean };

/** Calls `visit` for a piece of syntax and everything in it, outermost first. Files are walked often, so no lists are made on the way. */
export function walk(syntax: Syntax, visit: (syntax: Syntax) => void): void {
  visit(syntax);
  switch (syntax.kind) {
    case 'call':
      walk(syntax.callee, visit);
      for (const { value } of syntax.given) walk(value, visit);
      return;
    case 'member':
      walk(syntax.of, visit);
      return;
    case 'record':
      for (const { value } of syntax.entries) walk(value, visit);
      return;
    case 'list':
      walkAll(syntax.items, visit);
      if (syntax.times !== undefined) walk(syntax.times, visit);
      return;
    case 'either':
      walkAll(syntax.options, visit);
      return;
    case 'joined':
    case 'group':
      walkAll(syntax.parts, visit);
      return;
    case 'product':
      walkAll(syntax.factors, visit);
      return;
    case 'function':
      walkAll(syntax.marks, visit);
      for (const { value } of syntax.parameters) if (value !== null) walk(value, visit);
      walkAll(syntax.body, visit);
      return;
    case 'class':
      walkAll(syntax.marks, visit);
      walkAll(syntax.body, visit);
      return;
    case 'assign':
      walk(syntax.to, visit);
      if (syntax.value !== null) walk(syntax.value, visit);
      return;
    case 'try':
      walkAll(syntax.body, visit);
      for (const { body } of syntax.handlers) walkAll(body, visit);
      return;
    case 'branch':
      walk(syntax.test, visit);
      walkAll(syntax.whenTrue, visit);
      walkAll(syntax.other, visit);
      return;
    case 'loop':
      walkAll(syntax.over, visit);
      walkAll(syntax.body, visit);
      return;
    case 'return':
    case 'throw':
      if (syntax.value !== null) walk(syntax.value, visit);
      return;
    case 'name':
    case 'text':
    case 'number':
    case 'constant':
    case 'import':
    case 'export':
  }
}

function walkAll(all: readonly Syntax[], visit: (syntax: Syntax) => void): void {
  for (const syntax of all) walk(syntax, visit);
}

/** More ways out of a function than this say nothing new. */
const RETURNS_MAX = 4;
const returnsByRoutine = new WeakMap<Routine, readonly Syntax[]>();

/** What a function gives back, in the first places where it does. Every call of it asks, so it is looked for once. */
export function returnsIn(routine: Routine): readonly Syntax[] {
  const known = returnsByRoutine.get(routine);
  if (known !== undefined) return known;
  const found: Syntax[] = [];
  walkAll(routine.body, (one) => {
    if (one.kind === 'return' && one.value !== null && found.length < RETURNS_MAX) found.push(one.value);
  });
  returnsByRoutine.set(routine, found);
  return found;
}
