import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listener, startListener } from '../bench/processes.ts';
import { numberAt } from '../src/model/json.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';

// `node scripts/streams.ts` does the same with as many streams as a process may have, and says what they cost.

let upstream: Listener;
let gateway: Started;

beforeAll(async () => {
  const script = join(import.meta.dirname, '../scripts/streams/upstream.ts');
  upstream = await startListener((port) => [script, String(port)]);
  gateway = await startGateway(
    [
      `providers: { spare: { protocol: openai-chat, baseUrl: "http://127.0.0.1:${upstream.port}/v1", apiKey: none-needed } }`,
      'routes: [{ match: ["*"], ladder: [spare/*] }]',
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

type Stream = { readonly asked: ClientRequest; readonly response: IncomingMessage };

/** A stream whose first bytes have come, of which nothing more is read. */
async function open(model: string): Promise<Stream> {
  const { port } = new URL(gateway.url);
  const options = { port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST', agent: false } as const;
  const asked = request({ ...options, headers: { 'content-type': 'application/json' } });
  asked.on('error', () => {});
  asked.end(JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Tell me of the sea.' }] }));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {});
  await once(response, 'readable');
  return { asked, response };
}

async function told(path: string): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${upstream.port}${path}`)).json();
}

const state = async (what: 'open' | 'flooded'): Promise<number> => numberAt((await told('/state')) as never, what);

describe('many streams', () => {
  it('may rest for as long as they ping, and all of them end whole', async () => {
    const streams = await Promise.all(Array.from({ length: 300 }, async () => open('idle-1')));
    expect(await state('open')).toBe(300);
    const texts = streams.map(async ({ response }) => {
      let text = '';
      for await (const bytes of response) text += String(bytes);
      return text;
    });
    await told('/finish');
    for (const text of await Promise.all(texts)) expect(text).toContain('data: [DONE]');
    expect(await state('open')).toBe(0);
    expect(gateway.app.gateway.status().requests).toMatchObject({ answered: 300, failed: 0, left: 0 });
  });

  it('that nobody reads hold their provider up, however fast it talks, and let it go when their callers leave', async () => {
    const streams = await Promise.all(Array.from({ length: 30 }, async () => open('flood-1')));
    let flooded = -1;
    // Until what lies in between is full: nothing more comes, however often one looks.
    for (let same = 0; same < 8; await sleep(300)) {
      const next = await state('flooded');
      same = next === flooded ? same + 1 : 0;
      flooded = next;
    }
    expect(await state('open')).toBe(30);

    // Somebody who reads again gets more than there ever was in between.
    const [first] = streams;
    const between = flooded / streams.length;
    let read = 0;
    for await (const bytes of first?.response ?? []) {
      read += (bytes as Buffer).length;
      if (read > 4 * between) break;
    }
    expect(read).toBeGreaterThan(4 * between);

    for (const { asked } of streams) asked.destroy();
    await expect.poll(async () => state('open')).toBe(0);
    expect(gateway.app.gateway.status().requests).toMatchObject({ failed: 0, left: 30 });
  });
});
