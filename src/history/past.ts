import type { Incident, Official } from '../model/incident.ts';
import type { Level } from '../model/official.ts';
import { type Feed, FEEDS } from './feeds.ts';
import { SURFACES, TABLE } from './table.ts';

const MINUTE_MS = 60_000;
const EPOCH_MS = Date.UTC(2021, 0, 1);
/** Feeds forget to close incidents. Four in five that are closed have lasted no longer. */
const OPEN_MS_MAX = 4 * 60 * MINUTE_MS;

/** What the makers of the table call none, minor, major and critical. */
const LEVELS: readonly Level[] = ['operational', 'degraded', 'partial', 'major'];
const TITLES: Readonly<Record<string, string>> = {
  operational: 'Trouble of unknown weight',
  degraded: 'Degraded',
  partial: 'Partial outage',
  major: 'Major outage',
};
/** What a title names when it names a feature of which nobody has noted which. */
const SOME_FEATURE = 'one feature';

/** Every past incident that comes with Failsoft, oldest first within its feed; one for every surface that it was about. */
export function pastIncidents(): readonly Incident[] {
  return FEEDS.flatMap((feed) => {
    let lastMs = EPOCH_MS;
    return rowsOf(feed).flatMap((row) => {
      const { surfaces, told } = read(feed, row, lastMs);
      lastMs = told.startedAtMs;
      return surfaces.map((surface) => incidentOf(surface, told));
    });
  });
}

/** Days of which something is known, so that no incident means that none was posted: first and last, `2024-01-31`. */
export type Covered = { readonly from: string; readonly to: string };

/** What the past incidents cover, by surface. */
export function coverage(): ReadonlyMap<string, readonly Covered[]> {
  const all = new Map<string, readonly Covered[]>();
  for (const feed of FEEDS) {
    const letters = new Set(rowsOf(feed).flatMap(lettersOf));
    for (const letter of letters) {
      const surface = SURFACES[letter] ?? letter;
      all.set(surface, [...(all.get(surface) ?? []), { from: feed.from, to: feed.to }]);
    }
  }
  return all;
}

type Told = Official & { readonly level: Level };

function incidentOf(surface: string, { level, ...official }: Told): Incident {
  const about = official.scope.length === 0 ? '' : ` (${official.scope.join(', ')})`;
  return {
    id: `past:${official.page}:${official.id}:${surface}`,
    surface,
    title: `${TITLES[level] ?? ''}${about}`,
    level,
    observed: null,
    official,
    imported: true,
    requests: { affected: 0, saved: 0, lost: 0 },
  };
}

function read(feed: Feed, row: string, lastMs: number): { readonly surfaces: readonly string[]; readonly told: Told } {
  const [since = '', posted = '', lasted = '', closed = '', kind = '', named = '', id = ''] = row.split(';');
  const startedAtMs = lastMs + minutes(since);
  const postedAtMs = startedAtMs + minutes(posted);
  const endedAtMs = lasted === '' ? postedAtMs + OPEN_MS_MAX : startedAtMs + minutes(lasted);
  const closedAtMs = endedAtMs + minutes(closed);
  const scope = named === '' ? (kind[1] === 'f' ? [SOME_FEATURE] : []) : named.split(',');
  const told: Told = {
    page: feed.page,
    id,
    url: feed.address.endsWith('/') ? `${feed.address}${id}` : feed.address,
    level: LEVELS[Number(kind[0])] ?? 'unknown',
    stage: 'resolved',
    scope,
    startedAtMs,
    postedAtMs,
    endedAtMs,
    updates: [
      { id: `${id}-posted`, atMs: postedAtMs, stage: 'investigating', text: 'Posted by its maker.' },
      { id: `${id}-closed`, atMs: closedAtMs, stage: 'resolved', text: 'Closed by its maker.' },
    ],
  };
  return { surfaces: lettersOf(row).map((letter) => SURFACES[letter] ?? letter), told };
}

function rowsOf({ id }: Feed): readonly string[] {
  return (TABLE[id] ?? '').trim().split(/\s+/);
}

function lettersOf(row: string): readonly string[] {
  return (row.split(';')[4] ?? '').slice(2).split('');
}

function minutes(base36: string): number {
  return base36 === '' ? 0 : Number.parseInt(base36, 36) * MINUTE_MS;
}
