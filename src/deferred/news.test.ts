import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import { newJob } from '../store/deferred/testing/jobs.ts';
import { openJobFile, type OpenJobStore } from '../store/deferred/threaded.ts';
import { sealing } from '../store/sealing.ts';
import { realWorld } from '../world/real.ts';
import { news, type Post } from './news.ts';
import { aboutText } from './queue.ts';

const folder = mkdtempSync(join(tmpdir(), 'failsoft-news-'));
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const world = realWorld();
const KEY = sealing({ key: new Secret('a-key-of-more-than-thirty-two-letters'), oldKeys: [] });
const OTHER = sealing({ key: new Secret('another-key-of-more-than-32-letters-'), oldKeys: [] });
const ID = 'job_000001';

/** A queue with a job that is over and kept for a minute, of which somebody is to be told. */
async function untold(name: string): Promise<OpenJobStore> {
  const store = openJobFile({ path: join(folder, `${name}.db`), pagesMax: null, troubled: () => {}, well: () => {} });
  stops.push(store.close);
  const hook = KEY.close(Buffer.from('https://example.com/'), aboutText(ID, 'acme', 'hook'));
  await store.admit([newJob(1, { hook })]);
  await store.cancel({ id: ID, tenant: 'acme', nowMs: Date.now(), keepMs: 60_000 });
  return store;
}

/** Tells of it with a key, and says how often somebody was told; the first few do not take it. */
function telling(store: OpenJobStore, seals: typeof KEY, refused = 0) {
  let told = 0;
  const post: Post = (_, __, done) => {
    told += 1;
    done({ ok: told > refused });
    return () => {};
  };
  const stop = news({
    world,
    store,
    sealing: seals,
    limits: { hookMs: 20, hooks: 8 },
    post,
    placeOf: () => ({ secret: new Secret('a-secret'), private: true }),
    gaveUp: () => {},
  });
  stops.push(stop);
  return { told: () => told, stop };
}

const hookOf = (store: OpenJobStore) => async () => (await store.find({ id: ID }))?.hook;
const until = { timeout: 15_000, interval: 50 };

describe('news of a job that nobody has taken', () => {
  it('are told again as long as there is time, also where it is kept for a short time only', async () => {
    const store = await untold('short');
    const { told } = telling(store, KEY, 1);
    await expect.poll(hookOf(store), until).toBe('delivered');
    expect(told()).toBe(2);
  });

  it('are not given up while the key is missing that opens their address', async () => {
    const store = await untold('key');
    const without = telling(store, OTHER);
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
    without.stop();
    expect(without.told()).toBe(0);
    expect(await hookOf(store)()).toBe('due');
    telling(store, KEY);
    await expect.poll(hookOf(store), until).toBe('delivered');
  });
});
