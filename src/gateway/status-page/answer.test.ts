import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import { type Served, serveStory } from '../../../test/fixtures/status-page.ts';

const KEY = 'a-key-of-a-client-that-is-long-enough';

const OPEN = (more: string): string => `
listen: 0.0.0.0:0
providers: { openai: { apiKey: sk-never-asked-for-anything } }
routes: [{ match: ["*"], ladder: [openai/*] }]
clients: [{ id: a-client-with-a-name, key: ${KEY} }]
journal: { path: null }
${more}`;

let here: Served;
let locked: Served;
let open: Served;

beforeAll(async () => {
  [here, locked, open] = await Promise.all([
    serveStory(STORY),
    serveStory(STORY, OPEN('')),
    serveStory(STORY, OPEN('status: { public: true }')),
  ]);
});
afterAll(async () => {
  await Promise.all([here, locked, open].map(async ({ stop }) => stop()));
});

type Heard = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string };

/** With any header, also those that `fetch` keeps for itself. */
async function get(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

const basic = (password: string): string => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;

describe('what lives below /status', () => {
  it.each([
    ['/status', 'text/html; charset=utf-8'],
    ['/status/', 'text/html; charset=utf-8'],
    ['/status/history', 'text/html; charset=utf-8'],
    ['/status/figures', 'text/html; charset=utf-8'],
    ['/status/incidents/claude-api-20261125-1402', 'text/html; charset=utf-8'],
    ['/status/history.atom', 'application/atom+xml; charset=utf-8'],
    ['/status/history.rss', 'application/rss+xml; charset=utf-8'],
    ['/status/feed.json', 'application/feed+json; charset=utf-8'],
    ['/status/maintenance.ics', 'text/calendar; charset=utf-8'],
    ['/status/badges/claude-api.svg', 'image/svg+xml'],
    ['/status/badges/all.json', 'application/json; charset=utf-8'],
    ['/status/api/v2/summary.json', 'application/json; charset=utf-8'],
    ['/api/v2/summary.json', 'application/json; charset=utf-8'],
    ['/api/v2/incidents/unresolved.json', 'application/json; charset=utf-8'],
    ['/metrics', 'text/plain; version=0.0.4; charset=utf-8'],
  ])('%s is %s', async (path, type) => {
    const { status, headers, text } = await get(here.url + path);
    expect([status, headers['content-type']]).toEqual([200, type]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text.length).toBeGreaterThan(20);
  });

  it('is sent once, as long as it is the same', async () => {
    const first = await get(`${here.url}/status/api/v2/components.json`);
    expect(first.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'max-age=10, stale-while-revalidate=60',
    });
    const again = await get(`${here.url}/status/api/v2/components.json`, {
      'if-none-match': `W/${first.headers['etag']}`,
    });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await get(`${here.url}/status/api/v2/components.json`, {}, 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      String(Buffer.byteLength(first.text)),
    ]);
  });

  it('leaves Ollama its own paths', async () => {
    const answers = await Promise.all(
      ['/api/tags', '/api/v2/tags', '/api/version'].map(async (path) => get(here.url + path)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
  });

  it.each([
    ['/status/nothing', 404],
    ['/status/incidents/nobody', 404],
    ['/status/incidents/%zz', 404],
    ['/status/badges/nobody.svg', 404],
    ['/status/badges/claude-api.exe', 404],
    ['/status/api/v2/nothing.json', 404],
  ])('has nothing at %s', async (path, status) => {
    expect((await get(here.url + path)).status).toBe(status);
  });

  it('takes no orders', async () => {
    expect((await get(`${here.url}/status`, { 'content-length': '0' }, 'POST')).status).toBe(404);
  });

  it('finds incidents by words, by service and by month', async () => {
    const titles = async (query: string): Promise<readonly string[]> => {
      const { text } = await get(`${here.url}/status/history?${query}`);
      return [...text.matchAll(/<a href="\/status\/incidents\/[^"]+">([^<]+)</g)].map(([, title = '']) => title);
    };
    expect(await titles('q=image+generation')).toEqual(['Elevated error rates for image generation']);
    expect(await titles('surface=codex')).toEqual(['Codex tasks are delayed']);
    expect(await titles('month=2026-09')).toEqual(['Slow first tokens']);
    expect(await titles('q=%3Cscript%3E')).toEqual([]);
    expect((await titles('month=nonsense&surface=nobody')).length).toBe(STORY.incidents.length);
    const { text } = await get(`${here.url}/status/history?month=2026-09`);
    expect(text).toMatch(/month=2026-08[^]*month=2026-10/);
  });
});

describe('who may look', () => {
  it.each<readonly [string, Record<string, string>, number]>([
    [
      'a link in a chat',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      200,
    ],
    ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 403],
    [
      'a script of another page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://evil.example' },
      403,
    ],
    ['a name that leads here', { host: 'evil.example' }, 403],
    [
      'such a name, as a link',
      { host: 'evil.example', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      403,
    ],
  ])('on loopback: %s', async (_, headers, status) => {
    for (const path of ['/status', '/status/api/v2/summary.json'])
      expect((await get(here.url + path, headers)).status).toBe(status);
  });

  it('a link from elsewhere leads to the page, and to nothing else', async () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    for (const path of ['/admin/status', '/metrics']) expect((await get(here.url + path, visit)).status).toBe(403);
  });

  it.each<readonly [string, Record<string, string>, number]>([
    ['nobody', {}, 401],
    ['a wrong key', { authorization: `Bearer ${KEY}x` }, 401],
    ['a wrong password', { authorization: basic('wrong') }, 401],
    ['nonsense', { authorization: 'Basic %%%' }, 401],
    ['a client', { authorization: `Bearer ${KEY}` }, 200],
    ['a browser, with the key as password', { authorization: basic(KEY) }, 200],
  ])('beyond loopback, where it is not public: %s', async (_, headers, status) => {
    for (const path of [
      '/status',
      '/status/history.atom',
      '/status/badges/all.svg',
      '/api/v2/status.json',
      '/metrics',
    ]) {
      const answer = await get(locked.url + path, headers);
      expect([path, answer.status]).toEqual([path, status]);
      if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=/);
      if (status === 401) expect(answer.text).not.toContain('Claude');
    }
  });

  it('everybody where it is public, and of numbers nobody all the same', async () => {
    expect((await get(`${open.url}/status`)).status).toBe(200);
    expect((await get(`${open.url}/status/history.rss`, { origin: 'https://elsewhere.example' })).status).toBe(200);
    expect((await get(`${open.url}/metrics`)).status).toBe(401);
  });

  it('and nobody gets to see keys, or the names of clients', async () => {
    const paths = ['/status', '/status/api/v2/summary.json', '/status/feed.json', '/metrics'];
    for (const path of paths) {
      const { text } = await get(locked.url + path, { authorization: `Bearer ${KEY}` });
      expect(text).not.toMatch(/a-client-with-a-name|a-key-of-a-client|sk-never/);
    }
  });
});

