import type { Surface } from '../../model/surface.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { Headline } from '../../gateway/status-page/headline.ts';
import { CONDITIONS, type Words } from '../../gateway/status-page/words.ts';
import type { Tone } from '../../page/shapes.ts';
import { type Channel, clock, columns, duration, wrap } from '../print.ts';

/** What a gateway that watches its providers says of them. */
export type Watched = {
  readonly surfaces: readonly Surface[];
  readonly verdicts: readonly Verdict[];
  readonly headline: Headline;
  /** What people can use instead; empty while nobody needs to know. */
  readonly guide: readonly string[];
};

const TONES: Readonly<Record<Tone, readonly [mark: string, colour: 'green' | 'yellow' | 'red' | 'blue' | 'dim']>> = {
  well: ['●', 'green'],
  watch: ['◐', 'yellow'],
  slow: ['◐', 'yellow'],
  trouble: ['◐', 'yellow'],
  down: ['○', 'red'],
  planned: ['●', 'blue'],
  unknown: ['?', 'dim'],
};

/** The first thing to say: how the providers are, in a sentence. */
export function headlineLines({ headline }: Watched, { paint, width }: Channel): readonly string[] {
  const [, colour] = TONES[headline.tone];
  const fit = (words: Words): string => wrap(here(words), { width: width(), indent: 0 });
  return [
    paint(['bold', colour], fit(headline.sentence)),
    ...(headline.beside.length === 0 ? [] : [fit(headline.beside)]),
  ];
}

/** Every surface in a line, and below it what speaks for the verdict where that is no good one. */
export function verdictLines({ surfaces, verdicts, guide }: Watched, channel: Channel): readonly string[] {
  const { paint } = channel;
  const nowMs = Date.now();
  const names = new Map(surfaces.map(({ id, name }) => [id, name]));
  const shown = verdicts.filter(({ cell, condition }) => isWhole(cell) || condition !== 'healthy');
  const rows = shown.map((verdict): readonly string[] => {
    const { condition, sinceMs, cell } = verdict;
    const { word, tone } = CONDITIONS[condition];
    const [mark, colour] = TONES[tone];
    const name = isWhole(cell) ? (names.get(cell.surface) ?? cell.surface) : `  ${partOf(verdict)}`;
    const since = sinceMs === 0 || condition === 'healthy' ? '' : `for ${duration(nowMs - sinceMs)}`;
    const why = condition === 'healthy' ? '' : whyOf(verdict);
    return [name, paint(colour, `${mark} ${word.toLowerCase()}`), since, why];
  });
  return [
    paint('bold', 'Services'),
    ...columns(rows).map((line) => `  ${line}`),
    ...(guide.length === 0 ? [] : ['', ...guide]),
  ];
}

function isWhole({ model, region, credential }: Verdict['cell']): boolean {
  return model === null && region === null && credential === null;
}

function partOf({ cell: { provider, model, credential, region } }: Verdict): string {
  if (credential !== null) return `key ${credential + 1} of ${provider ?? ''}`;
  return model ?? region ?? provider ?? '';
}

/** The strongest evidence, and who says otherwise. */
function whyOf({ evidence, disagreements, blind }: Verdict): string {
  return [evidence[0]?.text, disagreements[0], blind[0]].find((text) => text !== undefined && text !== '') ?? '';
}

/** Moments in the time of this machine. */
function here(words: Words): string {
  const nowMs = Date.now();
  return words
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if (piece.form === 'ago') return `${duration(nowMs - piece.atMs)} ago`;
      return clock(piece.atMs, nowMs).replace(/:\d\d$/, '');
    })
    .join('');
}
