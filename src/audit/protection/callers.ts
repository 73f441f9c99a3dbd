import type { Around, FileFacts, HandlerFacts, ImportFact, Use } from '../facts/facts.ts';
import type { Value } from '../facts/value.ts';
import type { Resolve } from '../find/link.ts';
import { protectorsAround } from './protectors.ts';

/** What the callers of a function put around it. */
type Callers = {
  /** What every way to it has alike, nearest first. */
  readonly around: readonly Around[];
  /**
   * A file with a caller that may try again, or ask something else instead: because others do it otherwise, or because it cannot be
   * followed whom it calls.
   */
  readonly unclear: Readonly<Record<Purpose, string | null>>;
};

type Purpose = 'again' | 'instead';

type CallersOf = (file: string, symbol: string) => Callers;

type Caller = { readonly file: string; readonly use: Use };
/** What stands around a call on one way to it, and what may besides, further up. */
type Way = { readonly file: string } & Callers;

/** From call to call, at most so many times; and so many callers of one function. */
const HOPS_MAX = 3;
const CALLERS_MAX = 100;

type Tree = {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly resolve: Resolve;
  /** Whether a model is asked in these lines. */
  readonly asks: (file: string, line: number, end: number) => boolean;
  /** Last names of what protects a call from outside, and of everything that is of interest around one. */
  readonly protectors: ReadonlySet<string>;
  readonly wrappers: ReadonlySet<string>;
};

/** Finds the callers of functions: in their own file by name, in others by what these import. `fileOf` says where they stand. */
export function callersIn(tree: Tree): {
  readonly callersOf: CallersOf;
  readonly fileOf: (around: Around) => string | null;
} {
  const { certain, possible } = usesOf(tree);
  const places = new Map<Around, string>();
  const known = new Map<string, Callers>();
  const wayThrough = ({ file, use }: Caller, hops: number): Way => {
    for (const one of use.around) places.set(one, file);
    const above = hops === 0 || use.symbol === '' ? NOTHING : callers(file, use.symbol, hops - 1);
    return { file, around: [...use.around, ...above.around], unclear: above.unclear };
  };
  const callersTo = (file: string, symbol: string): readonly Caller[] => {
    const name = lastOf(symbol);
    if (name === '') return [];
    const here = (tree.files.get(file)?.uses ?? []).filter((use) => use.name === name && use.symbol !== symbol);
    return [...here.map((use) => ({ file, use })), ...(certain.get(`${file}#${symbol}`) ?? [])].slice(0, CALLERS_MAX);
  };
  const callers = (file: string, symbol: string, hops: number): Callers => {
    const key = `${file}#${symbol} ${hops}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const ways = callersTo(file, symbol).map((caller) => wayThrough(caller, hops));
    const open = (possible.get(`${file}#${lastOf(symbol)}`) ?? []).map((caller) => wayThrough(caller, 0));
    const put = (purpose: Purpose, serve: (one: Around) => boolean): Common =>
      inCommon(ways, open, (around) => around.filter(serve), purpose);
    const wrapped = put('again', (one) => isNamed(one, tree.protectors));
    const held = put('again', (one) => isNamed(one, tree.wrappers) && !isNamed(one, tree.protectors));
    const again = inCommon(ways, open, triesAgain, 'again');
    const instead = put('instead', (one) => one.is === 'try' && one.handlers.some((each) => asksAnother(each, one)));
    const made: Callers = {
      around: [...new Set([wrapped, held, again, instead].flatMap(({ around }) => around))],
      unclear: { again: again.unclear ?? wrapped.unclear, instead: instead.unclear },
    };
    known.set(key, made);
    return made;
  };
  const asksAnother = ({ line, end }: HandlerFacts, around: Around): boolean =>
    tree.asks(places.get(around) ?? '', line, end);
  return {
    callersOf: (file, symbol) => callers(file, symbol, HOPS_MAX),
    fileOf: (around) => places.get(around) ?? null,
  };
}

const NOTHING: Callers = { around: [], unclear: { again: null, instead: null } };

type Common = { readonly around: readonly Around[]; readonly unclear: string | null };

