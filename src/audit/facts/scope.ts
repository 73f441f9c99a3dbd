// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Class, Parameter, Routine, Syntax } from '../syntax/syntax.ts';

/** Where names get their meaning: a file, a class, a function. */
export type Scope = {
  readonly parent: Scope | null;
  readonly names: Map<string, Bound[]>;
  /** The class whose object `this` is. */
  readonly owner: Owner | null;
  readonly self: string | null;
  readonly symbol: string;
};

/** A class of the file, with everything that is ever put into its fields. */
export type Owner = {
  readonly name: string;
  readonly line: number;
  readonly bases: string[];
  readonly fields: Map<string, Bound[]>;
  readonly methods: Map<string, { readonly routine: Routine; readonly scope: Scope }>;
  readonly marks: readonly Syntax[];
};

/** One thing that a name may stand for. */
export type Bound =
  | {
      readonly is: 'value';
      readonly value: Syntax | null;
      readonly type: string | null;
      readonly scope: Scope;
      readonly key: string | null;
    }
  | { readonly is: 'parameter'; readonly parameter: Parameter; readonly scope: Scope }
  | { readonly is: 'routine'; readonly routine: Routine; readonly scope: Scope }
  | { readonly is: 'class'; readonly owner: Owner }
  /** What is put into a field of the object that a name stands for. */
  | { readonly is: 'part'; readonly key: string; readonly value: Syntax; readonly scope: Scope }
  | { readonly is: 'import'; readonly module: string; readonly name: string };

/** Everything that is declared in a file. */
export type Declared = {
  readonly top: Scope;
  readonly owners: ReadonlyMap<string, Owner>;
  /** The scope of every function, by its syntax. */
  readonly scopes: ReadonlyMap<Routine, Scope>;
};

const VALUES_MAX = 6;

/** Finds out what every name in a file may stand for. */
export function declare(parts: readonly Syntax[]): Declared {
  const owners = new Map<string, Owner>();
  const scopes = new Map<Routine, Scope>();
  const top: Scope = { parent: null, names: new Map(), owner: null, self: null, symbol: '' };
  const readAll = (all: readonly Syntax[], scope: Scope): void => {
    for (const part of all) read(part, scope);
  };
  const read = (part: Syntax, scope: Scope): void => {
    switch (part.kind) {
      case 'import':
        for (const { name, local } of part.names) bind(scope.names, local, { is: 'import', module: part.module, name });
        return;
      case 'class':
        readClass(part, scope);
        return;
      case 'function':
        readRoutine(part, scope);
        return;
      case 'assign':
        // A function that is kept under its own name is declared like any other.
        if (part.value?.kind === 'function' && part.value.name !== null) {
          readRoutine(part.value, scope);
          return;
        }
        bindTo(part.to, { is: 'value', value: part.value, type: part.type, scope, key: null }, scope);
        if (part.value !== null) read(part.value, scope);
        return;
      case 'call':
        readLiteral(part, scope);
        readAll(childrenOf(part), scope);
        return;
      default:
        readAll(childrenOf(part), scope);
    }
  };
  /** Go fills the fields of a new object where it makes it: `&Client{Client: &client}`. */
  const readLiteral = ({ callee, fresh, given }: Extract<Syntax, { kind: 'call' }>, scope: Scope): void => {
    const owner = fresh && callee.kind === 'name' ? owners.get(callee.name) : undefined;
    const [first] = given;
    if (owner === undefined || first?.value.kind !== 'record') return;
    for (const { key, value } of first.value.entries) {
      if (key !== null) bind(owner.fields, key, { is: 'value', value, type: null, scope, key: null });
    }
  };
  const readClass = (part: Class & Syntax, scope: Scope): void => {
    const known = owners.get(part.name);
    const owner: Owner = known ?? emptyOwner(part.name, part.line, part.marks);
    owner.bases.push(...part.bases);
    owners.set(part.name, owner);
    bind(scope.names, part.name, { is: 'class', owner });
    readAll(part.body, { parent: scope, names: new Map(), owner, self: 'this', symbol: part.name });
  };
  const readRoutine = (part: Routine & Syntax, scope: Scope): void => {
    const owner = ownerOf(part, scope);
    const symbol = symbolOf(part, scope, owner);
    const inner: Scope = {
      parent: scope,
      names: new Map(),
      owner: owner ?? scope.owner,
      self: part.self ?? scope.self,
      symbol,
    };
    scopes.set(part, inner);
    for (const parameter of part.parameters) {
      bind(inner.names, parameter.name, { is: 'parameter', parameter, scope: inner });
      if (parameter.isField === true && owner !== null)
        bind(owner.fields, parameter.name, { is: 'parameter', parameter, scope: inner });
    }
    if (part.name !== null) {
      const isMethod = owner !== null && scope.owner === owner && scope.symbol === owner.name;
      if (owner !== null && (isMethod || part.parameters[0]?.name === part.self))
        owner.methods.set(part.name, { routine: part, scope: inner });
      if (!isMethod) bind(scope.names, part.name, { is: 'routine', routine: part, scope: inner });
    }
    for (const { value } of part.parameters) if (value !== null) read(value, inner);
    readAll(part.marks, scope);
    readAll(part.body, inner);
  };
  /** Go's methods stand beside their type. */
  const ownerOf = (part: Routine, scope: Scope): Owner | null => {
    const [first] = part.parameters;
    if (scope.owner !== null) return scope.owner;
    if (part.self === null || first?.name !== part.self || first.type === null) return null;
    const known = owners.get(first.type);
    const made = known ?? emptyOwner(first.type, 0, []);
    owners.set(first.type, made);
    return made;
  };
  readAll(parts, top);
  return { top, owners, scopes };
}

