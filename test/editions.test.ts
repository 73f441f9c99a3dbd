import { createServer } from 'node:http';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlotStatus } from '../src/model/edition.ts';
import { openEditions } from '../src/store/editions/edition-store.ts';
import { type Author, startAuthor } from './fixtures/author.ts';
import { bodyOf } from './fixtures/bodies.ts';
import { ask, type Way, WAYS } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';

const KEY = 'sk-never-to-be-published-4711';

let folder = '';
let author: Author;
const started: Started[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-editions-'));
  author = await startAuthor('# Lamps\n\nAll lamps are lit.');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(async ({ stop }) => stop()));
  await author.close();
  rmSync(folder, { recursive: true, force: true });
});

type Options = {
  readonly watch?: boolean;
  readonly ladder?: string;
  readonly more?: string;
  readonly public?: boolean;
};

async function gateway(
  slot: string,
  { watch = false, ladder = 'author/*, { edition: daily }, notice', more = '', public: isPublic = false }: Options = {},
) {
  const text = [
    'providers:',
    `  author: { protocol: openai-chat, baseUrl: "${author.url}", apiKey: ${KEY} }`,
    'monitor: { pages: off, probes: off }',
    'routes:',
    `  - { match: ["*"], ladder: [${ladder}] }`,
    'editions:',
    `  folder: ${folder}`,
    `  public: ${isPublic}`,
    `  slots: { daily: { model: m, prompt: "Write of lamps.", jitter: 0ms, ${slot} } }`,
    more,
  ].join('\n');
  const one = await startGateway(text, { watch });
  started.push(one);
  return one;
}

const question = (way: Way = 'openai-chat', stream = false): object =>
  bodyOf(way, { model: 'm', stream, content: 'What of lamps?' });

type Ended = { readonly outcome: string; readonly said: string; readonly edition: string | null };

async function build({ url }: Started, slot = 'daily'): Promise<Ended> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ slot, by: 'test' });
  return (await (await fetch(`${url}/admin/editions/build`, { method: 'POST', headers, body })).json()) as Ended;
}

async function status({ url }: Started): Promise<SlotStatus> {
  const { slots } = (await (await fetch(`${url}/admin/editions`)).json()) as { readonly slots: readonly SlotStatus[] };
  const [slot] = slots;
  if (slot === undefined) throw new Error('There is no slot');
  return slot;
}

async function until(holds: () => Promise<boolean> | boolean, ms = 5_000): Promise<void> {
  const endMs = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error('It does not come to that');
    await sleep(20);
  }
}