/** What all ways have, where it is the same for all of them. One way without it is a way on which nothing protects. */
function inCommon(
  ways: readonly Way[],
  open: readonly Way[],
  serving: (around: readonly Around[]) => readonly Around[],
  purpose: Purpose,
): Common {
  const served = ways.map((way) => ({ ...way, around: serving(way.around) }));
  const bare = served.filter(({ around }) => around.length === 0);
  if (bare.some(({ unclear }) => unclear[purpose] === null)) return { around: [], unclear: null };
  const maybe = bare[0]?.unclear[purpose] ?? open.find(({ around }) => serving(around).length > 0)?.file ?? null;
  const [first] = served;
  if (first === undefined || maybe !== null) return { around: [], unclear: maybe };
  const other = served.find(({ around }) => kindsOf(around) !== kindsOf(first.around));
  return other === undefined ? { around: first.around, unclear: null } : { around: [], unclear: other.file };
}

function isNamed(around: Around, names: ReadonlySet<string>): boolean {
  return protectorsAround([around]).some(({ name }) => names.has(lastOf(name)));
}

/** A loop around a `try`, with both. */
function triesAgain(around: readonly Around[]): readonly Around[] {
  const tried = around.findIndex(({ is }) => is === 'try');
  const isAgain = tried >= 0 && around.slice(tried).some(({ is }) => is === 'loop');
  return isAgain ? around.filter(({ is }) => is === 'try' || is === 'loop') : [];
}

/** What ways must have in common to count as the same. */
function kindsOf(around: readonly Around[]): string {
  return JSON.stringify(
    around.map((one) => {
      switch (one.is) {
        case 'try':
          return one.handlers.map(({ types }) => types);
        case 'loop':
          return [one.over, one.count];
        case 'inside':
          return [one.written, one.given];
        case 'then':
          return [one.name, one.given];
        case 'mark':
          return one.mark;
      }
    }),
  );
}

type Uses = {
  /** Calls from other files, by `file#symbol` of what is called. */
  readonly certain: ReadonlyMap<string, readonly Caller[]>;
  /** Calls by the same name in files that import the file it is in, by `file#name`. */
  readonly possible: ReadonlyMap<string, readonly Caller[]>;
};

function usesOf({ files, resolve }: Tree): Uses {
  const certain = new Map<string, Caller[]>();
  const possible = new Map<string, Caller[]>();
  const note = (into: Map<string, Caller[]>, key: string, caller: Caller): void => {
    const known = into.get(key);
    if (known === undefined) into.set(key, [caller]);
    else if (known.length < CALLERS_MAX) known.push(caller);
  };
  for (const [file, facts] of files) {
    const names = new Map<string, string>();
    for (const one of facts.imports) {
      const meant = meantBy(one, file, resolve);
      const home = meant?.split('#')[0];
      if (meant !== null && home !== file) names.set(one.local, meant);
    }
    if (names.size === 0) continue;
    const homes = new Set([...names.values()].map((meant) => meant.split('#')[0]));
    for (const use of facts.uses) {
      const meant = names.get(use.of ?? use.name);
      if (meant !== undefined && use.of === null) note(certain, meant, { file, use });
      else if (meant !== undefined)
        note(certain, meant.endsWith('#') ? `${meant}${use.name}` : `${meant}.${use.name}`, { file, use });
      else if (use.of !== null) for (const home of homes) note(possible, `${home}#${use.name}`, { file, use });
    }
  }
  return { certain, possible };
}

/** `file#name` for a function, a class or an object of a class, `file#` for all of a file; null for what is none of this house. */
function meantBy({ module, name }: ImportFact, file: string, resolve: Resolve): string | null {
  const found = placeOf(resolve({ is: 'import', module, name }, file));
  // `from app import llm`, where llm is a file.
  return (
    found ?? (name === '*' ? null : placeOf(resolve({ is: 'import', module: `${module}.${name}`, name: '*' }, file)))
  );
}

function placeOf(value: Value): string | null {
  if (value.is === 'import')
    return value.name === '*' && value.module.startsWith('#') ? `${value.module.slice(1)}#` : null;
  const own = value.is === 'made' ? value.by : value;
  return own.is === 'local' && own.name.includes('#') ? own.name : null;
}

function lastOf(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf('.') + 1);
}
