import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { LAST_UNREAD_MS } from '../../src/gateway/slow-reader.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask } from '../fixtures/client.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { post } from '../fixtures/raw.ts';
import { claude, json, startUpstream, stream, wholeClaude } from '../fixtures/upstream.ts';

const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** More than lies anywhere on the way. */
const WORDS = Array.from({ length: 400 }, () => randomBytes(32 * 1024).toString('hex'));
const DEADLINE_MS = 2_000;
/** How much later than it is due a connection may be gone on a busy machine, ms. */
const LATE_MS = 25_000;

const question = (streamed: boolean): object => bodyOf('anthropic', { model: 'm', stream: streamed, content: 'x' });

it(
  'whoever reads nothing of an answer loses the line soon after the deadline, and its place',
  async () => {
    const upstream = await startUpstream((asked) =>
      asked.includes('"stream":true') ? stream(claude(WORDS)) : json(200, wholeClaude('Fine.')),
    );
    ends.push(upstream.close);
    const gateway = await startGateway(
      [
        'providers:',
        `  up: { protocol: anthropic, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`,
        `routes: [{ match: ["*"], ladder: [up/*], deadline: ${DEADLINE_MS}ms }]`,
        'limits: { concurrency: 1 }',
      ].join('\n'),
    );
    ends.push(gateway.stop);
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    ends.push(() => socket.destroy());
    socket.pause();
    let broke = '';
    socket.on('error', (error) => (broke = 'code' in error ? String(error.code) : error.message));
    socket.write(post('/v1/messages', JSON.stringify(question(true))));
    await expect.poll(() => upstream.got.length).toBe(1);

    // Nobody else gets the only place before.
    await expect
      .poll(async () => (await ask(gateway.url, 'anthropic', question(false))).status, {
        timeout: DEADLINE_MS + LAST_UNREAD_MS + LATE_MS,
      })
      .toBe(200);
    socket.resume();
    await expect.poll(() => broke).toBe('ECONNRESET');
    const entries = await gateway.app.gateway.requests({ limit: 20 });
    expect(entries.find(({ streamed }) => streamed)).toMatchObject({ outcome: 'broken', fault: 'timeout' });
  },
  DEADLINE_MS + LAST_UNREAD_MS + 2 * LATE_MS,
);
