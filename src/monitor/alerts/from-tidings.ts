import type { Alert, AlertType, Severity } from '../../model/alert.ts';
import { type Incident, leadMs } from '../../model/incident.ts';
import type { Standby, Tiding } from '../../model/monitor.ts';
import type { Level, Maintenance, Source } from '../../model/official.ts';
import { type Cell, cellKey, type Condition, type Verdict } from '../../model/verdict.ts';

/** What an alert is made with. */
export type Telling = {
  readonly nowMs: number;
  /** Of an alert, unlike that of any other. */
  readonly newId: () => string;
  /** What people call a surface. */
  readonly nameOf: (surface: string) => string;
};

/** `id`: where what is said again is no news. */
type Said = Omit<Alert, 'id' | 'atMs'> & { readonly id?: string };

/** The episode of a verdict on a cell. */
export function episodeOf(cell: Cell): string {
  return `verdict:${cellKey(cell)}`;
}

/** The episode of a standby that nobody has seen at work. */
export function episodeOfStandby({ route, target }: Pick<Standby, 'route' | 'target'>): string {
  return `standby:${route}:${target}`;
}

/** What is to be told of something that has changed; null where nobody need know. */
export function alertFrom(tiding: Tiding, telling: Telling): Alert | null {
  const said = saidOf(tiding, telling);
  return said === null ? null : { id: telling.newId(), atMs: telling.nowMs, ...said };
}

function saidOf(tiding: Tiding, { nameOf }: Telling): Said | null {
  switch (tiding.kind) {
    case 'verdict':
      return ofVerdict(tiding.verdict, tiding.maintenance, nameOf);
    case 'incident':
      return ofIncident(tiding.incident, tiding.change, nameOf);
    case 'maintenance':
      return ofMaintenance(tiding.maintenance, nameOf);
    case 'source':
      return ofSource(tiding.source);
    case 'standby':
      return ofStandby(tiding);
  }
}

const LINES_MAX = 6;

function ofVerdict(verdict: Verdict, maintenance: string | null, nameOf: Telling['nameOf']): Said | null {
  const { cell, condition, confidence, evidence, disagreements } = verdict;
  if (condition === 'unknown' || condition === 'recovering') return null;
  // What its maker has announced is no news, but that it is over may be the end of something that began before.
  if (maintenance !== null && condition !== 'healthy') return null;
  const isOfKey = cell.credential !== null;
  const byPage = isByPage(verdict);
  const [type, severity, verb] = (isOfKey ? OF_KEY : OF_SURFACE)[condition];
  // Nobody is woken up by a guess, or by the word of a page.
  const isSure = !byPage && (confidence === 'high' || confidence === 'medium');
  return {
    type,
    episode: episodeOf(cell),
    severity: severity === 'critical' && !isSure ? 'warning' : severity,
    ends: condition === 'healthy',
    title: `${isOfKey ? keyOf(cell) : partOf(cell, nameOf)} ${verb}`,
    lines: [...evidence.map(({ text }) => text), ...disagreements].slice(0, LINES_MAX),
    surface: cell.surface,
    byPage,
    url: null,
    untilMs: null,
  };
}

type Told = Exclude<Condition, 'unknown' | 'recovering'>;
type Word = readonly [type: AlertType, severity: Severity, verb: string];

const OF_SURFACE: Readonly<Record<Told, Word>> = {
  down: ['provider.down', 'critical', 'is down'],
  degraded: ['provider.degraded', 'warning', 'is in trouble'],
  suspected: ['provider.suspected', 'info', 'may be in trouble'],
  healthy: ['provider.recovered', 'info', 'is well again'],
};

/** What is the matter with a key is no trouble of its provider. */
const OF_KEY: Readonly<Record<Told, Word>> = {
  down: ['key.refused', 'warning', 'is refused'],
  degraded: ['key.limited', 'info', 'meets its limits'],
  suspected: ['key.limited', 'info', 'may meet its limits'],
  healthy: ['key.well', 'info', 'is taken again'],
};

/** Nobody says so but a page. */
function isByPage({ cell, evidence }: Verdict): boolean {
  const witnesses = evidence.filter(({ factor }) => factor > 1);
  return cell.credential === null && witnesses.length > 0 && witnesses.every(({ kind }) => kind === 'page');
}

