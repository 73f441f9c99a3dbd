import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answers, answers, type Kept } from '../src/cache/answers.ts';
import { type Key, keyOf } from '../src/cache/key.ts';
import { counter, type CounterOptions } from '../src/engine/testing/counter.ts';
import { objectOf } from '../src/engine/prepare/body.ts';
import { answer } from '../src/engine/kept-answers/cached.ts';
import { complete } from '../src/engine/complete.ts';
import type { JsonObject } from '../src/model/json.ts';
import { NO_USAGE } from '../src/model/reply.ts';
import { openAnswerStore } from '../src/store/answers/answer-store.ts';
import { StoreThread } from '../src/store/thread.ts';
import { cpuMicros, cpuPerRequest, firstByteMs, median, quantile } from './measure.ts';
import { type Listener, startChild, startListener, stopChild } from './processes.ts';
import { callTo, type Subject } from './subjects.ts';

// What an answer costs that was given before: `node bench/kept.ts`. CPU time of whole processes, so that of other threads counts, too.

const KB = 1_024;
const ROUNDS = 7;
const ENTRIES = 100_000;

const text = (bytes: number): string => 'Tell me more of it, please. '.repeat(bytes / 28);
const question = (bytes: number): JsonObject => ({ messages: [{ role: 'user', content: text(bytes) }] });
const SCOPE = { tenant: 'acme', route: 'r', allow: null, credential: '' } as const;

function keyFor(body: JsonObject): Key {
  const key = keyOf({ dialect: 'openai-chat', body, model: 'm', headers: {}, query: '' }, SCOPE);
  if (key.kind !== 'key') throw new Error(key.why);
  return key;
}

/** The way of a request through the engine, from the scan to the last byte, for an answer that is kept. */
function engineHits(title: string, options: CounterOptions, bytes: number, stream: boolean): void {
  const one = counter(options);
  one.get({ body: question(bytes), stream });
  const micros = cpuMicros(10_000, () => void one.ask({ body: question(bytes), stream }));
  if (one.calls() !== 1) throw new Error('A model was asked');
  console.log(`| ${title} | ${micros.toFixed(1)} µs |`);
}

/** What a route that keeps nothing pays for it that others do: all of a request with a model that answers at once, both ways in turn. */
function keepingNothing(): void {
  const ways = [answer, complete].map((by) => counter({ cache: null, by }));
  const took = ways.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [at, way] of ways.entries())
      took[at]?.push(cpuMicros(100, () => void way.get({ body: question(KB), stream: false })));
  // The least of each: what others do on the machine only adds to it.
  const [looked = 0, plain = 0] = took.map((one) => Math.min(...one));
  console.log(
    `| a route that keeps nothing, beside one that has never heard of it | ${(looked / plain).toFixed(3)} × |`,
  );
}

function together(): void {
  const one = counter();
  const talks = Array.from({ length: 1_000 }, () => one.ask());
  one.world.settle(1_000);
  const whole = talks.filter((talk) => talk.heard().includes('[DONE]')).length;
  console.log(`| 1000 who ask the same at once | ${one.calls()} call, ${whole} whole answers |`);
}

async function fromDisk(folder: string): Promise<void> {
  const path = join(folder, 'answers.db');
  const thread = new StoreThread({ path, pagesMax: null });
  const store = openAnswerStore({ path, bytesMax: 1e10, onTrouble: console.error, wallMs: Date.now }, thread);
  await store.prepare();
  for (const bytes of [KB, 33 * KB]) {
    const key = keyFor(question(bytes));
    // Room for none, so that each is read from the file.
    const deep: Answers = answers(store, 1);
    deep.keep(kept(key));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    let found = 0;
    const micros = cpuMicros(10_000, () => {
      if (deep.find('acme', keyFor(question(bytes)), Date.now()) !== null) found += 1;
    });
    if (found !== 10_000 * (ROUNDS + 1)) throw new Error(`Only ${found} were found`);
    console.log(`| key, look into SQLite and reading of ${bytes / KB} KB | ${micros.toFixed(1)} µs |`);
  }
  await store.close();
  await thread.stop(1_000);
}

const entry = (number = 0) => ({
  reply: {
    id: 'c1',
    model: 'm',
    parts: [{ type: 'text' as const, text: `${number} ${text(KB)}` }],
    stop: 'done' as const,
    stopSequence: '',
    usage: NO_USAGE,
  },
  servedBy: 'a/m',
  madeAtMs: Date.now(),
  tookMs: 1_000,
  isConversation: false,
});

const kept = (key: Key, number = 0): Kept => ({
  tenant: 'acme',
  route: 'r',
  model: 'm',
  key,
  entry: entry(number),
  keepMs: 1e9,
});

