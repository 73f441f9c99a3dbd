import type { Alert, AlertType, Severity } from '../../model/alert.ts';
import { type Incident, leadMs } from '../../model/incident.ts';
import type { Level, Maintenance, Source } from '../../model/official.ts';
import type { Tiding } from '../../model/monitor.ts';
import { cellKey, type Verdict } from '../../model/verdict.ts';

/** What an alert is made with. */
export type Telling = {
  readonly nowMs: number;
  /** Of an alert, unlike that of any other. */
  readonly newId: () => string;
  /** What people call a surface. */
  readonly nameOf: (surface: string) => string;
};

type Said = Omit<Alert, 'id' | 'atMs'>;

/** What is to be told of something that has changed; null where nobody need know. */
export function alertFrom(tiding: Tiding, telling: Telling): Alert | null {
  const said = saidOf(tiding, telling);
  return said === null ? null : { id: telling.newId(), atMs: telling.nowMs, ...said };
}

function saidOf(tiding: Tiding, { nameOf }: Telling): Said | null {
  switch (tiding.kind) {
    case 'verdict':
      // What its maker has announced is no news, and a credential of ours is not its doing.
      return tiding.maintenance === null ? ofVerdict(tiding.verdict, tiding.before, nameOf) : null;
    case 'incident':
      return ofIncident(tiding.incident, tiding.change, nameOf);
    case 'maintenance':
      return ofMaintenance(tiding.maintenance, nameOf);
    case 'source':
      return ofSource(tiding.source, tiding.before);
    case 'standby':
      return ofStandby(tiding);
  }
}

const LINES_MAX = 6;

function ofVerdict(verdict: Verdict, before: Verdict['condition'], nameOf: Telling['nameOf']): Said | null {
  const { cell, condition, evidence, disagreements } = verdict;
  const what = cell.model === null ? nameOf(cell.surface) : `${cell.model} at ${nameOf(cell.surface)}`;
  const said = (type: AlertType, severity: Severity, title: string): Said => ({
    type,
    episode: `verdict:${cellKey(cell)}`,
    severity,
    ends: type === 'provider.recovered',
    title,
    lines: [...evidence.map(({ text }) => text), ...disagreements].slice(0, LINES_MAX),
    surface: cell.surface,
    url: null,
  });
  switch (condition) {
    case 'suspected':
      return said('provider.suspected', 'info', `${what} may be in trouble`);
    case 'degraded':
      return said('provider.degraded', 'warning', `${what} is in trouble`);
    case 'down':
      return said('provider.down', verdict.confidence === 'high' ? 'critical' : 'warning', `${what} is down`);
    case 'healthy':
      // From `unknown` it has not come back from anything.
      return before === 'unknown' ? null : said('provider.recovered', 'info', `${what} is well again`);
    case 'recovering':
    case 'unknown':
      return null;
  }
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

/** What its maker says. What we see ourselves is told by verdicts, as it is there earlier and in more words. */
function ofIncident(incident: Incident, change: Change, nameOf: Telling['nameOf']): Said | null {
  const { official, level, title, surface } = incident;
  if (official === null || change === 'opened') return null;
  const over = official.endedAtMs !== null || official.stage === 'resolved';
  if (change === 'closed' && !over) return null;
  const type = over ? 'official.resolved' : change === 'posted' ? 'official.posted' : 'official.updated';
  const word = { 'official.resolved': 'says it is over', 'official.posted': 'says', 'official.updated': 'adds' }[type];
  const last = official.updates.at(-1)?.text ?? '';
  return {
    type,
    episode: `official:${official.page}:${official.id}`,
    severity: type === 'official.posted' ? SEVERITY_OF[level] : 'info',
    ends: over,
    title: `The status page of ${nameOf(surface)} ${word}: ${title}`,
    lines: [...(last === '' ? [] : [last]), ...leadLines(incident)],
    surface,
    url: official.url === '' ? null : official.url,
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
  return {
    type: 'maintenance.ahead',
    episode: `maintenance:${id}`,
    severity: 'info',
    ends: stage === 'completed',
    title: surface === null ? `Maintenance: ${title}` : `Maintenance of ${surfaces.map(nameOf).join(', ')}: ${title}`,
    lines: [when],
    surface,
    url: url === '' ? null : url,
  };
}

function ofSource({ page, name, url, state, why, surfaces }: Source, before: Source['state']): Said | null {
  if (state === 'unasked' || (state === 'ok' && before === 'unasked')) return null;
  const blind = state !== 'ok';
  return {
    type: blind ? 'source.blind' : 'source.back',
    episode: `source:${page}`,
    severity: 'info',
    ends: !blind,
    title: blind ? `The status page of ${name} cannot be read` : `The status page of ${name} can be read again`,
    lines: why === '' ? [] : [why],
    surface: surfaces[0] ?? null,
    url: url === '' ? null : url,
  };
}

function ofStandby({ target, route, proven }: Extract<Tiding, { readonly kind: 'standby' }>): Said {
  return {
    type: proven ? 'standby.proven' : 'standby.unproven',
    episode: `standby:${route}:${target}`,
    severity: proven ? 'info' : 'warning',
    ends: proven,
    title: proven ? `The standby ${target} was seen at work` : `The standby ${target} was not seen at work for a day`,
    lines: proven ? [] : [`Nobody knows whether it would answer for ${route}. Ask it once: failsoft doctor`],
    surface: null,
    url: null,
  };
}

function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
