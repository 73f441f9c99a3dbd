import type { Incident } from '../../model/incident.ts';
import type { Trial } from '../../model/trial.ts';
import { type Tally, tally } from '../../resilience/trial.ts';
import type { Ended } from '../calls/witness.ts';

/** Real trouble as a trial: what came of the requests that an incident of ours has met. */
export type IncidentTrials = {
  /** A request has met the trouble of a surface. */
  readonly met: (ended: Ended, surface: string) => void;
  /** What incidents have come to that are over, once each time that there is more to say. */
  readonly over: (now: Now) => readonly Trial[];
};

export type Now = {
  readonly incidents: Iterable<Incident>;
  /** ms since 1970. */
  readonly nowMs: number;
  /** The names in the configuration of who serves a surface. */
  readonly providersOf: (surface: string) => readonly string[];
  /** The fingerprint of the configuration. */
  readonly config: string | null;
};

/** An incident is found some time after it has begun, and may go on after its end: requests wait so long for theirs, ms. */
const WAIT_MS = 60 * 60_000;
const WAITING_MAX = 5_000;
/** Requests meet trouble a little before it is seen to have begun, ms. */
const BEFORE_MS = 60_000;
/** Incidents that are followed, the newest. */
const FOLLOWED_MAX = 100;

type Seen = Incident & { readonly observed: NonNullable<Incident['observed']> };
type Followed = { readonly counted: Tally; readonly config: string | null; isChanged: boolean; isNews: boolean };

export function incidentTrials(): IncidentTrials {
  let waiting: { readonly ended: Ended; readonly surface: string }[] = [];
  const followed = new Map<string, Followed>();

  const follow = ({ id }: Incident, config: string | null): Followed => {
    const known = followed.get(id);
    if (known !== undefined) return known;
    for (const oldest of followed.keys()) if (followed.size >= FOLLOWED_MAX) followed.delete(oldest);
    const fresh = { counted: tally(), config, isChanged: false, isNews: false };
    followed.set(id, fresh);
    return fresh;
  };

  return {
    met: (ended, surface) => {
      if (waiting.length < WAITING_MAX) waiting.push({ ended, surface });
    },
    over: ({ incidents, nowMs, providersOf, config }) => {
      const seen = [...incidents].filter((one): one is Seen => isLate(one, nowMs));
      for (const incident of seen) {
        const mine = waiting.filter(({ ended, surface }) => surface === incident.surface && isIn(ended, incident));
        if (mine.length === 0) continue;
        const one = follow(incident, config);
        for (const { ended } of mine) one.counted.note(ended);
        one.isNews = true;
        one.isChanged ||= one.config !== config;
        waiting = waiting.filter((other) => !mine.includes(other));
      }
      waiting = waiting.filter(({ ended }) => nowMs - ended.atMs < WAIT_MS);
      return seen.flatMap((incident) => {
        const one = followed.get(incident.id);
        if (one?.isNews !== true || incident.observed.endedAtMs === null) return [];
        one.isNews = false;
        const together = seen.filter((other) => isAtOnce(other, incident)).map(({ surface }) => surface);
        return [trialOf(incident, one, [...new Set(together.flatMap(providersOf))])];
      });
    },
  };
}

/** Did we see it ourselves, and does it go on, or was it over only just now? */
function isLate({ observed, imported }: Incident, nowMs: number): boolean {
  return observed !== null && !imported && nowMs - (observed.endedAtMs ?? nowMs) < WAIT_MS;
}

function isIn({ atMs }: Ended, { observed }: Seen): boolean {
  return atMs >= observed.startedAtMs - BEFORE_MS && atMs <= (observed.endedAtMs ?? atMs);
}

function isAtOnce({ observed: one }: Seen, { observed: other }: Seen): boolean {
  const far = Number.POSITIVE_INFINITY;
  return one.startedAtMs <= (other.endedAtMs ?? far) && other.startedAtMs <= (one.endedAtMs ?? far);
}

function trialOf({ id, title, level, observed }: Seen, one: Followed, providers: readonly string[]): Trial {
  const { startedAtMs, foundAtMs, endedAtMs } = observed;
  return {
    id,
    kind: 'incident',
    providers,
    trouble: level === 'major' ? 'all' : 'some',
    what: title,
    startedAtMs,
    endedAtMs: endedAtMs ?? startedAtMs,
    foundAtMs,
    config: one.config,
    code: {},
    void: one.isChanged ? 'the configuration changed while it went on' : '',
    groups: one.counted.groups(),
  };
}
