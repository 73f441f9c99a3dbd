import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import type { Incident } from '../../model/incident.ts';
import type { Day, Monitor } from '../../model/monitor.ts';
import type { Level, Maintenance, Source } from '../../model/official.ts';
import type { Surface } from '../../model/surface.ts';
import type { Condition, Verdict } from '../../model/verdict.ts';

/** All that is shown of how providers are doing, as of one moment. Pages, feeds, badges and the guide are renderings of it. */
export type Outlook = {
  readonly atMs: number;
  /** When something was last looked at, ms since 1970; null before the first look. */
  readonly checkedAtMs: number | null;
  /** Since when nothing can be reached from this machine, ms since 1970; null while something can. */
  readonly cutOffSinceMs: number | null;
  readonly surfaces: readonly SurfaceOutlook[];
  readonly sources: readonly Source[];
  /** Those that are not over, soonest first. */
  readonly maintenances: readonly Maintenance[];
  /** Newest first. */
  readonly open: readonly Incident[];
  /** Newest first, the open ones among them. */
  readonly recent: readonly Incident[];
  /** Why there is no history to show; empty while there is. */
  readonly trouble: string;
};

export type SurfaceOutlook = {
  readonly surface: Surface;
  /** Do requests of this gateway go through it? */
  readonly used: boolean;
  readonly verdict: Verdict;
  /** Verdicts on a part of it that differ: one model, one region. */
  readonly parts: readonly Verdict[];
  readonly source: Source | null;
  /** What its own page says now; `unknown` where that cannot be read. */
  readonly official: Level;
  /** The last DAYS, oldest first; empty while there is no history to show. */
  readonly days: readonly Day[];
  readonly open: readonly Incident[];
  readonly standin: Standin | null;
};

/** Who answers requests in the place of a surface that is not asked now: the name of a model for people; null: nobody. */
export type Standin = {
  readonly answers: string | null;
  /** Somebody does on one route, and nobody on another one. Absent: no. */
  readonly partly?: true;
};

/** What the gateway knows besides its monitor. */
export type Surroundings = {
  readonly nowMs: number;
  readonly cutOffSinceMs: number | null;
  /** Ids of the surfaces that requests go through. */
  readonly used: ReadonlySet<string>;
  /** By id of a surface: only those that are not asked now. */
  readonly standins: ReadonlyMap<string, Standin>;
};

export const DAYS = 90;
const RECENT_MAX = 200;
const OPEN_MAX = 100;

/** All that there is to show. */
export function outlookOf(monitor: Monitor, around: Surroundings, history: History): Outlook {
  const surfaces = monitor.surfaces();
  const sources = monitor.sources();
  const verdicts = monitor.verdicts();
  return {
    atMs: around.nowMs,
    checkedAtMs: latest([
      ...sources.map(({ readAtMs }) => readAtMs),
      ...verdicts.flatMap(({ evidence }) => evidence.map(({ atMs }) => atMs)),
    ]),
    cutOffSinceMs: around.cutOffSinceMs,
    surfaces: surfaces.map((surface) =>
      surfaceOutlook(surface, { verdicts, sources, history, official: monitor.official, around }),
    ),
    sources,
    maintenances: monitor
      .maintenances()
      .filter(({ stage }) => stage !== 'completed')
      .toSorted((a, b) => a.fromMs - b.fromMs),
    open: history.open,
    recent: history.recent,
    trouble: history.trouble,
  };
}

/** What is known of the past. */
export type History = Pick<Outlook, 'open' | 'recent' | 'trouble'> & {
  readonly days: ReadonlyMap<string, readonly Day[]>;
};

/** Never rejects: what the store cannot tell now is missing, and `trouble` says why. */
export async function historyOf(monitor: Monitor): Promise<History> {
  const days = new Map<string, readonly Day[]>();
  try {
    const open = await monitor.incidents({ limit: OPEN_MAX, openOnly: true });
    const recent = await monitor.incidents({ limit: RECENT_MAX });
    for (const { id } of monitor.surfaces()) {
      days.set(id, await monitor.days(id, DAYS));
      // Counting takes milliseconds: whoever asks something meanwhile has his turn in between.
      await nextTurn();
    }
    return { open, recent, days, trouble: '' };
  } catch (error) {
    return { open: [], recent: [], days: new Map(), trouble: Fault.from(error).message };
  }
}

type Known = {
  readonly verdicts: readonly Verdict[];
  readonly sources: readonly Source[];
  readonly history: History;
  readonly official: Monitor['official'];
  readonly around: Surroundings;
};

function surfaceOutlook(surface: Surface, { verdicts, sources, history, official, around }: Known): SurfaceOutlook {
  const own = verdicts.filter(({ cell }) => cell.surface === surface.id);
  const whole = own.find(isWhole) ?? nothingKnown(surface, around.nowMs);
  const source = sources.find(({ surfaces }) => surfaces.includes(surface.id)) ?? null;
  const open = history.open.filter((incident) => incident.surface === surface.id);
  return {
    surface,
    used: around.used.has(surface.id),
    verdict: whole,
    // What is the matter with one key is nobody's business but the operator's.
    parts: own.filter((one) => one !== whole && one.cell.credential === null && one.condition !== whole.condition),
    source,
    official: official(surface.id),
    days: history.days.get(surface.id) ?? [],
    open,
    standin: around.standins.get(surface.id) ?? null,
  };
}

function isWhole({ cell: { model, region, credential } }: Verdict): boolean {
  return model === null && region === null && credential === null;
}

function nothingKnown({ id }: Surface, nowMs: number): Verdict {
  return {
    cell: { surface: id, provider: null, model: null, region: null, credential: null },
    condition: 'unknown',
    bad: 0,
    confidence: 'none',
    sinceMs: nowMs,
    evidence: [],
    disagreements: [],
    blind: [],
  };
}

function latest(times: readonly (number | null)[]): number | null {
  let found: number | null = null;
  for (const atMs of times) if (atMs !== null && (found === null || atMs > found)) found = atMs;
  return found;
}

export const isIll = ({ condition }: Verdict): boolean => condition === 'down' || condition === 'degraded';

/** What people should be told of: trouble of the whole, or of a part while the whole goes on. */
export function conditionOf({ verdict, parts }: Pick<SurfaceOutlook, 'verdict' | 'parts'>): Condition {
  if (isIll(verdict) || verdict.condition === 'recovering') return verdict.condition;
  return parts.some(isIll) ? 'degraded' : verdict.condition;
}

/** Since when, by the verdict that decides. */
export function sinceOf(row: Pick<SurfaceOutlook, 'verdict' | 'parts'>): number {
  const condition = conditionOf(row);
  if (condition === row.verdict.condition) return row.verdict.sinceMs;
  return Math.min(...row.parts.filter(isIll).map(({ sinceMs }) => sinceMs));
}

export const isInTrouble = (row: Pick<SurfaceOutlook, 'verdict' | 'parts'>): boolean =>
  ['down', 'degraded', 'recovering'].includes(conditionOf(row));
