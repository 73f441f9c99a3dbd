// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { CallFact, FileFacts } from '../facts/facts.ts';
import { type Path, pathsOf, type Step, type Value } from '../facts/value.ts';
import { expression } from '../signatures/expression.ts';
import type { CallPattern, Family, Signature } from '../signatures/signature.ts';
import { FAMILIES, isModule } from './families.ts';

/** A call that a signature knows. `sure`: it was followed back to the SDK; else it is called like it, where the SDK is used. */
export type Match = {
  readonly signature: Signature;
  readonly pattern: CallPattern;
  readonly path: Path;
  /** The module that it comes from, as it is imported. */
  readonly module: string | null;
  readonly sure: boolean;
};

/** What a tree says of itself beyond one file. */
export type Tree = {
  /** Ids of the signatures that any file imports, or any manifest names. */
  readonly used: ReadonlySet<string>;
  /** Its folders and files at the top, as modules of this house begin with them. */
  readonly tops: ReadonlySet<string>;
};

/** The signatures that a file imports, with the modules as written. */
export type Imports = ReadonlyMap<string, { readonly signature: Signature; readonly modules: readonly string[] }>;

/** Asked for the same file by several steps, so it is worked out once. */
const importsByFile = new WeakMap<FileFacts, { readonly signatures: readonly Signature[]; readonly found: Imports }>();

export function importedBy(facts: FileFacts, signatures: readonly Signature[]): Imports {
  const known = importsByFile.get(facts);
  if (known?.signatures === signatures) return known.found;
  const found = importsOf(facts, signatures);
  importsByFile.set(facts, { signatures, found });
  return found;
}

function importsOf(facts: FileFacts, signatures: readonly Signature[]): Imports {
  const family = FAMILIES[facts.language];
  const found = new Map<string, { signature: Signature; modules: string[] }>();
  for (const { module } of facts.imports) {
    for (const signature of signatures) {
      if (!belongs(module, signature, family)) continue;
      const known = found.get(signature.id);
      if (known === undefined) found.set(signature.id, { signature, modules: [module] });
      else known.modules.push(module);
    }
  }
  return found;
}

function belongs(module: string, signature: Signature, family: Family): boolean {
  return (signature.modules[family] ?? []).some((meant) => isModule(module, meant));
}

export type Question = {
  readonly call: CallFact;
  /** The callee in the light of other files. */
  readonly callee: Value;
  readonly facts: FileFacts;
  readonly imports: Imports;
  readonly signatures: readonly Signature[];
  readonly tree: Tree;
};

/** Which signature knows this call, and by which ways: first that which says most, then others that end at clients of the same. */
export function matchesOf(question: Question): readonly Match[] {
  let open = false;
  const all: Match[] = [];
  for (const path of pathsOf(question.callee)) {
    const found = matchPath(path, question);
    if (found === 'open') open = true;
    else if (found !== null) all.push(found);
  }
  const [best, ...rest] = all.toSorted((a, b) => tells(b) - tells(a));
  if (best !== undefined)
    return [best, ...rest.filter((one) => one.signature === best.signature && isClient(one) && tells(one) > 0)];
  const written = question.call.written.split('.').map((name): Step => ({ name, given: null }));
  const lazy = question.signatures.flatMap((signature) => lazilyCalled(signature, question, written) ?? []);
  if (lazy.length > 0 || !open) return lazy.slice(0, 1);
  const byName = matchByName(question, written) ?? matchByName(question, comeBy(question, written.length));
  return byName === null ? [] : [byName];
}

/** Tables and models of a database are filled with the same words: `db.embeddings.create`. */
const STORING =
  /^(?:db|database|prisma|knex|orm|models?|store|repository|conn|connection|session|tx|trx|supabase|schema)$/i;

/** Does it lead to a client, and not only to what is put before it? */
function isClient({ signature, path }: Match): boolean {
  return path.steps.slice(0, -1).some(({ name }) => signature.clients.some((one) => one.name === name));
}

/** How much a way says of whom it goes to: a type less than an object that was made with arguments, that less than a known client. */
function tells({ signature, path, module }: Match): number {
  const steps = path.steps.slice(0, -1);
  const isOwned =
    steps.some(({ name }) => signature.clients.some((one) => one.name === name && one.provider !== undefined)) ||
    (module !== null && Object.keys(signature.providersByModule).some((meant) => isModule(module, meant)));
  return (isOwned ? 2 : 0) + (steps.some(({ given }) => given !== null && given.length > 0) ? 1 : 0);
}