function emptyOwner(name: string, line: number, marks: readonly Syntax[]): Owner {
  return { name, line, bases: [], fields: new Map(), methods: new Map(), marks };
}

function childrenOf(part: Syntax): readonly Syntax[] {
  switch (part.kind) {
    case 'call':
      return [part.callee, ...part.given.map(({ value }) => value)];
    case 'member':
      return [part.of];
    case 'record':
      return part.entries.map(({ value }) => value);
    case 'list':
      return part.items;
    case 'either':
      return part.options;
    case 'joined':
    case 'group':
      return part.parts;
    case 'try':
      return [...part.body, ...part.handlers.flatMap(({ body }) => body)];
    case 'branch':
      return [part.test, ...part.whenTrue, ...part.other];
    case 'loop':
      return [...part.over, ...part.body];
    case 'return':
    case 'throw':
      return part.value === null ? [] : [part.value];
    default:
      return [];
  }
}

function symbolOf(part: Routine, scope: Scope, owner: Owner | null): string {
  if (part.name === null) return scope.symbol;
  if (owner !== null) return `${owner.name}.${part.name}`;
  return scope.symbol === '' ? part.name : `${scope.symbol}.${part.name}`;
}

function bindTo(to: Syntax, bound: Extract<Bound, { is: 'value' }>, scope: Scope): void {
  switch (to.kind) {
    case 'name':
      // In a class body of Python, a plain name is a field.
      if (scope.owner !== null && scope.symbol === scope.owner.name) bind(scope.owner.fields, to.name, bound);
      bind(scope.names, to.name, bound);
      return;
    case 'member': {
      const isOwn =
        to.of.kind === 'name' && (to.of.name === scope.self || to.of.name === 'this' || to.of.name === 'self');
      if (isOwn && scope.owner !== null) bind(scope.owner.fields, to.name, bound);
      else if (to.of.kind === 'name' && bound.value !== null && SETTING.test(to.name))
        bind(scope.names, partsOf(to.of.name), { is: 'part', key: to.name, value: bound.value, scope });
      return;
    }
    case 'record':
      for (const { key, value } of to.entries) bindTo(value, { ...bound, key: key ?? null }, scope);
      return;
    case 'list': {
      const all =
        bound.value?.kind === 'list' && bound.value.items.length === to.items.length ? bound.value.items : null;
      to.items.forEach((item, at) => {
        const value = all === null ? (at === 0 ? bound.value : null) : (all[at] ?? null);
        bindTo(item, { ...bound, value }, scope);
      });
      return;
    }
    default:
  }
}

/** Fields that say where a client asks, and how. */
const SETTING = /url|base|host|endpoint|timeout|retr|model|client/i;

/** Under which name the fields are kept that are put into an object: `config.BaseURL = …`. */
export function partsOf(name: string): string {
  return `${name}.`;
}

function bind(names: Map<string, Bound[]>, name: string, bound: Bound): void {
  const all = names.get(name);
  if (all === undefined) names.set(name, [bound]);
  else if (all.length < VALUES_MAX) all.push(bound);
}

/** What a name may stand for, seen from a scope. */
export function lookUp(scope: Scope | null, name: string): readonly Bound[] {
  for (let at = scope; at !== null; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return [];
}
