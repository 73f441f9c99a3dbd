import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Result, Work } from './load.ts';
import { question } from './processes.ts';
import type { Subject } from './subjects.ts';
import { DRIP_MS, dripEvent, type Dialect } from './traffic.ts';

/** Pause before and after a window, so that what a process still has to do for one subject does not fall on another. */
const SETTLE_MS = 400;

export type Measured<Value> = { readonly subject: Subject; readonly value: Value };

/** Asks the load process to do something, and does not accept a wrong answer. */
export async function load(loader: ChildProcess, work: Work): Promise<Result> {
  const result = await question<Result>(loader, work);
  if (result.failures > 0) throw new Error(`${result.failures} wrong answers, the first: ${result.firstFailure}`);
  return result;
}

/**
 * CPU time per request of each subject's process, µs: the median of interleaved rounds, all of its threads included. The
 * journal's last batch is waited for, so that it is in the price.
 */
export async function cpuPerRequest(
  loader: ChildProcess,
  asked: readonly { readonly subject: Subject; readonly call: Call }[],
  size: { readonly count: number; readonly warmUp: number; readonly rounds: number; readonly concurrency: number },
): Promise<readonly Measured<readonly number[]>[]> {
  const samples = asked.map(({ subject }) => ({ subject, value: [] as number[] }));
  // The first round warms everything up and is not counted: a gateway runs for weeks, its compiler for seconds.
  for (let round = 0; round <= size.rounds; round += 1) {
    for (const [index, { subject, call }] of asked.entries()) {
      const before = await subject.usage();
      const count = round === 0 ? size.warmUp : size.count;
      await load(loader, { kind: 'requests', call, count, concurrency: size.concurrency });
      await sleep(SETTLE_MS);
      const after = await subject.usage();
      if (round > 0) samples[index]?.value.push((after.cpuMicros - before.cpuMicros) / size.count);
    }
  }
  return samples;
}

/** ms to the first byte, one request after the other, all rounds together. */
export async function firstByteMs(
  loader: ChildProcess,
  asked: readonly { readonly subject: Subject; readonly call: Call }[],
  size: { readonly count: number; readonly rounds: number },
): Promise<readonly Measured<readonly number[]>[]> {
  const samples = asked.map(({ subject }) => ({ subject, value: [] as number[] }));
  for (let round = 0; round <= size.rounds; round += 1) {
    for (const [index, { call }] of asked.entries()) {
      const result = await load(loader, { kind: 'requests', call, count: size.count, concurrency: 1 });
      if (round > 0) samples[index]?.value.push(...result.firstByteMs);
    }
  }
  return samples;
}

export type OpenStreams = {
  readonly cpuPerEventMicros: number;
  readonly bytesPerStream: number;
};

/** What open streams cost while one event comes on each of them every 250 ms. */
export async function openStreams(
  loader: ChildProcess,
  asked: { readonly subject: Subject; readonly call: Call; readonly dialect: Dialect },
  size: { readonly count: number; readonly windowMs: number },
): Promise<OpenStreams> {
  const { subject, call, dialect } = asked;
  await sleep(SETTLE_MS);
  const empty = await subject.usage();
  await load(loader, { kind: 'open', call, count: size.count });
  await sleep(2 * DRIP_MS);
  await load(loader, { kind: 'count' });
  const before = await subject.usage();
  await sleep(size.windowMs);
  const { bytes } = await load(loader, { kind: 'count' });
  const after = await subject.usage();
  await load(loader, { kind: 'drop' });
  await sleep(SETTLE_MS);
  const events = bytes / dripEvent(dialect).length;
  const wanted = (size.count * size.windowMs) / DRIP_MS;
  if (events < wanted / 2) throw new Error(`${subject.name} let ${Math.round(events)} of ${wanted} events through`);
  return {
    cpuPerEventMicros: (after.cpuMicros - before.cpuMicros) / events,
    bytesPerStream: Math.max(0, after.rssBytes - empty.rssBytes) / size.count,
  };
}

/** The value below which a share of the samples lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Rounds of which the median counts. */
const ROUNDS = 7;

/** µs of CPU for one of many, the median of rounds. */
export function cpuMicros(times: number, act: () => void): number {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let count = 0; count < times; count += 1) act();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) rounds.push((user + system) / times);
  }
  return median(rounds);
}
