import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Started } from '../../../test/fixtures/gateway.ts';
import { scene } from '../../../test/fixtures/scene.ts';
import { type Availability, createClient, type Outlook } from '../../client/client.ts';
import { createFailsoft } from '../../failsoft.ts';
import { listen } from '../serve.ts';
import { answerAvailability } from './answer.ts';

const { sandbox, gateway, provider } = scene();

const MODEL = 'claude-opus-4-6';
const ONE = (name: string): string =>
  ['providers:', provider(name), `routes: [{ match: [${MODEL}], ladder: [${name}/*, { notice: "Away." }] }]`].join(
    '\n',
  );

async function until(is: () => boolean, ms = 20_000): Promise<void> {
  const startMs = performance.now();
  while (!is() && performance.now() - startMs < ms) await wait(10);
  expect(is()).toBe(true);
}

/** Asks until the breaker of a provider opens. */
async function openBreaker({ app, url }: Started, name: string): Promise<void> {
  sandbox().setFault(name, 'overloaded');
  const client = createClient({ url });
  const isOpen = (): boolean => app.gateway.live().engine.book.of(`${name}/${MODEL}`).breaker.state === 'open';
  const body = { model: MODEL, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] };
  while (!isOpen()) await client.ask({ protocol: 'anthropic', body }).catch(() => {});
}

type Raw = { readonly status: number; readonly type: string; readonly text: () => string; readonly leave: () => void };

