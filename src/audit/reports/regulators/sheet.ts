/** A part of a document that people file, filled in as far as it is known. */
export type Sheet = {
  readonly title: string;
  /** What prescribes it, and what its codes were taken from. */
  readonly standard: string;
  readonly parts: readonly Part[];
};

export type Part = { readonly code: string; readonly title: string; readonly entries: readonly Entry[] };

/** One row of a part, such as a function: what it is about, and its fields. */
export type Entry = { readonly about: string; readonly fields: readonly Field[] };

export type Field = {
  readonly code: string;
  readonly name: string;
  /** Empty where nobody knows: then `state` is `open`, and only then. */
  readonly value: string;
  /** The words of a value that is a code. */
  readonly meaning: string;
  /** `derived`: it follows from code, configuration, traffic or history. `asked`: a person has said it. */
  readonly state: 'derived' | 'asked' | 'open';
  /** What it was made from; of what is open, who has to fill it in, and how. */
  readonly why: string;
};

/** A value that is proposed. */
export type Proposal = Pick<Field, 'value' | 'meaning' | 'why'> & { readonly state: 'derived' | 'asked' };

type Value = string | number | { readonly code: string; readonly meaning: string };

/** It follows from what is known. */
export const derived = (value: Value, why: string): Proposal => ({ ...valued(value), state: 'derived', why });

/** A person has said it; undefined: nobody has. */
export function asked(value: Value | undefined, why = 'as answered'): Proposal | null {
  return value === undefined || value === '' ? null : { ...valued(value), state: 'asked', why };
}

function valued(value: Value): Pick<Field, 'value' | 'meaning'> {
  return typeof value === 'object'
    ? { value: value.code, meaning: value.meaning }
    : { value: String(value), meaning: '' };
}

/** A field of a form: how it is called, what can be proposed, and who has to fill it in where nothing can. */
export type Blank<T> = {
  /** Absent where the standard has none. */
  readonly code?: string;
  readonly name: string;
  readonly propose?: (of: T) => Proposal | null;
  readonly open: string;
};

/** The fields of a form about one thing. */
export function filled<T>(blanks: readonly Blank<T>[], of: T): readonly Field[] {
  return blanks.map(({ code = '', name, propose, open }) => {
    const proposal = propose?.(of) ?? null;
    return proposal === null
      ? { code, name, value: '', meaning: '', state: 'open', why: open }
      : { code, name, ...proposal };
  });
}

/** What stands at the top of everything that somebody may file. */
export const CHECK_IT =
  'Filled in beforehand from code, configuration, traffic, drills and answers. A person has to check every field before it is used. Nothing here says that a requirement is met.';

/** What stands there where nobody has said yet what the workflows are. */
export const NO_WORKFLOWS =
  'Nobody has said yet what the workflows are, so that there is nothing to fill in. Begin with: failsoft audit init';