/** `open`: where it comes from cannot be seen. */
function matchPath(path: Path, question: Question): Match | 'open' | null {
  const { facts, signatures, imports, tree } = question;
  const family = FAMILIES[facts.language];
  switch (path.root.is) {
    case 'import': {
      const { module, name } = path.root;
      const whole = family === 'python' && name !== '*' ? `${module}.${name}` : module;
      const all = signatures.filter((one) => belongs(module, one, family) || belongs(whole, one, family));
      for (const signature of all) {
        const found = firstPattern(path, signature, question, module);
        if (found !== null) return found;
      }
      // `x: Any = Field(…)` declares, and says nothing of what it will be.
      return wrapped(path, question) ?? (DECLARING.test(module) || isOwn(module, tree) ? 'open' : null);
    }
    case 'bare': {
      const first = path.steps[0]?.name.replace(/^\\/, '') ?? '';
      const rooted = signatures.filter(
        ({ roots }) => roots[family]?.some((root) => isRootOf(root, path.steps)) === true,
      );
      const near = family === 'dotnet' ? rooted.filter(({ id }) => imports.has(id)) : rooted;
      const found = firstOf(near, path, question);
      if (found !== null) return found;
      // Types and modules that nothing explains are somebody else's; a variable may be anything.
      const byNamespace = [...imports.values()]
        .map(({ signature }) => firstPattern(path, signature, question, null))
        .find((one) => one !== null);
      const far = firstOf(
        byNamespace === undefined ? rooted.filter(({ id }) => tree.used.has(id)) : [],
        path,
        question,
      );
      if (far !== null) return far;
      if (/^[A-Z]/.test(first) && path.steps.length > 1)
        return byNamespace ?? (family === 'dotnet' || family === 'jvm' ? 'open' : null);
      return 'open';
    }
    // A method of this house is none of an SDK; what lies in one of its fields may be.
    case 'local':
      return wrapped(path, question) ?? (path.steps.length > 1 ? 'open' : null);
    case 'text':
    case 'record':
    case 'list':
    case 'number':
      return null;
    default:
      return 'open';
  }
}

/** What wraps a client is one: `observe(new OpenAI()).chat.completions.create()`. */
function wrapped(path: Path, question: Question): Match | null {
  for (const [at, { given }] of path.steps.entries()) {
    for (const { value } of given ?? []) {
      if (value.is !== 'made') continue;
      for (const { root, steps } of pathsOf(value)) {
        const rest = path.steps.slice(at + 1);
        const found =
          root.is === 'import' && rest.length > 0 ? matchPath({ root, steps: [...steps, ...rest] }, question) : null;
        if (found !== null && found !== 'open') return found;
      }
    }
  }
  return null;
}

/** A module of this house that was not read, because nothing of AI is in it. */
export function isOwn(module: string, { tops }: Tree): boolean {
  return /^(?:\.|[@~]\/)/.test(module) || tops.has(module.split(/[./\\]/)[0] ?? '');
}

/** The first of some signatures that knows a way, with the module of it that says most. */
function firstOf(signatures: readonly Signature[], path: Path, question: Question): Match | null {
  for (const signature of signatures) {
    const modules = question.imports.get(signature.id)?.modules ?? [];
    const module = modules.find((one) => signature.providersByModule[one] !== undefined) ?? null;
    const found = firstPattern(path, signature, question, module);
    if (found !== null) return found;
  }
  return null;
}

const DECLARING = /^(?:pydantic|dataclasses|attrs?|typing|sqlmodel)$/;

function isRootOf(root: string, steps: readonly Step[]): boolean {
  return root.split('.').every((name, at) => steps[at]?.name.replace(/^\\/, '') === name);
}

function firstPattern(
  path: Path,
  signature: Signature,
  { call, facts }: Question,
  module: string | null,
): Match | null {
  if (path.steps.some(({ name }) => signature.notRoots.includes(name))) return null;
  if (module !== null && signature.notRoots.some((part) => module.endsWith(`.${part}`) || module.endsWith(`/${part}`)))
    return null;
  for (const pattern of signature.calls) {
    if (!allowed(pattern, call, facts, module)) continue;
    const isResult = path.steps.at(-1)?.name === '()' || path.steps.at(-1)?.given !== null;
    const steps = pattern.result ? path.steps.filter(({ name }) => name !== '()') : path.steps;
    if (pattern.result !== isResult) continue;
    if (fitsPath(pattern.path, steps)) return { signature, pattern, path, module, sure: true };
  }
  return null;
}

function allowed(pattern: CallPattern, call: CallFact, facts: FileFacts, module: string | null): boolean {
  if (pattern.languages !== undefined && !pattern.languages.includes(facts.language)) return false;
  if (pattern.module !== undefined && (module === null || !pattern.module.some((meant) => isModule(module, meant))))
    return false;
  if (pattern.needs === undefined) return true;
  return pattern.needs.some((name) => call.given.some((one) => one.name === name || one.name === '**'));
}

