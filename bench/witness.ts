import { outage } from '../src/engine/testing/outage.ts';
import type { RequestEntry } from '../src/model/journal.ts';
import { createMonitor, type RunningMonitor } from '../src/monitor/monitor.ts';
import { entry } from '../test/fixtures/journal.ts';

// What it costs a gateway to look at its own requests: CPU time of noting one, and of looking at it a quarter of a second later; and what
// an hour of looks costs when nothing happens. In a simulated world, so that nothing else is measured. `node bench/witness.ts`.

const BATCH = 1_000;
const BATCHES = 400;
const HOUR_MS = 3_600_000;

const { engine, world } = outage({ anthropic: {}, openai: {} });
const accounts = [...engine.setup.access.values()].map(({ account }) => account);
const running: RunningMonitor = createMonitor({
  world,
  subject: () => ({
    engine,
    routes: [],
    accounts,
    fingerprint: null,
    settings: { pages: 'off', surfaces: [], probes: null },
  }),
  store: null,
  journal: async () => [],
  say: (sentence) => {
    throw new Error(sentence);
  },
});
await new Promise((resolve) => setImmediate(resolve));

measure(
  'answered by the first',
  Array.from({ length: BATCH }, (_, index) => entry(index * 3 + 1)),
);
measure(
  'answered by a standby',
  Array.from({ length: BATCH }, (_, index) => entry(index * 3)),
);
const hour = cpuMs(() => world.pass(HOUR_MS));
console.log(`an hour of looks: ${hour.toFixed(0)} ms, ${((hour / HOUR_MS) * 100).toFixed(4)} % of a core`);
running.close();

function measure(name: string, entries: readonly RequestEntry[]): void {
  let noted = 0;
  let later = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const now = entries.map((one) => ({ ...one, atMs: world.wallMs() }));
    noted += cpuMs(() => now.forEach(running.note));
    later += cpuMs(() => world.pass(300));
  }
  console.log(`${name}: ${each(noted)} to note a request, ${each(later)} to look at it later`);
}

/** Of one request. */
function each(ms: number): string {
  return `${((ms * 1_000) / (BATCH * BATCHES)).toFixed(2)} µs`;
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
