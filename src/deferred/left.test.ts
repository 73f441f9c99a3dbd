import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createEngine } from '../engine/engine.ts';
import { accountOf, setupOf } from '../engine/testing/parts.ts';
import { Fault } from '../model/fault.ts';
import { LIMITS, type Route } from '../model/route.ts';
import { openJobFile, type OpenJobStore } from '../store/deferred/threaded.ts';
import { sealing } from '../store/sealing.ts';
import { realWorld } from '../world/real.ts';
import { type Deferred, openDeferred } from './deferred.ts';
import type { Standing } from './drain.ts';
import { asking, wish } from './testing/wish.ts';

const folder = mkdtempSync(join(tmpdir(), 'failsoft-left-'));
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A model that answers when it is let. */
async function startModel() {
  let isHeld = false;
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    const say = (delta: object, finish: string | null): string =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const answer = (): void => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${say({ role: 'assistant', content: 'Yes.' }, null)}${say({}, 'stop')}data: [DONE]\n\n`);
    };
    request.resume().on('end', () => void (isHeld ? held.push(answer) : answer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => (server.closeAllConnections(), server.close()));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    asked: () => held.length,
    hold: (is: boolean) => (isHeld = is),
    answer: () => held.splice(0).forEach((say) => say()),
  };
}

let count = 0;

type Change = (store: OpenJobStore) => Partial<OpenJobStore>;

/** A queue on a file that is worked off; what its store does may be changed. */
function open(url: string, change: Change, isAway: (model: string | null) => boolean = () => false) {
  count += 1;
  const path = join(folder, String(count), 'deferred.db');
  const world = realWorld();
  const account = accountOf('up', { provider: { baseUrl: `${url}/v1`, local: true } });
  const engine = createEngine(world, { record: () => {} }, setupOf([account]));
  const route: Route = {
    name: 'r',
    match: ['*'],
    allow: null,
    ladder: [{ kind: 'model', provider: 'up', model: null, tries: 1, limits: LIMITS }],
  };
  const store = openJobFile({ path, pagesMax: null, troubled: () => {}, well: () => {} });
  const deferred = openDeferred({
    world,
    store: { ...store, ...change(store) },
    sealing: sealing({ key: null, oldKeys: [] }),
    terms: () => ({ expiresMs: 3_600_000, keepMs: 3_600_000, jobs: 100, bytes: 1e9 }),
    hookOf: () => null,
    isInTrouble: () => false,
    working: {
      engine: () => engine,
      routes: () => [route],
      standing: (_, model) => (isAway(model) ? null : STANDS),
      post: () => () => {},
      placeOf: () => null,
      say: () => {},
    },
    limits: { lookMs: 10, firstMs: 10, countMs: 50, beatMs: 100, ownMs: 300, deadMs: 60_000, writeAgainMs: 50 },
  });
  stops.push(async () => (await deferred.close(), await world.close()));
  deferred.begin();
  return { deferred, path };
}

const STANDS: Standing = { target: 'up/m', places: 200, perMinute: 1e6, recovered: 1 };

async function ask({ queue }: Deferred): Promise<string> {
  const { id } = await queue.admit(wish(asking('Why?'), { tenant: '' }));
  return id;
}

const until = { timeout: 8_000, interval: 20 };

/** Writes the file as another process does that does not come to an end. */
async function lockedFor(path: string, ms: number): Promise<void> {
  const file = new Sqlite(path);
  file.exec('BEGIN IMMEDIATE');
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
  file.exec('ROLLBACK');
  file.close();
}

describe('a job that nobody works at any more, though this gateway has it', () => {
  it('is asked again when the store is back that was away for so long that it was let go of', async () => {
    const model = await startModel();
    model.hold(true);
    const { deferred, path } = open(model.url, () => ({}));
    const id = await ask(deferred);
    await expect.poll(model.asked, until).toBe(1);
    await lockedFor(path, 2_500);
    model.hold(false);
    await expect.poll(async () => (await deferred.queue.find(id, null))?.state, until).toBe('done');
  });

  it('keeps an answer that could not be written in all that time, and asks nobody again', async () => {
    const model = await startModel();
    model.hold(true);
    const { deferred, path } = open(model.url, () => ({}));
    const id = await ask(deferred);
    await expect.poll(model.asked, until).toBe(1);
    const away = lockedFor(path, 2_500);
    model.answer();
    await away;
    await expect.poll(async () => (await deferred.queue.find(id, null))?.state, until).toBe('done');
    expect(await deferred.queue.find(id, null)).toMatchObject({ tries: 1 });
    expect(model.asked()).toBe(0);
  });

  it.each<[string, (broken: () => never) => Change]>([
    [
      'is asked again when its claim was taken, but not heard of',
      (broken) => (store) => ({
        claim: async (turn) => {
          const claimed = await store.claim(turn);
          return claimed === null ? null : broken();
        },
      }),
    ],
    ['is asked again when it could not be given back', (broken) => () => ({ release: async () => broken() })],
  ])('%s', async (_, changeOf) => {
    const model = await startModel();
    let broke = 0;
    const change = changeOf(() => {
      broke += 1;
      throw new Fault('busy', 'The line broke');
    });
    const once = (store: OpenJobStore): OpenJobStore => (broke > 0 ? store : { ...store, ...change(store) });
    const { deferred } = open(
      model.url,
      (store) => ({
        claim: async (turn) => once(store).claim(turn),
        release: async (run) => once(store).release(run),
      }),
      // At first its model is away, so that it is given back.
      (name) => name !== null && broke === 0,
    );
    const id = await ask(deferred);
    await expect.poll(() => broke, until).toBe(1);
    await expect.poll(async () => (await deferred.queue.find(id, null))?.state, until).toBe('done');
  });
});
