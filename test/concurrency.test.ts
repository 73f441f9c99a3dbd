import Anthropic from '@anthropic-ai/sdk';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Status } from '../src/model/status.ts';
import { ask, type Heard } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';
import { post, question } from './fixtures/raw.ts';
import { json, startUpstream, wholeClaude } from './fixtures/upstream.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A provider that answers after `ms`, and knows how many it was asked at once at most. */
async function slowProvider(ms: number) {
  let open = 0;
  let most = 0;
  const order: string[] = [];
  const upstream = await startUpstream((asked, socket) => {
    open += 1;
    most = Math.max(most, open);
    order.push(/"content":"(\w+)/.exec(asked)?.[1] ?? '');
    setTimeout(() => {
      open -= 1;
      if (!socket.destroyed) socket.write(json(200, wholeClaude('Fine.')));
    }, ms);
    return '';
  });
  ends.push(upstream.close);
  return { ...upstream, most: () => most, order };
}

async function started(...lines: readonly string[]): Promise<Started> {
  const gateway = await startGateway(lines.join('\n'));
  ends.push(gateway.stop);
  return gateway;
}

const saying = (content: string) => question('m', { messages: [{ role: 'user', content }] });
const provider = (url: string, more = ''): string =>
  `  up: { protocol: anthropic, baseUrl: "${url}/v1", apiKey: a-key-of-nobody${more} }`;
const CLIENTS = [
  'clients:',
  '  - { id: app, key: key-of-the-app-20-letters, concurrency: 30 }',
  '  - { id: laptop, key: key-of-the-laptop-20-letters }',
  '  - { id: phone, key: key-of-the-phone-20-letters, concurrency: 1 }',
];
const as = (id: string) => ({ 'x-api-key': `key-of-the-${id}-20-letters` });

describe('a gateway that takes only so many requests at once', () => {
  it('lets the others wait for a place and serves them all', async () => {
    const up = await slowProvider(60);
    const { url } = await started(
      'providers:',
      provider(up.url),
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'limits: { concurrency: 3 }',
    );
    const answers = await Promise.all(Array.from({ length: 20 }, async () => ask(url, 'anthropic', question('m'))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(up.most()).toBe(3);
  });

  it('gives each tenant its turn, however many requests of another wait', async () => {
    const up = await slowProvider(50);
    const { url } = await started(
      'providers:',
      provider(up.url),
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'limits: { concurrency: 1 }',
      ...CLIENTS,
    );
    const crowd = Array.from({ length: 20 }, async () => ask(url, 'anthropic', saying('many'), as('app')));
    await expect.poll(() => up.order.length, { interval: 5 }).toBeGreaterThan(0);
    await sleep(30);
    const one = await ask(url, 'anthropic', saying('one'), as('laptop'));
    expect(one.status).toBe(200);
    expect(up.order.indexOf('one')).toBeLessThan(6);
    expect((await Promise.all(crowd)).map(({ status }) => status)).toEqual(crowd.map(() => 200));
  });

  it('refuses, when no place comes free, in the words of the dialect and says when to come back', async () => {
    const up = await slowProvider(7_000);
    const { url } = await started(
      'providers:',
      provider(up.url),
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'limits: { concurrency: 2 }',
      ...CLIENTS,
    );
    const first = ask(url, 'anthropic', saying('first'), as('phone'));
    await expect.poll(() => up.order.length, { interval: 5 }).toBeGreaterThan(0);
    const second = ask(url, 'anthropic', saying('second'), as('laptop'));
    await expect.poll(() => up.order.length, { interval: 5 }).toBeGreaterThan(1);
    const [own, full] = await Promise.all([
      ask(url, 'anthropic', saying('third'), as('phone')),
      ask(url, 'openai-chat', saying('fourth'), as('laptop')),
    ]);
    expect(own.status).toBe(429);
    expect(own.error).toContain('phone has 1 request under way, which is as many as it may have');
    expect(own.headers).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
    expect(full.status).toBe(503);
    expect(full.raw).toContain('server_is_overloaded');
    expect(full.headers).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
    expect(up.order).toEqual(['first', 'second']);
    // Looking at it is possible all the same.
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('forgets whoever leaves while it waits', async () => {
    // Longer than it takes to come and go on a busy machine.
    const up = await slowProvider(2_000);
    const { url } = await started(
      'providers:',
      provider(up.url),
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'limits: { concurrency: 1 }',
    );
    const first = ask(url, 'anthropic', saying('first'));
    await expect.poll(() => up.order.length, { interval: 5 }).toBeGreaterThan(0);
    const leaver = request(`${url}/v1/messages`, {
      method: 'POST',
      agent: new Agent(),
      headers: { 'content-type': 'application/json' },
    });
    leaver.on('error', () => {});
    leaver.end(JSON.stringify(saying('second')));
    await sleep(50);
    leaver.destroy();
    await sleep(50);
    const third = await ask(url, 'anthropic', saying('third'));
    expect([(await first).status, third.status]).toEqual([200, 200]);
    expect(up.order).toEqual(['first', 'third']);
  });
});

describe('an account that takes only so many requests at once', () => {
  it('gets no more on real sockets, and the next rung the rest', async () => {
    const [up, spare] = [await slowProvider(1_500), await slowProvider(10)];
    const { url, app } = await started(
      'providers:',
      provider(up.url, ', concurrency: 2'),
      `  spare: { protocol: anthropic, baseUrl: "${spare.url}/v1", apiKey: a-key-of-nobody }`,
      'routes: [{ match: ["*"], ladder: [up/*, spare/*] }]',
    );
    const answers = await Promise.all(Array.from({ length: 8 }, async () => ask(url, 'anthropic', question('m'))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(up.most()).toBe(2);
    const modes = answers.map(({ headers }: Heard) => headers['x-failsoft-mode']);
    expect(modes.filter((mode) => mode === 'standby')).toHaveLength(6);
    const [entry] = await app.gateway.requests({ limit: 1, failoversOnly: true });
    expect(entry?.attempts.map(({ target, fault }) => [target, fault])).toEqual([
      ['up/m', 'full'],
      ['spare/m', null],
    ]);
  });
});

describe('a gateway that takes only so many connections', () => {
  it('says so to the first ones beyond, closes what comes after them, and takes new ones when others have gone', async () => {
    const up = await slowProvider(10);
    const { url } = await started(
      'providers:',
      provider(up.url),
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'limits: { connections: 3 }',
    );
    const sockets: Socket[] = [];
    const open = async (): Promise<Socket> => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => {});
      await once(socket, 'connect');
      return socket;
    };
    const askOn = async (socket: Socket, text: string): Promise<string> => {
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.write(text);
      await once(socket, 'close');
      return heard;
    };
    const good = post('/v1/messages', JSON.stringify(question('m')));
    for (let count = 0; count < 3; count += 1) await open();
    const said = await askOn(await open(), good);
    expect(said).toMatch(/^HTTP\/1.1 529 [^]*retry-after: 1\r\n[^]*overloaded_error[^]*Too many connections at once/i);
    expect(up.order).toEqual([]);
    expect(await askOn(await open(), 'GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 200 /,
    );
    for (let count = 0; count < 100; count += 1) await open();
    expect(await askOn(await open(), good)).toBe('');
    for (const socket of sockets) socket.destroy();
    // They are gone when the gateway has heard of it.
    await expect.poll(async () => askOn(await open(), good)).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('the same over TLS', () => {
  it('says so, too', async () => {
    const up = await slowProvider(10);
    const pem = (name: string): string => fileURLToPath(new URL(`fixtures/tls/${name}.pem`, import.meta.url));
    const { url } = await started(
      'providers:',
      provider(up.url),
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      `tls: { cert: "${pem('cert')}", key: "${pem('key')}" }`,
      'limits: { connections: 1 }',
    );
    const port = Number(new URL(url).port);
    const open = async (): Promise<TLSSocket> => {
      const socket = connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      return socket;
    };
    const first = await open();
    const second = await open();
    let heard = '';
    second.on('data', (chunk) => (heard += chunk.toString()));
    second.write(post('/v1/messages', JSON.stringify(question('m'))));
    await once(second, 'close');
    expect(heard).toMatch(/^HTTP\/1.1 529 [^]*Too many connections at once/);
    first.destroy();
  });
});

describe('an account that may cost only so much in an hour', () => {
  it('is passed over when it has, and the status says so', async () => {
    const [up, spare] = [await slowProvider(5), await slowProvider(5)];
    // An answer of the provider is 9 tokens in and 7 out: with Claude Sonnet 5, 0.0088 cents.
    const { url, app } = await started(
      'providers:',
      provider(up.url, ', spendPerHour: 0.0001'),
      `  spare: { protocol: anthropic, baseUrl: "${spare.url}/v1", apiKey: a-key-of-nobody }`,
      'routes: [{ match: ["*"], ladder: [up/*, spare/*] }]',
    );
    const by: unknown[] = [];
    for (let count = 0; count < 4; count += 1)
      by.push((await ask(url, 'anthropic', question('claude-sonnet-5'))).headers['x-failsoft-served-by']);
    expect(by).toEqual(['up', 'up', 'spare', 'spare'].map((name) => `${name}/claude-sonnet-5`));
    const [entry] = await app.gateway.requests({ limit: 1 });
    expect(entry?.attempts.map(({ fault, detail }) => [fault, detail])).toEqual([
      ['spent', 'up may cost 0.0001 US dollars in an hour, and has'],
      [null, ''],
    ]);
    const status = (await (await fetch(`${url}/admin/status`)).json()) as Status;
    expect(status.routes[0]?.rungs.map(({ state }) => state)).toEqual(['spent', 'ready']);
    expect(status.accounts).toMatchObject([{ account: 'up', concurrency: null, spendPerHour: 0.0001 }]);
    expect(status.accounts[0]?.spentUsd).toBeCloseTo(2 * 0.000088);
    expect(status.spend.allUsd).toBeCloseTo(4 * 0.000088);
    expect(status.spend).toMatchObject({ extraUsd: 0, unpriced: 0 });
  });
});

describe('an official client that asks again by itself', () => {
  it('comes back when it was told to, and its provider is asked once for each of its retries', async () => {
    const atMs: number[] = [];
    const upstream = await startUpstream(() => {
      atMs.push(performance.now());
      return json(503, { type: 'error', error: { type: 'api_error', message: 'Not now' } });
    });
    ends.push(upstream.close);
    const { url } = await started(
      'providers:',
      provider(upstream.url),
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'health: { probes: { perMinute: 0 } }',
    );
    const client = new Anthropic({ baseURL: url, apiKey: 'none-needed', maxRetries: 2 });
    const asking = client.messages.create({
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Hello?' }],
    });
    await expect(asking).rejects.toThrow('Not now');
    // The first is asked once more in hope; the retries are not.
    expect(atMs).toHaveLength(4);
    const [, second = 0, third = 0, fourth = 0] = atMs;
    expect(third - second).toBeGreaterThan(900);
    expect(fourth - third).toBeGreaterThan(900);
  });
});
