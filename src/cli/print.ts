import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** The two ways out: data that scripts read, and talk that people read. */
export type Channel = {
  readonly line: (text?: string) => void;
  /** Without a line end, for text that comes in pieces. It is written as it is: see `harmless`. */
  readonly piece: (text: string) => void;
  /** Coloured where a terminal shows it and nobody objects (NO_COLOR). */
  readonly paint: (style: Style, text: string) => string;
  readonly isTerminal: () => boolean;
  /** Characters on a line; 80 where there is no terminal. */
  readonly width: () => number;
};

export const WIDTH = 80;

function channel(stream: NodeJS.WriteStream): Channel {
  return {
    line: (text = '') => void stream.write(`${stream.isTTY ? harmless(text) : text}\n`),
    piece: (text) => void stream.write(text),
    paint: (style, text) => styleText(style, text, { stream, validateStream: true }),
    isTerminal: () => stream.isTTY,
    // Some terminals do not know how wide they are.
    width: () => (stream.isTTY && stream.columns > 0 ? Math.max(40, stream.columns) : WIDTH),
  };
}

/** Names and answers come from others, and no terminal does what they say: all that is left of their controls are colours. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROLS, '\uFFFD');
}

// eslint-disable-next-line no-control-regex -- Those are what is looked for.
const CONTROLS = /\u001B(?!\[[\d;]*m)|[\u0000-\u0008\u000B-\u001A\u001C-\u001F\u007F-\u009F]/g;

export const out: Channel = channel(process.stdout);
export const talk: Channel = channel(process.stderr);

/** Can this person be asked something? */
export function isConversing(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** What `--json` prints: one object, whose fields are only ever added to. */
export type Report = {
  readonly ok: boolean;
  readonly data: unknown;
  readonly errors?: readonly { readonly code: string; readonly message: string; readonly fix?: string }[];
};

export function printReport(command: string, { ok, data, errors = [] }: Report): void {
  const report = { schema: `failsoft.${command}/v1`, ok, generatedAt: new Date().toISOString(), data, errors };
  out.line(JSON.stringify(report, null, out.isTerminal() ? 2 : 0));
}

/** Rows as columns that stand below each other. The last column is as long as it is. */
export function columns(rows: readonly (readonly string[])[], gap = 2): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, lengthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - lengthOf(cell) + gap)))
      .join('')
      .trimEnd(),
  );
}

/** Columns that a text takes on the screen: colours take none, Chinese characters and most emoji two. */
export function lengthOf(text: string): number {
  let taken = 0;
  for (const { segment } of GRAPHEMES.segment(stripVTControlCharacters(text))) taken += WIDE.test(segment) ? 2 : 1;
  return taken;
}

const GRAPHEMES = new Intl.Segmenter();
const WIDE =
  /^(?:[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Emoji_Presentation})/u;

/** A text cut where a reader would cut it: an emoji of several code points is one character. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** Words on lines of a width; every line but the first begins with an indent. */
export function wrap(text: string, { width, indent }: { readonly width: number; readonly indent: number }): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = width - indent;
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

/** A text cut to a length, with a sign that it was. */
export function shorten(text: string, length: number): string {
  const all = characters(text);
  return all.length <= length ? text : `${all.slice(0, Math.max(1, length - 1)).join('')}…`;
}

/** What people count as one, however many code points it has. */
function characters(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** `820 ms`, `1.4 s`, `3 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
}

/** `3 min ago`; `-` for never. */
export function ago(atMs: number | null, nowMs: number): string {
  if (atMs === null) return '-';
  return nowMs - atMs < 1_000 ? 'just now' : `${duration(nowMs - atMs)} ago`;
}

/** The time of the day here, or the date when it was not today. */
export function clock(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toTimeString().slice(0, 8);
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((number) => String(number).padStart(2, '0'));
  return `${month}-${day} ${time}`;
}
