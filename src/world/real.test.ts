import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DIRECT, type Network, realWorld } from './real.ts';
import type { Exchange, WireHeaders } from './world.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map(async (end) => end()));
});

type Seen = { events: string[]; status: number; headers: WireHeaders; body: string; code: string };

async function open(server: Server, use: (exchange: Exchange, seen: Seen) => void = () => {}): Promise<Seen> {
  const world = realWorld();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  ends.push(world.close, async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const seen: Seen = { events: [], status: 0, headers: {}, body: '', code: '' };
  await new Promise<void>((resolve) => {
    const exchange = world.open(
      {
        method: 'POST',
        origin: `http://127.0.0.1:${port}`,
        path: '/x?y=1',
        headers: ['a', 'b'],
        body: Buffer.from('{}'),
      },
      {
        sent: () => seen.events.push('sent'),
        head: (status, headers) => {
          seen.events.push('head');
          Object.assign(seen, { status, headers });
          use(exchange, seen);
        },
        bytes: (chunk) => (seen.body += Buffer.from(chunk).toString()),
        end: () => {
          seen.events.push('end');
          resolve();
        },
        broke: (code) => {
          seen.events.push('broke');
          seen.code = code;
          resolve();
        },
      },
    );
  });
  return seen;
}

const http = (listener: RequestListener): Server => createServer(listener);

describe('an exchange over real sockets', () => {
  it('reports the head, the bytes and the end in order', async () => {
    const seen = await open(
      http((request, response) => {
        response.setHeader('x-two', ['1', '2']);
        response.end(`${request.method} ${request.url} ${String(request.headers['a'])}`);
      }),
    );
    expect(seen).toMatchObject({ events: ['sent', 'head', 'end'], status: 200, body: 'POST /x?y=1 b' });
    expect(seen.headers['x-two']).toBe('1, 2');
  });

  it('reports a connection that breaks in the middle, and one that answers nonsense', async () => {
    const cut = await open(
      http((_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        setTimeout(() => response.socket?.resetAndDestroy(), 20);
      }),
    );
    expect(cut.events).toEqual(['sent', 'head', 'broke']);
    const nonsense = await open(createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')));
    expect(nonsense.code).toMatch(/^HPE_/);
  });

  it('does not follow a redirect to another place', async () => {
    const seen = await open(http((_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()));
    expect(seen).toMatchObject({ status: 307, events: ['sent', 'head', 'end'] });
  });

  it('refuses what cannot be sent without throwing', async () => {
    const world = realWorld();
    ends.push(world.close);
    const code = await new Promise<string>((resolve) => {
      const nothing = { sent: () => {}, head: () => {}, bytes: () => {}, end: () => {} };
      world.open(
        { method: 'POST', origin: 'http://127.0.0.1:9', path: '/', headers: ['a', 'b\r\nc: d'], body: null },
        { ...nothing, broke: resolve },
      );
    });
    expect(code).toBe('EINVAL');
  });
});

const pem = (name: string): string =>
  readFileSync(new URL(`../../test/fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

/** One GET through a world; its status, or the code that it broke with. */
async function get(origin: string, network: Network): Promise<number | string> {
  const world = realWorld(network);
  ends.push(world.close);
  return new Promise((resolve) => {
    const nothing = { sent: () => {}, bytes: () => {}, end: () => {} };
    world.open(
      { method: 'GET', origin, path: '/', headers: [], body: null },
      { ...nothing, head: resolve, broke: resolve },
    );
  });
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('the way out', () => {
  const secure = async (): Promise<number> =>
    listening(createSecureServer({ cert: pem('cert'), key: pem('key') }, (_, response) => response.end('ok')));

  it('trusts a certificate of one’s own authority when it is told to, and only then', async () => {
    const port = await secure();
    expect(await get(`https://localhost:${port}`, DIRECT)).toMatch(/CERT|SELF_SIGNED|VERIFY/);
    expect(await get(`https://localhost:${port}`, { ...DIRECT, extraCa: [pem('ca')] })).toBe(200);
  });

  it('goes through a proxy for hosts that are not this machine', async () => {
    const port = await secure();
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, client) => {
      asked.push(request.url ?? '');
      const provider = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        provider.pipe(client).pipe(provider);
      });
      for (const socket of [provider, client]) socket.on('error', () => {});
    });
    const httpsProxy = `http://127.0.0.1:${await listening(proxy)}`;
    const network = { ...DIRECT, httpsProxy, extraCa: [pem('ca')] };
    expect(await get('https://provider.test', network)).toBe(200);
    expect(asked).toEqual(['provider.test:443']);
    expect(await get(`https://localhost:${port}`, network)).toBe(200);
    expect(asked).toHaveLength(1);
  });
});
