import type { Incident } from '../../../model/incident.ts';
import type { Day } from '../../../model/monitor.ts';
import { html, type Html } from '../../../page/html.ts';
import { counted, dayInWords, lasted } from '../../../page/words.ts';
import type { SurfaceOutlook } from '../outlook.ts';
import { LEVELS } from '../words.ts';

const HEIGHT = 34;
/** The width of a day, and of its bar. */
const STEP = 10;
const WIDTH = 8;
/** A day of which nothing is known. */
const STUB = 4;
/** Two minutes of trouble must be seen, and must not look like a day of it. */
const FILL_MIN = 7;
const DAY_MS = 86_400_000;

/** The last days of a surface, a bar each: the more of it was bad, the fuller. Nothing where no history can be shown. */
export function bars({ surface, days }: SurfaceOutlook, titles: ReadonlyMap<string, string>): Html | null {
  const [first] = days;
  if (first === undefined) return null;
  const at = (fits: (day: Day) => boolean): readonly number[] => days.flatMap((day, x) => (fits(day) ? [x] : []));
  const notable = days.flatMap((day, x) => (isFine(day) ? [] : [[x, sayDay(day, titles)] as const]));
  return html`<svg
    class="bars"
    viewBox="0 0 ${days.length * STEP} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${surface.name}, ${sayDays(days)}"
    data-first="${first.date}"
    data-count="${days.length}"
    data-days="${JSON.stringify(notable)}"
  >
    <path
      class="fine"
      d="${at(isFine)
        .map((x) => rectangle(x, 0, HEIGHT))
        .join('')}"
    />
    <path
      class="dark"
      d="${at((day) => day.worst === null)
        .map((x) => rectangle(x, (HEIGHT - STUB) / 2, STUB))
        .join('')}"
    />
    ${days.map((day, x) => badBar(day, x, titles))}
  </svg>`;
}

function badBar(day: Day, x: number, titles: ReadonlyMap<string, string>): Html | null {
  if (day.worst === null || isFine(day)) return null;
  const share = Math.min(1, badMsOf(day) / DAY_MS);
  const fill = Math.max(FILL_MIN, Math.round(HEIGHT * share));
  return html`<g class="${LEVELS[day.worst].tone}"
    ><title>${sayDay(day, titles)}</title><path class="base" d="${rectangle(x, 0, HEIGHT)}" /><path
      class="fill"
      d="${rectangle(x, HEIGHT - fill, fill)}"
  /></g>`;
}

function rectangle(x: number, y: number, height: number): string {
  return `M${x * STEP + (STEP - WIDTH) / 2} ${y}h${WIDTH}v${height}h-${WIDTH}z`;
}

const badMsOf = ({ badMs: { degraded, partial, major } }: Day): number => degraded + partial + major;

const isFine = (day: Day): boolean => day.worst === 'operational';

/** `3 November 2026: Partial outage, 46 min. Elevated errors`. */
function sayDay(day: Day, titles: ReadonlyMap<string, string>): string {
  const { date, worst, incidents } = day;
  if (worst === null) return `${dayInWords(date)}: nothing is known`;
  const ms = badMsOf(day);
  const names = [...new Set(incidents.flatMap((id) => titles.get(id) ?? []))];
  return `${dayInWords(date)}: ${LEVELS[worst].word}${ms === 0 ? '' : `, ${lasted(ms)}`}${names.map((name) => `. ${name}`).join('')}`;
}

function sayDays(days: readonly Day[]): string {
  const bad = days.filter((day) => day.worst !== null && !isFine(day)).length;
  const dark = days.filter(({ worst }) => worst === null).length;
  const unknown = dark === 0 ? '' : `, nothing known of ${counted(dark, 'day')}`;
  return `the last ${counted(days.length, 'day')}: trouble on ${bad === 0 ? 'none' : bad} of them${unknown}`;
}

/** The same for those who do not see bars: the days that were not fine, newest first. */
export function daysTable({ surface, days }: SurfaceOutlook, titles: ReadonlyMap<string, string>): Html | null {
  const bad = days.filter((day) => day.worst !== null && !isFine(day)).toReversed();
  if (days.length === 0) return null;
  if (bad.length === 0) return html`<p class="quiet">${capital(sayDays(days))}.</p>`;
  return html`<div class="wide">
    <table>
      <caption>
        ${surface.name}, ${sayDays(days)}
      </caption>
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          <th scope="col">Worst</th>
          <th scope="col">For</th>
          <th scope="col">What it was</th>
        </tr>
      </thead>
      <tbody>
        ${bad.map((day) => dayRow(day, titles))}
      </tbody>
    </table>
  </div>`;
}

function dayRow(day: Day, titles: ReadonlyMap<string, string>): Html {
  const ms = badMsOf(day);
  const links = day.incidents.map(
    (id, at) =>
      html`${at === 0 ? null : ', '}<a href="/status/incidents/${encodeURIComponent(id)}">${titles.get(id) ?? id}</a>`,
  );
  return html`<tr>
    <th scope="row">${dayInWords(day.date)}</th>
    <td>${day.worst === null ? '' : LEVELS[day.worst].word}</td>
    <td>${ms === 0 ? '' : lasted(ms)}</td>
    <td>${links}</td>
  </tr>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How incidents are called, by their ids. */
export function titlesOf(incidents: readonly Incident[]): ReadonlyMap<string, string> {
  return new Map(incidents.map(({ id, title }) => [id, title]));
}
