import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { migrate, type Migrated, MIGRATIONS } from '../migrations.ts';
import { type Sealing, sealing } from '../sealing.ts';
import { StoreThread } from '../thread.ts';
import { type AnswerStore, openAnswerStore } from './answer-store.ts';
import { answerOf, isWhole } from './testing/numbered.ts';

const folder = mkdtempSync(join(tmpdir(), 'failsoft-trouble-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(folder, `${(files += 1)}.db`);
const SEALED = sealing({ key: new Secret('a key of this test, long enough.'), oldKeys: [] });
const PLAIN = sealing({ key: null, oldKeys: [] });

type Options = {
  readonly pagesMax?: number;
  readonly seal?: Sealing;
  readonly wallMs?: () => number;
  readonly retryMs?: number;
  readonly lookMs?: number;
  /** Comes between the store and its thread. */
  readonly telling?: (thread: StoreThread) => void;
};

/** Locks the file as another process may, until what it gives is called. */
function locked(path: string): () => void {
  const file = new Sqlite(path);
  file.exec('BEGIN IMMEDIATE');
  return () => void (file.exec('ROLLBACK'), file.close());
}

async function using<T>(
  path: string,
  { pagesMax, seal = PLAIN, wallMs = Date.now, retryMs = 20, lookMs = 1_000, telling = () => {} }: Options,
  work: (store: AnswerStore, troubles: readonly string[]) => Promise<T>,
): Promise<T> {
  const thread = new StoreThread({ path, pagesMax: pagesMax ?? null });
  const troubles: string[] = [];
  const onTrouble = (text: string): void => void troubles.push(text);
  const limits = { flushMs: 1, retryMs, lookMs };
  telling(thread);
  const store = openAnswerStore({ path, bytesMax: 1e9, onTrouble, wallMs, sealing: seal, limits }, thread);
  await store.prepare();
  try {
    return await work(store, troubles);
  } finally {
    await store.close();
    await thread.stop(1_000);
  }
}

describe('kept answers on a disk', () => {
  it('that is full are those that were there before, and the operator hears of it once', async () => {
    const path = newPath();
    await using(path, { pagesMax: 60 }, async (store, troubles) => {
      store.write(answerOf('first', 'v', 1));
      // It lies on the disk before there is no room any more.
      await store.list({}, 1);
      for (let count = 0; count < 200; count += 1) store.write(answerOf(`${count}`, 'v', 1));
      await expect.poll(() => store.counts().errors).toBeGreaterThan(1);
      expect(troubles).toEqual([expect.stringContaining('because the disk is full')]);
      // Whoever meets the file locked looks again a second later.
      await expect.poll(() => store.read('first'), { timeout: 5_000 }).not.toBe(null);
      const first = store.read('first');
      expect(first !== null && isWhole(first, 'first')).toBe(true);
      expect((await store.list({ key: 'first' }, 5)).map(({ key }) => key)).toEqual(['first']);
    });
  });

  it.each([
    ['as they are', PLAIN],
    ['sealed', SEALED],
  ])(
    'of which bits turn over are right or not there, whether written %s',
    async (_, seal) => {
      const path = newPath();
      const ids = Array.from({ length: 20 }, (_one, index) => `${index}`);
      await using(path, { seal }, async (store) => {
        for (const id of ids) store.write(answerOf(id, 'v', 1));
        await store.list({}, 1);
      });
      const bytes = readFileSync(path).length;
      let gone = 0;
      for (let round = 0; round < 40; round += 1) {
        const damaged = `${path}.${round}`;
        copyFileSync(path, damaged);
        const file = openSync(damaged, 'r+');
        // Anywhere behind the head of the file, again and again.
        for (let flip = 0; flip < 8; flip += 1)
          writeSync(
            file,
            Buffer.of(((round * 37 + flip * 101) % 255) + 1),
            0,
            1,
            100 + ((round * 7_919 + flip * 104_729) % (bytes - 100)),
          );
        await using(damaged, { seal }, async (store) => {
          for (const id of ids) {
            const found = store.read(id);
            if (found === null) gone += 1;
            else expect(isWhole(found, id)).toBe(true);
          }
        });
      }
      expect(gone).toBeGreaterThan(0);
    },
    60_000,
  );

  it('of another key are not there, and are found again with the old one beside the new', async () => {
    const path = newPath();
    const key = (text: string): Secret => new Secret(`${text} of this test, long enough`);
    await using(path, { seal: sealing({ key: key('old'), oldKeys: [] }) }, async (store) => {
      store.write(answerOf('a', 'v', 1));
      await store.list({}, 1);
      expect(readFileSync(path).includes('asked a')).toBe(false);
    });
    await using(path, { seal: sealing({ key: key('new'), oldKeys: [key('old')] }) }, async (store) => {
      expect(store.read('a')).toBe(null);
      // By its name, an operator still finds it.
      const [told] = await store.list({}, 1);
      expect(store.show(told?.key ?? '')?.answer).toBe(answerOf('a', 'v', 1).answer);
    });
    await using(path, { seal: sealing({ key: key('new'), oldKeys: [] }) }, async (store) => {
      const [told] = await store.list({}, 1);
      expect(store.show(told?.key ?? '')).toBe(null);
      expect(await store.purge({})).toBe(1);
    });
  });

  it('that are forgotten leave no word behind', async () => {
    const path = newPath();
    const words = ['', '-wal'].map((more) => () => (existsSync(path + more) ? readFileSync(path + more) : Buffer.of()));
    const has = (id: string): boolean => words.some((read) => read().includes(`asked ${id} `));
    await using(path, {}, async (store) => {
      for (let count = 0; count < 200; count += 1)
        store.write({ ...answerOf(`${count}`, 'v', 1), tenant: `${count % 2}` });
      await store.list({}, 1);
      expect([has('7'), has('8')]).toEqual([true, true]);
      expect(await store.purge({ tenant: '1' })).toBe(100);
      expect([has('7'), has('8')]).toEqual([false, true]);
      // Whoever meets the file locked looks again a second later.
      await expect.poll(() => store.read('8')).not.toBe(null);
    });
  });

  it('that were forgotten by another process are not given and written by one that could not write them before', async () => {
    const path = newPath();
    await using(path, {}, async (one) => {
      await using(path, { retryMs: 60_000, lookMs: 20 }, async (other, troubles) => {
        // The file is there.
        await other.list({}, 1);
        const open = locked(path);
        other.write(answerOf('a', 'v', Date.now()));
        await expect.poll(() => troubles, { timeout: 10_000 }).toHaveLength(1);
        open();
        expect(other.read('a')).not.toBe(null);
        await one.purge({});
        await expect.poll(() => other.read('a'), { timeout: 10_000 }).toBe(null);
        other.write(answerOf('b', 'v', Date.now() + 1));
        expect((await other.list({}, 9)).map(({ key }) => key)).toEqual(['b']);
      });
    });
  });

  it('are not said to be forgotten where other processes could not be told', async () => {
    const path = newPath();
    const telling = (thread: StoreThread): void => {
      const ask = thread.ask.bind(thread);
      thread.ask = async (order) => {
        const open = order.kind === 'keep' ? locked(path) : null;
        const outcome = await ask(order);
        open?.();
        return outcome;
      };
    };
    await using(path, { telling }, async (store) => {
      store.write(answerOf('a', 'v', 1));
      await store.list({}, 1);
      await expect(store.purge({})).rejects.toMatchObject({ kind: 'busy' });
    });
  });

  it('of an older version of the file are gone, and new ones are kept', async () => {
    const path = newPath();
    const sqlite = new Sqlite(path);
    await migrate(
      new Kysely<Migrated>({ dialect: new SqliteDialect({ database: sqlite }) }),
      1,
      MIGRATIONS.slice(0, 3),
    );
    sqlite.exec(`insert into answers values ('a', 't', x'00', '{"version":1}', 1, 9e15, 9)`);
    sqlite.close();
    await using(path, {}, async (store, troubles) => {
      store.write(answerOf('b', 'v', 1));
      expect((await store.list({}, 9)).map(({ key }) => key)).toEqual(['b']);
      expect([store.read('a'), troubles]).toEqual([null, []]);
    });
  });

  it('that are of days to come, because a clock was set back, make room for new ones', async () => {
    const path = newPath();
    const nowMs = 1e12;
    await using(path, { wallMs: () => nowMs }, async (store) => {
      store.write(answerOf('a', 'of tomorrow', nowMs + 86_400_000));
      await store.list({}, 1);
      store.write(answerOf('a', 'of today', nowMs));
      await store.list({}, 1);
    });
    await using(path, {}, async (store) => {
      expect(store.read('a')?.answer).toContain('of today');
      // One that is only a little older than what another gateway has written stays away.
      store.write(answerOf('a', 'of just before', nowMs - 50));
      await store.list({}, 1);
    });
    await using(path, {}, async (store) => expect(store.read('a')?.answer).toContain('of today'));
  });

  it('are asked for anew by one of two processes, and by the other when that has let go of its turn', async () => {
    const path = newPath();
    let nowMs = 1e12;
    const open = (instance: string) => {
      const thread = new StoreThread({ path, pagesMax: null });
      const store = openAnswerStore(
        { path, bytesMax: 1e9, onTrouble: () => {}, wallMs: () => nowMs, instance },
        thread,
      );
      return { store, stop: async () => thread.stop(1_000) };
    };
    const [one, other] = [open('one'), open('other')];
    expect(await one.store.lease('a', 1_000)).toBe(true);
    expect(await other.store.lease('a', 1_000)).toBe(false);
    expect(await one.store.lease('a', 1_000)).toBe(true);
    expect(await other.store.lease('b', 1_000)).toBe(true);
    nowMs += 1_001;
    expect(await other.store.lease('a', 1_000)).toBe(true);
    // A clock that is set back by a day keeps nobody away for a day.
    nowMs -= 86_400_000;
    expect(await one.store.lease('a', 1_000)).toBe(true);
    writeFileSync(path, 'no database'.repeat(1_000));
    expect(await other.store.lease('c', 1_000)).toBe(true);
    await Promise.all([one.stop(), other.stop()]);
  });
});