function partOf({ surface, model, region }: Cell, nameOf: Telling['nameOf']): string {
  const name = nameOf(surface);
  return `${model === null ? name : `${model} at ${name}`}${region === null ? '' : ` in ${region}`}`;
}

function keyOf({ provider, surface, credential }: Cell): string {
  return `Key ${(credential ?? 0) + 1} of ${provider ?? surface}`;
}

const SEVERITY_OF: Readonly<Record<Level, Severity>> = {
  operational: 'info',
  maintenance: 'info',
  degraded: 'info',
  partial: 'warning',
  major: 'warning',
  unknown: 'info',
};

type Change = Extract<Tiding, { readonly kind: 'incident' }>['change'];

/**
 * What its maker says. What we see ourselves is told by verdicts, which are there earlier and say more; then the word of a page is only
 * one more thing to know.
 */
function ofIncident(incident: Incident, change: Change, nameOf: Telling['nameOf']): Said | null {
  const { official, observed, level, title, surface } = incident;
  if (official === null || change === 'opened') return null;
  const over = official.endedAtMs !== null || official.stage === 'resolved';
  if (change === 'closed' && !over) return null;
  const type = over ? 'official.resolved' : change === 'posted' ? 'official.posted' : 'official.updated';
  const word = { 'official.resolved': 'says it is over', 'official.posted': 'says', 'official.updated': 'adds' }[type];
  const last = official.updates.at(-1);
  const episode = `official:${official.page}:${official.id}`;
  return {
    id: [episode, official.stage, last?.id ?? '', level].join(':'),
    type,
    episode,
    severity: over || observed !== null ? 'info' : SEVERITY_OF[level],
    ends: over,
    title: `The status page of ${surface === '' ? official.page : nameOf(surface)} ${word}: ${title}`,
    lines: [...(last === undefined || last.text === '' ? [] : [last.text]), ...leadLines(incident)],
    surface: surface === '' ? null : surface,
    byPage: true,
    url: official.url === '' ? null : official.url,
    untilMs: null,
  };
}

const MINUTE_MS = 60_000;

function leadLines(incident: Incident): readonly string[] {
  const ms = leadMs(incident);
  if (ms === null || Math.abs(ms) < MINUTE_MS) return [];
  const minutes = Math.round(Math.abs(ms) / MINUTE_MS);
  return [
    `${ms > 0 ? 'It was seen here' : 'Its maker said so'} ${minutes} min before ${ms > 0 ? 'that' : 'it was seen here'}.`,
  ];
}

function ofMaintenance(
  { id, title, url, surfaces, fromMs, toMs, stage }: Maintenance,
  nameOf: Telling['nameOf'],
): Said {
  const when = `From ${utc(fromMs)}${toMs === null ? '' : ` to ${utc(toMs)}`}, UTC.`;
  const [surface = null] = surfaces;
  const over = stage === 'completed';
  const what = surface === null ? 'Maintenance' : `Maintenance of ${surfaces.map(nameOf).join(', ')}`;
  return {
    type: over ? 'maintenance.over' : 'maintenance.ahead',
    episode: `maintenance:${id}`,
    severity: 'info',
    ends: over,
    title: `${what}${over ? ' is over' : ''}: ${title}`,
    lines: [when],
    surface,
    byPage: true,
    url: url === '' ? null : url,
    untilMs: toMs ?? fromMs,
  };
}

function ofSource({ page, name, url, state, why, surfaces }: Source): Said | null {
  if (state === 'unasked') return null;
  const blind = state !== 'ok';
  return {
    type: blind ? 'source.blind' : 'source.back',
    episode: `source:${page}`,
    severity: 'info',
    ends: !blind,
    title: blind ? `The status page of ${name} cannot be read` : `The status page of ${name} can be read again`,
    lines: why === '' ? [] : [why],
    surface: surfaces[0] ?? null,
    byPage: false,
    url: url === '' ? null : url,
    untilMs: null,
  };
}

function ofStandby({ target, route, proven }: Standby): Said {
  return {
    type: proven ? 'standby.proven' : 'standby.unproven',
    episode: episodeOfStandby({ route, target }),
    severity: proven ? 'info' : 'warning',
    ends: proven,
    title: proven ? `The standby ${target} was seen at work` : `The standby ${target} was not seen at work for a day`,
    lines: proven ? [] : [`Nobody knows whether it would answer for ${route}. Ask it once: failsoft doctor`],
    surface: null,
    byPage: false,
    url: null,
    untilMs: null,
  };
}

function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
