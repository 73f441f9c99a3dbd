// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import { posix } from 'node:path';
import type { FileFacts } from '../facts/facts.ts';
import { either } from '../facts/evaluate.ts';
import { useOf } from '../read/kinds.ts';
import { type Given, UNKNOWN, type Value } from '../facts/value.ts';

/** What a value of one file is in the light of the others. Names of classes and functions get their file in front: `file#name`. */
export type Resolve = (value: Value, file: string) => Value;

const DEPTH_MAX = 14;
const STEPS_MAX = 600;

/** Joins the files of a tree. */
export function linker(files: ReadonlyMap<string, FileFacts>): Resolve {
  const modules = moduleIndex(files);
  const classes = classIndex(files);
  let steps = 0;

  const resolve = (value: Value, file: string, depth: number): Value => {
    if (++steps > STEPS_MAX || depth > DEPTH_MAX) return value;
    switch (value.is) {
      case 'import':
        return imported(value, file, depth);
      case 'bare': {
        const home = classes.get(value.name);
        return home === undefined ? value : { is: 'local', name: `${home}#${value.name}` };
      }
      case 'local':
        return value.name.includes('#') ? value : { is: 'local', name: `${file}#${value.name}` };
      case 'member':
        return member(resolve(value.of, file, depth + 1), value.name, depth);
      case 'made':
        return made(resolve(value.by, file, depth + 1), value, file, depth);
      case 'field':
        return member({ is: 'local', name: `${file}#${value.of}` }, value.name, depth);
      case 'either':
        return either(value.options.map((option) => resolve(option, file, depth + 1)));
      case 'record':
        return {
          ...value,
          entries: value.entries.map((one) => ({ ...one, value: resolve(one.value, file, depth + 1) })),
        };
      case 'list':
        return { ...value, items: value.items.map((one) => resolve(one, file, depth + 1)) };
      case 'joined':
        return { ...value, parts: value.parts.map((part) => resolve(part, file, depth + 1)) };
      case 'function':
        return { ...value, returns: resolve(value.returns, file, depth + 1) };
      default:
        return value;
    }
  };

  const imported = (value: Extract<Value, { is: 'import' }>, file: string, depth: number): Value => {
    const home = modules.find(value.module, file);
    if (home === null) {
      const known = value.name === '*' ? undefined : classes.get(value.name);
      const isOwn =
        known !== undefined && !BY_FILE.test(files.get(file)?.language ?? '') && isInHouse(value.module, known);
      return isOwn ? { is: 'local', name: `${known}#${value.name}` } : value;
    }
    return value.name === '*' ? { is: 'import', module: `#${home}`, name: '*' } : offered(home, value.name, depth);
  };

  const offered = (home: string, name: string, depth: number): Value => {
    const facts = files.get(home);
    if (facts === undefined) return UNKNOWN;
    const own = facts.offers[name];
    if (own !== undefined) {
      const isRoutine =
        own.is === 'function' || (own.is === 'either' && own.options.some(({ is }) => is === 'function'));
      return isRoutine ? { is: 'local', name: `${home}#${name}` } : resolve(own, home, depth + 1);
    }
    for (const passed of facts.passesOn) {
      if (passed.as !== name && passed.as !== '*') continue;
      const next = modules.find(passed.module, home);
      const found =
        next === null || depth > DEPTH_MAX ? UNKNOWN : offered(next, passed.as === '*' ? name : passed.name, depth + 1);
      if (found.is !== 'unknown') return found;
    }
    return UNKNOWN;
  };

  const member = (of: Value, name: string, depth: number): Value => {
    if (of.is === 'import' && of.name === '*' && of.module.startsWith('#'))
      return offered(of.module.slice(1), name, depth);
    if (of.is === 'either') return either(of.options.map((option) => member(option, name, depth + 1)));
    if (of.is === 'record')
      return of.entries.find(({ key }) => key === name)?.value ?? (SAME.test(name) ? of : UNKNOWN);
    const owner = of.is === 'local' ? of : of.is === 'made' && of.by.is === 'local' ? of.by : null;
    if (owner === null || depth > DEPTH_MAX) return { is: 'member', of, name };
    const [home = '', type = ''] = owner.name.split('#');
    const facts = files.get(home)?.classes[type];
    if (facts === undefined) return { is: 'member', of, name };
    const field = facts.fields[name];
    if (field !== undefined && field.is !== 'field') return resolve(field, home, depth + 1);
    if (facts.methods[name] !== undefined) return { is: 'member', of: owner, name };
    for (const base of facts.bases) {
      const above = resolve(base, home, depth + 1);
      if (above.is === 'unknown' || (above.is === 'local' && above.name === owner.name)) continue;
      const found = member(
        above.is === 'local' ? above : { is: 'made', by: above, given: [], line: 0, declared: true },
        name,
        depth + 1,
      );
      if (found.is !== 'unknown') return found;
    }
    return { is: 'member', of: owner, name };
  };

  const made = (by: Value, value: Extract<Value, { is: 'made' }>, file: string, depth: number): Value => {
    const given: readonly Given[] = value.given.map((one) => ({
      name: one.name,
      value: resolve(one.value, file, depth + 1),
    }));
    if (depth <= DEPTH_MAX && value.declared === undefined) {
      const [home, name] = by.is === 'local' ? by.name.split('#') : [];
      const own = home === undefined || name === undefined ? undefined : files.get(home)?.offers[name];
      const routine = own?.is === 'either' ? own.options.find(({ is }) => is === 'function') : own;
      if (routine?.is === 'function' && home !== undefined)
        return keepUnlessKnown(resolve(routine.returns, home, depth + 1), { ...value, by, given });
      if (by.is === 'member' && by.of.is === 'local') {
        const [where = '', type = ''] = by.of.name.split('#');
        const returns = files.get(where)?.classes[type]?.methods[by.name];
        if (returns !== undefined) return keepUnlessKnown(resolve(returns, where, depth + 1), { ...value, by, given });
      }
    }
    return { ...value, by, given };
  };

  return (value, file) => {
    steps = 0;
    return resolve(value, file, 0);
  };
}

