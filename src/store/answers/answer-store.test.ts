import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import type { StoredAnswer } from '../../model/stored-answer.ts';
import { StoreThread } from '../thread.ts';
import { type AnswerStore, type AnswerStoreOptions, openAnswerStore } from './answer-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'failsoft-answers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(folder, `${(files += 1)}.db`);

function answerTo(id: string, more: Partial<StoredAnswer> = {}): StoredAnswer {
  const answer = `{"said":"${id}${'x'.repeat(1_000)}"}`;
  return {
    id,
    tenant: 'acme',
    route: 'r',
    model: 'm',
    servedBy: 'a/m',
    request: Buffer.from(`asked ${id}`),
    answer,
    madeAtMs: 1,
    untilMs: 1e12,
    ...more,
  };
}

type Opened = AnswerStore & { readonly end: () => Promise<void>; readonly troubles: string[] };

async function open(path: string, options: Partial<AnswerStoreOptions> = {}): Promise<Opened> {
  const thread = new StoreThread({ path, pagesMax: null });
  const troubles: string[] = [];
  const store = openAnswerStore(
    {
      path,
      bytesMax: 1e9,
      onTrouble: (text) => void troubles.push(text),
      wallMs: () => 1_000,
      ...options,
      limits: { flushMs: 1, retryMs: 20, ...options.limits },
    },
    thread,
  );
  await store.prepare();
  const end = async (): Promise<void> => {
    await store.close();
    await thread.stop(1_000);
  };
  return { ...store, end, troubles };
}

describe('answers on disk', () => {
  it('are found again after a restart, byte for byte, the newest of each request', async () => {
    const path = newPath();
    const first = await open(path);
    first.write(answerTo('a', { answer: 'older' }));
    await sleep(30);
    first.write(answerTo('a'));
    first.write(answerTo('b', { tenant: 'other' }));
    await first.end();
    const second = await open(path);
    // The file is opened by a thread, for which nobody waits.
    await expect.poll(() => second.read('a')).toEqual(answerTo('a'));
    expect(second.read('b')?.tenant).toBe('other');
    expect(second.read('c')).toBe(null);
    await second.end();
  });

  it('go when they are of no use, and the oldest of the tenant that has most when there are too many', async () => {
    const path = newPath();
    const store = await open(path, { bytesMax: 20_000, limits: { pruneRows: 2 } });
    store.write(answerTo('gone', { untilMs: 999 }));
    for (let count = 10; count < 40; count += 1) store.write(answerTo(`${count}`, { madeAtMs: count }));
    store.write(answerTo('of another', { tenant: 'small', madeAtMs: 0 }));
    await sleep(200);
    const found = (id: string): boolean => store.read(id) !== null;
    await expect
      .poll(() => [found('gone'), found('10'), found('39'), found('of another')])
      .toEqual([false, false, true, true]);
    await store.end();
  });

  it('are not there while the file is locked, and nobody waits for that', async () => {
    const path = newPath();
    const store = await open(path);
    store.write(answerTo('a'));
    await expect.poll(() => store.read('a')).not.toBe(null);
    const other = new Sqlite(path);
    other.pragma('journal_mode = DELETE');
    other.exec('begin exclusive');
    const patient = new Sqlite(path, { readonly: true, timeout: 2_000 });
    const tookMs = (read: () => unknown): number => {
      const sinceMs = performance.now();
      read();
      return performance.now() - sinceMs;
    };
    const ownMs = tookMs(() => store.read('b'));
    const patientMs = tookMs(() => expect(() => patient.prepare('SELECT * FROM answers').all()).toThrow('locked'));
    expect(ownMs).toBeLessThan(patientMs);
    patient.close();
    other.exec('rollback');
    other.close();
    await store.end();
  });

  it('are not there when the file is none, or was moved away, and the operator hears of it once', async () => {
    const path = newPath();
    writeFileSync(path, 'this is no database, however long one looks at it'.repeat(100));
    const store = await open(path);
    expect(store.read('a')).toBe(null);
    for (const id of ['a', 'b', 'c']) store.write(answerTo(id));
    await expect.poll(() => store.troubles.length).toBe(1);
    expect(store.troubles[0]).toContain('the file is damaged');
    renameSync(path, `${path}.away`);
    await expect.poll(() => store.read('c')).not.toBe(null);
    await sleep(1_100);
    const again = await open(path);
    await expect.poll(() => again.read('c')).not.toBe(null);
    expect(store.troubles.length).toBe(1);
    await again.end();
    await store.end();
  });
});
