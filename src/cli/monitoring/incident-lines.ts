import { LEVELS } from '../../gateway/status-page/words.ts';
import { endOf, type Incident, leadMs, startOf } from '../../model/incident.ts';
import { SURFACES } from '../../providers/surfaces.ts';
import type { Tone } from '../../page/shapes.ts';
import { type Channel, clock, columns, duration, shorten, wrap } from '../print.ts';

const COLOURS: Readonly<Partial<Record<Tone, 'yellow' | 'red'>>> = {
  slow: 'yellow',
  watch: 'yellow',
  trouble: 'yellow',
  down: 'red',
};

/** Incidents as a table, newest first. */
export function incidentTable(incidents: readonly Incident[], { paint }: Channel): readonly string[] {
  const nowMs = Date.now();
  const head = ['began', 'lasted', 'service', 'how bad', 'page', 'title'].map((title) => paint('dim', title));
  const rows = incidents.map((incident) => [
    dayAndTime(startOf(incident), nowMs),
    lasting(incident, nowMs),
    shorten(nameOf(incident), 24),
    level(incident, paint),
    pageWas(incident),
    shorten(incident.title, 60),
  ]);
  return columns([head, ...rows]);
}

/** One incident with all that is known of it. */
export function incidentDetails(incident: Incident, { paint, width }: Channel): readonly string[] {
  const { id, observed, official, requests } = incident;
  const nowMs = Date.now();
  const time = (atMs: number | null): string => (atMs === null ? 'not yet' : dayAndTime(atMs, nowMs));
  const seen = requests.affected === 0 ? [] : [['requests', requestWords(requests)]];
  const fields: readonly (readonly string[])[] = [
    ['incident', id],
    ['service', nameOf(incident)],
    ['how bad', level(incident, paint)],
    [
      'began',
      `${time(startOf(incident))}, ${endOf(incident) === null ? 'and goes on' : `lasted ${lasting(incident, nowMs)}`}`,
    ],
    ...seen,
  ];
  const sides: readonly (readonly string[])[] = [
    ['', 'began', 'known', 'over'].map((title) => paint('dim', title)),
    ...(observed === null
      ? []
      : [['our own calls', ...[observed.startedAtMs, observed.foundAtMs, observed.endedAtMs].map(time)]]),
    ...(official === null
      ? []
      : [['official page', ...[official.startedAtMs, official.postedAtMs, official.endedAtMs].map(time)]]),
  ];
  const say = (text: string): string => wrap(text, { width: width() - 2, indent: 2 });
  return [
    paint('bold', incident.title),
    ...columns(fields),
    '',
    ...columns(sides),
    ...(pageWas(incident) === '' ? [] : [`The page was ${pageWas(incident)}.`]),
    ...(observed === null
      ? []
      : ['', paint('bold', 'What spoke for it'), ...observed.evidence.map(({ text }) => `  ${say(text)}`)]),
    ...(official === null || official.updates.length === 0 ? [] : ['', paint('bold', 'What the page said')]),
    ...(official?.updates.map(({ atMs, stage, text }) => `  ${say(`${time(atMs)}  ${stage}: ${text}`)}`) ?? []),
    ...(official === null || official.url === '' ? [] : ['', official.url]),
  ];
}

function nameOf({ surface }: Incident): string {
  return SURFACES.get(surface)?.name ?? (surface === '' ? 'not told' : surface);
}

function level({ level: worst }: Incident, paint: Channel['paint']): string {
  const { word, tone } = LEVELS[worst];
  const colour = COLOURS[tone];
  return colour === undefined ? word.toLowerCase() : paint(colour, word.toLowerCase());
}

function lasting(incident: Incident, nowMs: number): string {
  const end = endOf(incident);
  return end === null ? `${duration(nowMs - startOf(incident))}, open` : duration(end - startOf(incident));
}

/** How the page stood to what we saw; empty where one of both never spoke. */
function pageWas(incident: Incident): string {
  const ms = leadMs(incident);
  if (ms === null) return '';
  return `${duration(Math.abs(ms))} ${ms < 0 ? 'earlier' : 'later'}`;
}

function requestWords({ affected, saved, lost }: Incident['requests']): string {
  return `${affected} met it, ${saved} of them answered by a standby, ${lost} not answered`;
}

function dayAndTime(atMs: number, nowMs: number): string {
  if (nowMs - atMs > 300 * 86_400_000) return new Date(atMs).toISOString().slice(0, 10);
  return clock(atMs, nowMs).replace(/:\d\d$/, '');
}
