import { availableParallelism, cpus } from 'node:os';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { make, type Tally, tryOne, EMPTY } from '../test/fuzz/campaign.ts';
import { seeds } from '../test/fuzz/seeds.ts';
import { TARGETS } from '../test/fuzz/targets.ts';
import { watched } from '../test/fuzz/watched.ts';

/**
 * Gives everything that reads what comes from outside a great many broken inputs. `npm run fuzz -- --inputs 1000000 --seed 1`;
 * `--only 4711` makes that one input again, and `--save file` writes it down.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
    save: { type: 'string' },
  },
});
const seed = Number(values.seed);

if (values.only === undefined) await campaign();
else once(Number(values.only));

async function campaign(): Promise<void> {
  const startMs = performance.now();
  const all = seeds();
  console.error(`${all.length} seeds, ${TARGETS.length} readers, seed ${seed}`);
  let saidMs = startMs;
  const tally = await watched({
    seed,
    inputs: Number(values.inputs),
    workers: Number(values.workers),
    told: (sofar) => {
      if (performance.now() - saidMs < 10_000) return;
      saidMs = performance.now();
      console.error(`${sofar.inputs.toLocaleString('en')} inputs, ${sofar.findings.length} findings`);
    },
  });
  report(tally, (performance.now() - startMs) / 1_000);
  process.exitCode = tally.findings.length === 0 ? 0 : 1;
}

function report({ inputs, bytes, taken, refused, findings, slowest }: Tally, tookS: number): void {
  console.log(
    `Node ${process.version}, ${values.workers} threads of ${cpus()[0]?.model ?? 'an unknown machine'}, seed ${seed}`,
  );
  console.log(`${counted(inputs)} inputs, ${counted(Math.round(bytes / 1_000_000))} MB, in ${Math.round(tookS)} s`);
  console.log(`${counted(taken)} were read, ${counted(refused)} were refused, ${findings.length} findings`);
  for (const { target, what, input, times } of findings)
    console.log(`✗ ${target}: ${what} (${times} times, first ${input})`);
  console.log('slowest:');
  for (const { target, input, ms, bytes: size } of slowest)
    console.log(`  ${ms.toFixed(1).padStart(8)} ms  ${target}, ${counted(size)} bytes (input ${input})`);
}

function once(number: number): void {
  const all = { seed, seeds: seeds(), targets: TARGETS };
  const { target, input, chance } = make(all, number);
  if (values.save !== undefined) writeFileSync(values.save, input);
  else console.log(Buffer.from(input.subarray(0, 4_000)).toString('latin1'));
  console.error(`${target.name}, ${input.length} bytes`);
  try {
    console.error(`made ${target.run(input, chance)} bytes of it`);
  } catch (error) {
    console.error(error);
  }
  console.error(`${tryOne(EMPTY, all, number).slowest[0]?.ms.toFixed(2)} ms`);
}

function counted(value: number): string {
  return value.toLocaleString('en');
}
