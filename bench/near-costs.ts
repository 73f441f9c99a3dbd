import { candidates } from '../src/cache/near/candidates.ts';
import { measured } from '../src/cache/near/measured.ts';
import { likeness } from '../src/cache/near/verbatim.ts';
import { counter, type CounterOptions } from '../src/engine/testing/counter.ts';
import type { RouteCache } from '../src/model/route.ts';
import { cpuMicros } from './measure.ts';

// What the same question in other words costs a route that wants it, and one that does not: `node bench/near-costs.ts`.

const THINGS =
  'bread cake soup stew rice pasta salad curry pie jam tea wine beer cheese yogurt fish ham egg bean leek'.split(' ');
const WAYS = 'bake boil fry steam roast smoke grill freeze dry pickle'.split(' ');
const PLACES = 'Norway Spain Chile Ghana Nepal Peru Japan Kenya Malta Oman'.split(' ');

/** One of many questions, each other words. */
function question(number: number): string {
  const thing = THINGS[number % THINGS.length] ?? '';
  const way = WAYS[Math.floor(number / 20) % WAYS.length] ?? '';
  const place = PLACES[Math.floor(number / 200) % PLACES.length] ?? '';
  return `How do I ${way} ${thing} number ${1_000 + Math.floor(number / 2_000)} as they do in ${place}?`;
}

const said = (content: string): { body: { temperature: 0; messages: { role: string; content: string }[] } } => ({
  body: { temperature: 0, messages: [{ role: 'user', content }] },
});

/** The whole way of a question that nobody has asked before, and of what is learned of its answer. */
function misses(title: string, cache: Partial<RouteCache> | null, options: CounterOptions = {}): void {
  const one = counter({ cache, random: 0.5, ...options });
  let asked = 0;
  const micros = cpuMicros(1_000, () => void one.get({ ...said(question((asked += 1))), stream: false }));
  console.log(`| a question that is new, and all that comes of it: ${title} | ${micros.toFixed(0)} µs |`);
}

/** In an outage: the question, ten candidates among so many, and the one that is the same. */
function found(count: number): void {
  const index = candidates();
  for (let number = 0; number < count; number += 1) index.add(question(number));
  let [asked, hits] = [0, 0];
  const micros = cpuMicros(1_000, () => {
    const read = measured(question((asked += 1) % count).toLowerCase());
    if (read.kind === 'other') throw new Error(read.why);
    for (const { text } of index.find(question(asked % count).toLowerCase(), 10)) {
      const other = measured(text);
      if (other.kind === 'question' && likeness(read.reading, other.reading).kind === 'same') hits += 1;
    }
  });
  const share = ((100 * hits) / asked).toFixed(0);
  const kb = index.bytes() / 1_024;
  console.log(
    `| looked up among ${count} of one partition, ${share} % found | ${micros.toFixed(0)} µs, ${kb.toFixed(0)} KB |`,
  );
}

function memoryOf(count: number): void {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const index = candidates(count);
  for (let number = 0; number < count; number += 1) index.add(question(number));
  globalThis.gc?.();
  const mb = (process.memoryUsage().heapUsed - before) / 1024 ** 2;
  console.log(
    `\n${count} questions: ${mb.toFixed(1)} MB of memory, counted as ${(index.bytes() / 1024 ** 2).toFixed(1)} MB.`,
  );
}

console.log('| what | CPU |\n| --- | --- |');
misses('no cache', null);
misses('kept', {});
misses('kept, near: verbatim', { near: 'verbatim' });
misses('kept, near: alias, no judge', { near: 'alias' }, { judge: () => 'Perhaps' });
for (const count of [100, 1_000, 5_000]) found(count);
memoryOf(5_000);
