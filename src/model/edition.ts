import type { Format } from './slot.ts';

/** What is known of one edition. It is written once, beside its content, and may be read by anybody: no prompt and no secret is in it. */
export type Edition = {
  readonly schema: 'failsoft.edition/v1';
  /** The digest of slot, locale, format, inputs, prompt, model and content. */
  readonly id: string;
  readonly slot: string;
  readonly locale: string | null;
  readonly format: Format;
  /** The name of the file of its content, and the digest of what is in it, hex. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** ms since 1970, and the same for people. */
  readonly createdAtMs: number;
  readonly created: string;
  /** When its date has to be shown with it, and when it must not be shown any more, ms since 1970; null: never. */
  readonly staleAtMs: number | null;
  readonly expiresAtMs: number | null;
  /** What was asked for; `provider/model` of who answered; the id under which the journal has that. */
  readonly model: string;
  readonly servedBy: string;
  readonly request: string;
  /** The digest of the prompt, and of all that it was made from. */
  readonly prompt: string;
  readonly inputs: string;
  readonly sources: readonly { readonly name: string; readonly sha256: string }[];
  /** The edition that was current when it was made; null: none was. */
  readonly previous: string | null;
  readonly checks: readonly Check[];
};

/** What one check of the gate found. */
export type Check = {
  readonly name: string;
  readonly ok: boolean;
  /** Why, in a sentence that holds none of what should not be published. */
  readonly said: string;
};

/** An edition with its content. */
export type Printed = { readonly edition: Edition; readonly body: string };

/** What a slot shows at a moment. */
export type Shown =
  | {
      readonly kind: 'edition';
      readonly printed: Printed;
      /** How old it is, ms; null when its date lies ahead, so that a clock is wrong. */
      readonly ageMs: number | null;
      /** Its date has to be shown with it. */
      readonly stale: boolean;
      /** For how long it is fresh, and may be shown at all, from now on, ms; null: for ever. */
      readonly freshMs: number;
      readonly goodMs: number | null;
    }
  | { readonly kind: 'fallback'; readonly text: string; readonly format: Format };

/** One move of the pointer of a slot: which edition is current, since when, by whom and why. */
export type Move = {
  /** `undone`: what was written down before did not come about. */
  readonly kind: 'published' | 'approved' | 'rolled-back' | 'undone';
  readonly atMs: number;
  readonly by: string;
  readonly why: string;
  readonly from: string | null;
  readonly to: string | null;
};

/**
 * How a build ended. `published`: it is current. `confirmed`: nothing has changed, so the current one is as good as a new one. `waiting`:
 * a person has to approve it. `held`: the gate keeps it back. `failed`: there is nothing to look at.
 */
export type Outcome = 'published' | 'confirmed' | 'waiting' | 'held' | 'failed';

/** What is remembered of the builds of a slot. */
export type Builds = {
  readonly last: {
    readonly atMs: number;
    readonly outcome: Outcome;
    /** Why, in a sentence; empty when there is nothing to say. */
    readonly said: string;
    readonly edition: string | null;
  } | null;
  /** How many in a row were held or have failed, and since when, ms since 1970. */
  readonly failures: number;
  readonly failingSinceMs: number | null;
  /** The edition that was last made, or found to be as good as a new one, and when, ms since 1970. */
  readonly confirmed: { readonly edition: string; readonly atMs: number } | null;
  /** The sources as they were read for the last build that was not in vain. */
  readonly inputs: string;
  readonly marks: Readonly<Record<string, Mark>>;
  /** Times that a check has held something up, by its name. */
  readonly heldBy: Readonly<Record<string, number>>;
};

/** By what a source is recognised. Empty where it gives none. */
export type Mark = { readonly etag: string; readonly modified: string; readonly sha256: string };

export const NO_BUILDS: Builds = {
  last: null,
  failures: 0,
  failingSinceMs: null,
  confirmed: null,
  inputs: '',
  marks: {},
  heldBy: {},
};

/** How a slot is doing. */
export type SlotStatus = {
  readonly slot: string;
  /** `none`: nothing was published yet. */
  readonly state: 'fresh' | 'stale' | 'expired' | 'none';
  readonly current: Pick<Edition, 'id' | 'created' | 'createdAtMs' | 'servedBy'> | null;
  readonly ageMs: number | null;
  /** Those that wait for a person, and those that the gate keeps back. */
  readonly staged: readonly Staged[];
  readonly builds: Pick<Builds, 'last' | 'failures' | 'failingSinceMs' | 'heldBy'>;
  /** When it is built next, ms since 1970; null: when somebody asks for it. */
  readonly nextAtMs: number | null;
  /** What is wrong with its files; empty when nothing is. */
  readonly trouble: string;
};

export type Staged = Pick<Edition, 'id' | 'created' | 'createdAtMs' | 'checks'>;
