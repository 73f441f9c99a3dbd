// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

/**
 * What an expression is, as far as its file tells. Nothing here refers to syntax any more, so that it can be kept, sent between
 * threads, and read on in the light of other files.
 */
export type Value =
  | { readonly is: 'unknown' }
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'number'; readonly number: number }
  | { readonly is: 'constant'; readonly value: boolean | null }
  /** A variable of the environment. */
  | { readonly is: 'variable'; readonly name: string }
  /** Something of another module; `name` is `*` for the module itself. */
  | { readonly is: 'import'; readonly module: string; readonly name: string }
  /** A name that nothing in the file explains. */
  | { readonly is: 'bare'; readonly name: string }
  | { readonly is: 'member'; readonly of: Value; readonly name: string }
  /** What a call gave back, or an object of a class. `declared`: only its type is known. */
  | {
      readonly is: 'made';
      readonly by: Value;
      readonly given: readonly Given[];
      readonly line: number;
      readonly declared?: true;
    }
  /** A class or function of this file. */
  | { readonly is: 'local'; readonly name: string }
  /** A field of an object of a class of this file that the file does not say anything about. */
  | { readonly is: 'field'; readonly of: string; readonly name: string }
  | { readonly is: 'parameter'; readonly name: string; readonly routine: string }
  | { readonly is: 'record'; readonly entries: readonly KeyedValue[] }
  | { readonly is: 'list'; readonly items: readonly Value[]; readonly times: boolean }
  | { readonly is: 'either'; readonly options: readonly Value[] }
  | { readonly is: 'joined'; readonly parts: readonly Value[] }
  | { readonly is: 'function'; readonly returns: Value };

export type KeyedValue = { readonly key: string | null; readonly value: Value };
export type Given = { readonly name: string | null; readonly value: Value };

export const UNKNOWN: Value = { is: 'unknown' };

/** Where an expression begins, and the steps from there. */
export type Path = { readonly root: Value; readonly steps: readonly Step[] };
/** A name, and what it was called with; null where it is not called. */
export type Step = { readonly name: string; readonly given: readonly Given[] | null };

/** Every way that a value may have come, at most `WAYS_MAX`. */
export function pathsOf(value: Value): readonly Path[] {
  switch (value.is) {
    case 'member':
      return pathsOf(value.of).map((path) => ({ ...path, steps: [...path.steps, { name: value.name, given: null }] }));
    case 'made':
      return pathsOf(value.by).map((path) => ({ ...path, steps: calledWith(path.steps, value.given) }));
    case 'either':
      return value.options.flatMap(pathsOf).slice(0, WAYS_MAX);
    case 'import':
      return [{ root: value, steps: value.name === '*' ? [] : [{ name: value.name, given: null }] }];
    case 'bare':
      return [{ root: value, steps: [{ name: value.name, given: null }] }];
    default:
      return [{ root: value, steps: [] }];
  }
}

/** A result that is called itself is a step without a name. */
function calledWith(steps: readonly Step[], given: readonly Given[]): readonly Step[] {
  const last = steps.at(-1);
  if (last === undefined || last.given !== null) return [...steps, { name: '()', given }];
  return [...steps.slice(0, -1), { name: last.name, given }];
}

const WAYS_MAX = 8;

/** All values in a value, itself first. */
export function valuesIn(value: Value): readonly Value[] {
  return [value, ...inside(value).flatMap(valuesIn)];
}

function inside(value: Value): readonly Value[] {
  switch (value.is) {
    case 'member':
      return [value.of];
    case 'made':
      return [value.by, ...value.given.map((one) => one.value)];
    case 'record':
      return value.entries.map((one) => one.value);
    case 'list':
      return value.items;
    case 'either':
      return value.options;
    case 'joined':
      return value.parts;
    case 'function':
      return [value.returns];
    default:
      return [];
  }
}

/** A text with `{}` for every part that is not known, and `{NAME}` for a variable of the environment; null when nothing of it is known. */
export function textOf(value: Value): string | null {
  switch (value.is) {
    case 'text':
      return value.text;
    case 'number':
      return String(value.number);
    case 'variable':
      return `{${value.name}}`;
    case 'joined': {
      const parts = value.parts.map(textOf);
      return parts.every((part) => part === null) ? null : parts.map((part) => part ?? '{}').join('');
    }
    case 'either': {
      const known = value.options.map(textOf).filter((text) => text !== null);
      return known.find((text) => !text.startsWith('{')) ?? known[0] ?? null;
    }
    // Texts that are filled in: fmt.Sprintf("…%s"), "…".format(…), format!("…").
    case 'made': {
      const [path] = pathsOf(value.by);
      const leaf = path?.steps.at(-1)?.name ?? '';
      if (
        !/^(?:Sprintf|sprintf|format|Format|URL|Uri|URI|trim|strip|rstrip|replace|create|parse|toString|String)$/.test(
          leaf,
        )
      )
        return null;
      const [first] = value.given;
      const given = first === undefined ? null : textOf(first.value);
      if (given !== null) return given.replace(/%[sdvq]/g, '{}');
      return value.by.is === 'member' ? textOf(value.by.of) : null;
    }
    default:
      return null;
  }
}
