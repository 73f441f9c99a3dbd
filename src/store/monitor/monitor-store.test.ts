import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { entry, NOW, shelf, until } from '../../../test/fixtures/journal.ts';
import type { Incident } from '../../model/incident.ts';
import type { Calls } from '../../model/monitor.ts';
import type { JournalStoreOptions } from '../journal-store.ts';
import { openStore, type Store } from '../store.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const { newFile, clear } = shelf();
const stores: Store[] = [];
afterEach(async () => {
  await Promise.all(stores.splice(0).map(async (store) => store.close()));
  await clear();
});

function open(path: string, options: Partial<JournalStoreOptions> = {}): { store: Store; said: string[] } {
  const said: string[] = [];
  const onTrouble = (text: string): void => void said.push(text);
  const store = openStore({ path, keepDays: 14, onTrouble, wallMs: () => NOW, ...options });
  stores.push(store);
  return { store, said };
}

function incident(number: number, change: Partial<Incident> = {}): Incident {
  const startedAtMs = NOW - number * DAY_MS;
  return {
    id: `incident-${number}`,
    surface: number % 2 === 0 ? 'claude-api' : 'openai-api',
    title: `Elevated errors, number ${number}`,
    level: 'partial',
    observed: null,
    official: {
      page: 'claude',
      id: String(number),
      url: 'https://status.claude.com',
      stage: 'resolved',
      scope: ['Opus'],
      startedAtMs,
      postedAtMs: startedAtMs,
      endedAtMs: startedAtMs + MINUTE_MS,
      updates: [{ id: 'u', atMs: startedAtMs, stage: 'resolved', text: '100% of Größe_X failed' }],
    },
    imported: false,
    requests: { affected: 0, saved: 0, lost: 0 },
    ...change,
  };
}

const calls = (change: Partial<Calls> = {}): Calls => ({
  atMs: NOW - (NOW % MINUTE_MS),
  spanMs: MINUTE_MS,
  surface: 'claude-api',
  provider: 'anthropic',
  model: 'm',
  kind: 'traffic',
  well: 3,
  ill: 1,
  ...change,
});

const ids = (incidents: readonly Incident[]): readonly string[] => incidents.map(({ id }) => id);

describe('incidents on disk', () => {
  it('are what they were, after a restart too, and the newest word about each counts', async () => {
    const path = newFile();
    const { store } = open(path);
    for (let number = 0; number < 20; number += 1) store.monitor.keepIncident(incident(number));
    store.monitor.keepIncident(incident(3, { title: 'Mended' }));
    expect(ids(await store.monitor.incidents({ limit: 3 }))).toEqual(['incident-0', 'incident-1', 'incident-2']);
    await store.close();
    const again = open(path).store;
    const found = await again.monitor.incidents({ limit: 100 });
    expect(found).toHaveLength(20);
    expect(found[3]).toEqual(incident(3, { title: 'Mended' }));
  });

  it('are found by surface, time, id, what is open, and words', async () => {
    const { store } = open(newFile());
    const isOpen = incident(5, {
      official: null,
      observed: { cells: [], startedAtMs: NOW - 5 * DAY_MS, foundAtMs: NOW, endedAtMs: null, evidence: [] },
    });
    for (let number = 0; number < 10; number += 1) store.monitor.keepIncident(number === 5 ? isOpen : incident(number));
    const { incidents } = store.monitor;
    expect(ids(await incidents({ limit: 9, surface: 'claude-api', beforeMs: NOW - 3 * DAY_MS }))).toEqual([
      'incident-4',
      'incident-6',
      'incident-8',
    ]);
    expect(ids(await incidents({ limit: 9, id: 'incident-7' }))).toEqual(['incident-7']);
    expect(ids(await incidents({ limit: 9, openOnly: true }))).toEqual(['incident-5']);
    expect(ids(await incidents({ limit: 9, endedAfterMs: NOW - 2 * DAY_MS }))).toEqual([
      'incident-0',
      'incident-1',
      'incident-2',
      'incident-5',
    ]);
    expect(await incidents({ limit: 20, text: 'GRÖSSE' })).toEqual([]);
    expect(await incidents({ limit: 20, text: 'größe_x opus 100%' })).toHaveLength(9);
    expect(ids(await incidents({ limit: 20, text: "number 4' OR 1=1" }))).toEqual([]);
  });

  it('that were imported do not take the place of what was seen', async () => {
    const { store } = open(newFile());
    store.monitor.keepIncident(incident(1));
    await store.monitor.incidents({ limit: 1 });
    store.monitor.keepIncident(incident(1, { imported: true, title: 'From a table' }));
    store.monitor.keepIncident(incident(2, { imported: true, title: 'From a table' }));
    expect((await store.monitor.incidents({ limit: 2 })).map(({ title }) => title)).toEqual([
      'Elevated errors, number 1',
      'From a table',
    ]);
  });
});

