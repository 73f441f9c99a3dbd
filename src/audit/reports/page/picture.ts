import { html, type Html } from '../../../page/html.ts';
import type { Need, Node, Way } from '../graph.ts';
import { said } from './parts.ts';

/** Needs that are drawn; more would be a picture of threads. */
export const DRAWN_MAX = 14;

const COLUMNS = ['Workflow', 'Way', 'Who answers', 'What that stands on'] as const;
const [WIDTH, HEIGHT, GAP, BETWEEN, TOP] = [192, 36, 12, 52, 34];
/** Characters that fit into a box, by a wide letter each. */
const FITS = 22;

type Box = { readonly id: string; readonly name: string; readonly column: number; readonly tone: '' | 'sole' | 'own' };
type Line = { readonly from: string; readonly to: string; readonly isStandby: boolean };

/** From workflows to what they stand on, as a picture; what stops something by itself is marked. The tables beside it say the same. */
export function picture(needs: readonly Need[], sole: ReadonlySet<string>): Html {
  const drawn = needs.slice(0, DRAWN_MAX);
  const { boxes, lines } = drawing(drawn, sole);
  const columns = COLUMNS.map((_, at) =>
    ordered(
      boxes.filter(({ column }) => column === at),
      lines,
      boxes,
    ),
  );
  const tallest = Math.max(...columns.map((column) => column.length));
  const height = TOP + tallest * (HEIGHT + GAP);
  const places = new Map(
    columns.flatMap((column, at) =>
      column.map((box, row) => {
        const free = (tallest - column.length) * (HEIGHT + GAP);
        return [box.id, { x: at * (WIDTH + BETWEEN) + 1, y: TOP + free / 2 + row * (HEIGHT + GAP) }] as const;
      }),
    ),
  );
  const width = COLUMNS.length * WIDTH + (COLUMNS.length - 1) * BETWEEN + 2;
  return html`<div class="wide" tabindex="0" role="region" aria-label="What everything hangs on, as a picture">
    <svg
      class="graph"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="From ${drawn.length} workflows over their ways and those who answer to what these stand on. The tables below say the same."
    >
      ${COLUMNS.map((title, at) => html`<text class="column" x="${at * (WIDTH + BETWEEN) + 2}" y="16">${title}</text>`)}
      ${lines.map((line) => drawnLine(line, places))} ${boxes.map((box) => drawnBox(box, places.get(box.id)))}
    </svg>
  </div>`;
}

function drawing(
  needs: readonly Need[],
  sole: ReadonlySet<string>,
): { readonly boxes: readonly Box[]; readonly lines: readonly Line[] } {
  const boxes = new Map<string, Box>();
  const lines = new Map<string, Line>();
  const put = (box: Box): void => void (boxes.has(box.id) || boxes.set(box.id, box));
  const join = (line: Line): void => {
    const key = `${line.from}\n${line.to}`;
    const before = lines.get(key);
    lines.set(key, { ...line, isStandby: line.isStandby && before?.isStandby !== false });
  };
  const stand = (way: Way, node: Node): void => {
    const column = node.kind === 'gateway' ? 1 : 3;
    if (node.kind === 'service' || column === 1) return;
    put({ id: node.id, name: node.name, column, tone: sole.has(node.id) ? 'sole' : '' });
    join({ from: way.id, to: node.id, isStandby: false });
  };
  for (const need of needs) {
    put({ id: need.id, name: need.name, column: 0, tone: '' });
    put({ id: need.via.id, name: need.via.name, column: 1, tone: '' });
    join({ from: need.id, to: need.via.id, isStandby: false });
    if (need.parts.length === 0) {
      put({ id: 'unknown', name: 'nobody knows', column: 2, tone: 'own' });
      join({ from: need.via.id, to: 'unknown', isStandby: false });
    }
    for (const ways of need.parts) {
      for (const [at, way] of ways.entries()) {
        put({ id: way.id, name: way.name, column: 2, tone: way.asksModel ? '' : 'own' });
        join({ from: need.via.id, to: way.id, isStandby: at > 0 });
        for (const node of way.nodes) stand(way, node);
      }
    }
  }
  return { boxes: [...boxes.values()], lines: [...lines.values()] };
}

/** Each beside what leads to it, so that few lines cross. */
function ordered(column: readonly Box[], lines: readonly Line[], all: readonly Box[]): readonly Box[] {
  const rank = new Map(all.map(({ id }, at) => [id, at]));
  const weight = ({ id }: Box): number => {
    const before = lines.filter(({ to }) => to === id).map(({ from }) => rank.get(from) ?? 0);
    return before.length === 0 ? (rank.get(id) ?? 0) : before.reduce((sum, at) => sum + at, 0) / before.length;
  };
  return column.toSorted((a, b) => weight(a) - weight(b));
}

type Point = { readonly x: number; readonly y: number };

function drawnLine({ from, to, isStandby }: Line, places: ReadonlyMap<string, Point>): Html | null {
  const [start, end] = [places.get(from), places.get(to)];
  if (start === undefined || end === undefined) return null;
  const [x1, y1, x2, y2] = [start.x + WIDTH, start.y + HEIGHT / 2, end.x, end.y + HEIGHT / 2];
  const bend = BETWEEN * 0.55;
  return html`<path
    class="${isStandby ? 'line standby' : 'line'}"
    d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"
  />`;
}

function drawnBox({ name, tone }: Box, at: Point | undefined): Html | null {
  if (at === undefined) return null;
  const text = said(name, 200);
  return html`<g class="box ${tone}">
    <title>${text}${tone === 'sole' ? ': without it something stands still' : ''}</title>
    <rect x="${at.x}" y="${at.y}" width="${WIDTH}" height="${HEIGHT}" rx="8" />
    ${tone === 'sole' ? html`<path class="warn" d="M${at.x + 17} ${at.y + 11}l7 13h-14z" />` : null}
    <text x="${at.x + (tone === 'sole' ? 30 : 12)}" y="${at.y + 23}"
      >${fitting(text, tone === 'sole' ? FITS - 2 : FITS)}</text
    >
  </g>`;
}

const LETTERS = new Intl.Segmenter();
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Emoji_Presentation}/u;

/** As much of a text as a box holds. */
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
