/** A way to go on, as a business knows it. */
type Kind = {
  readonly name: string;
  /** It asks a model, so that an outage may take it along. */
  readonly asksModel: boolean;
  /** The work goes on with it. What only says that it does not, or tries the same once more, covers nothing. */
  readonly goesOn: boolean;
  /** How long it takes to come in by itself, ms, and by hand. Assumptions, until a drill has measured it. */
  readonly switchMs: number;
  readonly byHandMs: number;
  /** What has to be shown before anybody relies on it. */
  readonly proof: string;
};

const [SECOND, MINUTE] = [1_000, 60_000];
const kind = (name: string, is: Omit<Kind, 'name' | 'byHandMs'> & { readonly byHandMs?: number }): Kind => ({
  name,
  byHandMs: 30 * MINUTE,
  ...is,
});

/** Every kind of rung of a ladder of contingencies. */
// oxfmt-ignore
export const RUNG_KINDS = {
  retry: kind('the same once more', { asksModel: true, goesOn: false, switchMs: SECOND, proof: 'a drill in which one call in twenty fails' }),
  'same-model-elsewhere': kind('the same model, somewhere else', { asksModel: true, goesOn: true, switchMs: 3 * SECOND, proof: 'a drill' }),
  'other-model': kind('another model of the same provider', { asksModel: true, goesOn: true, switchMs: 3 * SECOND, proof: 'a drill, and answers that are good enough' }),
  'other-provider': kind('another provider', { asksModel: true, goesOn: true, switchMs: 3 * SECOND, proof: 'a drill, answers that are good enough, and the same abilities' }),
  local: kind('a model on a machine of our own', { asksModel: true, goesOn: true, switchMs: 3 * SECOND, proof: 'a drill with the load of a working day' }),
  // It answers what was asked before, and nobody knows how much that is until somebody says so (`level`).
  cache: kind('answers that were given before', { asksModel: false, goesOn: false, switchMs: 0, proof: 'how many questions come again, and how old an answer may be' }),
  edition: kind('content that was made ahead of time', { asksModel: false, goesOn: true, switchMs: 0, proof: 'its owner has read it' }),
  template: kind('a text or form of our own', { asksModel: false, goesOn: true, switchMs: 0, proof: 'the owner says that it is enough' }),
  'other-way': kind('a way without AI, such as rules or search', { asksModel: false, goesOn: true, switchMs: 0, proof: 'a test' }),
  queue: kind('it waits and is done later', { asksModel: false, goesOn: true, switchMs: 0, proof: 'a drill: what waited is done in time, and nothing twice' }),
  people: kind('people do it by hand', { asksModel: false, goesOn: true, switchMs: 30 * MINUTE, proof: 'there are enough of them, who have tried' }),
  message: kind('an honest sentence', { asksModel: false, goesOn: false, switchMs: 0, proof: 'a drill: people see it' }),
} as const satisfies Readonly<Record<string, Kind>>;

export type RungKind = keyof typeof RUNG_KINDS;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The keys of the table are its kinds.
export const RUNG_KIND_IDS = Object.keys(RUNG_KINDS) as [RungKind, ...RungKind[]];
