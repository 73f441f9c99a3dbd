import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BODY_MS, HEAD_MS } from '../../src/gateway/slow-body.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, DIALECTS, PATHS } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { json, startUpstream, type Upstream, wholeClaude } from '../fixtures/upstream.ts';

let upstream: Upstream;
let gateway: Started;
beforeAll(async () => {
  upstream = await startUpstream(() => json(200, wholeClaude('Fine.')));
  gateway = await startGateway(
    [
      'providers:',
      `  up: { protocol: anthropic, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`,
      'routes: [{ match: ["*"], ladder: [up/*] }]',
      'limits: { concurrency: 40 }',
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

/** How much later than it is due a connection may be gone on a busy machine, ms. */
const LATE_MS = 25_000;
const sockets: Socket[] = [];
afterAll(() => sockets.forEach((socket) => socket.destroy()));

type Slow = { readonly atOnce: string; readonly letters: string; readonly everyMs: number };

/** Says something at once and the rest letter by letter, and resolves with what it heard when the line is cut. */
async function drip({ atOnce, letters, everyMs }: Slow): Promise<string> {
  const { port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(atOnce));
    sockets.push(socket);
    let heard = '';
    let at = 0;
    const drops = setInterval(() => {
      socket.write(letters.slice(at, at + 1));
      at += 1;
    }, everyMs);
    const late = setTimeout(() => reject(new Error('Nobody has hung up')), Math.max(HEAD_MS, BODY_MS) + LATE_MS);
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drops);
      clearTimeout(late);
      resolve(heard);
    });
  });
}

const headAt = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n`;
/** In the words of each dialect, as of something that is worth another try. */
const SLOW_WORDS = {
  anthropic: 'timeout_error',
  'openai-chat': '"code":"timeout"',
  'openai-responses': '"code":"timeout"',
  gemini: 'DEADLINE_EXCEEDED',
  ollama: '{"error":"The body comes too slowly',
} as const;

describe('whoever keeps a line and says nothing', () => {
  it('loses it: without a word, in the head, and in the body, and others are served meanwhile', async () => {
    const body = (dialect: Dialect) => ({
      atOnce: headAt(PATHS[dialect]('m', false)),
      letters: ' '.repeat(1_000),
      everyMs: 500,
    });
    const dialects = Array.from({ length: 6 }, () => DIALECTS).flat();
    const head = `GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n${'x-a: b\r\n'.repeat(500)}`;
    const slow = [
      drip({ atOnce: '', letters: '', everyMs: 1_000 }),
      drip({ atOnce: '', letters: head, everyMs: 300 }),
      ...dialects.map(async (dialect) => drip(body(dialect))),
    ];
    for (let count = 0; count < 5; count += 1)
      expect(
        await ask(gateway.url, 'anthropic', bodyOf('anthropic', { model: 'm', stream: false, content: 'x' })),
      ).toMatchObject({ text: 'Fine.' });
    const [silent, dripped, ...bodies] = await Promise.all(slow);
    expect(silent).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(dripped).toMatch(/^(HTTP\/1\.1 408 |$)/);
    for (const [at, dialect] of dialects.entries()) {
      expect(bodies[at]).toMatch(/^HTTP\/1\.1 408 [^]*\r\nx-should-retry: true\r\n[^]*too slowly/);
      expect(bodies[at]).toContain(SLOW_WORDS[dialect]);
    }
    expect(upstream.got).toHaveLength(5);
  });

  it('does not count any more afterwards', async () => {
    const asked = Array.from({ length: 40 }, async () =>
      ask(gateway.url, 'anthropic', bodyOf('anthropic', { model: 'm', stream: false, content: 'x' })),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(40).fill(200));
  });

  it('is measured by how fast it is alone: no clock of Node ends a long upload that keeps its pace', async () => {
    const seen: unknown[] = [];
    const note = (started: unknown): void => void seen.push(started);
    subscribe('http.server.request.start', note);
    await (await fetch(`${gateway.url}/healthz`)).text();
    unsubscribe('http.server.request.start', note);
    const server = expect.objectContaining({ headersTimeout: HEAD_MS, requestTimeout: 0 }) as unknown;
    expect(seen).toEqual([expect.objectContaining({ server })]);
  });
});