describe('a slot', () => {
  it('is built by the models of its route, published, and served with all that caches need', async () => {
    const one = await gateway('locale: en, expires: 720h');
    expect(await build(one)).toMatchObject({ outcome: 'published', said: '' });
    const response = await fetch(`${one.url}/editions/daily`);
    expect(await response.text()).toBe('# Lamps\n\nAll lamps are lit.\n');
    const head = Object.fromEntries(response.headers);
    expect(head).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-language': 'en',
      'cache-control': 'public, max-age=60, stale-while-revalidate=600, stale-if-error=604800',
      'x-failsoft-mode': 'edition',
      'x-failsoft-served-by': 'author/m',
    });
    expect(head['x-failsoft-edition']).toMatch(/^daily; id=[0-9a-f]{24}; generated=\d{4}-[\d-]+T[\d:.]+Z$/);
    const held = { 'if-none-match': head['etag'] ?? '' };
    expect((await fetch(`${one.url}/editions/daily`, { headers: held })).status).toBe(304);
    const since = { 'if-modified-since': head['last-modified'] ?? '' };
    expect((await fetch(`${one.url}/editions/daily`, { headers: since })).status).toBe(304);
    const sooner = { 'if-modified-since': new Date(0).toUTCString() };
    expect((await fetch(`${one.url}/editions/daily`, { headers: sooner })).status).toBe(200);
    const short = await fetch(`${one.url}/editions/daily`, { method: 'HEAD' });
    expect([short.status, short.headers.get('etag'), short.headers.get('content-length')]).toEqual([
      200,
      head['etag'],
      String(Buffer.byteLength('# Lamps\n\nAll lamps are lit.\n')),
    ]);
    const known = (await (await fetch(`${one.url}/editions/daily/edition.json`)).json()) as {
      readonly checks: readonly object[];
    };
    expect(known).toMatchObject({ slot: 'daily', servedBy: 'author/m', previous: null });
    expect(known.checks).toContainEqual({ name: 'banned', ok: true, said: 'No banned phrase is in it' });
    expect((await fetch(`${one.url}/editions/weekly`)).status).toBe(404);
  });

  it('is served by a plain web server while the gateway is dead', async () => {
    const one = await gateway('');
    await build(one);
    await one.stop();
    started.length = 0;
    const server = createServer((request, response) => {
      const path = join(folder, 'public', request.url ?? '');
      if (existsSync(path)) response.end(readFileSync(path));
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { readonly port: number };
    try {
      const current = `http://127.0.0.1:${port}/daily/current`;
      expect(await (await fetch(`${current}/content.md`)).text()).toBe('# Lamps\n\nAll lamps are lit.\n');
      expect(await (await fetch(`${current}/edition.json`)).json()).toMatchObject({ slot: 'daily' });
    } finally {
      server.close();
    }
  });

  it('answers on its rung in every dialect, whole and streamed, when no model does', async () => {
    const one = await gateway('');
    await build(one);
    author.says(500);
    for (const way of WAYS)
      for (const stream of [false, true]) {
        if (way === 'gemini-list' && !stream) continue;
        const heard = await ask(one.url, way, question(way, stream));
        expect([way, heard.status, heard.text, heard.complete]).toEqual([
          way,
          200,
          '# Lamps\n\nAll lamps are lit.\n',
          true,
        ]);
        expect(heard.headers).toMatchObject({ 'x-failsoft-mode': 'edition', 'x-failsoft-served-by': 'author/m' });
        expect(heard.headers['x-failsoft-edition']).toMatch(/^daily; id=[0-9a-f]{24}; generated=/);
      }
    const labelled = await ask(one.url, 'openai-chat', question(), { 'x-failsoft-label': 'body' });
    expect((JSON.parse(labelled.raw) as { failsoft: object }).failsoft).toMatchObject({
      mode: 'edition',
      slot: 'daily',
      stale: false,
    });
    const [entry] = await one.app.gateway.requests({ limit: 1 });
    expect(entry).toMatchObject({ mode: 'edition', servedBy: 'author/m', outcome: 'answered' });
    // Its breaker is open by now, so apps are told what comes next.
    const { routes } = (await (await fetch(`${one.url}/availability`)).json()) as { routes: readonly object[] };
    expect(routes[0]).toMatchObject({ mode: 'edition', level: 3 });
  });

  it('goes back in less than a second, for those who ask a gateway that runs, too', async () => {
    const one = await gateway('');
    const first = await build(one);
    author.says('# Lamps\n\nNo lamp is lit.');
    await build(one);
    const text = async (): Promise<string> => (await fetch(`${one.url}/editions/daily`)).text();
    expect(await text()).toContain('No lamp');
    const sinceMs = performance.now();
    expect(await openEditions(folder, Date.now).rollBack('daily', null, { by: 'ada', why: 'wrong' })).toBe(
      first.edition,
    );
    await until(async () => (await text()).includes('All lamps'), 2_000);
    expect(performance.now() - sinceMs).toBeLessThan(1_000);
    // Whoever has the newer one by its date alone hears of the older one.
    const since = { 'if-modified-since': new Date(Date.now() - 60_000).toUTCString() };
    expect((await fetch(`${one.url}/editions/daily`, { headers: since })).status).toBe(200);
  });

  it('comes behind what is kept on a route that keeps answers, and is not kept itself', async () => {
    const one = await gateway('', { ladder: 'author/*, cache, { edition: daily }' });
    await build(one);
    author.says('A fresh answer.');
    await ask(one.url, 'openai-chat', { ...question(), temperature: 0 });
    await sleep(50);
    author.says(500);
    const kept = await ask(one.url, 'openai-chat', { ...question(), temperature: 0 });
    expect([kept.headers['x-failsoft-mode'], kept.text]).toEqual(['cache', 'A fresh answer.']);
    for (let count = 0; count < 2; count += 1) {
      const other = await ask(one.url, 'openai-chat', { ...question(), temperature: 0, max_tokens: 7 });
      expect([other.headers['x-failsoft-mode'], other.text]).toEqual(['edition', '# Lamps\n\nAll lamps are lit.\n']);
    }
  });

  it('is passed over on its rung while it has nothing to show', async () => {
    const one = await gateway('');
    author.says(500);
    const heard = await ask(one.url, 'openai-chat', question());
    expect(heard.headers['x-failsoft-mode']).toBe('notice');
    await until(async () => {
      await ask(one.url, 'openai-chat', question());
      const { routes } = (await (await fetch(`${one.url}/availability`)).json()) as {
        routes: readonly { readonly mode: string }[];
      };
      return routes[0]?.mode === 'notice';
    });
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(504);
  });

  it('keeps the last good one for a week of garbage, says so in one line, and counts what held it back', async () => {
    const one = await gateway('checks: { length: { min: 10, max: 200 } }');
    const good = await build(one);
    for (let day = 0; day < 7; day += 1) {
      author.says(day % 2 === 0 ? `Garbage ${'x'.repeat(300 + day)}` : `${day}`);
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
    author.says('Something that is new and good.');
    expect((await build(one)).outcome).toBe('published');
    expect(one.said.at(-1)).toBe('The edition of daily is renewed again.');
  });

  it('is not asked for while every model rests, and stays as it is', async () => {
    const one = await gateway('');
    await build(one);
    author.says(500);
    await until(async () => {
      await ask(one.url, 'openai-chat', question());
      return (await build(one)).outcome === 'resting';
    });
    const before = author.asked.length;
    expect((await build(one)).outcome).toBe('resting');
    expect(author.asked.length).toBe(before);
  });

  it('counts as new again when nothing has changed, and is held when its sources have and it has not', async () => {
    writeFileSync(join(folder, 'a.md'), 'One.');
    const one = await gateway(`sources: [${join(folder, 'a.md')}]`);
    expect((await build(one)).outcome).toBe('published');
    expect((await build(one)).outcome).toBe('confirmed');
    writeFileSync(join(folder, 'a.md'), 'Two.');
    expect(await build(one)).toMatchObject({
      outcome: 'held',
      said: 'distance: It is word for word the current edition, although its sources have changed',
    });
  });

  it('waits for a person where it has to', async () => {
    const one = await gateway('approval: true, fallback: "Come back later."');
    const { outcome, edition } = await build(one);
    expect(outcome).toBe('waiting');
    const before = await fetch(`${one.url}/editions/daily`);
    expect([
      await before.text(),
      before.headers.get('cache-control'),
      before.headers.get('x-failsoft-edition'),
    ]).toEqual(['Come back later.', 'no-store', 'daily; fallback']);
    expect(one.said.at(-1)).toBe(`An edition of daily waits for approval: failsoft editions approve daily ${edition}`);
    // By another process, as the command line does it.
    const files = openEditions(folder, Date.now);
    await files.publish('daily', edition ?? '', { kind: 'approved', by: 'ada', why: 'read it', keep: 5 });
    const sinceMs = performance.now();
    await until(async () => (await (await fetch(`${one.url}/editions/daily`)).text()).startsWith('# Lamps'), 2_000);
    expect(performance.now() - sinceMs).toBeLessThan(1_500);
  });

  it('shows its date once it is old, the fallback once it has expired, and neither in a hurry when a clock was set back', async () => {
    const one = await gateway('staleAfter: 1h, expires: 2h, fallback: "Gone."');
    await build(one);
    const age = async (hours: number): Promise<void> => {
      const files = openEditions(folder, () => Date.now());
      const id = (await files.currentId('daily')) ?? '';
      const path = join(folder, 'public', 'daily', 'editions', id, 'edition.json');
      const edition = JSON.parse(readFileSync(path, 'utf8')) as { createdAtMs: number; created: string };
      edition.createdAtMs = Date.now() - hours * 3_600_000;
      edition.created = new Date(edition.createdAtMs).toISOString();
      writeFileSync(path, JSON.stringify(edition));
      await one.stop();
      started.length = 0;
    };
    await age(1.5);
    const old = await gateway('staleAfter: 1h, expires: 2h, fallback: "Gone."');
    author.says(500);
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

  it('fails in time when an address hangs, names it without its token, and tells nobody a secret', async () => {
    const hanging = createServer(() => {}).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const { port } = hanging.address() as { readonly port: number };
    const one = await gateway(`sources: ["http://127.0.0.1:${port}/feed"]`);
    const sinceMs = performance.now();
    const ended = await build(one);
    expect(ended).toMatchObject({
      outcome: 'failed',
      said: `The source 127.0.0.1:${port}/feed cannot be read: it takes longer than 10 s`,
    });
    expect(performance.now() - sinceMs).toBeLessThan(12_000);
    hanging.closeAllConnections();
    hanging.close();
    expect(author.asked).toEqual([]);
  }, 20_000);

  it('keeps secrets of the configuration out of what it publishes', async () => {
    const one = await gateway('');
    author.says(`# Lamps\n\nThe key is ${KEY}.`);
    expect(await build(one)).toMatchObject({
      outcome: 'held',
      said: 'secrets: A secret of the configuration is in it',
    });
    author.says('# Lamps');
    await build(one);
    const everything = readdirSync(join(folder, 'public'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json') || path.endsWith('.md'))
      .map((path) => readFileSync(join(folder, 'public', path), 'utf8'))
      .join('\n');
    expect(everything).toContain('"slot": "daily"');
    expect(everything).not.toContain(KEY);
    expect(everything).not.toContain('Write of lamps');
  });

  it('goes on serving what it has read when its folder cannot be read any more, and says so once', async () => {
    const one = await gateway('');
    await build(one);
    renameSync(join(folder, 'public', 'daily'), join(folder, 'elsewhere'));
    symlinkSync('daily', join(folder, 'public', 'daily'));
    await until(() => one.said.some((line) => line.includes('cannot be read')));
    await sleep(1_200);
    expect(one.said.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(200);
    expect((await status(one)).trouble).toContain('its links lead in a circle');
    expect((await build(one)).outcome).toBe('failed');
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(200);
  });
});

describe('an edition beyond this machine', () => {
  const open = async (isPublic: boolean): Promise<Started> => {
    const key = 'a-key-of-a-client-of-some-length';
    const clients = `listen: 0.0.0.0:0\nclients: [{ id: app, key: ${key} }]`;
    return gateway('', { more: clients, public: isPublic });
  };

  it('is for those with a key, and for caches of their own', async () => {
    const one = await open(false);
    await one.app.gateway.editions.build('daily', { by: 'test', why: '' });
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(401);
    const headers = { authorization: 'Bearer a-key-of-a-client-of-some-length' };
    const response = await fetch(`${one.url}/editions/daily`, { headers });
    expect([response.status, response.headers.get('cache-control')?.split(',')[0]]).toEqual([200, 'private']);
  });

  it('is for everybody where the operator says so', async () => {
    const one = await open(true);
    await one.app.gateway.editions.build('daily', { by: 'test', why: '' });
    const response = await fetch(`${one.url}/editions/daily`);
    expect([response.status, response.headers.get('cache-control')?.split(',')[0]]).toEqual([200, 'public']);
  });
});

describe('a judge', () => {
  const judging = 'checks: { judge: { model: judge, least: 0.7 } }';
  const say = (mark: unknown) => (body: string) =>
    body.includes('You judge a text') ? JSON.stringify({ mark, why: 'Because.' }) : '# Lamps\n\nAll lamps are lit.';

  it('lets through what it finds good enough, and its mark stays with the edition', async () => {
    const one = await gateway(judging);
    author.says(say(0.9));
    expect((await build(one)).outcome).toBe('published');
    const known = (await (await fetch(`${one.url}/editions/daily/edition.json`)).json()) as {
      readonly checks: readonly object[];
    };
    expect(known.checks.at(-1)).toEqual({
      name: 'judge',
      ok: true,
      said: '0.9 by author/judge, 0.7 is asked for: Because.',
    });
  });

  it.each([
    ['finds it bad', 0.4, 'held', 'judge: 0.4 by author/judge, 0.7 is asked for: Because.'],
    ['gives no mark', 'good', 'failed', 'No model has answered (author/judge: garbled)'],
    ['gives one that there is not', 7, 'failed', 'No model has answered (author/judge: garbled)'],
  ])('that %s publishes nothing', async (_, mark, outcome, said) => {
    const one = await gateway(judging);
    author.says(say(mark));
    expect(await build(one)).toMatchObject({ outcome, said });
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(504);
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
      `editions: { folder: ${folder}, slots: { ${slots.join(', ')} } }`,
    ].join('\n');
    const one = await startGateway(text, { watch: true });
    const failures = async (): Promise<number> => {
      const files = openEditions(folder, Date.now);
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
  }, 20_000);

  it('builds what was never built, and again when a source has changed', async () => {
    writeFileSync(join(folder, 'a.md'), 'One.');
    const one = await gateway(`sources: [${join(folder, 'a.md')}], watch: 10s`, { watch: true });
    await until(async () => (await status(one)).state === 'fresh');
    expect(author.asked).toHaveLength(1);
    expect(author.asked[0]).toContain('<source name=');
    author.says('# Lamps\n\nTwo.');
    writeFileSync(join(folder, 'a.md'), 'Two.');
    await until(async () => (await (await fetch(`${one.url}/editions/daily`)).text()).includes('Two'), 15_000);
    expect(author.asked).toHaveLength(2);
  }, 25_000);

  it('is one of two on the same folder, and only one of them asks', async () => {
    const both = await Promise.all([
      gateway('schedule: "0 6 * * *"', { watch: true }),
      gateway('schedule: "0 6 * * *"', { watch: true }),
    ]);
    for (const each of both) await until(async () => (await status(each)).state === 'fresh', 8_000);
    await sleep(1_500);
    expect(author.asked).toHaveLength(1);
    expect((await openEditions(folder, Date.now).moves('daily')).length).toBe(1);
  }, 20_000);
});
