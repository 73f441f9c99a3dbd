import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Many, simulateMany } from '../src/drill/simulator/many.ts';
import { simulate, traceOfSeed } from '../src/drill/simulator/simulate.ts';
import { playOutage } from './simulate/outage.ts';
import { printShapes } from './simulate/shapes.ts';

// Plays simulated outages, many at once, and says which of them went against a law of the resilience core.
//
//   npm run simulate -- --seeds 100000 [--from 1]     so many, from this one on
//   npm run simulate -- --seeds 100000 --first        until the first that went against a law
//   npm run simulate -- --seed 4711 --trace           one of them, line by line
//   npm run simulate -- --outage machine-sleeps       one that has a name, with --trace line by line
//   npm run simulate -- --shapes                      what three kinds of outages cost, see docs/decisions/simulator.md

const SHOWN_MAX = 20;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    outage: { type: 'string' },
    trace: { type: 'boolean', default: false },
    shapes: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
if (values.shapes) printShapes();
else if (values.outage !== undefined) playOutage(values.outage, values.trace);
else if (values.seed !== undefined) one(Number(values.seed), values.trace);
else await many({ from: Number(values.from), count: Number(values.seeds), threads: Number(values.threads) });

function one(seed: number, trace: boolean): void {
  if (trace) console.log(traceOfSeed(seed).join('\n'));
  const { violations } = simulate(seed, { twins: true });
  console.log(violations.length === 0 ? `seed ${seed}: every law was kept` : violations.join('\n'));
  process.exitCode = violations.length === 0 ? 0 : 1;
}

async function many(asked: Many): Promise<void> {
  const startMs = performance.now();
  const total = { seeds: 0, requests: 0, calls: 0, broken: 0 };
  await simulateMany(asked, (found) => {
    for (const { seed, violations, requests, calls } of found) {
      total.seeds += 1;
      total.requests += requests;
      total.calls += calls;
      if (violations.length === 0) continue;
      total.broken += 1;
      if (total.broken <= SHOWN_MAX) console.log(`seed ${seed}: ${violations.join('\n      ')}`);
    }
    const perSecond = ((total.seeds * 1_000) / (performance.now() - startMs)).toFixed(0);
    const line = `${total.seeds} of ${asked.count} seeds, ${perSecond} a second, ${total.broken} against a law`;
    if (process.stderr.isTTY) process.stderr.write(`\r${line} `);
    return values.first && total.broken > 0 ? 'stop' : 'go on';
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(0);
  console.log(
    `${total.seeds} seeds in ${seconds} s, ${total.requests} requests, ${total.calls} calls: ${total.broken} against a law. ` +
      'One of them again: npm run simulate -- --seed N --trace',
  );
  process.exitCode = total.broken === 0 ? 0 : 1;
}
