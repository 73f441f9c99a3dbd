import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allCases, type Case } from './cases.ts';
import { eventPrices } from './events.ts';
import { cpuPerRequest, firstByteMs, median, openStreams, quantile } from './measure.ts';
import { brokenPromises, ratio, type Price } from './promises.ts';
import { startChild, stopChild } from './processes.ts';
import { renderTable, replaceResults } from './report.ts';
import { callTo, startSubjects, type Subject } from './subjects.ts';

const README = join(import.meta.dirname, 'README.md');
const CONCURRENCY = 16;
/** Small requests before the first one that counts: until then the compiler is a good part of the price. */
const WARM_UP = 24_000;
const OPEN_STREAMS = [10, 100, 500, 1_000, 2_000] as const;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    portkey: { type: 'string' },
    before: { type: 'string' },
    cases: { type: 'string', default: '' },
    only: { type: 'string' },
  },
});
const rounds = options.quick ? 3 : 7;

const { subjects, absent, stop } = await startSubjects({
  portkey: options.portkey ?? null,
  before: options.before ?? null,
});
const loader = startChild([join(import.meta.dirname, 'load.ts')]);
try {
  const sections = [
    `Node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}; ${rounds} interleaved rounds, medians; ` +
      `measured on ${new Date().toISOString().slice(0, 10)}.`,
    ...absent.map((who) => `Not measured: ${who}.`),
  ];
  for (const part of [prices, firstBytes, streams, memory, events]) {
    if (options.only !== undefined && options.only !== part.name) continue;
    const section = await part(loader, subjects);
    console.log(`${section}\n`);
    sections.push(section);
  }
  for (const who of absent) console.error(`Not measured: ${who}.`);
  if (options.write) writeFileSync(README, replaceResults(readFileSync(README, 'utf8'), sections.join('\n\n')));
} finally {
  await stopChild(loader);
  await stop();
}

/** In this process, as nothing of it needs a network. */
async function events(): Promise<string> {
  return Promise.resolve(eventPrices());
}

async function prices(loads: ChildProcess, all: readonly Subject[]): Promise<string> {
  const measured = all.filter(({ name }) => name !== 'direct');
  const found: Price[] = [];
  for (const one of allCases()) {
    if (!one.title.includes(options.cases)) continue;
    const able = measured.filter((subject) => canServe(subject, one));
    if (one.dialect !== one.serving && !able.some(({ translates }) => translates)) continue;
    const asked = able.map((subject) => ({
      subject,
      call: callTo(subject, one.dialect, servingFor(subject, one), one.shape, one.bytes),
    }));
    const count = countFor(one);
    const warmUp = one.bytes > 20_000 || options.quick ? count : Math.max(count, WARM_UP);
    const costs = await cpuPerRequest(loads, asked, { count, warmUp, rounds, concurrency: CONCURRENCY });
    found.push({ case: one, costs: Object.fromEntries(costs.map(({ subject, value }) => [subject.name, value])) });
    console.error(`measured: ${one.title}`);
  }
  const rows = found.map(({ case: { title, most }, costs }) => [
    title,
    ...measured.map(({ name }) => {
      const cost = costs[name];
      if (cost === undefined) return '–';
      const price = `${median(cost).toFixed(0)} µs`;
      return name === 'bare' ? price : `${price} (${ratio(cost, costs.bare ?? []).toFixed(2)} ×)`;
    }),
    most === null ? '' : `${most} ×`,
  ]);
  const table = renderTable(['CPU time per request', ...measured.map(({ name }) => name), 'promised'], rows);
  if (!measured.some(({ translates }) => translates)) return table;
  const broken = brokenPromises(found);
  return `${table}\n\n${broken.length === 0 ? 'Every promise about CPU time is kept.' : broken.map((text) => `- ${text}`).join('\n')}`;
}

async function firstBytes(loads: ChildProcess, all: readonly Subject[]): Promise<string> {
  const asked = all.map((subject) => ({ subject, call: callTo(subject, 'openai-chat', 'openai-chat', 'few', 1_024) }));
  const results = await firstByteMs(loads, asked, { count: options.quick ? 200 : 500, rounds });
  const direct = results[0]?.value ?? [];
  const rows = results.map(({ subject, value }) => [
    subject.name,
    ...[0.5, 0.99].map((share) => `${quantile(value, share).toFixed(2)} ms`),
    ...[0.5, 0.99].map((share) => `${(quantile(value, share) - quantile(direct, share)).toFixed(2)} ms`),
  ]);
  return renderTable(['First byte of a stream, one after the other', 'p50', 'p99', 'added, p50', 'added, p99'], rows);
}

async function streams(loads: ChildProcess, all: readonly Subject[]): Promise<string> {
  const measured = all.filter(
    ({ name }) => name !== 'direct' && name !== 'failsoft, no journal' && name !== 'failsoft, before',
  );
  const rows: string[][] = [];
  const dialect = 'openai-chat';
  for (const count of OPEN_STREAMS) {
    const cells: string[] = [];
    for (const subject of measured) {
      const call = callTo(subject, dialect, dialect, 'drip', 1_024);
      const cost = await openStreams(
        loads,
        { subject, call, dialect },
        { count, windowMs: options.quick ? 2_000 : 5_000 },
      );
      // Few streams fit into memory that the process has already.
      const each = count < 500 ? '' : `, ${(cost.bytesPerStream / 1_024).toFixed(0)} KB`;
      cells.push(`${cost.cpuPerEventMicros.toFixed(1)} µs${each}`);
    }
    rows.push([String(count), ...cells]);
  }
  return renderTable(['Open streams: CPU per event, memory per stream', ...measured.map(({ name }) => name)], rows);
}

async function memory(_: ChildProcess, all: readonly Subject[]): Promise<string> {
  const measured = all.filter(({ name }) => name !== 'direct');
  const rows: string[][] = [];
  for (const subject of measured) {
    const { rssBytes } = await subject.usage();
    rows.push([subject.name, `${(rssBytes / 1024 / 1024).toFixed(0)} MB`]);
  }
  return renderTable(['Memory of the process after all this', 'RSS'], rows);
}

/** Portkey takes what it is given here for OpenAI; the bare proxy is asked in the caller's own protocol. */
function canServe(subject: Subject, one: Case): boolean {
  return subject.name !== 'Portkey' || (one.dialect === 'openai-chat' && one.serving === 'openai-chat');
}

function servingFor(subject: Subject, one: Case): Case['serving'] {
  return subject.translates ? one.serving : one.dialect;
}

/** Enough requests that a round takes the bare proxy a good part of a second. */
function countFor(one: Case): number {
  const large = one.bytes > 500_000 ? 200 : one.bytes > 20_000 ? 1_000 : 0;
  const usual = one.shape === 'fine' ? 1_000 : one.shape === 'few' ? 2_000 : 4_000;
  return Math.ceil((large || usual) / (options.quick ? 4 : 1));
}
