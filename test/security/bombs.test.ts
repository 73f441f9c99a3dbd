import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_BYTES_MAX } from '../../src/protocols/frame.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, DIALECTS, deliver, PATHS, type Way, WAYS } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { post, raw } from '../fixtures/raw.ts';
import { claude, http, json, startUpstream, stream, type Upstream, wholeClaude } from '../fixtures/upstream.ts';

/** What requests and whole answers may hold here, bytes. */
const BYTES_MAX = 256 * 1024;

let broken: Upstream;
let well: Upstream;
let gateway: Started;
let answer: (request: string) => Buffer;
/** Every question goes to a target that was never asked, so that no breaker answers in its place. */
let asked = 0;

beforeAll(async () => {
  broken = await startUpstream((request) => answer(request));
  well = await startUpstream((request) =>
    request.includes('"stream":true') ? stream(claude(['Saved.'])) : json(200, wholeClaude('Saved.')),
  );
  const at = (url: string, protocol: Dialect): string =>
    `{ protocol: ${protocol}, baseUrl: "${url}${protocol === 'ollama' ? '' : '/v1'}", apiKey: a-key-of-nobody }`;
  gateway = await startGateway(
    [
      'providers:',
      `  well: ${at(well.url, 'anthropic')}`,
      ...DIALECTS.map((dialect) => `  ${dialect}: ${at(broken.url, dialect)}`),
      'routes:',
      ...DIALECTS.map(
        (dialect) => `  - { match: ["${dialect}-*"], ladder: [{ target: ${dialect}/*, tries: 1 }, well/saved-1] }`,
      ),
      `limits: { bodyBytes: ${BYTES_MAX}, answerBytes: ${BYTES_MAX} }`,
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([broken.close(), well.close()]);
});

const modelAt = (dialect: Dialect): string => `${dialect}-${(asked += 1)}`;

describe('a request that is a bomb', () => {
  const deep = (depth: number, open: string, inner: string, close: string): string =>
    open.repeat(depth) + inner + close.repeat(depth);
  const places: Readonly<Record<Way, readonly string[]>> = {
    anthropic: [
      '"messages":[{"role":"user","content":$}],"max_tokens":9',
      '"messages":[{"role":"user","content":"x"}],"max_tokens":9,"tools":[{"name":"a","input_schema":$}]',
    ],
    'openai-chat': [
      '"messages":[{"role":"user","content":$}]',
      '"messages":[{"role":"user","content":"x"}],"response_format":$',
    ],
    'openai-responses': ['"input":$', '"input":"x","tools":$'],
    gemini: ['"contents":$', '"contents":[{"role":"user","parts":[{"functionResponse":{"name":"a","response":$}}]}]'],
    'gemini-list': ['"contents":$'],
    ollama: ['"messages":$', '"messages":[{"role":"user","content":"x"}],"format":$'],
    'ollama-generate': ['"prompt":$', '"prompt":"x","options":$'],
  };

  it.each(WAYS)('nested a hundred thousand times, in %s, is refused or left to the provider', async (way) => {
    answer = () => json(400, { error: { message: 'too deep', type: 'invalid_request_error' } });
    for (const place of places[way])
      for (const nest of [
        deep(100_000, '[', '', ']'),
        deep(30_000, '{"a":', '1', '}'),
        deep(30_000, '{"type":"object","properties":{"a":', '1', '}}').slice(0, 200_000),
      ])
        for (const to of DIALECTS) {
          const model = modelAt(to);
          const body = `{"model":"${model}",${place.replace('$', () => nest)}}`;
          const heard = await deliver(gateway.url, way, { path: PATHS[way](model, false), body });
          // Who speaks the dialect says so itself; where it has to be translated, it is said here.
          expect([400, 413, 200]).toContain(heard.status);
          expect(heard.raw).not.toContain('Something in the gateway broke');
        }
  });

  it('packed, is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'identity, gzip']) {
      const text = post('/v1/messages', '', [`content-encoding: ${coding}`]).replace(
        'content-length: 0',
        `content-length: ${bomb.length}`,
      );
      expect(await raw(gateway.url, text)).toMatch(/^HTTP\/1\.1 415 /);
    }
  });

  it('larger than it may be, is cut off while it comes, however it is announced', async () => {
    const before = gateway.app.gateway.status().requests.total;
    for (const head of ['transfer-encoding: chunked', `content-length: ${1024 ** 3}`]) {
      const sent = await flood(
        `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${head}\r\n\r\n`,
        head.startsWith('transfer') ? `10000\r\n${'x'.repeat(65_536)}\r\n` : 'x'.repeat(65_536),
      );
      expect(sent.answer).toMatch(/^HTTP\/1\.1 413 /);
      // What the machine itself holds back is some megabytes.
      expect(sent.bytes).toBeLessThan(32 * 1024 * 1024);
    }
    expect(gateway.app.gateway.status().requests.total).toBe(before);
  });

  it('with a head that is one, is refused', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `x-${index}: ${'y'.repeat(20)}`);
    expect(await raw(gateway.url, post('/v1/messages', '{}', many))).toMatch(/^HTTP\/1\.1 4(31|00) /);
    expect(await raw(gateway.url, post('/v1/messages', '{}', [`x: ${'y'.repeat(200_000)}`]))).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(await raw(gateway.url, post(`/v1/${'x'.repeat(100_000)}`, '{}'))).toMatch(/^HTTP\/1\.1 (431|414|404) /);
  });
});

