import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { entry, NOW, range, shelf, until } from '../../test/fixtures/journal.ts';
import type { RequestEntry } from '../model/journal.ts';
import { MIGRATIONS } from './migrations.ts';

const DAY_MS = 24 * 60 * 60_000;
const { newFile, open, clear } = shelf();
afterEach(clear);

describe('the journal on disk', () => {
  it('gives back what was recorded, newest first, after a restart too', async () => {
    const path = newFile();
    const entries = [
      ...range(2_500),
      entry(2_500, { bodies: { request: '{"a":"ü\n"}', answer: 'x'.repeat(100_000) } }),
    ];
    const first = open(path);
    for (const one of entries) first.store.record(one);
    expect(await first.store.query({ limit: 1, id: 'request-002500' })).toEqual([]);
    await until(() => first.store.state().recorded === entries.length);
    expect(await first.store.query({ limit: 700 })).toEqual(entries.slice(-700).toReversed());
    await first.store.close();

    const { store, said } = open(path);
    const found: RequestEntry[] = [];
    for (;;) {
      const last = found.at(-1);
      const page = await store.query({ limit: 400, ...(last && { beforeMs: last.atMs }) });
      if (page.length === 0) break;
      found.push(...page);
    }
    expect(found).toEqual(entries.toReversed());
    expect(said).toEqual([]);
    expect(first.store.state()).toEqual({ recorded: entries.length, notRecorded: 0, trouble: '' });
  });

  it('finds one entry by its id, and the failovers alone', async () => {
    const { store } = open(newFile());
    for (const one of range(30)) store.record(one);
    await until(() => store.state().recorded === 30);
    expect(await store.query({ limit: 5, id: 'request-000007' })).toEqual([entry(7)]);
    const failovers = await store.query({ limit: 3, failoversOnly: true });
    expect(failovers.map(({ id }) => id)).toEqual(['request-000027', 'request-000024', 'request-000021']);
  });

  it('loses nothing between two pages when many requests share one millisecond', async () => {
    const { store } = open(newFile());
    const entries = range(10).map((one) => ({ ...one, atMs: NOW }));
    for (const one of entries) store.record(one);
    await until(() => store.state().recorded === 10);
    const page = await store.query({ limit: 4 });
    const rest = await store.query({ limit: 10, beforeMs: NOW, beforeId: page[3]?.id ?? '' });
    expect([...page, ...rest]).toEqual(entries.toReversed());
  });

  it('is readable by its owner only', async () => {
    const path = newFile();
    const { store } = open(path);
    store.record(entry(1));
    await until(() => store.state().recorded === 1);
    for (const end of ['', '-wal', '-shm']) expect(statSync(path + end).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    await store.close();
    chmodSync(path, 0o644);
    const again = open(path);
    await again.store.query({ limit: 1 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes what still waits when it is closed, and takes nothing afterwards', async () => {
    const path = newFile();
    const { store } = open(path);
    for (const one of range(3_000)) store.record(one);
    await store.close();
    expect(store.state()).toEqual({ recorded: 3_000, notRecorded: 0, trouble: '' });
    store.record(entry(5_000));
    expect(store.state().notRecorded).toBe(1);
    await expect(store.query({ limit: 1 })).rejects.toMatchObject({ kind: 'busy' });
    const file = new Sqlite(path, { readonly: true });
    expect(file.prepare('SELECT count(*) AS count FROM requests').get()).toEqual({ count: 3_000 });
    file.close();
  });

  it('does not keep the process alive', async () => {
    const code = `
      import { openJournalStore } from ${JSON.stringify(join(import.meta.dirname, 'journal-store.ts'))};
      const store = openJournalStore({ path: process.argv[1], keepDays: 1, onTrouble: console.error, wallMs: Date.now });
      await store.query({ limit: 1 });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, newFile()], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('holds a bounded number of entries and counts the rest', async () => {
    const path = newFile();
    const { store, said } = open(path, { limits: { queueEntries: 100 } });
    for (const one of range(250)) store.record(one);
    expect(store.state().notRecorded).toBe(150);
    await until(() => store.state().recorded === 100);
    await until(() => store.state().trouble === '');
    expect(said).toEqual([`Some requests are not recorded in ${path}, because the disk is slower than they come.`]);
  });

  it('holds a bounded amount of text', async () => {
    const { store } = open(newFile(), { limits: { queueChars: 50_000 } });
    const bodies = { request: 'x'.repeat(20_000), answer: '' };
    for (let index = 0; index < 5; index += 1) store.record(entry(index, { bodies }));
    expect(store.state().notRecorded).toBe(3);
  });
});

describe('the tables', () => {
  it('are brought up to date in a file that has none yet', async () => {
    const path = newFile();
    const { store } = open(path);
    await store.query({ limit: 1 });
    await store.close();
    const file = new Sqlite(path);
    expect(file.prepare('SELECT number, name FROM migrations').all()).toEqual(
      MIGRATIONS.map(({ name }, index) => ({ number: index + 1, name })),
    );
    expect(file.pragma('journal_mode', { simple: true })).toBe('wal');
    file.close();
  });

  it('are left alone in a file of a newer version, and recording stays off', async () => {
    const path = newFile();
    await open(path).store.close();
    const file = new Sqlite(path);
    const next = MIGRATIONS.length + 1;
    file.exec(`INSERT INTO migrations VALUES (${next}, 'later', 0)`);
    file.close();
    const { store, said } = open(path);
    await until(() => said.length > 0);
    for (const one of range(10)) store.record(one);
    expect(said).toEqual([
      `Requests are not recorded in ${path} until the next start, because a newer version of Failsoft made it (schema ${next}, this one knows ${MIGRATIONS.length}).`,
    ]);
    expect(store.state()).toEqual({ recorded: 0, notRecorded: 10, trouble: said[0] });
    await expect(store.query({ limit: 1 })).rejects.toMatchObject({ kind: 'busy' });
  });

  it('keep entries for as many days as the operator wants, in small bites, at the start and every hour', async () => {
    const path = newFile();
    const first = open(path, { keepDays: 100 });
    for (let index = 0; index < 300; index += 1) {
      const bodies = { request: 'q', answer: 'a' };
      first.store.record(entry(index, { atMs: NOW - (index < 250 ? 15 : 13) * DAY_MS, bodies }));
    }
    await first.store.close();
    let wallMs = NOW;
    const { store } = open(path, { wallMs: () => wallMs, limits: { pruneEntries: 20, pruneMs: 50 } });
    const rows = (): unknown => {
      const file = new Sqlite(path, { readonly: true });
      const count = ['requests', 'bodies'].map((table) => file.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
      file.close();
      return count;
    };
    await until(() => String(rows()) === '50,50');
    wallMs += 2 * DAY_MS;
    await until(() => String(rows()) === '0,0');
    expect(await store.query({ limit: 10 })).toEqual([]);
  });
});
