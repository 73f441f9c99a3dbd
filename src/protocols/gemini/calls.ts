/**
 * Pairs results with calls. Ids are a late addition to this dialect: many clients and older models send none, so that a result
 * answers the first call of its name in the turn before that has no result yet.
 */
export type Calls = {
  /** The id of a call, its own where it has one that is unlike all before. */
  readonly made: (given: string, name: string) => string;
  /** The id of the call that a result answers; one that no call has when it answers none. */
  readonly answered: (given: string, name: string) => string;
  /** The model has the word again: calls that were made before its last turn stay without a result. */
  readonly turn: () => void;
};

type Call = { readonly id: string; readonly given: string; readonly name: string };

export function pairCalls(): Calls {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  let open: Call[] = [];

  /** The same conversation always gives the same ids, so that caches stay warm. */
  const fresh = (kind: string, name: string): string => {
    const beginning = `${kind}_${name}_`;
    let count = (counts.get(beginning) ?? 0) + 1;
    while (used.has(beginning + count)) count += 1;
    counts.set(beginning, count);
    used.add(beginning + count);
    return beginning + count;
  };

  return {
    made: (given, name) => {
      const id = given === '' || used.has(given) ? fresh('call', name) : given;
      used.add(id);
      open.push({ id, given, name });
      return id;
    },
    answered: (given, name) => {
      const named = given === '' ? -1 : open.findIndex((call) => call.given === given);
      // A second result of the same call is no result of another one.
      const isSecond = given !== '' && used.has(given);
      const place = named >= 0 || isSecond ? named : open.findIndex((call) => call.name === name);
      const [call] = place < 0 ? [] : open.splice(place, 1);
      return call?.id ?? (given === '' || used.has(given) ? fresh('result', name) : given);
    },
    turn: () => {
      open = [];
    },
  };
}
