import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import { ask } from './fixtures/client.ts';
import { startGateway } from './fixtures/gateway.ts';
import { until } from './fixtures/journal.ts';
import { watchStops } from './fixtures/stops.ts';

let sandbox: Sandbox;
const folder = mkdtempSync(join(tmpdir(), 'failsoft-journal-'));
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (journal: string): string =>
  [
    'providers:',
    `  a: { protocol: anthropic, baseUrl: "${sandbox.baseUrl('a')}", apiKey: a-key-of-the-journal }`,
    'routes: [{ match: ["*"], ladder: [a/*] }]',
    `journal: ${journal}`,
  ].join('\n');
const question = { model: 'm', max_tokens: 50, messages: [{ role: 'user', content: 'A private question' }] };

it('a locked file costs entries and one warning, and no request anything', async () => {
  const path = join(folder, 'locked.db');
  const { url, app, said, stop } = await startGateway(config(`{ path: "${path}" }`));
  await ask(url, 'anthropic', question);
  expect(await app.gateway.requests({ limit: 5 })).toHaveLength(1);

  const other = new Sqlite(path);
  other.exec('BEGIN EXCLUSIVE');
  const shareStopped = watchStops();
  for (let count = 0; count < 60; count += 1) expect((await ask(url, 'anthropic', question)).status).toBe(200);
  await until(() => said.length > 0);
  // A writer that waited for the lock would have held them up for a second at a time.
  expect(shareStopped()).toBeLessThan(0.3);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('locked');
  expect(app.gateway.status().journal.trouble).toContain('locked');
  other.exec('COMMIT');
  other.close();
  await until(() => app.gateway.status().journal.recorded === 61);
  expect(await app.gateway.requests({ limit: 100 })).toHaveLength(61);
  await stop();
});

it('prompts and answers are recorded only when somebody asks for it', async () => {
  for (const bodies of [false, true]) {
    const { url, app, stop } = await startGateway(
      config(`{ path: "${join(folder, `bodies-${String(bodies)}.db`)}", bodies: ${String(bodies)} }`),
    );
    await ask(url, 'anthropic', question);
    await ask(url, 'anthropic', { ...question, stream: true });
    const entries = await app.gateway.requests({ limit: 5 });
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries).includes('A private question')).toBe(bodies);
    expect(entries.every((entry) => (entry.bodies !== null) === bodies)).toBe(true);
    expect(entries.every((entry) => !bodies || (entry.bodies?.answer.length ?? 0) > 50)).toBe(true);
    await stop();
  }
});

it('other paths are recorded, too', async () => {
  const { url, app, stop } = await startGateway(config('{ path: null }'));
  await (await fetch(`${url}/v1/models`, { headers: { 'anthropic-version': '2023-06-01' } })).text();
  await until(() => app.gateway.status().requests.total === 1);
  expect(await app.gateway.requests({ limit: 5 })).toMatchObject([
    { servedBy: 'a/models', outcome: 'answered', status: 200 },
  ]);
  await stop();
});