/** Do these steps end like the pattern? */
export function fitsPath(pattern: string, steps: readonly Step[]): boolean {
  const named = steps.at(-1)?.name ?? '';
  const last = SEE_THROUGH.has(named) ? (steps.findLast(({ name }) => !SEE_THROUGH.has(name))?.name ?? '') : named;
  // Hardly any call ends like the pattern, and this is asked of every call for every pattern.
  if (!pattern.endsWith(last) && !pattern.includes('*')) return false;
  const names = steps.map(({ name }) => name).filter((name) => !SEE_THROUGH.has(name));
  if (pattern.includes('..')) {
    const [first = '', end = ''] = pattern.split('..');
    const between = names.slice(names.indexOf(first) + 1, -1);
    return last === end && names.slice(0, -1).includes(first) && !between.some((name) => ANSWERING.has(name));
  }
  const wanted = pattern.split('.');
  const [type = ''] = wanted;
  // `Type.method` also through what builds the object: `Type.builder().…build().method()`.
  if (wanted.length === 2 && /^[A-Z*]/.test(type)) {
    return last === wanted[1] && names.slice(0, -1).some((name) => isLike(name, type));
  }
  return (
    wanted.length <= names.length &&
    wanted.every((name, at) => isLike(names[names.length - wanted.length + at] ?? '', name))
  );
}

/** What asks on the way, so that what is called behind it is called on the answer: `prompt().call().entity(X).items().stream()`. */
const ANSWERING: ReadonlySet<string> = new Set('call content entity chatResponse asText asStructured'.split(' '));

/** Names on the way that change how the answer is wrapped, not what is asked. */
const SEE_THROUGH: ReadonlySet<string> = new Set(
  'with_raw_response with_streaming_response withRawResponse with_options withOptions beta async'.split(' '),
);

function isLike(name: string, glob: string): boolean {
  return glob.startsWith('*') ? name.endsWith(glob.slice(1)) : name === glob;
}

/** By how it is called, in a file or tree that uses the SDK, where it cannot be seen what it is called on. */
function matchByName(question: Question, steps: readonly Step[]): Match | null {
  const { call, facts, imports, signatures, tree } = question;
  const family = FAMILIES[facts.language];
  const receiver = steps.length > 1 ? (steps.at(-2)?.name ?? '') : '';
  const path: Path = { root: { is: 'unknown' }, steps };
  for (const signature of signatures) {
    const imported = imports.get(signature.id);
    const receivers = signature.receivers[family];
    const isLikely =
      receivers !== undefined &&
      receiver !== '' &&
      expression(receivers).test(receiver) &&
      !isOther(receiver, signature);
    for (const pattern of signature.calls) {
      if (pattern.module !== undefined || pattern.result || !allowed(pattern, call, facts, null)) continue;
      if (!fitsPath(pattern.path, steps)) continue;
      const depth = pattern.path.split('.').length;
      const isHere = imported !== undefined || (family === 'ruby' && tree.used.has(signature.id));
      const counts = isHere
        ? (pattern.anywhere && steps.length > 1) || isLikely
        : pattern.anywhere &&
          depth >= 2 &&
          tree.used.has(signature.id) &&
          steps.length > depth &&
          !steps.some(({ name }) => STORING.test(name));
      if (counts) return { signature, pattern, path, module: imported?.modules[0] ?? null, sure: false };
    }
  }
  return null;
}

/** A module that is loaded late goes by its own name: `litellm.completion(…)`, wherever `litellm` is from. */
function lazilyCalled(signature: Signature, question: Question, steps: readonly Step[]): Match | null {
  const [first, ...rest] = steps;
  const modules = signature.modules[FAMILIES[question.facts.language]] ?? [];
  const isIt =
    first !== undefined && rest.length > 0 && modules.includes(first.name) && question.tree.used.has(signature.id);
  const found = isIt ? firstPattern({ root: { is: 'unknown' }, steps: rest }, signature, question, first.name) : null;
  return found === null ? null : { ...found, sure: false };
}

/** How what is called was come by, where that says more than what is written: `agent.generate()` of `getAgent()`. */
function comeBy({ callee }: Question, longerThan: number): readonly Step[] {
  return pathsOf(callee).find(({ root, steps }) => root.is !== 'import' && steps.length >= longerThan)?.steps ?? [];
}

function isOther(receiver: string, { notReceivers }: Signature): boolean {
  return notReceivers !== undefined && expression(notReceivers).test(receiver);
}
