import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { measured } from '../src/cache/near/measured.ts';
import { falseRate } from '../src/cache/near/evidence.ts';
import { isHere, labelledPairs, type Pair, pairsOf } from '../src/cache/near/testing/pairs.ts';
import { likeness } from '../src/cache/near/verbatim.ts';

// How often the rules for the same question in other words are right, on labelled pairs: `node bench/near.ts [folder or file]`. With `--rows`,
// the pairs that are taken against their label, to be read again.

const [folder, isLong] = [process.argv.slice(2).find((one) => !one.startsWith('--')), process.argv.includes('--rows')];
const place = folder === undefined ? undefined : pathToFileURL(folder.endsWith('/') ? folder : `${folder}/`);

function isTaken({ a, b }: Pair): boolean {
  const [one, other] = [measured(a), measured(b)];
  return one.kind === 'question' && other.kind === 'question' && likeness(one.reading, other.reading).kind === 'same';
}

function isMeasured({ a, b }: Pair): boolean {
  return measured(a).kind === 'question' && measured(b).kind === 'question';
}

const percent = (part: number, of: number): string => (of === 0 ? '–' : `${((100 * part) / of).toFixed(2)} %`);

const isFile = folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isFile() === true;

if (!isFile && !isHere(place)) {
  console.log('The labelled pairs are not here; name their folder.');
} else {
  console.log('| pairs | same, taken | recall | recall among measured | different, taken | at most (95 %) |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  const sets = isFile ? [pairsOf(folder)] : labelledPairs(place);
  for (const { name, pairs } of sets) {
    const [same, different] = [pairs.filter((one) => one.isSame), pairs.filter((one) => !one.isSame)];
    const [right, wrong] = [same.filter(isTaken).length, different.filter(isTaken).length];
    const recall = [percent(right, same.length), percent(right, same.filter(isMeasured).length)];
    const bound = different.length === 0 ? '–' : percent(falseRate(different.length, wrong).upTo, 1);
    console.log(
      `| ${name} | ${right} of ${same.length} | ${recall.join(' | ')} | ${wrong} of ${different.length} | ${bound} |`,
    );
    if (isLong) for (const { row, a, b } of different.filter(isTaken)) console.log(`row ${row}: ${a} | ${b}`);
  }
  const all = sets.flatMap(({ pairs }) => pairs.slice(0, 2_000));
  const sinceMs = performance.now();
  for (const pair of all) isTaken(pair);
  console.log(
    `\n${(((performance.now() - sinceMs) * 1_000) / all.length).toFixed(0)} µs to read and compare two texts.`,
  );
}
