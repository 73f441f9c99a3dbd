import { createServer } from 'node:http';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEditions } from '../src/store/editions/edition-store.ts';
import { ask, WAYS } from './fixtures/client.ts';
import { build, editionScene, question, until } from './fixtures/editions.ts';
import type { Started } from './fixtures/gateway.ts';
import { untilKept } from './fixtures/kept.ts';

const { folder, author, gateway } = editionScene();

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
    const server = createServer((request, response) => {
      const path = join(folder(), 'public', request.url ?? '');
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
    author().says(500);
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

  it('goes back for those who ask a gateway that runs, too', async () => {
    const one = await gateway('');
    const first = await build(one);
    author().says('# Lamps\n\nNo lamp is lit.');
    await build(one);
    const text = async (): Promise<string> => (await fetch(`${one.url}/editions/daily`)).text();
    expect(await text()).toContain('No lamp');
    expect(await openEditions(folder(), Date.now).rollBack('daily', null, { by: 'ada', why: 'wrong' })).toBe(
      first.edition,
    );
    await until(async () => (await text()).includes('All lamps'));
    // Whoever has the newer one by its date alone hears of the older one.
    const since = { 'if-modified-since': new Date(Date.now() - 60_000).toUTCString() };
    expect((await fetch(`${one.url}/editions/daily`, { headers: since })).status).toBe(200);
  });

  it('comes behind what is kept on a route that keeps answers, and is not kept itself', async () => {
    const one = await gateway('', { ladder: 'author/*, cache, { edition: daily }' });
    await build(one);
    author().says('A fresh answer.');
    await ask(one.url, 'openai-chat', { ...question(), temperature: 0 });
    await untilKept(one);
    author().says(500);
    const kept = await ask(one.url, 'openai-chat', { ...question(), temperature: 0 });
    expect([kept.headers['x-failsoft-mode'], kept.text]).toEqual(['cache', 'A fresh answer.']);
    for (let count = 0; count < 2; count += 1) {
      const other = await ask(one.url, 'openai-chat', { ...question(), temperature: 0, max_tokens: 7 });
      expect([other.headers['x-failsoft-mode'], other.text]).toEqual(['edition', '# Lamps\n\nAll lamps are lit.\n']);
    }
  });

  it('is passed over on its rung while it has nothing to show', async () => {
    const one = await gateway('');
    author().says(500);
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
    const files = openEditions(folder(), Date.now);
    await files.publish('daily', edition ?? '', { kind: 'approved', by: 'ada', why: 'read it', keep: 5 });
    await until(async () => (await (await fetch(`${one.url}/editions/daily`)).text()).startsWith('# Lamps'));
  });

  it('is served as a page that can do nothing, with a model of any name', async () => {
    const one = await gateway('format: html', { model: '模型' });
    author().says('<h1>Lamps</h1>');
    expect((await build(one)).outcome).toBe('published');
    const response = await fetch(`${one.url}/editions/daily`);
    expect(await response.text()).toBe('<h1>Lamps</h1>\n');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-failsoft-served-by': 'author/??',
    });
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  });

  it('may say what its prompt says', async () => {
    writeFileSync(join(folder(), 'a.md'), 'Lamps.');
    const one = await gateway(`sources: [${join(folder(), 'a.md')}]`, {
      prompt: 'Name 25 lamps of https://lamps.example/all.',
    });
    author().says('These are 25 of [them](https://lamps.example/all).');
    expect(await build(one)).toMatchObject({ outcome: 'published' });
    author().says('These are 26 of [them](https://lamps.example/none).');
    expect((await build(one)).said).toBe(
      'links: 1 link of 1 not in the sources: lamps.example; numbers: 1 number of 1 not in the sources: 26',
    );
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
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('a judge', () => {
  const judging = 'checks: { judge: { model: judge, least: 0.7 } }';
  const say = (mark: unknown) => (body: string) =>
    body.includes('You judge a text') ? JSON.stringify({ mark, why: 'Because.' }) : '# Lamps\n\nAll lamps are lit.';

  it('lets through what it finds good enough, and its mark stays with the edition', async () => {
    const one = await gateway(judging);
    author().says(say(0.9));
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
    author().says(say(mark));
    expect(await build(one)).toMatchObject({ outcome, said });
    expect((await fetch(`${one.url}/editions/daily`)).status).toBe(504);
  });
});
