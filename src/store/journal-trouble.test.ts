import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { entry, range, shelf, until } from '../../test/fixtures/journal.ts';
import { watchStops } from '../../test/fixtures/stops.ts';

const { newFile, open, clear } = shelf();
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill();
  await clear();
});

/** Another process that holds the file to itself until it is told to let go. */
async function lockedBy(path: string): Promise<() => Promise<void>> {
  const code = `
    const Sqlite = require('better-sqlite3');
    const file = new Sqlite(process.argv[1]);
    file.pragma('locking_mode = EXCLUSIVE');
    file.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS theirs (x)');
    process.stdin.on('data', () => { file.exec('ROLLBACK'); file.close(); process.exit(0); });
    console.log('locked');`;
  const child = spawn(process.execPath, ['-e', code, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return async () => {
    const gone = once(child, 'exit');
    child.stdin.write('x');
    await gone;
  };
}

describe('trouble with the disk', () => {
  it('never waits for a locked file, says it once, and writes everything once the lock is gone', async () => {
    const path = newFile();
    const { store, said } = open(path);
    store.record(entry(0));
    await until(() => store.state().recorded === 1);
    await store.close();

    const release = await lockedBy(path);
    const locked = open(path, { limits: { retryMsMax: 500 } });
    const shareStopped = watchStops();
    for (let index = 1; index <= 2_000; index += 1) {
      locked.store.record(entry(index));
      if (index % 20 === 0) await sleep(20);
    }
    await until(() => locked.said.length > 0);
    // SQLite alone would have stopped everything for a second per try, and there are two tries in three seconds.
    expect(shareStopped()).toBeLessThan(0.4);
    expect(locked.store.state()).toEqual({ recorded: 0, notRecorded: 0, trouble: locked.said[0] });
    expect(locked.said).toEqual([
      `Requests are not recorded in ${path} for now, because another process has locked it; ` +
        'up to 10000 wait in memory and are written when that is over.',
    ]);
    await expect(locked.store.query({ limit: 1 })).rejects.toMatchObject({ kind: 'busy' });

    await release();
    await until(() => locked.store.state().recorded === 2_000);
    expect(locked.store.state()).toEqual({ recorded: 2_000, notRecorded: 0, trouble: '' });
    expect(locked.said).toHaveLength(1);
    expect(said).toEqual([]);
    expect(await locked.store.query({ limit: 1_000 })).toEqual(range(2_001).slice(-1_000).toReversed());
  });

  it('gives up when it is closed while the file is locked, and counts what it could not write', async () => {
    const path = newFile();
    await open(path).store.close();
    await lockedBy(path);
    const { store } = open(path);
    for (const one of range(10)) store.record(one);
    await sleep(50);
    // The lock is there for as long as this test.
    await store.close();
    expect(store.state().notRecorded).toBe(10);
  });

  it('goes on when the disk is full, and writes what waited when there is room again', async () => {
    const path = newFile();
    const { store, said } = open(path, { limits: { pagesMax: 60, retryMsMax: 300, flushMs: 20 } });
    // Each batch is written before the next one comes: what waits in the end must not be more than there is room for in all.
    let count = 0;
    while (said.length === 0 && count < 5_000) {
      for (let index = 0; index < 50; index += 1) store.record(entry(count + index));
      count += 50;
      await until(() => said.length > 0 || store.state().recorded === count);
    }
    expect(said[0]).toContain('because the disk is full');
    expect(store.state()).toMatchObject({ notRecorded: 0, trouble: said[0] });
    expect(store.state().recorded).toBeGreaterThan(0);

    const other = new Sqlite(path);
    other.exec('DELETE FROM requests');
    other.close();
    await until(() => store.state().recorded === count);
    expect(store.state()).toEqual({ recorded: count, notRecorded: 0, trouble: '' });
    expect(said).toHaveLength(1);
  });

  it.each([
    [
      'a folder cannot be made',
      (path: string) => writeFileSync(join(path, '..', '..', 'state'), ''),
      'cannot be opened for writing',
    ],
    [
      'the file is something else',
      (path: string) => writeFileSync(join(path, '..', '..', 'state.txt'), 'x'.repeat(9_000)),
      'is damaged',
    ],
  ])('says so when %s, and records from when that is mended', async (_, spoil, why) => {
    const wanted = newFile();
    spoil(wanted);
    const path = why === 'is damaged' ? join(wanted, '..', '..', 'state.txt') : wanted;
    const { store, said } = open(path, { limits: { retryMsMax: 300 } });
    for (const one of range(20)) store.record(one);
    await until(() => said.length > 0);
    expect(said[0]).toContain(why);
    expect(store.state().recorded).toBe(0);
    rmSync(why === 'is damaged' ? path : join(path, '..'));
    await until(() => store.state().recorded === 20);
    expect(store.state()).toEqual({ recorded: 20, notRecorded: 0, trouble: '' });
    expect(said).toHaveLength(1);
  });

  it('starts a new file when somebody has deleted the old one', async () => {
    const path = newFile();
    const { store, said } = open(path);
    store.record(entry(1));
    await until(() => store.state().recorded === 1);
    for (const end of ['', '-wal', '-shm']) rmSync(path + end);
    store.record(entry(2));
    await until(() => store.state().recorded === 2);
    expect(await store.query({ limit: 10 })).toEqual([entry(2)]);
    expect(said).toEqual([]);
  });

  it('does not let one entry that cannot be stored hold up its neighbours', async () => {
    const { store, said } = open(newFile());
    store.record(entry(1));
    store.record(entry(2, { tookMs: Number.NaN }));
    store.record(entry(3));
    await until(() => store.state().recorded === 2);
    expect(store.state()).toEqual({ recorded: 2, notRecorded: 1, trouble: '' });
    expect(said).toEqual([]);
  });
});