describe('whoever watches', () => {
  type Watching = {
    readonly status: number | undefined;
    readonly heard: () => string;
    readonly isOver: () => boolean;
    readonly leave: () => void;
  };

  async function watch(url: string): Promise<Watching> {
    return new Promise((resolve) => {
      let heard = '';
      let over = false;
      const sent = request(`${url}/status/events`, (response) => {
        response.on('data', (chunk: Buffer) => (heard += chunk.toString()));
        response.on('close', () => (over = true));
        response.on('error', () => (over = true));
        const { statusCode: status } = response;
        resolve({ status, heard: () => heard, isOver: () => over, leave: () => sent.destroy() });
      });
      sent.on('error', () => (over = true));
      sent.end();
    });
  }

  async function until(is: () => boolean): Promise<void> {
    for (let tries = 0; tries < 2_000 && !is(); tries += 1) await wait(10);
    expect(is()).toBe(true);
  }

  it('hears of changes at once, many of them as one, and holds nobody up', async () => {
    const served = await serveStory(STORY);
    const { heard, isOver } = await watch(served.url);
    await until(() => heard().includes('event: beat'));
    expect(JSON.parse(/data: (.*)/.exec(heard())?.[1] ?? '')).toMatchObject({ checkedAtMs: null });
    const before = await get(`${served.url}/status`);
    const well = verdict('claude-api', 'healthy');
    const tiding = { kind: 'verdict', verdict: well, before: 'down', maintenance: null } as const;
    served.change(
      { verdicts: STORY.verdicts.map((one) => (one.cell.surface === 'claude-api' ? well : one)) },
      tiding,
      tiding,
    );
    await until(() => heard().includes('event: changed'));
    await wait(50);
    expect(heard().match(/event: changed/g)).toHaveLength(1);
    expect(before.text).toContain('Claude API is down');
    expect((await get(`${served.url}/status`)).text).not.toContain('Claude API is down');
    // It is still there, and nobody waits for it.
    await served.stop();
    await until(isOver);
  });

  it('is forgotten when it goes away, and so is the bulletin when it closes', async () => {
    const served = await serveStory(STORY);
    expect(served.listeners()).toBe(2);
    const one = await watch(served.url);
    one.leave();
    await served.stop();
    expect(served.listeners()).toBe(1);
  });

  it('has to come later when 200 do already', async () => {
    const served = await serveStory(STORY);
    const watching = await Promise.all(Array.from({ length: 200 }, async () => watch(served.url)));
    expect((await get(`${served.url}/status/events`)).status).toBe(503);
    watching[0]?.leave();
    // Its place is free when the gateway has heard that it is gone.
    await expect.poll(async () => (await watch(served.url)).status).toBe(200);
    await served.stop();
  });
});
