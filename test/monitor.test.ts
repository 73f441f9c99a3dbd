import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';
import { until } from './fixtures/journal.ts';
import { question } from './fixtures/raw.ts';
import { scene } from './fixtures/scene.ts';
import { watchStops } from './fixtures/stops.ts';

const { sandbox, provider } = scene();
const cleaners: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const clean of cleaners.splice(0).toReversed()) await clean();
});

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-monitor-'));
  cleaners.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'failsoft.db');
}

/** A gateway that watches two providers of the sandbox. */
async function watching(path: string): Promise<Started> {
  const one = await startGateway(
    [
      `journal: { path: "${path}" }`,
      'providers:',
      provider('first'),
      provider('second'),
      'routes:',
      '  - { match: ["*"], ladder: [first/*, second/*] }',
    ].join('\n'),
    { watch: true },
  );
  cleaners.push(one.stop);
  return one;
}

const json = async (url: string, path: string): Promise<{ readonly status: number; readonly body: unknown }> => {
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, body: await answer.json() };
};

function rowsIn(path: string): number {
  const own = new Sqlite(path, { readonly: true });
  const count: unknown = own.prepare("SELECT count(*) FROM incidents WHERE surface = 'first'").pluck().get();
  own.close();
  return Number(count);
}

describe('a gateway that watches', () => {
  it('sees an outage within two looks, also where the disk is locked, and no request waits for that or is lost', async () => {
    const path = file();
    const { stop } = await watching(path);
    await stop();
    const other = new Sqlite(path);
    other.exec('BEGIN IMMEDIATE');
    const { url, app, said } = await watching(path);
    const condition = (): string | undefined =>
      app.gateway.monitor?.verdicts().find(({ cell }) => cell.surface === 'first' && cell.model === null)?.condition;
    const traffic = async (isEnough: () => boolean): Promise<void> => {
      for (let tries = 0; !isEnough() && tries < 400; tries += 1) {
        expect((await ask(url, 'anthropic', question('m'))).status).toBe(200);
        await sleep(100);
      }
    };
    const shareStopped = watchStops();
    await traffic(() => condition() === 'healthy');
    sandbox().setFault('first', 'overloaded');
    const isIll = (): boolean => ['degraded', 'down'].includes(condition() ?? '');
    await traffic(isIll);
    expect(isIll()).toBe(true);
    // The lock alone would have stopped everything for a second at a time.
    expect(shareStopped()).toBeLessThan(0.3);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('another process has locked it');
    const open = await json(url, '/admin/incidents?open=true');
    expect(open).toMatchObject({ status: 200, body: { incidents: [{ surface: 'first', official: null }] } });
    const text = JSON.stringify((await json(url, '/admin/verdicts')).body);
    expect(text).toContain('; your requests are answered by second');

    other.exec('ROLLBACK');
    other.close();
    sandbox().setFault('first', null);
    await until(() => rowsIn(path) > 0, 30_000);
    const found = await app.gateway.monitor?.incidents({ limit: 9, surface: 'first' });
    expect(found).toMatchObject([{ requests: { lost: 0 } }]);
    expect(found?.[0]?.requests.saved).toBeGreaterThan(0);
    expect(said).toHaveLength(1);
  });

  it('asks of others nothing that nobody asked of it', async () => {
    const before = [sandbox().seen('first').length, sandbox().seen('second').length];
    const { url } = await watching(file());
    expect(await json(url, '/admin/sources')).toEqual({ status: 200, body: { sources: [], maintenances: [] } });
    await sleep(500);
    expect([sandbox().seen('first').length, sandbox().seen('second').length]).toEqual(before);
  });

  it('says so where nobody watches', async () => {
    const one = await startGateway(
      ['providers:', provider('first'), 'routes:', '  - { match: ["*"], ladder: [first/*] }'].join('\n'),
    );
    cleaners.push(one.stop);
    expect(one.app.gateway.monitor).toBeNull();
    expect((await json(one.url, '/admin/verdicts')).status).toBe(404);
  });
});
