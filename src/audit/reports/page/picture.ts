import { html, type Html } from '../../../page/html.ts';
import type { Need } from '../graph.ts';
import { type Box, drawingOf, type Line } from './drawing.ts';
import { said } from './parts.ts';

/** Needs that are drawn; more would be a picture of threads. */
export const DRAWN_MAX = 14;

/** In the units of the picture: its width, and what boxes take and leave. */
const [ALL, HEIGHT, GAP, BETWEEN, TOP] = [924, 36, 12, 52, 34];
/** What a letter takes in the mean, what the edges of a box take, and the sign in it. */
const [LETTER, EDGES, SIGN] = [7.1, 24, 18];

type Point = { readonly x: number; readonly y: number };

/** From what people rely on to what it stands on; what stops something by itself is marked. The tables beside it say the same. */
export function picture(needs: readonly Need[], sole: ReadonlySet<string>): Html {
  const { columns, lines } = drawingOf(needs.slice(0, DRAWN_MAX), sole);
  const tallest = Math.max(...columns.map(({ boxes }) => boxes.length));
  const width = Math.floor((ALL - (columns.length - 1) * BETWEEN) / columns.length);
  const left = (at: number): number => at * (width + BETWEEN) + 1;
  const places = new Map(
    columns.flatMap(({ boxes }, at) =>
      boxes.map(({ id }, row): readonly [string, Point] => {
        const free = (tallest - boxes.length) * (HEIGHT + GAP);
        return [id, { x: left(at), y: TOP + free / 2 + row * (HEIGHT + GAP) }];
      }),
    ),
  );
  return html`<div class="wide" tabindex="0" role="region" aria-label="What everything hangs on, as a picture">
    <svg
      class="graph"
      viewBox="0 0 ${ALL + 2} ${TOP + tallest * (HEIGHT + GAP)}"
      role="img"
      aria-label="From what people rely on over who answers to what these stand on. The tables below say the same."
    >
      ${columns.map(({ title }, at) => html`<text class="column" x="${left(at) + 1}" y="16">${title}</text>`)}
      ${lines.map((line) => drawnLine(line, places, width))}
      ${columns.flatMap(({ boxes }) => boxes.map((box) => drawnBox(box, places.get(box.id), width)))}
    </svg>
  </div>`;
}

function drawnLine({ from, to, isStandby }: Line, places: ReadonlyMap<string, Point>, width: number): Html | null {
  const [start, end] = [places.get(from), places.get(to)];
  if (start === undefined || end === undefined) return null;
  const [x1, y1, x2, y2] = [start.x + width, start.y + HEIGHT / 2, end.x, end.y + HEIGHT / 2];
  const bend = BETWEEN * 0.55;
  return html`<path
    class="${isStandby ? 'line standby' : 'line'}"
    d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"
  />`;
}

function drawnBox({ name, tone }: Box, at: Point | undefined, width: number): Html | null {
  if (at === undefined) return null;
  const text = said(name, 200);
  const indent = tone === 'sole' ? EDGES / 2 + SIGN : EDGES / 2;
  return html`<g class="box ${tone}">
    <title>${text}${tone === 'sole' ? ': without it something stands still' : ''}</title>
    <rect x="${at.x}" y="${at.y}" width="${width}" height="${HEIGHT}" rx="8" />
    ${tone === 'sole' ? html`<path class="warn" d="M${at.x + 18} ${at.y + 11}l7 13h-14z" />` : null}
    <text x="${at.x + indent}" y="${at.y + 23}">${fitting(text, (width - indent - EDGES / 2) / LETTER)}</text>
  </g>`;
}

const LETTERS = new Intl.Segmenter();
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Emoji_Presentation}/u;

/** As much of a text as a box holds, whose room is that of so many letters. */
function fitting(text: string, room: number): string {
  let taken = 0;
  let kept = '';
  for (const { segment } of LETTERS.segment(text)) {
    taken += WIDE.test(segment) ? 2 : 1;
    if (taken > room) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return kept;
}
