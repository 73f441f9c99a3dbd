import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ROWS } from './wall/catalogue.ts';
import { allCells, nameOf, someCells } from './wall/cells.ts';
import { elsewhere, picture } from './wall/picture.ts';
import { raiseWall } from './wall/raise.ts';
import { simulateCell, simulatedCells } from './wall/simulated.ts';

/**
 * Prints the fault wall: a row per known fault, a column per caller, streaming or not. `npm run wall` raises the part of it that the
 * tests look at; `npm run wall -- --all` all of it, and runs the tests that it names; a number, letter or name that row alone.
 */
const {
  values: { all },
  positionals: [only],
} = parseArgs({ options: { all: { type: 'boolean', default: false } }, allowPositionals: true });
const rows = ROWS.filter(([key]) => only === undefined || only === key);
const [[, row] = []] = only === undefined ? [] : rows;
const isWanted = (name: string, of: readonly string[] = []): boolean =>
  only === undefined || only === name || of.includes(name);

/** So many of those that are wrong are told about. */
const SHOWN_MAX = 40;

const cells = (all || only !== undefined ? allCells() : someCells()).filter(({ play }) => isWanted(play, row?.sockets));
const made = simulatedCells().filter(({ outage }) => isWanted(outage, row?.simulated));
const sockets = await raiseWall(cells);
const simulated = made.map(simulateCell);

console.log(picture({ sockets, simulated }, rows));
const verdicts = [...sockets, ...simulated];
const count = (outcome: (typeof verdicts)[number]['outcome']): number =>
  verdicts.filter((one) => one.outcome === outcome).length;
console.log(
  `\n${sockets.length} cells on real sockets, ${simulated.length} in the simulator: ✓ ${count('saved')} all that was sent   ` +
    `e ${count('told')} an explicit error, behind the beginning or because the request is refused   ` +
    `✗ ${count('wrong')} less than that`,
);
if (only === undefined) console.log(`\nNot on sockets, or not there alone:\n${elsewhere()}`);
const wrong = [
  ...sockets.flatMap(({ cell, outcome, why }) => (outcome === 'wrong' ? [`✗ ${nameOf(cell)}\n  ${why}`] : [])),
  ...simulated.flatMap(({ cell, outcome, why }) =>
    outcome === 'wrong' ? [`✗ ${cell.outage} · ${cell.way} · ${cell.streamed ? 'stream' : 'whole'}\n  ${why}`] : [],
  ),
];
console.log(
  wrong
    .slice(0, SHOWN_MAX)
    .map((sentence) => `\n${sentence}`)
    .join('\n'),
);
process.exitCode = count('wrong') === 0 ? 0 : 1;

if (all) {
  const files = new Set(ROWS.flatMap(([, { tests = [] }]) => tests.map(([file]) => file)));
  const { status } = spawnSync('vitest', ['run', ...files], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
