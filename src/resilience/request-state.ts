import type { Fault } from '../model/fault.ts';
import type { Rung } from '../model/route.ts';
import type { Why } from './budget.ts';

/** All that a request has come to so far. A value: `plan` returns the next one. */
export type RequestState = {
  readonly ladder: readonly Rung[];
  readonly streamed: boolean;
  readonly startMs: number;
  readonly deadlineMs: number;
  /** When the caller who has begun it stops waiting: no later than that. */
  readonly patientMs: number;
  /** Others may wait for its answer as well: once they were told anything, it goes on for as long again as who asked had time. */
  readonly isShared: boolean;
  /** The rung that the conversation is at home at: it is asked first while it is well. Null: the ladder's order. */
  readonly home: number | null;
  readonly tries: readonly Try[];
  /** The try that writes to the caller, and whether it can still be taken back (`soft`: only thinking was shown). */
  readonly writer: { readonly id: number; readonly weight: 'soft' | 'hard' } | null;
  /** The last try whose words were shown and cannot be taken back, and what became of it; null as long as nobody broke off. */
  readonly brokeOff: { readonly id: number; readonly fault: Fault } | null;
  /** Thoughts were shown, and who had them broke off behind them. */
  readonly isBehindThoughts: boolean;
  /** A fault that nobody else is asked after, met beside one who may still answer: it is the end if that one does not. */
  readonly verdict: { readonly id: number; readonly fault: Fault } | null;
  /** The tries whose targets have come to rest since they began, by what others met there. */
  readonly doubted: readonly number[];
  readonly over: boolean;
};

/** One attempt as the plan sees it. Its id is its place in the list. */
export type Try = {
  readonly rung: number;
  readonly why: Why;
  readonly patience: Patience;
  /** `cancelled`: another one was heard. `left`: it had no place yet when somebody else had. */
  readonly state: 'running' | 'failed' | 'ended' | 'cancelled' | 'left';
  readonly fault: Fault | null;
};

/** What has happened to a request. `attempt` is the id that the command `start` gave it. */
export type Happening =
  | { readonly type: 'asked' }
  | { readonly type: 'content'; readonly attempt: number; readonly weight: 'soft' | 'hard' }
  | { readonly type: 'ended'; readonly attempt: number }
  /** A rung below the models has an answer. One that has none fails with `not-kept`. */
  | { readonly type: 'kept'; readonly attempt: number }
  /** `translated`: the request was not sent as the caller wrote it, so an `invalid` may be our own mistake. */
  | { readonly type: 'failed'; readonly attempt: number; readonly fault: Fault; readonly translated: boolean }
  /** Nothing of an answer has come in the time in which nearly all answers of this target begin. */
  | { readonly type: 'late'; readonly attempt: number }
  /** The breaker of its target has opened meanwhile, by what others met there. */
  | { readonly type: 'opened'; readonly attempt: number }
  /** Somebody who rested or had no place may be asked now, and an attempt waits for a place elsewhere. */
  | ({ readonly type: 'freed' } & Waited)
  | { readonly type: 'due'; readonly timer: Timer }
  | { readonly type: 'caller-gone' }
  /** Nothing goes on here any more. */
  | { readonly type: 'cut-off'; readonly fault: Fault };

/**
 * `deadline`: the whole request's. `quiet`: a streaming caller has heard nothing for QUIET_MS. `halfway`: half of the time is over, of a
 * request that has less of it than one rung may take.
 */
export type Timer = 'deadline' | 'quiet' | 'halfway';

/** What to do about it. */
export type Command =
  | {
      readonly do: 'start';
      readonly attempt: number;
      readonly rung: number;
      readonly why: Why;
      readonly afterMs: number;
      readonly patience: Patience;
    }
  | { readonly do: 'cancel'; readonly attempt: number }
  /** It waits for a place no longer. */
  | ({ readonly do: 'leave' } & Waited)
  /** From now on this attempt writes to the caller, beginning with what was held back. */
  | { readonly do: 'commit'; readonly attempt: number }
  /** The same, and what the caller has until now counts no more: this one answers from the beginning. */
  | { readonly do: 'restart'; readonly attempt: number }
  | { readonly do: 'wake'; readonly timer: Timer; readonly atMs: number }
  /** Tell a streaming caller that the connection is alive, unless it has just heard something. */
  | { readonly do: 'reassure' }
  | { readonly do: 'finish'; readonly with: Finish };

export type Finish =
  | { readonly kind: 'answer'; readonly attempt: number }
  /** What the rung below the models has. */
  | { readonly kind: 'kept'; readonly attempt: number }
  | { readonly kind: 'notice'; readonly rung: number }
  /** `attempt`: whose fault it is, so that the provider's own words can be passed on; null when it is nobody's. */
  | { readonly kind: 'fault'; readonly fault: Fault; readonly attempt: number | null }
  /** The caller has seen a part that cannot be taken back. */
  | { readonly kind: 'broken'; readonly fault: Fault; readonly attempt: number }
  | { readonly kind: 'left' };

/**
 * `ready`: may be asked. `ramping`: it is just back, and this request is none of its share, so others come first. `resting`: its
 * breaker is open. `parked`: all its keys rest. `forbidden`: policy excludes it.
 */
export type Standing = 'ready' | 'ramping' | 'resting' | 'parked' | 'forbidden';

/** How long a place at a rung is waited for: `brief`, because somebody else may answer, or as `long` as an answer would be. */
export type Patience = 'brief' | 'long';

/** An attempt that has waited for a place since this time, monotonic ms. */
export type Waited = { readonly attempt: number; readonly sinceMs: number };

/** The world as it is at this moment. Asking it changes nothing. */
export type View = {
  readonly nowMs: () => number;
  readonly standing: (rung: number) => Standing;
  /** Has it more keys than the one that has failed? What a caller's own key met, and who needs none, would be met again. */
  readonly hasOtherKey: (rung: number) => boolean;
  /** When a target that rests is looked at next, monotonic ms. */
  readonly restsUntilMs: (rung: number) => number;
  /** Does a target that rests come and go, so that it may well answer all the same? */
  readonly comesAndGoes: (rung: number) => boolean;
  /** Does something speak against the target, though not enough to stop asking it? */
  readonly suspect: (rung: number) => boolean;
  /** Could one failure take both away: the same company, edge network or cloud? */
  readonly failTogether: (rung: number, other: number) => boolean;
  /** May the request be made twice: does it cost little, and does nothing happen at the provider but an answer? */
  readonly mayRepeat: () => boolean;
  /** Can somebody else go on in the middle of what the caller has seen? */
  readonly mayContinue: () => boolean;
  /** Is this rung one that goes on with the answers of others? */
  readonly continues: (rung: number) => boolean;
  /** Can the caller be told to let go of what it has, because somebody else answers from the beginning? */
  readonly mayRestart: () => boolean;
  /** Do the gateway's budgets allow another attempt at this rung for this reason? */
  readonly affords: (why: Why, rung: number) => boolean;
  /** Has it as many requests under way as it may have? */
  readonly isFull: (rung: number) => boolean;
  /** Has a rung below the models something to give now? */
  readonly has: (rung: number) => boolean;
  /** How much too early a request comes that has just failed everywhere and was told when to come back, ms; 0 for any other. */
  readonly earlyMs: () => number;
  readonly random: () => number;
  /** The same, in which chance is always 0: to suppose that something happens uses none up. */
  readonly supposing: () => View;
};

export type Planned = { readonly state: RequestState; readonly commands: readonly Command[] };