/** Languages whose modules are files, so that a class of theirs cannot be of another one. */
const BY_FILE = /^(?:typescript|tsx|javascript|python)$/;

/** What gives the same record in another form. */
const SAME = /^(?:to_json|to_h|compact|merge|freeze|dup|copy|clone)$/;

function keepUnlessKnown(found: Value, otherwise: Value): Value {
  return found.is === 'unknown' || found.is === 'constant' || found.is === 'parameter' ? otherwise : found;
}

type Modules = { readonly find: (module: string, from: string) => string | null };

/** Files by the names under which others import them. */
function moduleIndex(files: ReadonlyMap<string, FileFacts>): Modules {
  const stems = new Map<string, string>();
  const byLast = new Map<string, string[]>();
  for (const path of files.keys()) {
    const stem = path.replace(/\.[^./]+$/, '').replace(/\/(?:index|__init__|mod)$/, '');
    if (!stems.has(stem)) stems.set(stem, path);
    const last = stem.slice(stem.lastIndexOf('/') + 1);
    byLast.set(last, [...(byLast.get(last) ?? []), stem]);
  }
  const bySuffix = (suffix: string): string | null => {
    const last = suffix.slice(suffix.lastIndexOf('/') + 1);
    const found = (byLast.get(last) ?? []).filter((stem) => stem === suffix || stem.endsWith(`/${suffix}`));
    const [only] = found.toSorted((a, b) => a.length - b.length);
    return only === undefined ? null : (stems.get(only) ?? null);
  };
  return {
    find: (module, from) => {
      const language = files.get(from)?.language;
      if (language === 'python') return pythonModule(module, from, { files, stems, bySuffix });
      if (module.startsWith('.')) {
        // A folder goes by its own name, also where somebody writes `./index`.
        const stem = posix
          .normalize(posix.join(posix.dirname(from), module))
          .replace(/\.(?:[cm]?[jt]sx?|rb)$/, '')
          .replace(/\/(?:index)?$/, '');
        return stems.get(stem) ?? stems.get(`${stem}/index`) ?? null;
      }
      const alias = /^(?:@|~|src|app|lib|\$lib)\/(.+)$/.exec(module);
      if (alias !== null) return bySuffix(module) ?? bySuffix(alias[1] ?? '');
      return null;
    },
  };
}

type Index = {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly stems: ReadonlyMap<string, string>;
  readonly bySuffix: (suffix: string) => string | null;
};

function pythonModule(module: string, from: string, { files, stems, bySuffix }: Index): string | null {
  const dots = /^\.+/.exec(module)?.[0].length ?? 0;
  const path = module.slice(dots).replaceAll('.', '/');
  if (dots === 0) {
    const found = path.includes('/')
      ? bySuffix(path)
      : (stems.get(path) ?? stems.get(`src/${path}`) ?? beside(path, from, stems));
    const facts = found === null ? undefined : files.get(found);
    // A file that imports the package of its own name wraps it, and is not what is meant by that name.
    const isPackage = facts?.imports.some((one) => one.module === module) === true && found !== from;
    return facts?.language === 'python' && !isPackage ? found : null;
  }
  let base = posix.dirname(from);
  for (let up = 1; up < dots; up++) base = posix.dirname(base);
  return stems.get(posix.normalize(posix.join(base, path))) ?? null;
}

function beside(path: string, from: string, stems: ReadonlyMap<string, string>): string | null {
  return stems.get(posix.normalize(posix.join(posix.dirname(from), path))) ?? null;
}

/** Classes by their name, where only one file has it. */
function classIndex(files: ReadonlyMap<string, FileFacts>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const [path, facts] of files) {
    // What tests put in the place of something else bears its name.
    if (useOf(path) === 'test') continue;
    for (const name of Object.keys(facts.classes)) {
      if (found.has(name)) twice.add(name);
      else found.set(name, path);
    }
  }
  for (const name of twice) found.delete(name);
  return found;
}

/** `com.example.llm` is of this house when the file that has the class lies in `com/example/llm`. */
function isInHouse(module: string, home: string): boolean {
  const folder = posix.dirname(home);
  const path = module.replaceAll(/[.\\:]+/g, '/');
  return folder === path || folder.endsWith(`/${path}`) || path.endsWith(folder.slice(folder.lastIndexOf('/') + 1));
}
