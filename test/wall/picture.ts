import { styleText } from 'node:util';
import { type Way, WAYS } from '../fixtures/client.ts';
import { type CatalogueRow, ROWS } from './catalogue.ts';
import { PLAY_NAMES, type PlayName, strikes } from './plays.ts';
import type { Verdict } from './raise.ts';
import type { SimulatedVerdict } from './simulated.ts';
import type { Judgement } from './verdict.ts';

export type Verdicts = { readonly sockets: readonly Verdict[]; readonly simulated: readonly SimulatedVerdict[] };

const MARKS = { saved: ['✓', 'green'], told: ['e', 'yellow'], wrong: ['✗', 'red'] } as const;
const NAME_WIDTH = 32;
const WIDTH = 9;
const SHORT: Readonly<Record<Way, string>> = {
  anthropic: 'messages',
  'openai-chat': 'chat',
  'openai-responses': 'respons.',
  gemini: 'gemini',
  'gemini-list': 'g. list',
  ollama: 'ollama',
  'ollama-generate': 'generate',
};

/** What is played besides: faults that no row of the catalogue names. */
export const BESIDES: readonly PlayName[] = PLAY_NAMES.filter(
  (play) => !ROWS.some(([, { sockets }]) => sockets.includes(play)),
);

/** The wall as a table: a row per known fault, a column per caller, streaming or not. */
export function picture(verdicts: Verdicts, rows = ROWS): string {
  const all = [...rows, ...BESIDES.map((play): (typeof ROWS)[number] => ['', { name: play, sockets: [play] }])];
  return [
    `${''.padEnd(NAME_WIDTH)}${WAYS.map((way) => SHORT[way].padEnd(WIDTH)).join('')}`,
    `${''.padEnd(NAME_WIDTH)}${WAYS.map(() => 's   w'.padEnd(WIDTH)).join('')}(streamed, whole)`,
    ...all.map(([key, row]) => drawn(key, row, verdicts)).filter((line) => line !== ''),
  ].join('\n');
}

function drawn(key: string, row: CatalogueRow, { sockets, simulated }: Verdicts): string {
  const here = sockets.filter(({ cell }) => row.sockets.includes(cell.play));
  const made = simulated.filter(({ cell }) => row.simulated?.includes(cell.outage) === true);
  if (here.length + made.length === 0 && row.sockets.length + (row.simulated?.length ?? 0) > 0) return '';
  const marks = WAYS.map((way) => {
    const place = [true, false].map((streamed) => {
      const found = here.filter(({ cell }) => cell.way === way && cell.streamed === streamed);
      // Where a fault does nothing to an answer, it came whole, and that is no news.
      const struck = found.filter(
        ({ cell, outcome }) => outcome === 'wrong' || strikes(cell.play, streamed, cell.primary),
      );
      return mark([...struck, ...made.filter(({ cell }) => cell.way === way && cell.streamed === streamed)]);
    });
    return place.join('');
  });
  const where = [
    ...(row.sockets.length > 0 ? ['sockets'] : []),
    ...((row.simulated?.length ?? 0) > 0 ? ['simulator'] : []),
    ...(row.tests === undefined ? [] : ['tests']),
  ];
  return `${`${key.padStart(2)} ${row.name}`.padEnd(NAME_WIDTH)}${marks.join(' ')}${where.join(', ')}`;
}

/** The worst of what happened in one place of the table; a place may stand for many questions. */
function mark(here: readonly Judgement[]): string {
  const worst = (['wrong', 'told', 'saved'] as const).find((outcome) => here.some((one) => one.outcome === outcome));
  if (worst === undefined) return '·   ';
  const [sign, colour] = MARKS[worst];
  return `${styleText(colour, sign)}   `;
}

/** The rows that are not, or not alone, played on sockets: where else, and why. */
export function elsewhere(): string {
  return ROWS.filter(([, { simulated, tests }]) => simulated !== undefined || tests !== undefined)
    .map(([key, { name, simulated = [], tests = [], why = '' }]) => {
      const places = [
        ...simulated.map((outage) => `simulator: ${outage}`),
        ...tests.map(([file, title]) => `${file}: ${title}`),
      ];
      return `${key.padStart(2)} ${name}: ${places.join('; ')}.${why === '' ? '' : ` ${why}`}`;
    })
    .join('\n');
}
