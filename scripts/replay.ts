import { parseArgs } from 'node:util';
import { DEFINITIONS } from '../src/history/definitions.ts';
import { numbers } from '../src/history/numbers.ts';
import { pastIncidents } from '../src/history/past.ts';
import { falseAlarms, noticing, type Watch } from './replay/outages.ts';
import { type PastWatch, sightings, summary } from './replay/past.ts';
import { FALSE_ALARMS, NOTICING, YEARS } from './replay/reference.ts';
import { year } from './replay/year.ts';

// Plays outages, quiet weeks and everything that has really happened through the filter and the verdicts of src/monitor/verdict, and
// prints how they do beside what a simulation of the same design had promised. See docs/decisions/verdicts.md.
//
//   npm run replay                        all of it, some minutes
//   npm run replay -- --runs 20 --days 10  a glance
//   npm run replay -- --before 0          with outages that begin when nothing is known yet, not after 40 good minutes
//   npm run replay -- --only outages      one part: figures, outages, quiet, past or year

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    days: { type: 'string', default: '120' },
    before: { type: 'string', default: '40' },
    only: { type: 'string' },
  },
});

const WATCHES: readonly PastWatch[] = [
  ...NOTICING.map(({ watch }) => ({ ...watch, base: 0.005, reads: true })),
  { perMinute: 5, probeMs: 60_000, base: 0.005, reads: false },
];
const WINDOWS = [
  { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2025, 0, 1) },
  { fromMs: Date.UTC(2026, 4, 7), toMs: Date.UTC(2026, 6, 1) },
];
const SEVERITIES = [
  ['degraded', 'minor'],
  ['partial', 'major'],
  ['major', 'critical'],
] as const;

const PARTS = { figures, outages, quiet, past, year: years } as const;
for (const [name, part] of Object.entries(PARTS)) if (values.only === undefined || values.only === name) part();

function figures(): void {
  table(
    'What pages told, from the first post to the last one',
    'surface',
    'from, to',
    'down is',
    'incidents',
    'median, mean min',
    'hours from one to the next',
    'uptime',
  );
  const all = pastIncidents();
  for (const window of WINDOWS)
    for (const surface of ['claude-api', 'openai-api'])
      for (const definition of Object.values(DEFINITIONS)) {
        const incidents = all.filter((incident) => incident.surface === surface);
        const said = numbers({ incidents, window, definition, times: 'posted' });
        row(
          surface,
          `${dateOf(window.fromMs)}, ${dateOf(window.toMs)}`,
          definition.name,
          String(said.incidents),
          `${minutes(said.medianMs)}, ${minutes(said.mttrMs)}`,
          said.mtbfMs === null ? '–' : (said.mtbfMs / 3_600_000).toFixed(0),
          percent(said.uptime, 2),
        );
      }
}

function outages(): void {
  const often = { runs: Number(values.runs), beforeMs: Number(values.before) * 60_000 };
  table(
    `Outages of an hour after ${values.before} good minutes, ${values.runs} of each kind: minutes until degraded or down, median/p90, and how many were missed; in brackets the reference`,
    'requests, probes',
    '10 % fail',
    '30 %',
    '70 %',
    '100 %',
    'recovering',
    'healthy',
  );
  for (const { watch, shares } of NOTICING) {
    const all = shares.map(({ share }) => noticing(watch, share, often));
    const cells = all.map(
      ({ median, p90, missed }, at) =>
        `${figure(median)}/${figure(p90)}${missed > 0 ? ` ${percent(missed, 0)} missed` : ''} [${shares[at]?.said ?? ''}]`,
    );
    row(
      nameOf(watch),
      ...cells,
      range(all.map(({ recovering }) => recovering)),
      `${range(all.map(({ healthy }) => healthy))} [9–24]`,
    );
  }
}

function quiet(): void {
  const days = Number(values.days);
  table(
    `False alarms in 30 days, from ${days} days in which so many calls fail all the time; in brackets the reference`,
    'requests, probes',
    ...FALSE_ALARMS.map(({ base }) => `${percent(base, 1)} fail`),
  );
  for (const { watch } of NOTICING)
    row(
      nameOf(watch),
      ...FALSE_ALARMS.map(({ base, said }) => `${falseAlarms(watch, base, days).toFixed(1)} [${said}]`),
    );
}

function past(): void {
  const all = pastIncidents();
  const surfaces = Map.groupBy(all, ({ surface }) => surface);
  table(
    `All past incidents, ${all.length} over ${surfaces.size} surfaces; 5, 30 and 95 % of the calls fail where they were minor, major and ` +
      'critical. Minutes until degraded or down; the lead over the first post, and how often we are first, are of those of which the true beginning is known',
    'requests, probes, page',
    'severity',
    'incidents',
    'median/p90',
    'missed',
    'lead',
    'first in',
  );
  for (const watch of WATCHES) {
    const seen = [...surfaces].flatMap(([surface, incidents]) => sightings(surface, incidents, watch));
    for (const [level, name] of SEVERITIES) {
      const { incidents, known, missed, median, p90, lead, timed, first } = summary(seen, level);

      row(
        `${nameOf(watch)}${watch.reads ? '' : ', no page'}`,
        name,
        String(incidents - known),
        `${figure(median)}/${figure(p90)}`,
        percent(missed, 0),
        figure(lead),
        `${percent(first, 0)} of ${timed}`,
      );
    }
  }
}

function years(): void {
  const all = pastIncidents();
  table(
    'The share of requests that were answered in 2024; in brackets the reference',
    'first, standby',
    'alone',
    'to the better one after 2 min',
    'to where verdicts say',
    'asked again at once',
  );
  for (const { pair, alone, routed, retried } of YEARS) {
    const said = year(all, pair, { perMinute: 30, probeMs: 60_000, base: 0.005, reads: true });
    row(
      `${pair.first}, ${pair.standby}`,
      `${percent(said.alone, 3)} [${alone}]`,
      `${percent(said.routed, 3)} [${routed}]`,
      percent(said.judged, 3),
      `${percent(said.retried, 3)} [${retried}]`,
    );
  }
}

/** A table as it can be put into a document. */
function table(text: string, ...columns: readonly string[]): void {
  console.log(`\n${text}\n`);
  row(...columns);
  row(...columns.map(() => '---'));
}

function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function nameOf({ perMinute, probeMs }: Watch): string {
  return `${perMinute === 0 ? 'none' : `${perMinute}/min`}, ${probeMs === null ? 'none' : `${probeMs / 1_000} s`}`;
}

function range(all: readonly (number | null)[]): string {
  const known = all.flatMap((one) => (one === null ? [] : [one]));
  return known.length === 0 ? '–' : `${figure(Math.min(...known))}–${figure(Math.max(...known))}`;
}

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(1);
}

function minutes(ms: number | null): string {
  return ms === null ? '–' : (ms / 60_000).toFixed(0);
}

function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toFixed(digits)} %`;
}
