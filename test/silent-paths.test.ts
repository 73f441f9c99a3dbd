import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Started } from './fixtures/gateway.ts';
import { startUpstream, type Upstream } from './fixtures/upstream.ts';

/** A provider that begins to answer what is not a question, and then goes silent with the line open. */
let upstream: Upstream;
let gateway: Started;
const LARGE = Buffer.alloc(24 * 1024 * 1024, 'x');

beforeAll(async () => {
  const head = (length: number, type = 'application/octet-stream'): string =>
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
  upstream = await startUpstream((asked, socket) => {
    if (asked.startsWith('GET /v1/models')) return `${head(100, 'application/json')}{"data":[`;
    if (asked.startsWith('GET /v1/files/large')) return Buffer.concat([Buffer.from(head(LARGE.length)), LARGE]);
    if (!asked.startsWith('GET /v1/files/slow')) return `${head(100)}So far`;
    socket.write(head(6));
    for (let at = 0; at < 6; at += 1) setTimeout(() => socket.write('slowly'.slice(at, at + 1)), 500 * (at + 1));
    return '';
  });
  gateway = await startGateway(
    [
      'providers:',
      `  up: { protocol: openai-chat, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`,
      'routes: [{ match: [gpt-1, "*"], ladder: [{ target: up/*, byteIdle: 2s, thinkingIdle: 2s }] }]',
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const entryOf = async (path: string): Promise<object | undefined> => {
  const entries = await gateway.app.gateway.requests({ limit: 100 });
  return entries.find(({ attempts }) => attempts[0]?.target === `up${path}`);
};

describe('what is passed on and goes silent', () => {
  it('is cut, as a break, so that nobody waits for ever', async () => {
    const answer = await fetch(`${gateway.url}/v1/files/x/content`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    await expect
      .poll(async () => entryOf('/files/x/content'))
      .toMatchObject({ outcome: 'broken', fault: 'stalled', status: 200 });
  });

  it('is said here where that is possible: nothing of it has gone out', async () => {
    const answer = await fetch(`${gateway.url}/v1/models`);
    expect(answer.headers.get('x-failsoft-served-by')).toBe('failsoft');
    expect(await answer.json()).toMatchObject({ object: 'list', data: [{ id: 'gpt-1' }] });
    await expect.poll(async () => entryOf('/models')).toMatchObject({ outcome: 'failed', fault: 'stalled' });
  });

  it('may come as slowly as it likes', async () => {
    expect(await (await fetch(`${gateway.url}/v1/files/slow/content`)).text()).toBe('slowly');
  });

  it('is not silent because its reader is', async () => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write('GET /v1/files/large/content HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n');
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    let length = 0;
    socket.on('data', (chunk) => (length += chunk.length));
    socket.resume();
    await once(socket, 'end');
    expect(length).toBeGreaterThan(LARGE.length);
  });
});
