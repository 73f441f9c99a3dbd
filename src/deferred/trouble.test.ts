import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { watchStops } from '../../test/fixtures/stops.ts';
import type { Job } from '../model/job.ts';
import { Secret } from '../model/secret.ts';
import { openJobFile, type OpenJobStore } from '../store/deferred/threaded.ts';
import { sealing } from '../store/sealing.ts';
import { openQueue, type Queue } from './queue.ts';
import { sweep } from './sweep.ts';
import { wish } from './testing/wish.ts';

const folder = mkdtempSync(join(tmpdir(), 'failsoft-queue-'));
const stores: OpenJobStore[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(stores.splice(0).map((store) => store.close()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newFile = (): string => {
  count += 1;
  mkdirSync(join(folder, String(count)));
  return join(folder, String(count), 'deferred.db');
};

type Options = {
  readonly pagesMax?: number;
  readonly jobs?: number;
  readonly bytes?: number;
  readonly wallMs?: () => number;
};

function open(path: string, { pagesMax, jobs = 1e6, bytes = 1e9, wallMs = Date.now }: Options = {}) {
  const said: string[] = [];
  const store = openJobFile({
    path,
    pagesMax: pagesMax ?? null,
    troubled: ({ why }) => void said.push(why),
    well: () => {},
  });
  stores.push(store);
  const seals = sealing({ key: new Secret('a-key-of-more-than-thirty-two-letters'), oldKeys: [] });
  const random = (): number => Math.random();
  let made = 0;
  const queue: Queue = openQueue({
    world: { wallMs, random },
    store,
    sealing: seals,
    limits: () => ({ jobs, bytes, keepMs: 3_600_000 }),
    newId: (atMs) =>
      `job_${atMs.toString(36)}${String((made += 1)).padStart(6, '0')}${Math.random().toString(36).slice(2, 8)}`,
  });
  return { store, queue, said };
}

describe('trouble with the store of the queue', () => {
  it('is heard by whoever asks when the disk is full, loses nothing that was acknowledged, and ends when there is room', async () => {
    const path = newFile();
    const { queue, said, store } = open(path, { pagesMax: 60 });
    const taken: Job[] = [];
    let refused: unknown = null;
    for (let index = 0; refused === null; index += 1) {
      try {
        taken.push(await queue.admit(wish(`${index} ${'x'.repeat(10_000)}`)));
      } catch (error) {
        refused = error;
      }
    }
    expect(refused).toMatchObject({ kind: 'busy', message: expect.stringContaining('the disk is full') });
    expect(said.every((why) => why === 'the disk is full')).toBe(true);
    expect(taken.length).toBeGreaterThan(5);
    for (const { id } of taken) expect(await store.find({ id })).toMatchObject({ state: 'waiting' });
    for (const { id } of taken.slice(0, 5)) {
      await queue.cancel(id, 'acme');
      await queue.forget(id, 'acme');
    }
    expect(await queue.admit(wish('y'.repeat(10_000)))).toMatchObject({ state: 'waiting' });
  });

  it('is said where the file is damaged, and nothing is promised in it', async () => {
    const path = newFile();
    writeFileSync(path, 'x'.repeat(9_000));
    const { queue, said } = open(path);
    await expect(queue.admit(wish('a'))).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringContaining('damaged'),
    });
    expect(said[0]).toContain('is damaged');
    rmSync(path);
    expect(await queue.admit(wish('a'))).toMatchObject({ state: 'waiting' });
  });

  it('never holds up anybody else while another process has locked the file, and is over with the lock', async () => {
    const path = newFile();
    const { queue } = open(path);
    await queue.admit(wish('before'));
    const code = `
      const Sqlite = require('better-sqlite3');
      const file = new Sqlite(process.argv[1]);
      file.exec('BEGIN EXCLUSIVE');
      process.stdin.on('data', () => { file.exec('ROLLBACK'); file.close(); process.exit(0); });
      console.log('locked');`;
    const child = spawn(process.execPath, ['-e', code, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    const shareStopped = watchStops();
    for (const text of ['during', 'again'])
      await expect(queue.admit(wish(text))).rejects.toMatchObject({ message: expect.stringContaining('locked it') });
    expect(shareStopped()).toBeLessThan(0.5);
    const gone = once(child, 'exit');
    child.stdin.write('x');
    await gone;
    expect(await queue.admit(wish('after'))).toMatchObject({ state: 'waiting' });
    expect(await queue.list({ limit: 10 })).toHaveLength(2);
  });

  it('is the end of promises where as many wait as the operator allows, by number and by size', async () => {
    const { queue } = open(newFile(), { jobs: 3 });
    for (const text of ['a', 'b', 'c']) await queue.admit(wish(text));
    await expect(queue.admit(wish('d'))).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringContaining('The queue is full: it takes 3 jobs'),
    });
    expect(queue.isFull()).toBe(true);
    const small = open(newFile(), { bytes: 2_000 }).queue;
    await small.admit(wish('x'.repeat(1_500)));
    await small.admit(wish('x'.repeat(1_500)));
    await expect(small.admit(wish('y'))).rejects.toMatchObject({ kind: 'busy' });
  });

  it('is no matter of clocks: one that is set forward expires nothing early, one that is set back changes no order', async () => {
    let wallMs = Date.now();
    let nowMs = 0;
    const { queue, store } = open(newFile(), { wallMs: () => wallMs });
    const first = await queue.admit(wish('first', { orderKey: 'k' }));
    wallMs -= 24 * 3_600_000;
    const second = await queue.admit(wish('second', { orderKey: 'k' }));
    expect(second.createdAtMs).toBeGreaterThanOrEqual(first.createdAtMs);
    const turn = { runner: 'x', route: 'r', after: null };
    expect((await store.claim({ ...turn, nowMs: wallMs }))?.id).toBe(first.id);
    expect(await store.claim({ ...turn, nowMs: wallMs })).toBeNull();
    await store.release({ id: first.id, generation: 1, dueAtMs: 0, fault: null });

    wallMs += 24 * 3_600_000;
    let expired = 0;
    const stop = sweep({
      world: {
        nowMs: () => nowMs,
        wallMs: () => wallMs,
        after: (ms, wake) =>
          (
            (timer) => () =>
              clearTimeout(timer)
          )(setTimeout(wake, ms)),
      },
      store,
      queue,
      limits: { sweepMs: 10, sweepRows: 10, countMs: 10 },
      keepMs: () => 1_000,
      expired: (jobs) => void (expired += jobs),
    });
    const pause = async (): Promise<void> =>
      new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
    wallMs += 30 * 24 * 3_600_000;
    await pause();
    expect(expired).toBe(0);
    // An hour really passes.
    nowMs += 3_600_001;
    await expect.poll(() => expired).toBe(2);
    stop();
  });

  it('is none where a million wait: pages, turns and counts stay quick', async () => {
    const path = newFile();
    const { queue, store } = open(path);
    await queue.admit(wish('first'));
    const file = new Sqlite(path);
    file.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
      INSERT INTO jobs SELECT 'job_x' || printf('%07d', i), 'tenant-' || (i % 100), '', 'openai-chat', 'r', 'm', '', 3, 'waiting', NULL, NULL,
        1800000000000 + i, 1900000000000, NULL, 1900000000000, 0, 0, NULL, NULL, NULL, '', 1000, NULL, 0, 'none', 0, 0 FROM n`);
    file.close();
    /** The quickest of a few, as others use the machine, too. */
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const tookMs: number[] = [];
      for (let time = 0; time < 5; time += 1) {
        const startMs = performance.now();
        await work();
        tookMs.push(performance.now() - startMs);
      }
      return Math.min(...tookMs);
    };
    const page = { limit: 50, beforeId: 'job_x0500000', tenant: 'tenant-7', state: 'waiting' } as const;
    const list = await timed(async () => queue.list(page));
    const turn = { runner: 'x', route: 'r', after: 'tenant-50' };
    const claim = await timed(async () => store.claim({ ...turn, nowMs: Date.now() }));
    const admit = await timed(async () => queue.admit(wish('one more', { priority: 0 })));
    const counts = await timed(async () => queue.count());
    console.info(
      `a million jobs, ms: page ${list.toFixed(1)}, claim ${claim.toFixed(1)}, admission ${admit.toFixed(1)}, count ${counts.toFixed(0)}`,
    );
    expect(queue.counts()?.states).toMatchObject({ waiting: 1_000_001, running: 5 });
    expect(queue.isFull()).toBe(true);
    expect(Math.max(list, claim, admit)).toBeLessThan(250);
    expect(counts).toBeLessThan(5_000);
  });
});
