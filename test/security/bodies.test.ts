import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { json, startUpstream, type Upstream, wholeClaude } from '../fixtures/upstream.ts';

const MB = 1024 * 1024;

let upstream: Upstream;
let gateway: Started;
const sockets: Socket[] = [];
beforeAll(async () => {
  upstream = await startUpstream(() => json(200, wholeClaude('Fine.')));
  gateway = await startGateway(
    [
      'providers:',
      `  up: { protocol: anthropic, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`,
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'limits: { bodyBytes: 1MB }',
    ].join('\n'),
  );
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await gateway.stop();
  await upstream.close();
});

const HEAD = 'POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n';
const question = (content: string): object => bodyOf('anthropic', { model: 'm', stream: false, content });

type Line = { readonly socket: Socket; readonly heard: () => string; readonly say: (text: string) => Promise<void> };

async function line(): Promise<Line> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  sockets.push(socket);
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => {});
  await once(socket, 'connect');
  return {
    socket,
    heard: () => heard,
    say: async (text) => new Promise((resolve) => void socket.write(text, () => resolve())),
  };
}

/** What is held in memory, bytes, after all that is not needed any more was thrown away. */
function held(): number {
  setFlagsFromString('--expose-gc');
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is what the flag brings along.
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a body', () => {
  it.each([1, 100, 4_095])('in pieces of %i bytes takes little more memory than it has, and is whole', async (size) => {
    const bytes = Buffer.from(JSON.stringify(question('A lamp, and äöü. '.repeat(40_000)))).toString('latin1');
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.slice(at * size, (at + 1) * size),
    );
    const chunks = Buffer.from(
      pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join(''),
      'latin1',
    );
    pieces.length = 0;
    const { socket, heard, say } = await line();
    const before = held();
    await say(`${HEAD}connection: close\r\ntransfer-encoding: chunked\r\n\r\n`);
    await new Promise<void>((resolve) => void socket.write(chunks, () => resolve()));
    // Answered behind it, on a line of its own: what was said before was read.
    await ask(gateway.url, 'anthropic', question('x'));
    await ask(gateway.url, 'anthropic', question('x'));
    expect(held() - before).toBeLessThan(8 * MB);
    await say('0\r\n\r\n');
    await expect.poll(heard).toContain('Fine.');
    expect(upstream.got.at(-1)?.endsWith(bytes)).toBe(true);
  });
});

describe('bodies that come at once', () => {
  it('are bound: a large one is told to come back, a small one is not, and there is room again when they are gone', async () => {
    const most = 900 * 1024;
    const opened = `${HEAD}connection: close\r\ncontent-length: ${MB}\r\n\r\n${' '.repeat(most)}`;
    const lines = await Promise.all(Array.from({ length: 19 }, line));
    await Promise.all(lines.map(async ({ say }) => say(opened)));
    const answers = (): readonly string[] => lines.map(({ heard }) => heard()).filter((heard) => heard !== '');
    await expect.poll(answers).toHaveLength(1);
    expect(answers()[0]).toMatch(/^HTTP\/1\.1 529 [^]*retry-after: 1\r\n[^]*Too many large bodies at once/);
    const small = await ask(gateway.url, 'anthropic', question('x'));
    expect(small.status).toBe(200);

    for (const { socket } of lines) socket.destroy();
    await expect.poll(async () => (await ask(gateway.url, 'anthropic', question('x'.repeat(most)))).status).toBe(200);
  });
});
