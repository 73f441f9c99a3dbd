import type { RequestEntry } from '../../model/journal.ts';
import type { Atlas } from './atlas.ts';
import { type Ended, gathering, isServedAtOnce, type Testimony } from './witness.ts';

/** What requests have shown that have ended, until somebody has the time to look at it. */
export type Tap = {
  /** Costs a request next to nothing. What does not fit is not looked at. */
  readonly note: (entry: RequestEntry, atlas: Atlas) => void;
  /** Takes what is there, oldest first. */
  readonly drain: () => Heard;
};

/** `troubled`: those that were not served at once by the first rung. */
export type Heard = { readonly testimonies: readonly Testimony[]; readonly troubled: readonly Ended[] };

/** What waits to be looked at, of each kind; a share of more is as good as all of it. */
const WAITING_MAX = 5_000;

function withoutBodies(entry: RequestEntry): Ended {
  return entry.bodies === null ? entry : { ...entry, ...NO_BODIES };
}

const NO_BODIES: Pick<RequestEntry, 'bodies'> = { bodies: null };

/** `wake`: something is there. Called once until it is taken. */
export function tap(wake: () => void): Tap {
  const calls = gathering();
  let troubled: Ended[] = [];
  let isAwake = false;
  return {
    note: (entry, atlas) => {
      if (calls.size() < WAITING_MAX) calls.add(entry, atlas);
      if (!isServedAtOnce(entry.attempts) && troubled.length < WAITING_MAX) troubled.push(withoutBodies(entry));
      if (isAwake) return;
      isAwake = true;
      wake();
    },
    drain: () => {
      const taken = { testimonies: calls.take(), troubled };
      troubled = [];
      isAwake = false;
      return taken;
    },
  };
}
