import type { FaultKind } from './fault.ts';
import type { Json } from './json.ts';
import type { Mode } from './route.ts';

/**
 * A question that is answered later. `waiting`: for a model to be back. `running`: somebody is asked. `done`: there is an answer.
 * `failed`: there is an error that would come again. `expired`: no model was back in time.
 */
export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled', 'expired'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What a job may have been before it becomes this. Whoever changes one says so in the same statement. */
export const BECOMES = {
  running: ['waiting'],
  /** Given back by who ran it, or wanted once more by the operator. */
  waiting: ['running', 'failed', 'cancelled', 'expired'],
  done: ['running'],
  failed: ['running'],
  cancelled: ['waiting', 'running'],
  expired: ['waiting'],
} as const satisfies Record<JobState, readonly JobState[]>;

/** Is there nothing more to come of it? */
export function isOver(state: JobState): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** 0 is answered first, 7 last (the scale of RFC 9218). */
export const PRIORITY = { first: 0, usual: 3, last: 7 } as const;

/** What may be known of a job without a look at what was asked. */
export type Job = {
  readonly id: string;
  /** Whose it is: nobody else sees it. Empty where callers need no key. */
  readonly tenant: string;
  readonly client: string;
  readonly protocol: string;
  readonly route: string;
  readonly model: string;
  readonly workflow: string;
  readonly priority: number;
  readonly state: JobState;
  /** ms since 1970, as all of these. */
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly endedAtMs: number | null;
  /** Until when it is kept once it is over; null before. */
  readonly keptUntilMs: number | null;
  /** How often somebody was asked. */
  readonly tries: number;
  /** Why the last try did not answer it; null when none failed. */
  readonly fault: FaultKind | null;
  /** The one answer that it has: the id under which the journal knows who gave it. Null: there is none. */
  readonly resultId: string | null;
  readonly mode: Mode | null;
  /** `provider/model`; empty while there is no answer. */
  readonly servedBy: string;
  /** What it takes on the disk, sealed. */
  readonly bytes: number;
  readonly hook: HookState;
};

/** Whether somebody is told of its end. `waiting`: when there is one. `due`: now. `given-up`: nobody took it. */
export type HookState = 'none' | 'waiting' | 'due' | 'delivered' | 'given-up';

/** Which jobs to show, newest first. */
export type JobQuery = {
  readonly limit: number;
  /** Only jobs before this one. */
  readonly beforeId?: string;
  /** Absent: of all tenants. */
  readonly tenant?: string;
  /** Absent: in any state. */
  readonly state?: JobState;
};

/** How many jobs there are, for limits and for whoever watches. */
export type JobCounts = {
  readonly states: Readonly<Record<JobState, number>>;
  /** When the oldest that waits was made, ms since 1970; null when none does. */
  readonly oldestAtMs: number | null;
  /** What all of them take on the disk. */
  readonly bytes: number;
};

/** A job as whoever asked for it is told of it. Times are written as in ISO 8601. */
export type ToldJob = {
  readonly id: string;
  readonly object: 'failsoft.deferred';
  readonly state: JobState;
  /** Where it is, at the gateway. */
  readonly url: string;
  readonly protocol: string;
  readonly model: string;
  readonly priority: number;
  readonly created: string;
  readonly expires: string;
  readonly ended: string | null;
  readonly keptUntil: string | null;
  readonly tries: number;
  /** The one result that it has, null while there is none: two that are told of it are told of the same. */
  readonly result: string | null;
  readonly mode: Mode | null;
  readonly servedBy: string;
  readonly fault: FaultKind | null;
  /** The status that the answer would have had at once; null while there is none. */
  readonly status: number | null;
  /** The answer, or the error, in the dialect of the question. */
  readonly answer: Json;
};
