import { type Availability, LEVELS } from '../../model/availability.ts';
import type { Route, Rung } from '../../model/route.ts';
import type { RungStatus } from '../../model/status.ts';

/** A rung as it is at this moment. */
export type RungNow = {
  readonly kind: Rung['kind'];
  /** `provider/model`, `provider/*`, or the kind where no model is asked. */
  readonly label: string;
  /** Is it a model on this machine? */
  readonly local: boolean;
  /** `ramping`: it is just back, and most requests are none of its share. */
  readonly state: RungStatus['state'] | 'ramping';
  /** Why it rests; null when it does not. `ebbing`: it comes and goes, and is asked where nobody else could answer. */
  readonly rests: 'failing' | 'ebbing' | 'late' | 'cut-off' | null;
  /** Since when it is so, ms since 1970; 0: since the start; null: not known. */
  readonly sinceMs: number | null;
  /** When it is looked at next, ms since 1970; null when that is not known, or under way, or not needed. */
  readonly nextTryAtMs: number | null;
};

/** What an app should show of a route whose rungs are like this, best first. */
export function availabilityOf(
  { name, match }: Pick<Route, 'name' | 'match'>,
  ladder: readonly RungNow[],
): Availability {
  const [best] = ladder;
  const place = nextAsked(ladder);
  const mode = modeAt(place, ladder);
  const answering = ladder[place];
  const away = place !== 0 && best?.kind === 'model';
  return {
    route: name,
    match,
    mode,
    level: LEVELS[mode],
    sinceMs: latest((answering === undefined ? ladder : ladder.slice(0, place + 1)).map(({ sinceMs }) => sinceMs)),
    servedBy: answering?.kind === 'model' ? answering.label : '',
    why: away ? `${best.label} ${whyNot(best)}` : '',
    nextTryAtMs: away ? best.nextTryAtMs : null,
  };
}

/** Whom the plan of a request begins with (see resilience/plan.ts); -1 when it could only try somebody who rests. */
function nextAsked(ladder: readonly RungNow[]): number {
  const usable = ladder.findIndex(({ kind, state }) => kind !== 'model' || state === 'ready');
  if (ladder[usable]?.kind === 'model') return usable;
  const ramping = ladder.findIndex(({ state }) => state === 'ramping');
  if (ramping >= 0) return ramping;
  const ebbing = ladder[usable]?.kind === 'notice' ? ladder.findIndex(({ rests }) => rests === 'ebbing') : -1;
  return ebbing < 0 ? usable : ebbing;
}

function modeAt(place: number, ladder: readonly RungNow[]): Availability['mode'] {
  const rung = ladder[place];
  if (rung === undefined) return 'none';
  if (rung.kind === 'defer') return 'deferred';
  if (rung.kind !== 'model') return rung.kind;
  if (place === 0) return 'primary';
  return rung.local ? 'local' : 'standby';
}

/** All that stands above has to be away, and who answers has to be there: it is so since the last of that has happened. */
function latest(since: readonly (number | null)[]): number | null {
  const known = since.filter((one) => one !== null);
  return known.length < since.length ? null : Math.max(0, ...known) || null;
}

const RESTS = {
  failing: 'is not asked, because its calls fail.',
  ebbing: 'is asked only where nobody else could answer, because many of its calls fail.',
  late: 'is not asked, because its answers begin late.',
  'cut-off': 'is not asked, because nothing can be reached from the gateway.',
} as const;

const STATES: Readonly<Record<RungNow['state'], string>> = {
  ready: 'comes after others.',
  ramping: 'is just back, and gets a share of the requests only.',
  resting: RESTS.failing,
  parked: 'is not asked, because all its keys have to rest.',
  spent: 'is not asked, because it has cost as much as it may in an hour.',
  forbidden: 'is never asked: the data policy of the route leaves it out.',
};

function whyNot({ state, rests }: RungNow): string {
  return state === 'resting' && rests !== null ? RESTS[rests] : STATES[state];
}
