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

/** Calls `visit` for a piece of syntax and everything in it, outermost first. */
export function walk(syntax: Syntax, visit: (syntax: Syntax) => void): void {
  visit(syntax);
  for (const part of partsOf(syntax)) walk(part, visit);
}

/** What a piece of syntax directly consists of. */
export function partsOf(syntax: Syntax): readonly Syntax[] {
  switch (syntax.kind) {
    case 'call':
      return [syntax.callee, ...syntax.given.map(({ value }) => value)];
    case 'member':
      return [syntax.of];
    case 'record':
      return syntax.entries.map(({ value }) => value);
    case 'list':
      return syntax.times === undefined ? syntax.items : [...syntax.items, syntax.times];
    case 'either':
      return syntax.options;
    case 'joined':
    case 'group':
      return syntax.parts;
    case 'product':
      return syntax.factors;
    case 'function':
      return [
        ...syntax.marks,
        ...syntax.parameters.flatMap(({ value }) => (value === null ? [] : [value])),
        ...syntax.body,
      ];
    case 'class':
      return [...syntax.marks, ...syntax.body];
    case 'assign':
      return syntax.value === null ? [syntax.to] : [syntax.to, syntax.value];
    case 'try':
      return [...syntax.body, ...syntax.handlers.flatMap(({ body }) => body)];
    case 'branch':
      return [syntax.test, ...syntax.whenTrue, ...syntax.other];
    case 'loop':
      return [...syntax.over, ...syntax.body];
    case 'return':
    case 'throw':
      return syntax.value === null ? [] : [syntax.value];
    case 'name':
    case 'text':
    case 'number':
    case 'constant':
    case 'import':
    case 'export':
      return [];
  }
}