/** Sends for as long as anybody reads, and says how much went out and what came back. */
async function flood(head: string, piece: string): Promise<{ readonly answer: string; readonly bytes: number }> {
  const { port } = new URL(gateway.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    const send = (): void => {
      while (!socket.destroyed && socket.write(piece)) if (socket.bytesWritten > 512 * 1024 * 1024) socket.destroy();
    };
    socket.on('connect', () => {
      socket.write(head);
      send();
    });
    socket.on('drain', send);
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ answer: text, bytes: socket.bytesWritten }));
  });
}

describe('an answer that is a bomb', () => {
  const MEGABYTE = 'x'.repeat(1024 * 1024);
  const event = (text: string): string =>
    `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`;
  const beginning = claude([])
    .slice(0, 2)
    .map((one) => `data: ${JSON.stringify(one)}\n\n`)
    .join('');
  const type = (kind: string): readonly string[] => [`content-type: ${kind}`];

  it.each<readonly [string, boolean, () => Buffer]>([
    [
      'packed, although nobody asked for that',
      false,
      () =>
        http(200, ['content-encoding: gzip', ...type('application/json')], gzipSync(Buffer.alloc(64 * 1024 * 1024))),
    ],
    [
      'packed, as a stream',
      true,
      () =>
        http(200, ['content-encoding: gzip', ...type('text/event-stream')], gzipSync(Buffer.alloc(64 * 1024 * 1024))),
    ],
    ['larger than it may be', false, () => json(200, wholeClaude(MEGABYTE))],
    ['an error that is larger than any', false, () => json(500, { error: { message: MEGABYTE } })],
    [
      'nested a hundred thousand times',
      false,
      () => http(200, type('application/json'), `{"content":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    ],
    [
      'an error that is nested',
      false,
      () => http(500, type('application/json'), `{"error":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    ],
    [
      'one event without an end',
      true,
      () => http(200, type('text/event-stream'), `data: ${'x'.repeat(EVENT_BYTES_MAX + 10)}`),
    ],
    [
      'pings and nothing else',
      true,
      () => http(200, type('text/event-stream'), 'event: ping\ndata: {"type":"ping"}\n\n'.repeat(60_000)),
    ],
    [
      'an event that is nested',
      true,
      () =>
        http(
          200,
          type('text/event-stream'),
          `${beginning}data: {"type":"content_block_delta","delta":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n\n`,
        ),
    ],
  ])('%s: the standby answers', async (_, streamed, said) => {
    answer = said;
    for (const way of ['anthropic', 'openai-chat', 'gemini'] as const) {
      const heard = await ask(
        gateway.url,
        way,
        bodyOf(way, { model: modelAt('anthropic'), stream: streamed, content: 'x' }),
      );
      expect(heard).toMatchObject({ status: 200, complete: true, text: 'Saved.' });
    }
  });

  it('the same behind the first words is an error, and what was said is no bomb', async () => {
    answer = () =>
      http(200, type('text/event-stream'), `${beginning}${event('Well')}data: ${'x'.repeat(EVENT_BYTES_MAX + 10)}`);
    for (const way of ['anthropic', 'openai-chat', 'gemini'] as const) {
      const heard = await ask(
        gateway.url,
        way,
        bodyOf(way, { model: modelAt('anthropic'), stream: true, content: 'x' }),
      );
      expect(heard.raw.length).toBeLessThan(20_000);
      expect(heard.complete && !['Well', 'Saved.'].some((text) => heard.text.includes(text))).toBe(false);
    }
  });

  it('and the gateway is as well as before', async () => {
    answer = () => json(200, wholeClaude('Fine.'));
    expect(
      await ask(
        gateway.url,
        'anthropic',
        bodyOf('anthropic', { model: modelAt('anthropic'), stream: false, content: 'x' }),
      ),
    ).toMatchObject({ text: 'Fine.' });
    const entries = await gateway.app.gateway.requests({ limit: 1_000 });
    expect(
      entries.filter(({ fault, attempts }) => fault === 'bug' || attempts.some((one) => one.fault === 'bug')),
    ).toEqual([]);
  });
});
