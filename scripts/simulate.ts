import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { simulate, type Simulated, traceOfSeed } from '../src/drill/simulator/simulate.ts';

// Plays simulated outages, many at once, and says which of them went against a law of the resilience core.
//
//   npm run simulate -- --seeds 100000 [--from 1]     so many, from this one on
//   npm run simulate -- --seed 4711 --trace           one of them, line by line
//   npm run simulate -- --shapes                      what three kinds of outages cost, see docs/decisions/simulator.md

/** Seeds that a worker takes at once. */
const BATCH = 25;
/** Of so many seeds one is played again to see whether it leaves the same trace. */
const TWINS = 20;
const SHOWN_MAX = 20;

type Batch = { readonly from: number; readonly count: number };

if (isMainThread) await main();
else {
  const { lastSeed }: { readonly lastSeed: number } = workerData;
  parentPort?.on('message', ({ from, count }: Batch) => {
    const seeds = Array.from({ length: Math.min(count, lastSeed - from + 1) }, (_, index) => from + index);
    parentPort?.postMessage(seeds.map((seed) => simulate(seed, { twins: seed % TWINS === 0 })));
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
      shapes: { type: 'boolean', default: false },
      threads: { type: 'string', default: String(availableParallelism()) },
    },
  });
  if (values.shapes) {
    const { printShapes } = await import('./simulate/shapes.ts');
    return printShapes();
  }
  if (values.seed !== undefined) return one(Number(values.seed), values.trace);
  await many({ from: Number(values.from), count: Number(values.seeds) }, Number(values.threads));
}

function one(seed: number, trace: boolean): void {
  if (trace) console.log(traceOfSeed(seed).join('\n'));
  const { violations } = simulate(seed, { twins: true });
  console.log(violations.length === 0 ? `seed ${seed}: every law was kept` : violations.join('\n'));
  process.exitCode = violations.length === 0 ? 0 : 1;
}

async function many({ from, count }: Batch, threads: number): Promise<void> {
  const lastSeed = from + count - 1;
  const startMs = performance.now();
  const total = { seeds: 0, requests: 0, calls: 0, broken: 0 };
  let next = from;
  const take = (found: readonly Simulated[]): void => {
    for (const { seed, violations, requests, calls } of found) {
      total.seeds += 1;
      total.requests += requests;
      total.calls += calls;
      if (violations.length === 0) continue;
      total.broken += 1;
      if (total.broken <= SHOWN_MAX) console.log(`\rseed ${seed}: ${violations.join('\n      ')}`);
    }
    const perSecond = (total.seeds * 1_000) / (performance.now() - startMs);
    process.stderr.write(
      `\r${total.seeds} of ${count} seeds, ${perSecond.toFixed(0)} a second, ${total.broken} against a law `,
    );
  };
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { lastSeed } });
      await new Promise<void>((resolve, reject) => {
        const give = (): void => {
          if (next > lastSeed) return void worker.terminate().then(() => resolve(), reject);
          worker.postMessage({ from: next, count: BATCH });
          next += BATCH;
        };
        worker.on('message', (found: readonly Simulated[]) => {
          take(found);
          give();
        });
        worker.on('error', reject);
        give();
      });
    }),
  );
  process.stderr.write('\n');
  console.log(
    `${total.seeds} seeds with ${total.requests} requests and ${total.calls} calls: ${total.broken} went against a law. ` +
      'One of them again: npm run simulate -- --seed N --trace',
  );
  process.exitCode = total.broken === 0 ? 0 : 1;
}
