import type { FaultKind } from '../../model/fault.ts';
import type { Job, JobCounts, JobQuery } from '../../model/job.ts';
import type { Mode } from '../../model/route.ts';
import type { TextKind } from './tables.ts';

/**
 * The queue on disk. Each call is one step that is taken as a whole or not at all, and when it resolves, what it has written survives
 * the end of the process. Any number of processes may use the same one. All reject with a `busy` Fault when the store cannot be used.
 * Every argument and result can be sent to a thread; times are whole numbers.
 */
export type JobStore = {
  /** Takes in what is to be answered, in this order. One whose key is known already is not taken: the one that has it comes back. */
  readonly admit: (jobs: readonly NewJob[]) => Promise<readonly Admitted[]>;
  readonly find: (wanted: { readonly id: string }) => Promise<Job | null>;
  readonly list: (query: JobQuery) => Promise<readonly Job[]>;
  readonly counts: () => Promise<JobCounts>;
  readonly text: (of: { readonly id: string; readonly kind: TextKind }) => Promise<Uint8Array | null>;

  /** Takes the next job of a route: tenants take turns, each by priority and age. Null when none is due. */
  readonly claim: (turn: Turn) => Promise<Claimed | null>;
  /** Gives a job back, to be tried again later. False: it was not one's own any more, as with `finish`. */
  readonly release: (run: Released) => Promise<boolean>;
  /** Writes down what came of it. Of all who have run a job, one gets to do that. */
  readonly finish: (run: Finished) => Promise<boolean>;
  /** Says that one is alive, where one runs something, and hears what one is said to run and who else does. */
  readonly beat: (of: { readonly runner: string; readonly isRunning: boolean }) => Promise<Pulse>;
  /** Gives back what a dead runner had. Says how many; 0 when it is not dead: its number has gone on. */
  readonly takeBack: (dead: Beat) => Promise<number>;

  /** Null: there is none, or it is not this tenant's. One that is over comes back as it is. */
  readonly cancel: (of: Ended & { readonly id: string; readonly tenant: string | null }) => Promise<Job | null>;
  /** Wants an answer once more. Null: there is none, or it is open or answered. */
  readonly retry: (of: { readonly id: string; readonly nowMs: number }) => Promise<Job | null>;
  /** Deletes one that is over, of any tenant when null. */
  readonly forget: (of: { readonly id: string; readonly tenant: string | null }) => Promise<boolean>;
  /** Ends what has waited too long. Says how many, `limit` at most. */
  readonly expire: (of: Ended & { readonly limit: number }) => Promise<number>;
  /** Deletes what was kept long enough. Says how many, `limit` at most. */
  readonly prune: (of: { readonly nowMs: number; readonly limit: number }) => Promise<number>;

  /** Takes ends that somebody is to be told of. Who takes one has it until `againAtMs`. */
  readonly hooks: (of: Hooks) => Promise<readonly DueHook[]>;
  readonly hookEnded: (of: HookEnd) => Promise<void>;
};

export type NewJob = Pick<
  Job,
  'id' | 'tenant' | 'client' | 'protocol' | 'route' | 'model' | 'workflow' | 'priority' | 'createdAtMs' | 'expiresAtMs'
> & {
  /** Begins with `=` when a caller has chosen it. One that begins with `~` is free again when the job is over. */
  readonly idempotencyKey: string | null;
  readonly orderKey: string | null;
  readonly request: Uint8Array;
  /** Who is told of its end; null: nobody. */
  readonly hook: Uint8Array | null;
};

export type Admitted =
  | { readonly kind: 'new'; readonly job: Job }
  /** `request`: what that one asks, sealed. */
  | { readonly kind: 'known'; readonly job: Job; readonly request: Uint8Array };

export type Turn = {
  readonly runner: string;
  readonly route: string;
  /** The tenant whose turn it was last; null at first. */
  readonly after: string | null;
  readonly nowMs: number;
};

/** A job in one's hands. Whoever has a higher generation of it has taken it away. */
export type Run = { readonly id: string; readonly generation: number };
export type Claimed = Run & { readonly job: Job; readonly request: Uint8Array };
export type Released = Run & { readonly dueAtMs: number; readonly fault: FaultKind | null };
export type Finished = Run &
  Ended & {
    readonly state: 'done' | 'failed';
    readonly fault: FaultKind | null;
    readonly resultId: string;
    readonly mode: Mode | null;
    readonly servedBy: string;
    readonly answer: Uint8Array;
  };
/** When it is over, and how long it is kept after that, ms. */
export type Ended = { readonly nowMs: number; readonly keepMs: number };

export type Beat = { readonly runner: string; readonly beat: number };
export type Pulse = { readonly mine: readonly Run[]; readonly others: readonly Beat[] };

export type Hooks = { readonly nowMs: number; readonly againAtMs: number; readonly limit: number };
/** `hook`: who is told; `answer`: null where there is none. `tries`: this one included. */
export type DueHook = {
  readonly job: Job;
  readonly tries: number;
  readonly hook: Uint8Array;
  readonly answer: Uint8Array | null;
};
export type HookEnd = {
  readonly id: string;
  readonly tries: number;
  /** `due`: to be tried again. */
  readonly state: 'delivered' | 'given-up' | 'due';
  readonly dueAtMs: number;
};

/** Due times that lie further ahead were made before the clock was set back: they are due. No pause is longer, ms. */
export const PAUSE_MS_MAX = 15 * 60_000;