describe('counts of calls on disk', () => {
  it('add up, by the minute or longer, also over a restart', async () => {
    const path = newFile();
    const first = open(path).store;
    first.monitor.addCalls(calls());
    first.monitor.addCalls(calls({ well: 1, ill: 0 }));
    await first.close();
    const { monitor } = open(path).store;
    monitor.addCalls(calls({ well: 0, ill: 2 }));
    monitor.addCalls(calls({ atMs: calls().atMs - MINUTE_MS, kind: 'probe', well: 1, ill: 0 }));
    const query = { surface: 'claude-api', fromMs: NOW - DAY_MS };
    expect(await monitor.calls({ ...query, spanMs: MINUTE_MS })).toEqual([
      calls({ atMs: calls().atMs - MINUTE_MS, kind: 'probe', well: 1, ill: 0 }),
      calls({ well: 4, ill: 3 }),
    ]);
    const days = await monitor.calls({ ...query, spanMs: DAY_MS });
    expect(days.find(({ kind }) => kind === 'traffic')).toMatchObject({ well: 4, ill: 3, spanMs: DAY_MS, atMs: NOW });
    expect(await monitor.calls({ ...query, surface: 'openai-api', spanMs: MINUTE_MS })).toEqual([]);
  });

  it('become hours when they are old, and end some day', async () => {
    const path = newFile();
    const first = open(path).store;
    const old = NOW - 91 * DAY_MS;
    for (let minute = 0; minute < 120; minute += 1) first.monitor.addCalls(calls({ atMs: old + minute * MINUTE_MS }));
    first.monitor.addCalls(calls({ atMs: NOW - 800 * DAY_MS, spanMs: 3_600_000 }));
    await first.close();
    const { monitor } = open(path, { wallMs: () => NOW }).store;
    await until(() => minutesIn(path) === 0);
    const query = { surface: 'claude-api', fromMs: 0, spanMs: 3_600_000 };
    expect(await monitor.calls(query)).toEqual([
      calls({ atMs: old, spanMs: 3_600_000, well: 180, ill: 60 }),
      calls({ atMs: old + 3_600_000, spanMs: 3_600_000, well: 180, ill: 60 }),
    ]);
  });
});

function minutesIn(path: string): number {
  const file = new Sqlite(path, { readonly: true });
  const row: unknown = file.prepare('SELECT count(*) FROM calls WHERE span_ms = 60000').pluck().get();
  file.close();
  return Number(row);
}

describe('notes on disk', () => {
  it('are replaced by name', async () => {
    const { monitor } = open(newFile()).store;
    expect(await monitor.note('pages')).toBeNull();
    monitor.keepNote({ name: 'pages', text: '1' });
    monitor.keepNote({ name: 'pages', text: '2' });
    expect(await monitor.note('pages')).toBe('2');
  });
});

describe('trouble with the disk', () => {
  it('is said once, costs nobody any time, and what waited is written when it is over', async () => {
    const path = newFile();
    const { store, said } = open(path);
    await store.monitor.note('x');
    const other = new Sqlite(path);
    other.exec('BEGIN IMMEDIATE');
    for (let number = 0; number < 2_000; number += 1) {
      store.monitor.keepIncident(incident(number % 50, { title: String(number) }));
      store.monitor.addCalls(calls());
    }
    // Nobody has come to the lock yet: that is for another thread.
    expect(said).toEqual([]);
    await until(() => said.length > 0);
    expect(said).toEqual([
      `What is seen of providers is not recorded in ${path} for now, because another process has locked it.`,
    ]);
    expect(store.monitor.trouble()).toBe(said[0]);
    other.exec('ROLLBACK');
    other.close();
    await until(() => store.monitor.trouble() === '');
    const found = await store.monitor.incidents({ limit: 100 });
    expect(found).toHaveLength(50);
    expect(found.every(({ title }) => Number(title) >= 1_950)).toBe(true);
    expect((await store.monitor.calls({ surface: 'claude-api', fromMs: 0, spanMs: MINUTE_MS }))[0]).toMatchObject({
      well: 6_000,
    });
    expect(said).toHaveLength(1);
  });

  it('of a full disk costs what does not fit, and what waited is written when there is room again', async () => {
    const path = newFile();
    const { store, said } = open(path, { limits: { pagesMax: 60, retryMsMax: 300 } });
    await store.monitor.note('x');
    const long = 'x'.repeat(5_000);
    for (let number = 0; number < 100; number += 1) store.monitor.keepIncident(incident(number, { title: long }));
    await until(() => said.length > 0);
    expect(said[0]).toContain('because the disk is full');
    for (let number = 0; number < 100; number += 1) store.monitor.keepIncident(incident(number, { title: 'short' }));
    await until(() => store.monitor.trouble() === '');
    expect(await store.monitor.incidents({ limit: 200 })).toHaveLength(100);
    expect(said).toHaveLength(1);
  });

  it('is not said again where the journal has said so already', async () => {
    const path = newFile();
    const { store, said } = open(path, { limits: { retryMsMax: 300 } });
    await store.monitor.note('x');
    const other = new Sqlite(path);
    other.exec('BEGIN IMMEDIATE');
    store.journal.record(entry(1));
    await until(() => said.length > 0);
    store.monitor.keepIncident(incident(1));
    await until(() => store.monitor.trouble() !== '');
    expect(said).toHaveLength(1);
    await expect(store.monitor.incidents({ limit: 1 })).resolves.toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await until(() => store.journal.state().recorded === 1);
  });

  it('of a file that a newer version has made ends the writing, and reading says why', async () => {
    const path = newFile();
    await open(path).store.close();
    const other = new Sqlite(path);
    other.exec("INSERT INTO migrations VALUES (99, 'later', 1)");
    other.close();
    const { store, said } = open(path);
    store.monitor.keepIncident(incident(1));
    await expect(store.monitor.incidents({ limit: 1 })).rejects.toMatchObject({ kind: 'busy' });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('a newer version of Failsoft made it');
  });
});
