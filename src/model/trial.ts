/**
 * A spell of trouble of a provider, on purpose or not, and what came of the requests that met it. It is what a standby is believed by: no
 * plan is worth more than the last time that it was tried. All times are ms since 1970.
 */
export type Trial = {
  /** That of its incident, or `drill-…`. */
  readonly id: string;
  readonly kind: 'drill' | 'incident';
  /** Who was in trouble, by their names in the configuration. */
  readonly providers: readonly string[];
  /** `all`: none of their calls was answered. `some`: a part of them, or late. `cut`: their answers broke off. */
  readonly trouble: 'all' | 'some' | 'cut';
  /** For people: how it failed, or the title of the incident. */
  readonly what: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** When somebody knew; null where somebody did it. */
  readonly foundAtMs: number | null;
  /** The fingerprint of the configuration that it was met with; null where there is no file. */
  readonly config: string | null;
  /** The hash of the code of each workflow, as far as somebody has said which code it was. */
  readonly code: Readonly<Record<string, string>>;
  /** Why it shows nothing, whatever was counted; empty where it does. */
  readonly void: string;
  /** Why it was ended before its time, for the harm that it did; empty, or not there, where it was not. */
  readonly harm?: string;
  readonly groups: readonly TrialGroup[];
};

/** The requests of a trial that belong together: those that have met the trouble. */
export type TrialGroup = {
  readonly workflow: string;
  readonly client: string;
  readonly route: string;
  /** `answered`: by anything but the sentence that nobody can. `lost`: not answered, or given up without a word. */
  readonly answered: number;
  readonly lost: number;
  /** Everybody who was asked, and how many of them answered: `provider/model`, or the mode of a rung below the models. */
  readonly by: readonly TrialRung[];
  /** How long the trouble held up the one of the answered that it held up longest, ms; null without any. */
  readonly switchMs: number | null;
};

export type TrialRung = { readonly who: string; readonly asked: number; readonly answered: number };

/** The newest. */
export type TrialQuery = { readonly limit: number };
