import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textAt } from '../../model/json.ts';
import type { Opening } from '../../protocols/protocol.ts';
import { realWorld } from '../../world/real.ts';
import type { Exchange, WireHeaders, WireRequest, World } from '../../world/world.ts';
import { openAfter } from './open-after.ts';

/** Two exchanges over real sockets that look like one. */

const opening: Opening = {
  path: '/rooms',
  body: { size: 1 },
  placed: (path, answer) => {
    const id = textAt(answer, 'id');
    return id === '' ? null : path.replace('~', id);
  },
};

type Seen = { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string };
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let world: World;
let server: Server;
let origin = '';
let seen: Seen[] = [];
let toOpening: Answer;
let toQuestion: Answer;

const sayJson =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '7' });
    response.end(JSON.stringify(body));
  };

beforeEach(async () => {
  world = realWorld();
  seen = [];
  toOpening = sayJson(201, { id: 'r1' });
  toQuestion = (response) => response.end('the answer');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      seen.push({ url, headers, body: Buffer.concat(chunks).toString('utf8') });
      (url === '/base/rooms' ? toOpening : toQuestion)(response, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await world.close();
  server.closeAllConnections();
  server.close();
});

const question = (): WireRequest => ({
  method: 'POST',
  origin,
  path: '/base/rooms/~/ask',
  headers: ['content-type', 'application/json', 'accept', 'text/event-stream', 'authorization', 'Bearer t'],
  body: Buffer.from('why?'),
});

type Heard = { sent: number; status: number; headers: WireHeaders; body: string; ends: number; code: string };

function open(): { readonly heard: Heard; readonly exchange: Exchange; readonly over: Promise<Heard> } {
  const heard: Heard = { sent: 0, status: 0, headers: {}, body: '', ends: 0, code: '' };
  const { promise: over, resolve } = Promise.withResolvers<Heard>();
  const exchange = openAfter(world.open, { opening, base: '/base' })(question(), {
    sent: () => (heard.sent += 1),
    head: (status, headers) => Object.assign(heard, { status, headers }),
    bytes: (chunk) => (heard.body += Buffer.from(chunk).toString('utf8')),
    end: () => {
      heard.ends += 1;
      resolve(heard);
    },
    broke: (code) => {
      heard.code = code;
      resolve(heard);
    },
  });
  return { heard, exchange, over };
}

/** Until a connection has ended on the server's side, in whatever way. */
const gone = async ({ socket }: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });

/** Something else is asked and answered: bytes that were on their way have arrived by then. */
const meanwhile = async (): Promise<void> =>
  new Promise((resolve) => {
    const nothing = { sent: () => {}, head: () => {}, bytes: () => {}, broke: () => resolve() };
    world.open({ ...question(), path: '/base/rooms' }, { ...nothing, end: () => resolve() });
  });

describe('a question that needs something made for it', () => {
  it('is asked at the path of what was made, with the same headers, and looks like one exchange', async () => {
    expect(await open().over).toMatchObject({ sent: 1, status: 200, body: 'the answer', ends: 1, code: '' });
    const [first, second] = seen;
    expect(first).toMatchObject({ url: '/base/rooms', body: '{"size":1}' });
    expect(first?.headers).toMatchObject({ accept: 'application/json', authorization: 'Bearer t' });
    expect(second).toMatchObject({ url: '/base/rooms/r1/ask', body: 'why?' });
    expect(second?.headers).toMatchObject({ accept: 'text/event-stream', authorization: 'Bearer t' });
  });

  it('fails as the making of it fails', async () => {
    toOpening = sayJson(429, { error: { code: 'TooManyRequests' } });
    const heard = await open().over;
    expect(heard).toMatchObject({ sent: 1, status: 429, body: '{"error":{"code":"TooManyRequests"}}', ends: 1 });
    expect(heard.headers['retry-after']).toBe('7');
    expect(seen).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['is not named', sayJson(201, { name: 'r1' })],
    ['comes as a web page', (response) => response.end('<html>Sign in</html>')],
    ['comes as nothing', (response) => response.end()],
    ['comes with no end', (response) => response.end(`{"id":"r1","more":"${'x'.repeat(100_000)}"}`)],
  ])('is not asked when what was made %s', async (_, answer) => {
    toOpening = answer;
    const heard = await open().over;
    expect(heard).toMatchObject({ status: 502, ends: 1, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(heard.body)).toEqual({ error: { message: expect.stringContaining('/rooms') } });
    expect(seen).toHaveLength(1);
  });

  it.each(['opening', 'question'] as const)('breaks when the connection of the %s breaks', async (which) => {
    const cut: Answer = (response) => response.destroy();
    if (which === 'opening') toOpening = cut;
    else toQuestion = cut;
    const heard = await open().over;
    expect(heard.code).not.toBe('');
    expect(heard).toMatchObject({ status: 0, ends: 0 });
  });

  it('is never asked when it was given up while something was made for it', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<IncomingMessage>();
    toOpening = (_, request) => resolve(request);
    const { exchange, heard } = open();
    const request = await asked;
    exchange.abort();
    await gone(request);
    expect(seen).toHaveLength(1);
    expect(heard).toMatchObject({ status: 0, ends: 0, code: '' });
  });

  it('is given up where it is asked', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<IncomingMessage>();
    toQuestion = (response, request) => {
      response.write('the beginning');
      resolve(request);
    };
    const { exchange, heard } = open();
    const request = await asked;
    exchange.abort();
    await gone(request);
    expect(heard).toMatchObject({ ends: 0, code: '' });
  });

  it('waits for whoever is slow, also when that was said while something was made for it', async () => {
    const whole = 'y'.repeat(1024 * 1024);
    const { promise: written, resolve } = Promise.withResolvers<void>();
    toQuestion = (response) => {
      response.end(whole);
      resolve();
    };
    const { exchange, heard, over } = open();
    exchange.pause();
    await written;
    for (let count = 0; count < 5; count += 1) await meanwhile();
    expect(heard.body).toBe('');
    exchange.resume();
    expect((await over).body).toHaveLength(whole.length);
  });
});
