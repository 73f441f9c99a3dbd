import type { JsonObject } from '../../model/json.ts';
import { type Html, xml } from '../../page/html.ts';
import type { Tone } from '../../page/shapes.ts';
import { conditionOf, type Outlook } from './outlook.ts';
import { headlineOf } from './headline.ts';
import { DEFINITION_SHORT, percent, uptimeOf } from './uptime.ts';
import { CONDITIONS } from './words.ts';

/** A label, what is said of it, and how it is meant. */
export type Badge = { readonly label: string; readonly message: string; readonly tone: Tone };

/** How one service is now, or how it was for so many days; of all of them for `all`. Null where there is none of this name. */
export function badgeOf(outlook: Outlook, id: string, uptimeDays: number | null): Badge | null {
  if (id === 'all') return { label: 'AI services', ...overall(outlook) };
  const row = outlook.surfaces.find(({ surface }) => surface.id === id);
  if (row === undefined) return null;
  if (uptimeDays === null) {
    const { word, tone } = CONDITIONS[conditionOf(row)];
    return { label: row.surface.name, message: word.toLowerCase(), tone };
  }
  const share = uptimeOf(row.days.slice(-uptimeDays), outlook.atMs);
  const label = `${row.surface.name}, ${uptimeDays} days (${DEFINITION_SHORT})`;
  if (share === null) return { label, message: 'not known', tone: 'unknown' };
  return { label, message: `${percent(share)} up`, tone: share >= 0.999 ? 'well' : share >= 0.99 ? 'slow' : 'trouble' };
}

const OVERALL: Readonly<Partial<Record<Tone, string>>> = { well: 'working', trouble: 'having trouble', down: 'down' };

function overall(outlook: Outlook): Omit<Badge, 'label'> {
  const { tone } = headlineOf(outlook);
  return { message: OVERALL[tone] ?? 'not verified', tone };
}

/** White letters are easy to read on all of them (contrast 4.5 and more). */
const COLOURS: Readonly<Record<Tone, string>> = {
  well: '#1d7348',
  watch: '#59626d',
  slow: '#745f00',
  trouble: '#a35200',
  down: '#b42318',
  planned: '#2a5cae',
  unknown: '#59626d',
};

/** A picture in the form that people know from READMEs. Its letters are stretched to the room that is left for them. */
export function badgeSvg({ label, message, tone }: Badge): string {
  const left = Math.round(widthOf(label)) + 2 * PADDING;
  const right = Math.round(widthOf(message)) + 2 * PADDING;
  const text = `${label}: ${message}`;
  return xml`<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${text}">
<title>${text}</title>
<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#40464e"/>
<rect x="${left}" width="${right}" height="20" fill="${COLOURS[tone]}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
${letters(label, 0, left)}${letters(message, left, right)}</g>
</svg>
`.text;
}

const PADDING = 6;

function letters(text: string, from: number, width: number): Html {
  return xml`<text x="${from + width / 2}" y="14" textLength="${width - 2 * PADDING}">${text}</text>`;
}

/** About what Verdana takes at 11 pixels. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    width += /[ijl.,:;'|! ()]/.test(letter) ? 4 : /[mwMW%@]/.test(letter) ? 10.5 : /[A-Z]/.test(letter) ? 7.8 : 6.8;
  }
  return width;
}

/** What shields.io draws a badge from: https://shields.io/badges/endpoint-badge */
export function badgeJson({ label, message, tone }: Badge): JsonObject {
  return {
    schemaVersion: 1,
    label,
    message,
    color: COLOURS[tone].slice(1),
    cacheSeconds: 60,
    isError: tone === 'down',
  };
}
