import { parseArgs, styleText } from 'node:util';
import { FAULT_NAMES } from '../src/drill/sandbox/faults.ts';
import { WAYS } from './fixtures/client.ts';
import { allCells, nameOf, raiseWall, someCells, type Verdict } from './fixtures/wall.ts';

/**
 * Prints the fault wall: a row per fault, a column per caller, streaming or not. `npm run wall` raises the part of it that the tests
 * look at, `npm run wall -- --all` all of it, and a name of a fault that row alone.
 */
const {
  values: { all },
  positionals: [only],
} = parseArgs({ options: { all: { type: 'boolean', default: false } }, allowPositionals: true });
const cells = (all || only !== undefined ? allCells() : someCells()).filter(
  ({ fault }) => only === undefined || fault === only,
);
const verdicts = await raiseWall(cells);

const MARKS = { saved: ['✓', 'green'], told: ['e', 'yellow'], wrong: ['✗', 'red'] } as const;
const WIDTH = 9;

/** The worst of what happened in one place of the table; a place may stand for several pairs of providers. */
function mark(here: readonly Verdict[]): string {
  const worst = (['wrong', 'told', 'saved'] as const).find((outcome) => here.some((one) => one.outcome === outcome));
  if (worst === undefined) return '·'.padEnd(WIDTH / 2);
  const [sign, colour] = MARKS[worst];
  return styleText(colour, sign.padEnd(WIDTH / 2));
}

const SHORT = {
  anthropic: 'messages',
  'openai-chat': 'chat',
  'openai-responses': 'respons.',
  gemini: 'gemini',
  'gemini-list': 'g. list',
  ollama: 'ollama',
  'ollama-generate': 'generate',
} as const;

console.log(`${''.padEnd(25)}${WAYS.map((way) => SHORT[way].padEnd(WIDTH)).join('')}`);
console.log(`${''.padEnd(25)}${WAYS.map(() => 's   w'.padEnd(WIDTH)).join('')}   (streamed, whole)`);
for (const fault of FAULT_NAMES) {
  const row = verdicts.filter(({ cell }) => cell.fault === fault);
  if (row.length === 0) continue;
  const marks = WAYS.map((way) =>
    [true, false]
      .map((streamed) => mark(row.filter(({ cell }) => cell.way === way && cell.streamed === streamed)))
      .join(''),
  );
  console.log(`${fault.padEnd(25)}${marks.join(' ')}`);
}
const count = (outcome: Verdict['outcome']): number => verdicts.filter((one) => one.outcome === outcome).length;
console.log(
  `\n${verdicts.length} requests: ✓ ${count('saved')} complete and correct   e ${count('told')} an explicit error, after ` +
    `content or because the request is refused   ✗ ${count('wrong')} wrong`,
);
for (const { cell, outcome, why } of verdicts) if (outcome === 'wrong') console.log(`\n✗ ${nameOf(cell)}\n  ${why}`);
process.exitCode = count('wrong') === 0 ? 0 : 1;
