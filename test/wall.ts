import { styleText } from 'node:util';
import { FAULT_NAMES } from '../src/drill/sandbox/faults.ts';
import { allCells, raiseWall, type Verdict } from './fixtures/wall.ts';

/** Prints the fault wall: a row per fault, a column per caller protocol, streaming or not, and standby protocol. */
const only = process.argv[2];
const cells = allCells().filter(({ fault }) => only === undefined || fault === only);
const verdicts = await raiseWall(cells);

const MARKS = { saved: ['✓', 'green'], told: ['e', 'yellow'], wrong: ['✗', 'red'] } as const;
const mark = ({ outcome }: Verdict): string => styleText(MARKS[outcome][1], MARKS[outcome][0].padStart(3).padEnd(5));

console.log(`${''.padEnd(26)}anthropic asks           openai-chat asks`);
console.log(`${''.padEnd(26)}stream     whole         stream     whole`);
console.log(`${'standby'.padStart(24)}   a    o    a    o        a    o    a    o`);
for (const fault of FAULT_NAMES) {
  const row = verdicts.filter(({ cell }) => cell.fault === fault);
  if (row.length === 0) continue;
  console.log(`${fault.padEnd(25)}${row.slice(0, 4).map(mark).join('')}    ${row.slice(4).map(mark).join('')}`);
}
const count = (outcome: Verdict['outcome']): number => verdicts.filter((one) => one.outcome === outcome).length;
console.log(
  `\n✓ ${count('saved')} complete and correct   e ${count('told')} an explicit error, after content or because the request is refused   ✗ ${count('wrong')} wrong`,
);
for (const { cell, outcome, why } of verdicts) {
  if (outcome === 'wrong')
    console.log(
      `\n✗ ${cell.fault} ${cell.caller} ${cell.streamed ? 'stream' : 'whole'} standby ${cell.standby}\n  ${why}`,
    );
}
process.exitCode = count('wrong') === 0 ? 0 : 1;
