import type { Incident } from '../../src/model/incident.ts';
import type { Level, OfficialIncident } from '../../src/model/official.ts';
import { DEFINITIONS } from '../../src/history/definitions.ts';
import type { PageNow } from '../../src/monitor/verdict/verdict-book.ts';
import { quantile, type Watch } from './outages.ts';
import { isTrouble, play, type Script, type Told } from './stage.ts';

/** How a real incident was seen, ms. */
export type Sighting = {
  readonly incident: Incident;
  /** From its beginning until it was condemned; null where that has not happened while it lasted. */
  readonly foundMs: number | null;
  /** Something else that was going on had been found before. */
  readonly wasKnown: boolean;
  /** It is known when it began, not only when its maker spoke of it first. */
  readonly isTimed: boolean;
  /** By how much we were earlier than its maker; negative where its maker was. Null where it was not found, or not timed. */
  readonly leadMs: number | null;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Incidents that are nearer to each other than this are played in one go. */
const NEAR_MS = 2 * HOUR_MS;
const BEFORE_MS = 40 * MINUTE_MS;
const AFTER_MS = 90 * MINUTE_MS;

/** One of the models of every surface is what incidents are about that are not about all of it. */
const NAMED = 'alpha-1';
const OTHER = 'beta-1';

export type PastWatch = Watch & { readonly base: number; readonly reads: boolean };

/** Plays all that has happened to a surface, with failures by severity, and its page as it spoke. */
export function sightings(surface: string, incidents: readonly Incident[], watch: PastWatch): readonly Sighting[] {
  return played(surface, incidents, watch).flatMap(({ cluster, told }) =>
    cluster.map((incident) => sighting(incident, told)),
  );
}

/** What was said of a surface while something happened to it, and shortly before and after. */
export function played(surface: string, incidents: readonly Incident[], watch: PastWatch) {
  return clusters(incidents).map((cluster, index) => {
    const fromMs = Math.min(...cluster.map(begin)) - BEFORE_MS;
    const toMs = Math.max(...cluster.map(end)) + AFTER_MS;
    return {
      cluster,
      toMs,
      told: play(scriptOf(cluster, { surface, fromMs, toMs, watch, seed: `${surface} ${index}` })),
    };
  });
}

type Stretch = {
  readonly surface: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly watch: PastWatch;
  readonly seed: string;
};

/** What happens at a surface meanwhile. */
function scriptOf(incidents: readonly Incident[], { surface, fromMs, toMs, watch, seed }: Stretch): Script {
  const shares = incidents.map((incident) => ({
    fromMs: begin(incident),
    toMs: end(incident),
    share: shareOf(incident),
    isPart: isPart(incident),
  }));
  const posts = incidents.map((incident) => toldBy(incident, surface));
  return {
    perMinute: watch.perMinute,
    probeMs: watch.probeMs,
    base: watch.base,
    seed,
    surface,
    models: [NAMED, OTHER],
    fromMs,
    toMs,
    share: (model, atMs) => {
      let worst = 0;
      for (const one of shares)
        if (isWithin(one, atMs) && (model === NAMED || !one.isPart)) worst = Math.max(worst, one.share);
      return worst;
    },
    pages: (atMs) =>
      watch.reads
        ? [
            pageOf(
              surface,
              posts.filter((post) => isWithin(post, atMs)),
              atMs,
            ),
          ]
        : [],
  };
}

function isWithin({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }, atMs: number): boolean {
  return fromMs <= atMs && atMs < toMs;
}

/** The share of calls that fails; the weights are those of the definition `requests`. */
function shareOf({ level }: Incident): number {
  return DEFINITIONS.requests.weights[level];
}

function sighting(incident: Incident, told: readonly Told[]): Sighting {
  const [fromMs, toMs] = [begin(incident), end(incident)];
  const models: readonly (string | null)[] = isPart(incident) ? [NAMED, null] : [null];
  const wasKnown = models.some((model) =>
    isTrouble(told.findLast((one) => one.model === model && one.atMs < fromMs)?.condition ?? 'unknown'),
  );
  const found = told.find(
    ({ model, condition, atMs }) => fromMs <= atMs && atMs < toMs && models.includes(model) && isTrouble(condition),
  );
  const postedMs = incident.official?.postedAtMs ?? fromMs;
  const isKnown = !wasKnown && found !== undefined;
  return {
    incident,
    wasKnown,
    foundMs: isKnown ? found.atMs - fromMs : null,
    isTimed: fromMs < postedMs,
    leadMs: isKnown && fromMs < postedMs ? postedMs - found.atMs : null,
  };
}

export type Summary = {
  readonly level: Level;
  readonly incidents: number;
  readonly known: number;
  readonly missed: number;
  readonly median: number | null;
  readonly p90: number | null;
  /** Those of which the true beginning is known; the median lead in minutes of those that were found; and the share of all in which we were first. */
  readonly timed: number;
  readonly lead: number | null;
  readonly first: number;
};

export function summary(all: readonly Sighting[], level: Level): Summary {
  const mine = all.filter(({ incident }) => incident.level === level && end(incident) > begin(incident));
  const open = mine.filter(({ wasKnown }) => !wasKnown);
  const found = open.flatMap(({ foundMs }) => (foundMs === null ? [] : [foundMs]));
  const leads = open.flatMap(({ leadMs }) => (leadMs === null ? [] : [leadMs]));
  const timed = open.filter(({ isTimed }) => isTimed).length;
  return {
    level,
    incidents: mine.length,
    known: mine.length - open.length,
    missed: open.length === 0 ? 0 : 1 - found.length / open.length,
    median: quantile(found, 0.5),
    p90: quantile(found, 0.9),
    timed,
    lead: quantile(leads, 0.5),
    first: timed === 0 ? 0 : leads.filter((ms) => ms > 0).length / timed,
  };
}

function clusters(incidents: readonly Incident[]): readonly (readonly Incident[])[] {
  const result: Incident[][] = [];
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const incident of incidents.toSorted((a, b) => begin(a) - begin(b))) {
    if (begin(incident) > untilMs + NEAR_MS) result.push([]);
    result.at(-1)?.push(incident);
    untilMs = Math.max(untilMs, end(incident));
  }
  return result;
}

function toldBy({ official, level, title }: Incident, surface: string) {
  const closedMs = Math.max(0, ...(official?.updates ?? []).map(({ atMs }) => atMs));
  const postedAtMs = official?.postedAtMs ?? 0;
  const told: OfficialIncident = {
    id: official?.id ?? '',
    title,
    url: official?.url ?? '',
    level,
    stage: 'investigating',
    surfaces: [surface],
    scope: official !== null && official.scope.length > 0 ? ['alpha'] : [],
    startedAtMs: official?.startedAtMs ?? 0,
    postedAtMs,
    endedAtMs: null,
    updates: [],
  };
  return { fromMs: postedAtMs, toMs: closedMs, told };
}

function pageOf(surface: string, posts: readonly { readonly told: OfficialIncident }[], atMs: number): PageNow {
  const incidents = posts.map(({ told }) => told);
  const url = `https://status.example/${surface}`;
  return {
    source: {
      page: surface,
      name: surface,
      url,
      state: 'ok',
      why: '',
      surfaces: [surface],
      readAtMs: atMs,
      nextAtMs: null,
    },
    reading: { updatedAtMs: atMs, components: [], incidents, maintenances: [] },
  };
}

function isPart({ official }: Incident): boolean {
  return official !== null && official.scope.length > 0;
}

function begin({ official }: Incident): number {
  return official?.startedAtMs ?? 0;
}

function end({ official }: Incident): number {
  return official?.endedAtMs ?? 0;
}