function memoryOf(): void {
  const before = process.memoryUsage().rss;
  const many = answers(null, 1e9);
  for (let number = 0; number < ENTRIES; number += 1)
    many.keep(kept(keyFor({ ...question(KB), seed: number }), number));
  const { entries, bytes } = many.counts();
  if (entries !== ENTRIES) throw new Error(`Only ${entries} are kept`);
  const mb = (process.memoryUsage().rss - before) / 1024 ** 2;
  console.log(
    `\n${ENTRIES} answers of 1 KB to questions of 1 KB: ${mb.toFixed(0)} MB of memory, counted as ${(bytes / 1024 ** 2).toFixed(0)} MB.`,
  );
}

/** Each with an answer in memory, or only in SQLite. */
async function startKeeping(
  folder: string,
  upstream: Listener,
  settings: { readonly limits: object; readonly journal: { readonly path: string | null } },
): Promise<Listener> {
  return startListener((port) => {
    const file = join(folder, `${port}.yaml`);
    const provider = { protocol: 'openai-chat', baseUrl: `http://127.0.0.1:${upstream.port}/v1`, apiKey: 'bench' };
    const routes = [{ match: ['*'], cache: { fresh: '1h', sampled: true }, ladder: ['o/*'] }];
    writeFileSync(
      file,
      JSON.stringify({ listen: `127.0.0.1:${port}`, providers: { o: provider }, routes, ...settings }),
    );
    return [join(import.meta.dirname, '..', 'src', 'cli', 'main.ts'), 'serve', '--config', file];
  });
}

const NAMES: Readonly<Partial<Record<Subject['name'], string>>> = {
  bare: 'the bare proxy, which asks',
  'failsoft, no journal': 'kept in memory',
  failsoft: 'kept in SQLite, with the journal',
};

const subject = (name: Subject['name'], listener: Listener): Subject => ({
  ...listener,
  name,
  headers: [],
  translates: true,
});

/** The same over HTTP, beside the bare proxy that asks the upstream each time. */
async function overHttp(folder: string): Promise<void> {
  const upstream = await startListener((port) => [join(import.meta.dirname, 'upstream.ts'), String(port)]);
  const bare = await startListener((port) => [
    join(import.meta.dirname, 'bare.ts'),
    String(port),
    String(upstream.port),
  ]);
  const memory = await startKeeping(folder, upstream, { limits: {}, journal: { path: null } });
  const disk = await startKeeping(folder, upstream, {
    limits: { cacheMemoryBytes: 1 },
    journal: { path: join(folder, 'journal.db') },
  });
  const loader = startChild([join(import.meta.dirname, 'load.ts')]);
  const subjects = [subject('bare', bare), subject('failsoft, no journal', memory), subject('failsoft', disk)];
  try {
    for (const shape of ['whole', 'few'] as const) {
      const asked = subjects.map((one) => ({
        subject: one,
        call: callTo(one, 'openai-chat', 'openai-chat', shape, KB),
      }));
      const size = { count: 4_000, warmUp: 8_000, rounds: ROUNDS, concurrency: 16 };
      const cpu = await cpuPerRequest(loader, asked, size);
      const first = await firstByteMs(loader, asked, { count: 1_000, rounds: 3 });
      for (const [index, { subject: one, value }] of cpu.entries()) {
        const p50 = quantile(first[index]?.value ?? [], 0.5);
        console.log(
          `| over HTTP, ${shape === 'whole' ? 'whole' : 'streamed'}: ${NAMES[one.name] ?? one.name} | ${median(value).toFixed(0)} µs, p50 ${p50.toFixed(2)} ms |`,
        );
      }
    }
  } finally {
    await stopChild(loader);
    await Promise.all([upstream, bare, memory, disk].map((one) => one.stop()));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'failsoft-kept-'));
try {
  console.log('| what | CPU |\n| --- | --- |');
  for (const kb of [1, 33, 100]) {
    const body = Buffer.from(JSON.stringify(question(kb * KB)));
    const micros = cpuMicros(5_000, () => void keyFor(objectOf(body)));
    console.log(`| what a miss costs more: one parse, canonical text and hash of ${kb} KB | ${micros.toFixed(1)} µs |`);
  }
  engineHits('the engine alone, from memory, whole, 1 KB', {}, KB, false);
  engineHits('the engine alone, from memory, streamed, 1 KB', {}, KB, true);
  engineHits('the engine alone, from memory, whole, 33 KB', {}, 33 * KB, false);
  keepingNothing();
  together();
  await fromDisk(folder);
  await overHttp(folder);
  memoryOf();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
