import type { JsonObject } from './json.ts';
import type { Secret } from './secret.ts';

/** A place for content that is made ahead of time: what is asked for, when, and what it has to be like to be published. */
export type Slot = {
  /** It is part of addresses and of file names: small letters, digits and `-`. */
  readonly name: string;
  /** What is asked for; a route serves it. */
  readonly model: string;
  readonly prompt: string;
  readonly sources: readonly Source[];
  readonly format: Format;
  /** Such as `de` or `pt-BR`; null: any language. */
  readonly locale: string | null;
  /** When it is made anew; null: never by the clock. */
  readonly schedule: Schedule | null;
  /** How often its sources are looked at, to make it anew when one has changed, ms; null: never. */
  readonly watchMs: number | null;
  /** From this age on its date is shown with it, ms. */
  readonly staleMs: number;
  /** From this age on the fallback is shown in its place, ms; null: never. */
  readonly expiresMs: number | null;
  /** How many published editions are kept to go back to, the current one included. */
  readonly keep: number;
  /** What is shown where there is no edition that may be; null: nothing. */
  readonly fallback: string | null;
  /** Is it published only once a person has said so? */
  readonly approval: boolean;
  /** How long one build may take, ms, sources and second tries within the ladder included. */
  readonly deadlineMs: number;
  /** How often it is tried again before the next time that it is due anyway. */
  readonly retries: number;
  /** It begins up to this much later than it is due, ms, so that slots and gateways do not begin together. */
  readonly jitterMs: number;
  readonly rules: Rules;
};

/** What an edition is made from. */
export type Source =
  /** `path` is absolute; `name` is how it is called in prompts and in what is published. */
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  /** Where the address holds something that is secret, `name` does not. */
  | { readonly kind: 'url'; readonly name: string; readonly url: Secret; readonly isSecret: boolean };

/** A pattern of cron in a time zone. */
export type Schedule = { readonly pattern: string; readonly zone: string };

export const FORMATS = ['text', 'markdown', 'html', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The file that content lies in, and the type that it is served as. */
export const FORMS: Readonly<Record<Format, { readonly file: string; readonly type: string }>> = {
  text: { file: 'content.txt', type: 'text/plain; charset=utf-8' },
  markdown: { file: 'content.md', type: 'text/markdown; charset=utf-8' },
  html: { file: 'content.html', type: 'text/html; charset=utf-8' },
  json: { file: 'content.json', type: 'application/json' },
};

/** What the gate asks for. */
export type Rules = {
  /** Characters. */
  readonly length: { readonly min: number; readonly max: number };
  /** JSON Schema, for the format `json`; null: any JSON. */
  readonly schema: JsonObject | null;
  /** Must links, and must numbers, stand in the sources? */
  readonly links: boolean;
  readonly numbers: boolean;
  /** Words that must not be in it, whatever their case. */
  readonly banned: readonly string[];
  /** May there be e-mail addresses, phone and account numbers: none, those that the sources have, any? */
  readonly personal: (typeof PERSONAL)[number];
  /** How much of it may differ from the current edition, 0–1; null: all of it. */
  readonly distanceMax: number | null;
  /** Who else has to find it good; null: nobody. */
  readonly judge: Judge | null;
};

export const PERSONAL = ['none', 'sources', 'any'] as const;

/** A model that gives marks. */
export type Judge = {
  readonly model: string;
  readonly question: string;
  /** The mark that is good enough, 0–1. */
  readonly least: number;
};

/** What a slot is like whose operator does not say. */
export const SLOT = {
  format: 'markdown' as Format,
  staleMs: 48 * 3_600_000,
  keep: 5,
  approval: false,
  deadlineMs: 300_000,
  retries: 3,
  jitterMs: 30_000,
} as const satisfies Partial<Slot>;

/** The same for its rules. */
export const RULES = {
  length: { min: 1, max: 100_000 },
  personal: 'none',
  question: 'Is this text correct by its sources, complete, well written, and fit to be published as it is?',
  least: 0.7,
} as const;
