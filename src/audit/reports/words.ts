import type { Span } from '../../history/spans.ts';
import { lasted } from '../../page/words.ts';
import { type Chance, meanOf } from '../forecast/chance.ts';
import type { Assumed, Forecast } from '../forecast/forecast.ts';
import type { Measurement, Moved } from '../forecast/moved.ts';
import { RUNG_KINDS } from '../workflows/rungs.ts';
import type { Way } from '../workflows/sources.ts';

/** Who told something, for people. */
export const WAYS: Readonly<Record<Way, string>> = {
  drill: 'a drill',
  history: 'an incident',
  traffic: 'traffic',
  configuration: 'the configuration',
  scan: 'the code',
  person: 'a person',
};

/** `12 h`, `0.4 h`: one digit where the second would say nothing. */
export function hours(value: number): string {
  if (value >= 10) return `${Math.round(value).toLocaleString('en')} h`;
  return `${value === 0 ? '0' : value < 0.1 ? '<0.1' : value.toFixed(1)} h`;
}

export function money(amount: number, currency: string): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.max(amount, 1))) - 1);
  const rounded = Math.round(amount / 10 ** digits) * 10 ** digits;
  return `${rounded.toLocaleString('en')} ${currency}`.trim();
}

/** What was played, so that a figure never stands alone: `2023-03-16 to 2025-01-08 and …`. */
export function windowWords(windows: readonly Span[]): string {
  const days = windows.map(({ fromMs, toMs }) => [day(fromMs), day(toMs - 1)] as const);
  return days.map(([from, to]) => (from === to ? from : `${from} to ${to}`)).join(' and ');
}

export function chanceWords(chance: Chance): string {
  const share = `${Math.round(meanOf(chance) * 100)} %`;
  if (chance.by === 'assumption')
    return chance.failing === 0 ? 'never fails' : `fails ${share} of the time, as assumed`;
  const trials = chance.passed + chance.failed;
  return trials === 0
    ? `fails ${share} of the time: it was never tried`
    : `fails ${share} of the time, as ${chance.passed} of ${trials} trials passed`;
}

/** What the hours of a forecast mean. Printed beside every figure. */
export const MEANINGS = [
  ['without AI', 'no model answers; hours in which only a part of the requests is concerned count as that part'],
  ['lesser mode', 'somebody else answers than the first rung: another model, or something that asks none'],
  ['nothing', 'nobody answers, and nothing that asks no model either'],
  ['P50, P90', 'of 2,000 years made of weeks of the past, half have no more, nine in ten have no more'],
] as const;

/** What whoever has made a report has put in the place of what is known. */
export function assumedWords({ since, failing, switchMs }: Assumed): readonly string[] {
  return [
    ...(since === null ? [] : [`only what has happened since ${since} is played`]),
    ...(failing === null ? [] : [`every standby fails ${Math.round(failing * 100)} % of the time`]),
    ...(switchMs === null ? [] : [`every switch takes ${lasted(switchMs)}`]),
  ];
}

/** Whose record of the past it is, as sentences. */
export function sourceSentences({ pages, own }: { readonly pages: boolean; readonly own: boolean }): readonly string[] {
  return [
    ...(pages
      ? [
          'Times are as the makers of the services told them on their pages. What they never posted is not in it, and what was posted lasts longer there than it did.',
        ]
      : []),
    ...(own
      ? [
          'On days on which the gateway has watched a service itself, its own record counts in their place: an incident as the share of its own requests that met it, where there were ten; else as bad as it was called.',
        ]
      : []),
    'No forecast of what a provider will do: only of how your ladder would have done.',
  ];
}

type KnownForecast = Extract<Forecast, { kind: 'known' }>;

/** What was played. */
export function playedWords({ first, year, windows, own }: KnownForecast): string {
  const seen = own === null ? '' : `, of which ${windowWords(own.windows)} as the gateway saw it itself`;
  return `${first} serves first; ${Math.round(year.episodes)} spells of trouble in a year like ${windowWords(windows)}${seen}`;
}

/** What was measured, and what the figures would be without it. */
export function movedWords({ what, without }: Moved): string {
  const figures =
    without === null
      ? 'nothing could be played'
      : `${hours(without.withoutAi)} without AI, ${hours(without.nothing)} of nothing at all`;
  return `${measurementWords(what)}; without it: ${figures}`;
}

function switchWords(switchMs: number): string {
  if (switchMs === 0) return 'at once';
  if (switchMs < 1_000) return 'within a second';
  return `after ${Number.isFinite(switchMs) ? lasted(switchMs) : 'ever so long'}`;
}

function measurementWords(what: Measurement): string {
  if (what.kind === 'past') {
    const weighed = what.weighed === 0 ? '' : `, ${what.weighed} weighed by its own requests`;
    return `the past of ${windowWords(what.windows)} as the gateway saw it (${counted(what.incidents, 'incident')}${weighed})`;
  }
  const { rung, text, passed, failed, switchMs } = what;
  const name = RUNG_KINDS[rung].name;
  const trials = passed + failed === 0 ? '' : `, ${passed} of ${counted(passed + failed, 'trial')} passed`;
  return `${name}${text === '' ? '' : ` (${text})`}${trials}${switchMs === null ? '' : `, serves ${switchWords(switchMs)}`}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

export function inputLines(forecast: KnownForecast): readonly string[] {
  return forecast.inputs.map(
    ({ name, chance, switchMs, isMeasured }) =>
      `${name}: ${chanceWords(chance)}; serves ${switchWords(switchMs)}${isMeasured ? ', as measured' : ''}`,
  );
}

/** `2026-11-26`, in UTC. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
