import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { ask, type Heard } from './fixtures/client.ts';
import { modeOf, questionIn, untilKept } from './fixtures/kept.ts';
import { scene } from './fixtures/scene.ts';
import { watchStops } from './fixtures/stops.ts';

const { sandbox, gateway, provider } = scene();
const folder = mkdtempSync(join(tmpdir(), 'failsoft-cache-trouble-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
/** Long enough for a busy machine to ask twice in it. */
const FRESH_MS = 3_000;

/** A configuration with a file of its own, for as many gateways as want it. */
function shared(name: string, cache: string, more = ''): { readonly path: string; readonly text: string } {
  const path = join(folder, `${(files += 1)}`, 'failsoft.db');
  const text = [
    'providers:',
    provider(name),
    'routes:',
    `  - { match: ["*"], cache: ${cache}, ladder: [${name}/*, cache, notice] }`,
    `journal: { path: "${path}" }`,
    more,
  ].join('\n');
  return { path, text };
}

const get = async (url: string, content: string): Promise<Heard> =>
  ask(url, 'anthropic', questionIn('anthropic', { content }));

describe('two gateways on one file', () => {
  it('give each other’s answers, and ask once for both when they are no longer fresh', async () => {
    const { text } = shared('pair', `{ fresh: ${FRESH_MS}ms, revalidate: 1h, sampled: true }`);
    const [one, other] = [await gateway(text), await gateway(text)];
    for (const { url } of [one, other]) await get(url, 'Warm?');
    // A file that was not there at the first look is looked for again a second later.
    await sleep(1_100);
    await get(one.url, 'Why?');
    await untilKept(one);
    expect(modeOf(await get(other.url, 'Why?'))).toBe('cache');
    const before = sandbox().seen('pair').length;
    await sleep(FRESH_MS + 100);
    const sinceMs = performance.now();
    for (let round = 0; round < 10; round += 1) {
      for (const { url } of [one, other]) expect(modeOf(await get(url, 'Why?'))).toBe('cache');
      await sleep(20);
    }
    // Once, and once more for each time that it has become old meanwhile.
    await expect.poll(() => sandbox().seen('pair').length).toBeGreaterThan(before);
    const times = 1 + Math.floor((performance.now() - sinceMs) / FRESH_MS);
    expect(sandbox().seen('pair').length).toBeLessThanOrEqual(before + times);
  });

  it('forget together, also what only the other has in memory', async () => {
    const { text } = shared('purged', '{ fresh: 1h, sampled: true }');
    const [one, other] = [await gateway(text), await gateway(text)];
    for (const { url } of [one, other]) await get(url, 'Why?');
    for (const each of [one, other]) await untilKept(each);
    // The note of an earlier time is read once.
    await sleep(1_100);
    for (const { url } of [one, other]) expect(modeOf(await get(url, 'Why?'))).toBe('cache');
    const purged = await fetch(`${one.url}/admin/cache/purge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"tenant":""}',
    });
    expect(await purged.json()).toEqual({ purged: 1 });
    expect(modeOf(await get(one.url, 'Why?'))).toBe('primary');
    sandbox().setFault('purged', 'internal-error');
    await expect
      .poll(async () => (await fetch(`${other.url}/admin/status`)).json())
      .toMatchObject({ kept: { entries: 0 } });
    sandbox().setFault('purged', null);
  });
});

describe('a file that another process has locked', () => {
  it('costs no request its answer, and the operator hears of it once', async () => {
    const { path, text } = shared('locked', '{ fresh: 1h, sampled: true }');
    const started = await gateway(text);
    const { url, said } = started;
    await get(url, 'Why?');
    await untilKept(started);
    const other = new Sqlite(path);
    other.exec('begin immediate');
    const shareStopped = watchStops();
    for (let count = 0; count < 5; count += 1) {
      expect(modeOf(await get(url, `Other ${count}`))).toBe('primary');
      expect(modeOf(await get(url, 'Why?'))).toBe('cache');
    }
    await expect.poll(() => said.filter((line) => line.includes('has locked it')).length).toBe(1);
    expect(shareStopped()).toBeLessThan(0.5);
    // In memory, everything is there meanwhile.
    expect(modeOf(await get(url, 'Other 3'))).toBe('cache');
    other.exec('rollback');
    other.close();
  });
});

describe('answers that are sealed', () => {
  it('stand nowhere in the file, and are there after a restart with the same key, and with another one not', async () => {
    const { text, path } = shared('sealed', '{ fresh: 1h, sampled: true }', `store: { key: "${'k'.repeat(32)}" }`);
    const first = await gateway(text);
    const told = await get(first.url, 'What is the secret of the old lamp?');
    await untilKept(first);
    await first.stop();
    const place = join(path, '..');
    for (const name of readdirSync(place)) {
      const bytes = readFileSync(join(place, name));
      for (const words of ['secret of the old lamp', told.text.slice(60, 100)])
        expect(bytes.includes(words)).toBe(false);
    }
    sandbox().setFault('sealed', 'internal-error');
    const second = await gateway(text);
    // The file is opened by a thread, for which nobody waits.
    const again = async (): Promise<readonly string[]> => {
      const heard = await get(second.url, 'What is the secret of the old lamp?');
      return [modeOf(heard), heard.text];
    };
    await expect.poll(again).toEqual(['cache', told.text]);
    await second.stop();
    const third = await gateway(text.replaceAll('k'.repeat(32), 'o'.repeat(32)));
    expect(await third.app.gateway.live().engine.answers.list({}, 9)).toHaveLength(1);
    expect(modeOf(await get(third.url, 'What is the secret of the old lamp?'))).toBe('notice');
    sandbox().setFault('sealed', null);
  });
});

describe('what is told of kept answers', () => {
  it('stands in the metrics and in the status', async () => {
    const { text } = shared('told', '{ fresh: 1h, stale: 10h, sampled: true }');
    const started = await gateway(text);
    const { url } = started;
    for (let count = 0; count < 3; count += 1) {
      await get(url, 'Why?');
      await untilKept(started);
    }
    await ask(url, 'anthropic', questionIn('anthropic', {}), { 'cache-control': 'no-store' });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const line of [
      'failsoft_cache_requests_total{route="default",outcome="miss",reason="miss"} 1',
      'failsoft_cache_requests_total{route="default",outcome="fresh",reason=""} 2',
      'failsoft_cache_requests_total{route="default",outcome="bypass",reason="no-store"} 1',
      'failsoft_cache_runway_ratio{route="default",hours="6"} 0.75',
      'failsoft_cache_runway_ratio{route="default",hours="24"} 0',
      'failsoft_cache_mismatches 0',
      'failsoft_cache_store_errors 0',
    ])
      expect(metrics).toContain(`${line}\n`);
    const { kept } = (await (await fetch(`${url}/admin/status`)).json()) as {
      readonly kept: { readonly outcomes: object };
    };
    expect(kept.outcomes).toMatchObject({ fresh: 2, miss: 1, bypass: 1 });
  });
});
