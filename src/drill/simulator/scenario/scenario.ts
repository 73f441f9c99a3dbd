import type { FaultName } from '../internet/faults.ts';
import type { Dialect } from './asking.ts';
import type { KeepingPlan } from './keeping.ts';
import type { RoundsPlan } from './rounds.ts';

/** Everything that a seed decides before anything happens. */
export type Scenario = {
  readonly seed: number;
  readonly providers: readonly ProviderPlan[];
  readonly routes: readonly RoutePlan[];
  readonly questions: readonly Question[];
  /** Until when everything is well at first, and from when on it is again, ms. */
  readonly calmUntilMs: number;
  readonly calmFromMs: number;
  /** The last question of the busy time; then nothing happens until `laterMs`, when every route is asked once more. */
  readonly endMs: number;
  readonly laterMs: number;
  readonly troubles: readonly Trouble[];
  readonly disturbances: readonly Disturbance[];
  /** What is asked of those who do not rest by ourselves; null: nothing. */
  readonly rounds: RoundsPlan | null;
};

export type ProviderPlan = {
  readonly id: string;
  readonly dialect: Dialect;
  readonly keys: number;
  /** Those with the same one fail together when it does. */
  readonly domain: string;
  /** Time to the first token, log-normal, and between tokens, ms. */
  readonly firstTokenMs: number;
  readonly spread: number;
  readonly tokenMs: number;
  /** Requests that may be under way there at once; null: as many as there are. */
  readonly places: number | null;
};

export type RoutePlan = {
  readonly name: string;
  readonly ladder: readonly RungPlan[];
  readonly notice: string | null;
  readonly allow: readonly string[] | null;
  /** What a request may take in all, ms; null: what is usual. */
  readonly deadlineMs: number | null;
  /** What its rung `edition` shows, empty while nothing is published; null: it has no such rung. */
  readonly edition: string | null;
  /** How it keeps answers; null: it keeps none. */
  readonly keeps: KeepingPlan | null;
};

/** `continues`: may it go on in the middle of the answer of another one? `resumes`: may its provider keep its streams for a while? */
export type RungPlan = {
  readonly provider: string;
  readonly model: string | null;
  readonly tries: number;
  readonly continues: boolean;
  readonly resumes: boolean;
};

/** Between two moments a provider, or all of a domain, misbehaves in this share of its calls. */
export type Trouble = {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly providers: readonly string[];
  readonly fault: FaultName;
  readonly rate: number;
};

/** What happens to the gateway itself. */
export type Disturbance =
  | { readonly kind: 'freeze'; readonly atMs: number; readonly ms: number }
  | { readonly kind: 'wall'; readonly atMs: number; readonly ms: number }
  | { readonly kind: 'reload'; readonly atMs: number }
  /** Whoever waits for an answer is cut off, as when it ends. */
  | { readonly kind: 'end'; readonly atMs: number };

export type Question = {
  readonly tag: string;
  readonly atMs: number;
  readonly route: string;
  readonly caller: Dialect;
  readonly stream: boolean;
  readonly standby: boolean;
  readonly thinking: boolean;
  readonly tools: boolean;
  readonly schema: boolean;
  /** How long the answer may be, null for as long as it likes. */
  readonly maxTokens: number | null;
  /** A word in the question that makes the model do something; see the sandbox. */
  readonly trigger: '' | '[tool]' | '[tools]' | '[refuse]' | '[long]';
  /** It goes on from the answer to this one, when there was one. */
  readonly after: string | null;
  /** Whose words it says: its own, or once more those of an earlier one. */
  readonly asks: string;
  /** Who asks. `client` empty: nobody in particular. */
  readonly client: string;
  readonly tenant: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long its caller waits for the end of it, ms; null when it does not say. */
  readonly patienceMs: number | null;
  readonly reader: ReaderPlan;
};

/** How the caller reads. `bytesPerSecond` null: as fast as it comes. `leavesMs` after it asked, null: it stays. */
export type ReaderPlan = {
  readonly bytesPerSecond: number | null;
  /** It reads nothing for so long once it has this many bytes. */
  readonly stallMs: number;
  readonly stallAtBytes: number;
  readonly leavesMs: number | null;
};
