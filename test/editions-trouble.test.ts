import { createServer } from 'node:http';
import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openEditions } from '../src/store/editions/edition-store.ts';
import { ask } from './fixtures/client.ts';
import { build, editionScene, KEY, question, status, until } from './fixtures/editions.ts';
import { startGateway } from './fixtures/gateway.ts';

const { folder, author, gateway } = editionScene();

describe('a slot in trouble', () => {
  it('keeps the last good one for a week of garbage, says so in one line, and counts what held it back', async () => {
    const one = await gateway('checks: { length: { min: 10, max: 200 } }');
    const good = await build(one);
    for (let day = 0; day < 7; day += 1) {
      author().says(day % 2 === 0 ? `Garbage ${'x'.repeat(300 + day)}` : `${day}`);
      expect((await build(one)).outcome).toBe('held');
    }
    expect(await status(one)).toMatchObject({
      state: 'fresh',
      current: { id: good.edition },
      builds: { failures: 7, last: { outcome: 'held' }, heldBy: { length: 7 } },
    });
    const lines = one.said.filter((line) => line.includes('daily'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^The edition of daily was not renewed \(length: 30\d characters, 10 to 200 are asked for\)\. That of .* stays;/,
    );
    expect(await (await fetch(`${one.url}/metrics`)).text()).toContain(
      'failsoft_edition_gate_failures_total{slot="daily",check="length"} 7',
    );
    author().says('Something that is new and good.');
    expect((await build(one)).outcome).toBe('published');
    expect(one.said.at(-1)).toBe('The edition of daily is renewed again.');
  });

  it('is not asked for while every model rests, and stays as it is', async () => {
    const one = await gateway('');
    await build(one);
    author().says(500);
    await until(async () => {
      await ask(one.url, 'openai-chat', question());
      return (await build(one)).outcome === 'resting';
    });
    const before = author().asked.length;
    expect((await build(one)).outcome).toBe('resting');
    expect(author().asked.length).toBe(before);
  });

  it('counts as new again when nothing has changed, and is held when its sources have and it has not', async () => {
    writeFileSync(join(folder(), 'a.md'), 'One.');
    const one = await gateway(`sources: [${join(folder(), 'a.md')}]`);
    expect((await build(one)).outcome).toBe('published');
    expect((await build(one)).outcome).toBe('confirmed');
    writeFileSync(join(folder(), 'a.md'), 'Two.');
    expect(await build(one)).toMatchObject({
      outcome: 'held',
      said: 'distance: It is word for word the current edition, although its sources have changed',
    });
  });

  it('shows its date once it is old, the fallback once it has expired, and neither in a hurry when a clock was set back', async () => {
    const one = await gateway('staleAfter: 1h, expires: 2h, fallback: "Gone."');
    await build(one);
    const age = async (hours: number): Promise<void> => {
      const files = openEditions(folder(), () => Date.now());
      const id = (await files.currentId('daily')) ?? '';
      const path = join(folder(), 'public', 'daily', 'editions', id, 'edition.json');
      const edition = JSON.parse(readFileSync(path, 'utf8')) as { createdAtMs: number; created: string };
      edition.createdAtMs = Date.now() - hours * 3_600_000;
      edition.created = new Date(edition.createdAtMs).toISOString();
      writeFileSync(path, JSON.stringify(edition));
      const builds = await files.builds('daily');
      await files.remember('daily', { ...builds, confirmed: { edition: id, atMs: edition.createdAtMs } });
      await one.stop();
    };
    await age(1.5);
    const old = await gateway('staleAfter: 1h, expires: 2h, fallback: "Gone."');
    author().says(500);
    await until(
      async () =>
        (await fetch(`${old.url}/editions/daily`)).headers.get('x-failsoft-edition')?.endsWith('; stale') === true,
    );
    const heard = await ask(old.url, 'openai-chat', question());
    expect(heard.text).toMatch(/All lamps are lit\.\n\n\(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)$/);
    await old.stop();
    await age(2.5);
    const gone = await gateway('staleAfter: 1h, expires: 2h, fallback: "Gone."');
    await until(async () => (await status(gone)).state === 'expired');
    expect(await (await fetch(`${gone.url}/editions/daily`)).text()).toBe('Gone.');
    await gone.stop();
    await age(-48);
    const ahead = await gateway('staleAfter: 1h, expires: 2h, fallback: "Gone."');
    await until(
      async () =>
        (await fetch(`${ahead.url}/editions/daily`)).headers.get('x-failsoft-edition')?.endsWith('; stale') === true,
    );
    expect((await fetch(`${ahead.url}/editions/daily`)).headers.get('cache-control')).toContain('max-age=0');
  });

  it('is new again where it is made once more as one was before the last', async () => {
    const one = await gateway('staleAfter: 1h, expires: 2h, fallback: "Gone."');
    const first = await build(one);
    author().says('# Lamps\n\nNo lamps are lit.');
    expect((await build(one)).outcome).toBe('published');
    const path = join(folder(), 'public', 'daily', 'editions', first.edition ?? '', 'edition.json');
    const edition = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...edition, createdAtMs: Date.now() - 3 * 3_600_000 }));
    author().says('# Lamps\n\nAll lamps are lit.');
    expect(await build(one)).toMatchObject({ outcome: 'published', edition: first.edition });
    await until(async () => {
      const { current, state } = await status(one);
      return current?.id === first.edition && state === 'fresh';
    });
    expect(await (await fetch(`${one.url}/editions/daily`)).text()).toBe('# Lamps\n\nAll lamps are lit.\n');
  });

  it('fails in time when an address hangs, and then asks no model', async () => {
    const hanging = createServer(() => {}).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const { port } = hanging.address() as { readonly port: number };
    const one = await gateway(`sources: ["http://127.0.0.1:${port}/feed"]`);
    const ended = await build(one);
    expect(ended).toMatchObject({
      outcome: 'failed',
      said: `The source 127.0.0.1:${port}/feed cannot be read: it takes longer than 10 s`,
    });
    hanging.closeAllConnections();
    hanging.close();
    expect(author().asked).toEqual([]);
  });

  it('keeps secrets of the configuration out of what it publishes', async () => {
    const one = await gateway('');
    author().says(`# Lamps\n\nThe key is ${KEY}.`);
    expect(await build(one)).toMatchObject({
      outcome: 'held',
      said: 'secrets: A secret of the configuration is in it',
    });
    author().says('# Lamps');
    await build(one);
    const everything = readdirSync(join(folder(), 'public'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json') || path.endsWith('.md'))
      .map((path) => readFileSync(join(folder(), 'public', path), 'utf8'))
      .join('\n');
    expect(everything).toContain('"slot": "daily"');
    expect(everything).not.toContain(KEY);
    expect(everything).not.toContain('Write of lamps');
  });

  it('goes on serving what it has read when its folder cannot be read any more, and says so once', async () => {
    const one = await gateway('');
    await build(one);
    renameSync(join(folder(), 'public', 'daily'), join(folder(), 'elsewhere'));
    symlinkSync('daily', join(folder(), 'public', 'daily'));
    await until(() => one.said.some((line) => line.includes('cannot be read')));
    await sleep(1_200);
    expect(one.said.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(200);
    expect((await status(one)).trouble).toContain('its links lead in a circle');
    expect((await build(one)).outcome).toBe('failed');
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(200);
  });
});

describe('a gateway that builds by itself', () => {
  it('asks for one slot after the other, and leaves no failure behind when it ends in the middle', async () => {
    let underWay = 0;
    let most = 0;
    const slow = createServer((_, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        response.writeHead(500).end('{}');
      }, 150);
    }).listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const { port } = slow.address() as { readonly port: number };
    const names = ['a', 'b', 'c', 'd'];
    const slots = names.map((name) => `${name}: { model: m-${name}, prompt: p, jitter: 0ms, schedule: "0 6 * * *" }`);
    const text = [
      `providers: { slow: { protocol: openai-chat, baseUrl: "http://127.0.0.1:${port}/v1", apiKey: ${KEY} } }`,
      'monitor: { pages: off, probes: off }',
      'routes: [{ match: ["*"], ladder: [{ target: slow/*, tries: 1 }] }]',
      `editions: { folder: ${folder()}, slots: { ${slots.join(', ')} } }`,
    ].join('\n');
    const one = await startGateway(text, { watch: true });
    const failures = async (): Promise<number> => {
      const files = openEditions(folder(), Date.now);
      const all = await Promise.all(names.map(async (name) => files.builds(name)));
      return all.reduce((sum, builds) => sum + builds.failures, 0);
    };
    await until(async () => (await failures()) >= 2);
    expect(most).toBe(1);
    await until(() => underWay === 1);
    const before = await failures();
    await one.stop();
    await sleep(500);
    expect(await failures()).toBe(before);
    slow.closeAllConnections();
    slow.close();
  });

  it('builds what was never built, and again when a source has changed', async () => {
    writeFileSync(join(folder(), 'a.md'), 'One.');
    const one = await gateway(`sources: [${join(folder(), 'a.md')}], watch: 10s`, { watch: true });
    await until(async () => (await status(one)).state === 'fresh');
    expect(author().asked).toHaveLength(1);
    expect(author().asked[0]).toContain('<source name=');
    author().says('# Lamps\n\nTwo.');
    writeFileSync(join(folder(), 'a.md'), 'Two.');
    await until(async () => (await (await fetch(`${one.url}/editions/daily`)).text()).includes('Two'), 30_000);
    expect(author().asked).toHaveLength(2);
  });

  it('is one of two on the same folder, and only one of them asks', async () => {
    const both = await Promise.all([
      gateway('schedule: "0 6 * * *"', { watch: true }),
      gateway('schedule: "0 6 * * *"', { watch: true }),
    ]);
    for (const each of both) await until(async () => (await status(each)).state === 'fresh');
    await sleep(1_500);
    expect(author().asked).toHaveLength(1);
    expect((await openEditions(folder(), Date.now).moves('daily')).length).toBe(1);
  });
});
