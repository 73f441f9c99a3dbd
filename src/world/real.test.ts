import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { realWorld } from './real.ts';
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