async function events(url: string, headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { accept: 'text/event-stream', ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', () => {});
      const { statusCode: status = 0, headers: head } = response;
      resolve({ status, type: head['content-type'] ?? '', text: () => text, leave: () => sent.destroy() });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const said = (raw: Raw): readonly { readonly routes: readonly Availability[] }[] =>
  [...raw.text().matchAll(/^event: availability\ndata: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));

describe('an app', () => {
  it('hears that the best rung is away, and that it is back', async () => {
    const started = await gateway(ONE('switched'));
    const raw = await events(`${started.url}/availability`);
    expect([raw.status, raw.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await until(() => said(raw).length === 1);
    expect(said(raw)[0]?.routes).toEqual([
      {
        route: MODEL,
        match: [MODEL],
        mode: 'primary',
        level: 0,
        sinceMs: null,
        servedBy: `switched/*`,
        why: '',
        nextTryAtMs: null,
      },
    ]);
    const heard: Outlook[] = [];
    const stop = createClient({ url: started.url }).watchAvailability((one) => heard.push(one), { model: MODEL });
    await until(() => heard.length === 1);

    await openBreaker(started, 'switched');
    await until(() => said(raw).at(-1)?.routes[0]?.mode === 'notice');
    await until(() => heard.at(-1)?.routes[0]?.mode === 'notice');
    expect(heard.at(-1)).toMatchObject({
      kind: 'known',
      routes: [{ level: 3, servedBy: '', why: `switched/${MODEL} is not asked, because its calls fail.` }],
    });
    const snapshot = await createClient({ url: started.url }).availability({ route: MODEL });
    expect(snapshot).toMatchObject([{ mode: 'notice', level: 3, sinceMs: expect.any(Number) }]);

    sandbox().setFault('switched', null);
    await until(() => heard.at(-1)?.routes[0]?.mode === 'primary');
    await until(() => said(raw).at(-1)?.routes[0]?.mode === 'primary');
    stop();
    raw.leave();
  });

  it('hears that the gateway is gone, and that it is back', async () => {
    const { app } = await gateway(ONE('restarted'));
    const at = app.gateway.live().config;
    const first = await listen(app.gateway, at);
    const heard: Outlook[] = [];
    const stop = createClient({ url: first.url }).watchAvailability((one) => heard.push(one));
    await until(() => heard.length === 1);
    await first.close(0);
    await until(() => heard.at(-1)?.kind === 'gone');
    expect(heard.at(-1)).toMatchObject({
      trouble: { kind: 'unreachable' },
      sinceMs: expect.any(Number),
      routes: [{ mode: 'primary' }],
    });
    const second = await listen(app.gateway, { ...at, listen: { ...at.listen, port: first.port } });
    await until(() => heard.at(-1)?.kind === 'known');
    stop();
    const count = heard.length;
    await second.close(0);
    await wait(1_000);
    expect(heard).toHaveLength(count);
  });

  it('hears of the routes that its key may use, of the one that it names, and of no other', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('keyed'),
        'routes:',
        '  - { name: chat, match: [claude-*], ladder: [keyed/*] }',
        '  - { name: secret, match: ["*"], ladder: [keyed/*] }',
        'clients: [{ id: app, key: key-of-the-app, routes: [chat] }, { id: all, key: key-of-all, routes: ["*"] }]',
      ].join('\n'),
    );
    const app = createClient({ url, key: 'key-of-the-app' });
    const all = createClient({ url, key: 'key-of-all' });
    expect((await app.availability()).map(({ route }) => route)).toEqual(['chat']);
    expect((await all.availability()).map(({ route }) => route)).toEqual(['chat', 'secret']);
    expect(await all.availability({ model: 'claude-x' })).toMatchObject([
      { route: 'chat', servedBy: 'keyed/claude-x' },
    ]);
    expect(await all.availability({ route: 'secret', model: 'gpt' })).toMatchObject([{ servedBy: 'keyed/gpt' }]);
    for (const wanted of [{ route: 'secret' }, { model: 'gpt' }, { route: 'chat', model: 'gpt' }, { route: 'none' }])
      await expect(app.availability(wanted)).rejects.toMatchObject({ kind: 'refused', status: 404 });
    await expect(app.availability({ route: 'x'.repeat(201) })).rejects.toMatchObject({ status: 400 });
    await expect(createClient({ url }).availability()).rejects.toMatchObject({ status: 401 });
    const heard: Outlook[] = [];
    const stop = createClient({ url }).watchAvailability((one) => heard.push(one));
    await until(() => heard.length > 0);
    stop();
    expect(heard[0]).toMatchObject({ kind: 'gone', trouble: { kind: 'refused', status: 401 }, routes: [] });
  });

  it('asks as others do: no page of another origin, no other name, nothing but GET', async () => {
    const { url } = await gateway(ONE('doors'));
    const at = `${url}/availability`;
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { host: 'evil.example' },
    ])
      expect((await events(at, headers)).status).toBe(403);
    expect((await fetch(at, { method: 'POST' })).status).toBe(404);
    const head = await fetch(at, { method: 'HEAD', headers: { accept: 'text/event-stream' } });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const plain = await fetch(at);
    expect(plain.headers.get('cache-control')).toBe('no-store');
    expect(await plain.json()).toMatchObject({ atMs: expect.any(Number), routes: [{ mode: 'primary' }] });
    expect((await fetch(`${url}/v1/availability`)).status).toBe(200);
  });

  it('that reads slowly hears the newest once it can', async () => {
    const { app, change } = await gateway(ONE('slow'));
    const written: string[] = [];
    const running = answerAvailability(
      app.gateway,
      {
        method: 'GET',
        path: '/availability',
        query: '',
        headers: { accept: 'text/event-stream' },
        body: Buffer.from(''),
        fromHere: true,
      },
      {
        head: () => {},
        write: (bytes) => {
          written.push(Buffer.from(bytes).toString());
          return false;
        },
        end: () => {},
        destroy: () => {},
      },
    );
    const count = written.length;
    for (const name of ['second', 'third']) {
      change(ONE('slow').replace('match:', `name: ${name}, match:`) + '\njournal: { path: null }\n');
      await wait(600);
    }
    expect(written).toHaveLength(count);
    running.drained();
    running.drained();
    expect(written).toHaveLength(count + 1);
    expect(written.at(-1)).toContain('"route":"third"');
    running.gone();
  });

  it('hears the same from the library', async () => {
    const failsoft = createFailsoft({ cwd: '/nowhere', env: { ANTHROPIC_API_KEY: 'any' }, journal: 'memory' });
    const heard: (readonly Availability[])[] = [];
    const stop = failsoft.watchAvailability((routes) => heard.push(routes), { model: MODEL });
    expect(heard).toEqual([failsoft.availability({ model: MODEL })]);
    expect(heard[0]).toMatchObject([{ mode: 'primary', servedBy: `anthropic/${MODEL}` }]);
    stop();
    await failsoft.close();
  });
});
