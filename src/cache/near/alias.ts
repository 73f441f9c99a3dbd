import { at, isArray, type Json, numberAt, textAt } from '../../model/json.ts';

/** Why a question has the answer of another one: what was voted, by whom, when. */
export type Vote = { readonly by: string; readonly atMs: number; readonly said: string };

/** A question that has the same answer as another one of its partition. */
export type Alias = {
  /** The words of the other one. */
  readonly of: string;
  readonly votes: readonly Vote[];
  /** When an answer was found to be another one after all, ms since 1970; null while none was. It is never approved again. */
  readonly demotedAtMs: number | null;
};

/** Counts up when aliases look different: older ones are then like none. */
const VERSION = 1;

export function packAlias({ of, votes, demotedAtMs }: Alias): Json {
  return { version: VERSION, of, votes: votes.map((vote) => ({ ...vote })), demotedAtMs };
}

/** Null for what is none of this version. */
export function unpackAlias(note: Json): Alias | null {
  const votes = at(note, 'votes');
  if (at(note, 'version') !== VERSION || textAt(note, 'of') === '' || !isArray(votes)) return null;
  const demotedAtMs = at(note, 'demotedAtMs');
  return {
    of: textAt(note, 'of'),
    votes: votes.map((vote) => ({
      by: textAt(vote, 'by'),
      atMs: numberAt(vote, 'atMs'),
      said: textAt(vote, 'said'),
    })),
    demotedAtMs: typeof demotedAtMs === 'number' ? demotedAtMs : null,
  };
}
