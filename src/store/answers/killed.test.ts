import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { sealing } from '../sealing.ts';
import { StoreThread } from '../thread.ts';
import { openAnswerStore } from './answer-store.ts';
import { IDS, isWhole } from './testing/numbered.ts';

const folder = mkdtempSync(join(tmpdir(), 'failsoft-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KILLS = 100;
/** Gateways that write to the file at the same time. */
const AT_ONCE = 2;
/** A seed, so that a failure can be looked at again. */
const momentMs = (kill: number): number => (kill * 7_919) % 90;

async function killed(path: string, kill: number): Promise<void> {
  const writer: ChildProcess = fork(new URL('./testing/writer.ts', import.meta.url), [path, `${kill}`], {
    execArgv: [],
  });
  const gone = once(writer, 'exit');
  await Promise.race([once(writer, 'message'), gone]);
  await sleep(momentMs(kill));
  writer.kill('SIGKILL');
  await gone;
}

async function wholeIn(path: string): Promise<number> {
  const seal = sealing({ key: new Secret('a key of this test, long enough.'), oldKeys: [] });
  const thread = new StoreThread({ path, pagesMax: null });
  const options = { path, bytesMax: 1e9, onTrouble: () => {}, wallMs: Date.now, sealing: seal };
  const store = openAnswerStore(options, thread);
  await store.prepare();
  let count = 0;
  for (let number = 0; number < IDS; number += 1) {
    const found = store.read(`${number}`);
    if (found === null) continue;
    expect(isWhole(found, `${number}`)).toBe(true);
    count += 1;
  }
  expect(store.counts().errors).toBe(0);
  await store.close();
  await thread.stop(1_000);
  return count;
}

it(`an answer is whole or not there after ${KILLS} times kill -9 in the middle of writing, by two at a time`, async () => {
  const path = join(folder, 'kept.db');
  let found = 0;
  for (let kill = 0; kill < KILLS; kill += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, async (_, more) => killed(path, kill + more)));
    found += await wholeIn(path);
  }
  // Some were always there, or the test shows nothing.
  expect(found).toBeGreaterThan(KILLS);
  const database = new Sqlite(path);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
}, 240_000);
