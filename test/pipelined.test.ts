import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf } from './fixtures/bodies.ts';
import { ask } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';
import { claude, startUpstream } from './fixtures/upstream.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const events = (list: readonly object[]): string => {
  const text = list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
};
const SAID = claude(['one ', 'two ', 'three']);

/** A gateway before a provider whose model `slow` takes its time, and whose model `short` breaks off in the middle. */
async function started(limits: string): Promise<Started> {
  const upstream = await startUpstream((asked, socket) => {
    socket.write(HEAD + events(SAID.slice(0, 3)));
    setTimeout(
      () => {
        if (socket.destroyed) return;
        if (asked.includes('"short"')) socket.destroy();
        else socket.end(`${events(SAID.slice(3))}0\r\n\r\n`);
      },
      asked.includes('"short"') ? 100 : 1_500,
    );
    return '';
  });
  ends.push(upstream.close);
  const gateway = await startGateway(
    [
      'providers:',
      `  up: { protocol: anthropic, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`,
      'routes: [{ match: ["*"], ladder: [{ target: up/*, tries: 1 }] }]',
      limits,
    ].join('\n'),
  );
  ends.push(gateway.stop);
  return gateway;
}

const question = (model: string): object => bodyOf('anthropic', { model, stream: true, content: 'x' });
const request = (model: string): string => {
  const body = JSON.stringify(question(model));
  return `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
};

/** Sends several requests at once on one connection. */
async function send(url: string, ...models: readonly string[]): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  ends.push(() => socket.destroy());
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(models.map(request).join(''));
  return { socket, heard: () => heard };
}

describe('requests that are sent at once on one connection', () => {
  it('are answered one after the other, and the line is cut behind one that broke while it waited', async () => {
    const { url } = await started('limits: { resumeGrace: 0s }');
    const { socket, heard } = await send(url, 'slow', 'short');
    await new Promise((resolve) => void socket.once('close', resolve));
    const [, first = '', second = ''] = heard().split('HTTP/1.1 200 OK');
    expect(first).toMatch(/three[^]*message_stop[^]*\r\n0\r\n\r\n$/);
    expect(second).toMatch(/one [^]*event: error/);
    expect(second).not.toMatch(/\r\n0\r\n\r\n$/);
  });

  it('give their places back when the line breaks', async () => {
    const { url } = await started('limits: { concurrency: 3 }');
    const { socket, heard } = await send(url, 'slow', 'slow', 'slow');
    await expect.poll(heard).toContain('one ');
    await sleep(100);
    socket.destroy();
    await sleep(100);
    const again = await Promise.all(Array.from({ length: 3 }, async () => ask(url, 'anthropic', question('slow'))));
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
