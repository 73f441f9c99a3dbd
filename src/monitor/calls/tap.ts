import type { RequestEntry } from '../../model/journal.ts';

/** What the monitor has to know of a request. Without its bodies, which may be large. */
export type Ended = Omit<RequestEntry, 'bodies'>;

/** Requests that have ended, until somebody has the time to look at them. */
export type Tap = {
  /** Costs a request next to nothing. What does not fit is not looked at. */
  readonly note: (entry: RequestEntry) => void;
  /** Takes what is there, oldest first. */
  readonly drain: () => readonly Ended[];
};

/** Requests that wait to be looked at; a share of more is as good as all of them. */
const WAITING_MAX = 5_000;

/** `wake`: something is there. Called once until it is taken. */
export function tap(wake: () => void): Tap {
  let waiting: Ended[] = [];
  return {
    note: (entry) => {
      if (waiting.length >= WAITING_MAX) return;
      waiting.push(entry.bodies === null ? entry : { ...entry, bodies: null });
      if (waiting.length === 1) wake();
    },
    drain: () => {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}
