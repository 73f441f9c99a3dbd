import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { openPostgres } from './postgres.ts';
import { newJob, NOW } from './testing/jobs.ts';
import { postgresFolder, startPostgres, type TestServer } from './testing/postgres.ts';

const folder = postgresFolder();
let server: TestServer | null = null;
beforeAll(async () => {
  if (folder !== null) server = await startPostgres(folder);
});
afterAll(async () => server?.stop());

/** What lies between a gateway and its server, and stops to pass bytes on without a word on all lines that there are. */
async function between(port: number) {
  const lines = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const one of [near, far]) lines.add(one.on('error', () => {}));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    silence: () => {
      for (const one of lines) one.unpipe().pause();
    },
    close: () => {
      for (const one of lines) one.destroy();
      proxy.close();
    },
  };
}

describe.runIf(folder !== null)('a PostgreSQL that goes silent', () => {
  it('is said to be away in seconds, and used on new lines from then on', { timeout: 60_000 }, async () => {
    const url = new URL(server?.url ?? '');
    const proxy = await between(Number(url.port));
    url.port = String(proxy.port);
    const store = openPostgres({
      url: new Secret(url.href),
      nowMs: () => NOW,
      troubled: () => {},
      well: () => {},
    });
    await Promise.all([store.admit([newJob(1)]), store.counts(), store.list({ limit: 1 })]);
    proxy.silence();
    const all = await Promise.allSettled([store.counts(), store.list({ limit: 1 }), store.find({ id: 'x' })]);
    expect(all).toEqual(
      Array.from({ length: 3 }, () => ({
        status: 'rejected',
        reason: expect.objectContaining({ kind: 'busy', message: expect.stringContaining('cannot be reached') }),
      })),
    );
    const againMs = performance.now();
    expect(await store.list({ limit: 5 })).toHaveLength(1);
    expect(performance.now() - againMs).toBeLessThan(5_000);
    await store.close();
    proxy.close();
  });
});
