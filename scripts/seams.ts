/**
 * Joins many thousands of answers that broke off with others that go on with them, and counts how often the text is not what it
 * would have been. `npm run seams [trials per kind and behaviour]`.
 */
import { AT_THE_MARK, BEHAVIOUR_NAMES, KIND_NAMES, seeded, trial } from '../src/resilience/testing/seam-trials.ts';

const count = Number(process.argv[2] ?? 2_000);
const random = seeded(20_261_126);
let corrupt = 0;

console.log(
  `| a model that … | joined | rejected | wrongly joined | … when cut at the mark |\n| --- | --- | --- | --- | --- |`,
);
for (const behaviour of BEHAVIOUR_NAMES) {
  const sums = { right: 0, rejected: 0, corrupt: 0 };
  const others = { right: 0, rejected: 0, corrupt: 0 };
  for (const kind of KIND_NAMES) {
    for (let one = 0; one < count; one += 1) {
      sums[trial(kind, behaviour, random)] += 1;
      others[trial(kind, behaviour, random, AT_THE_MARK)] += 1;
    }
  }
  corrupt += sums.corrupt;
  const share = (of: number): string => `${((100 * of) / (KIND_NAMES.length * count)).toFixed(1)} %`;
  const cells = [behaviour, share(sums.right), share(sums.rejected), String(sums.corrupt), share(others.corrupt)];
  console.log(`| ${cells.join(' | ')} |`);
}
console.log(`\n${KIND_NAMES.length * BEHAVIOUR_NAMES.length * count} trials, ${corrupt} wrongly joined.`);
process.exitCode = corrupt === 0 ? 0 : 1;
