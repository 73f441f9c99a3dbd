import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import type { Claimed, JobStore } from './job-store.ts';
import { openPostgres } from './postgres.ts';
import { HOUR_MS, newJob, NOW } from './testing/jobs.ts';
import { postgresFolder, startPostgres, type TestServer } from './testing/postgres.ts';
import { type OpenJobStore, openJobFile } from './threaded.ts';

const folder = postgresFolder();
if (folder === null) {
  const sentence = 'The queue in PostgreSQL is not tried: it is not installed (apt-get install postgresql)';
  if (process.env['FAILSOFT_TEST_ALL'] === '1') throw new Error(sentence);
  console.info(sentence);
}

const QUIET = { troubled: () => {}, well: () => {} };
const END = { nowMs: NOW + 5_000, keepMs: HOUR_MS };

describe.each([
  ['SQLite', true],
  ['PostgreSQL', folder !== null],
])('the queue in %s', (name, isThere) => {
  let server: TestServer | null = null;
  let files = '';
  let count = 0;
  let stores: OpenJobStore[] = [];
  let one: JobStore;
  /** Another gateway on the same queue. */
  let other: JobStore;

  const open = (): OpenJobStore => {
    const store =
      server === null
        ? openJobFile({ path: join(files, `${count}.db`), pagesMax: null, ...QUIET })
        : openPostgres({ url: new Secret(server.url), nowMs: () => NOW, ...QUIET });
    stores.push(store);
    return store;
  };

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'failsoft-jobs-'));
    if (isThere && name.startsWith('P') && folder !== null) server = await startPostgres(folder);
  });
  beforeEach(async () => {
    count += 1;
    one = open();
    other = open();
    if (server !== null) {
      const { default: pg } = await import('pg');
      const client = new pg.Client(server.url);
      // Both make the tables at once.
      await Promise.all([one.counts(), other.counts()]);
      await client.connect();
      await client.query('truncate jobs, job_texts, job_runners');
      await client.end();
    }
    return async () => {
      await Promise.all(stores.map((store) => store.close()));
      stores = [];
    };
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  const claim = async (store: JobStore, runner: string, after: string | null = null): Promise<Claimed | null> =>
    store.claim({ runner, route: 'r', after, nowMs: NOW });
  const finish = async (store: JobStore, { id, generation }: Claimed, answer: string): Promise<boolean> =>
    store.finish({
      ...END,
      id,
      generation,
      state: 'done',
      fault: null,
      resultId: `req_${answer}`,
      mode: 'primary',
      servedBy: 'a/m',
      answer: Buffer.from(answer),
    });
  const textOf = async (id: string, kind: 'request' | 'answer' | 'hook'): Promise<string | null> => {
    const text = await one.text({ id, kind });
    return text === null ? null : Buffer.from(text).toString();
  };

  it.runIf(isThere)('keeps what was taken in, and finds it again from another process', async () => {
    const [admitted] = await one.admit([newJob(1, { hook: Buffer.from('who') })]);
    expect(admitted).toMatchObject({
      kind: 'new',
      job: { id: 'job_000001', state: 'waiting', hook: 'waiting', tries: 0 },
    });
    expect(await other.find({ id: 'job_000001' })).toEqual(admitted?.job);
    expect(await textOf('job_000001', 'request')).toBe('question 1');
    expect(await textOf('job_000001', 'hook')).toBe('who');
    expect(await other.find({ id: 'job_2' })).toBeNull();
  });

  it.runIf(isThere)(
    'takes the same key of one tenant once, whoever it is given to, and that of another tenant anew',
    async () => {
      const same = { idempotencyKey: '=k' };
      const both = await Promise.all([one.admit([newJob(1, same)]), other.admit([newJob(2, same)])]);
      const kinds = both.flat().map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['known', 'new']);
      expect(new Set(both.flat().map(({ job }) => job.id)).size).toBe(1);
      const [elsewhere] = await one.admit([newJob(3, { ...same, tenant: 'umbrella' })]);
      expect(elsewhere?.kind).toBe('new');
      const again = await one.admit([newJob(4, same), newJob(5)]);
      expect(again.map(({ kind }) => kind)).toEqual(['known', 'new']);
    },
  );

  it.runIf(isThere)('never gives one job to two, and its answer is written by who has it', async () => {
    await one.admit([newJob(1)]);
    const claims = await Promise.all(Array.from({ length: 8 }, (_, at) => claim(at % 2 === 0 ? one : other, `r${at}`)));
    const [had] = claims.filter((claimed) => claimed !== null);
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
    if (had === undefined) throw new Error('nobody has it');
    expect(had.job).toMatchObject({ state: 'running', tries: 1 });
    expect(Buffer.from(had.request).toString()).toBe('question 1');
    expect(await finish(other, { ...had, generation: had.generation - 1 }, 'old')).toBe(false);
    expect(await finish(one, had, 'yes')).toBe(true);
    expect(await finish(other, had, 'again')).toBe(false);
    expect(await textOf(had.id, 'answer')).toBe('yes');
    expect(await one.find({ id: had.id })).toMatchObject({
      state: 'done',
      resultId: 'req_yes',
      servedBy: 'a/m',
      endedAtMs: END.nowMs,
      keptUntilMs: END.nowMs + HOUR_MS,
    });
  });

  it.runIf(isThere)('lets tenants take turns, each by priority and age', async () => {
    await one.admit([
      newJob(1, { tenant: 'a' }),
      newJob(2, { tenant: 'a' }),
      newJob(3, { tenant: 'a', priority: 0 }),
      newJob(4, { tenant: 'b' }),
      newJob(5, { tenant: 'b', route: 'elsewhere' }),
    ]);
    const order: string[] = [];
    let after: string | null = null;
    for (;;) {
      const claimed: Claimed | null = await claim(one, 'x', after);
      if (claimed === null) break;
      order.push(claimed.id.slice(-1));
      after = claimed.job.tenant;
    }
    expect(order).toEqual(['3', '4', '1', '2']);
  });

  it.runIf(isThere)('keeps the order of those that want it, also over a try that failed', async () => {
    const inOrder = { orderKey: 'letters' };
    await one.admit([newJob(1, inOrder), newJob(2, { ...inOrder, priority: 0 }), newJob(3)]);
    const first = await claim(one, 'x');
    expect(first?.id).toBe('job_000001');
    expect((await claim(one, 'x'))?.id).toBe('job_000003');
    expect(await claim(one, 'x')).toBeNull();
    if (first === null) throw new Error('nothing was claimed');
    await one.release({ ...first, dueAtMs: NOW + 1_000, fault: 'overloaded' });
    expect(await claim(one, 'x')).toBeNull();
    const again = await one.claim({ runner: 'x', route: 'r', after: null, nowMs: NOW + 1_000 });
    expect(again).toMatchObject({ id: 'job_000001', job: { tries: 2, fault: 'overloaded' } });
    if (again !== null) await finish(one, again, 'yes');
    expect((await claim(one, 'x'))?.id).toBe('job_000002');
  });

  it.runIf(isThere)('waits no longer than a pause can be when the clock was set back', async () => {
    await one.admit([newJob(1)]);
    const had = await claim(one, 'x');
    if (had !== null) await one.release({ ...had, dueAtMs: NOW + 60_000, fault: 'timeout' });
    expect(await claim(one, 'x')).toBeNull();
    expect(await one.claim({ runner: 'x', route: 'r', after: null, nowMs: NOW - 10 * HOUR_MS })).not.toBeNull();
  });

  it.runIf(isThere)('gives back what a dead runner had, once, and nothing of one that lives', async () => {
    await one.admit([newJob(1), newJob(2)]);
    const lost = await claim(one, 'dead');
    const kept = await claim(other, 'alive');
    const { others } = await other.beat({ runner: 'alive', isRunning: true });
    expect(others).toEqual([{ runner: 'dead', beat: 1 }]);
    expect(await one.takeBack({ runner: 'alive', beat: 1 })).toBe(0);
    const both = await Promise.all([one, other].map((store) => store.takeBack({ runner: 'dead', beat: 1 })));
    expect(both.toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(lost === null ? null : await finish(one, lost, 'late')).toBe(false);
    expect((await one.beat({ runner: 'dead', isRunning: true })).mine).toEqual([]);
    expect((await other.beat({ runner: 'alive', isRunning: true })).mine).toEqual([
      { id: kept?.id, generation: kept?.generation },
    ]);
    // Also of who says that it runs nothing, and does not know of it.
    expect((await other.beat({ runner: 'alive', isRunning: false })).mine).toHaveLength(1);
    expect(await claim(other, 'alive')).toMatchObject({ id: lost?.id, generation: 3 });
  });

  it.runIf(isThere)('cancels for its tenant only, and a cancelled job takes no answer', async () => {
    await one.admit([newJob(1, { idempotencyKey: '~mark' })]);
    const had = await claim(one, 'x');
    expect(await one.cancel({ ...END, id: 'job_000001', tenant: 'umbrella' })).toBeNull();
    expect(await one.cancel({ ...END, id: 'job_000001', tenant: 'acme' })).toMatchObject({ state: 'cancelled' });
    expect(had === null ? null : await finish(one, had, 'late')).toBe(false);
    expect(await one.forget({ id: 'job_000001', tenant: 'umbrella' })).toBe(false);
    // Its mark is free again.
    expect((await one.admit([newJob(2, { idempotencyKey: '~mark' })]))[0]?.kind).toBe('new');
    expect(await one.forget({ id: 'job_000002', tenant: 'acme' })).toBe(false);
    expect(await one.forget({ id: 'job_000001', tenant: 'acme' })).toBe(true);
    expect(await textOf('job_000001', 'request')).toBeNull();
  });

  it.runIf(isThere)(
    'expires what has waited too long, deletes what was kept long enough, and wants it once more before',
    async () => {
      await one.admit([newJob(1), newJob(2), newJob(3, { expiresAtMs: NOW + 2 * HOUR_MS })]);
      const late = NOW + HOUR_MS;
      expect(await one.expire({ nowMs: late - 1, keepMs: 10, limit: 10 })).toBe(0);
      expect(await one.expire({ nowMs: late, keepMs: 10, limit: 1 })).toBe(1);
      expect(await one.expire({ nowMs: late, keepMs: 10, limit: 10 })).toBe(1);
      expect(await one.retry({ id: 'job_000001', nowMs: late })).toMatchObject({
        state: 'waiting',
        expiresAtMs: late + HOUR_MS - 1,
      });
      expect(await one.retry({ id: 'job_000001', nowMs: late })).toBeNull();
      expect(await one.prune({ nowMs: late + 10, limit: 10 })).toBe(1);
      expect((await one.list({ limit: 10 })).map(({ id }) => id)).toEqual(['job_000003', 'job_000001']);
      expect(await textOf('job_000002', 'request')).toBeNull();
      expect(await textOf('job_000001', 'request')).toBe('question 1');
    },
  );

  it.runIf(isThere)('pages and counts, by tenant and state', async () => {
    await one.admit(Array.from({ length: 30 }, (_, at) => newJob(at, { tenant: at % 3 === 0 ? 'a' : 'b' })));
    await one.cancel({ ...END, id: 'job_000000', tenant: null });
    const page = await one.list({ limit: 4, tenant: 'a' });
    expect(page.map(({ id }) => Number(id.slice(4)))).toEqual([27, 24, 21, 18]);
    const next = await one.list({ limit: 4, tenant: 'a', beforeId: page.at(-1)?.id ?? '', state: 'waiting' });
    expect(next.map(({ id }) => Number(id.slice(4)))).toEqual([15, 12, 9, 6]);
    const { states, oldestAtMs, bytes } = await one.counts();
    expect(states).toEqual({ waiting: 29, running: 0, done: 0, failed: 0, cancelled: 1, expired: 0 });
    expect([oldestAtMs, bytes]).toEqual([NOW + 1, 10 * 10 + 20 * 11]);
  });

  it.runIf(isThere)('lets one at a time tell of an end, and again after a try that failed', async () => {
    await one.admit([newJob(1, { hook: Buffer.from('who') }), newJob(2)]);
    const due = { nowMs: NOW, againAtMs: NOW + 60_000, limit: 5 };
    expect(await one.hooks(due)).toEqual([]);
    for (let at = 0; at < 2; at += 1) {
      const had = await claim(one, 'x');
      if (had !== null) await finish(one, had, 'yes');
    }
    const [mine, theirs] = await Promise.all([one.hooks(due), other.hooks(due)]);
    const all = [...mine, ...theirs];
    expect(all).toMatchObject([{ job: { id: 'job_000001' }, tries: 1 }]);
    expect(Buffer.from(all[0]?.answer ?? []).toString()).toBe('yes');
    await one.hookEnded({ id: 'job_000001', tries: 1, state: 'due', dueAtMs: NOW + 5 });
    expect(await one.hooks({ ...due, nowMs: NOW + 5 })).toMatchObject([{ tries: 2 }]);
    await one.hookEnded({ id: 'job_000001', tries: 1, state: 'given-up', dueAtMs: 0 });
    await one.hookEnded({ id: 'job_000001', tries: 2, state: 'delivered', dueAtMs: 0 });
    expect(await one.find({ id: 'job_000001' })).toMatchObject({ hook: 'delivered' });
    expect(await one.hooks({ ...due, nowMs: NOW + HOUR_MS })).toEqual([]);
  });
});
