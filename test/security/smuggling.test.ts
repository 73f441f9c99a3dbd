import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, deliver } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { raw } from '../fixtures/raw.ts';
import { claude, http, json, startUpstream, stream, type Upstream, wholeClaude } from '../fixtures/upstream.ts';

let upstream: Upstream;
let gateway: Started;
let answer: (request: string) => Buffer;

const fine = (request: string): Buffer =>
  request.includes('"stream":true') ? stream(claude(['Fine.'])) : json(200, wholeClaude('Fine.'));

beforeAll(async () => {
  upstream = await startUpstream((request) => answer(request));
  const at = (protocol: Dialect): string =>
    `{ protocol: ${protocol}, baseUrl: "${upstream.url}/v1", apiKey: a-key-of-nobody }`;
  gateway = await startGateway(
    [
      'providers:',
      `  up: ${at('anthropic')}`,
      `  gem: ${at('gemini')}`,
      'routes:',
      '  - { match: ["gem-*"], ladder: [gem/*] }',
      '  - { match: ["*"], ladder: [{ target: up/*, tries: 1 }] }',
    ].join('\n'),
  );
});
beforeEach(() => {
  answer = fine;
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const BODY = JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
const HIDDEN = `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const head = (...lines: readonly string[]): string =>
  ['POST /v1/messages HTTP/1.1', 'host: 127.0.0.1', 'content-type: application/json', ...lines, '', ''].join('\r\n');
const chunked = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;

describe('a request with two ends', () => {
  it.each([
    ['two lengths', `${head(`content-length: ${BODY.length}`, 'content-length: 0')}${BODY}${HIDDEN}`],
    ['two lengths in one line', `${head(`content-length: ${BODY.length}, 0`)}${BODY}${HIDDEN}`],
    [
      'a length and chunks',
      `${head(`content-length: ${BODY.length}`, 'transfer-encoding: chunked')}${chunked}${HIDDEN}`,
    ],
    [
      'chunks and a length',
      `${head('transfer-encoding: chunked', `content-length: ${BODY.length}`)}${chunked}${HIDDEN}`,
    ],
    ['chunks that are not the last coding', `${head('transfer-encoding: chunked, identity')}${chunked}${HIDDEN}`],
    ['a coding that nobody knows', `${head('transfer-encoding: xchunked')}${chunked}${HIDDEN}`],
    ['two codings', `${head('transfer-encoding: chunked', 'transfer-encoding: identity')}${chunked}${HIDDEN}`],
    ['a length with a sign', `${head(`content-length: +${BODY.length}`)}${BODY}${HIDDEN}`],
    ['a length in other digits', `${head(`content-length: 0x${BODY.length.toString(16)}`)}${BODY}${HIDDEN}`],
    ['a length below nothing', `${head('content-length: -1')}${BODY}${HIDDEN}`],
    ['a length beyond all numbers', `${head('content-length: 18446744073709551617')}${BODY}${HIDDEN}`],
    ['a space before the colon', `${head('transfer-encoding : chunked')}${chunked}${HIDDEN}`],
    ['a name with a tab', `${head('transfer-encoding\t: chunked')}${chunked}${HIDDEN}`],
    ['a line that goes on', `${head('x-a: 1', ' transfer-encoding: chunked')}${chunked}${HIDDEN}`],
    ['a line that ends in CR alone', `${head(`x-a: 1\rcontent-length: ${BODY.length}`)}${BODY}${HIDDEN}`],
    ['a NUL', `${head(`x-a: 1\0`, `content-length: ${BODY.length}`)}${BODY}${HIDDEN}`],
    [
      'a chunk whose size runs over',
      `${head('transfer-encoding: chunked')}fffffffffffffffff\r\n${BODY}\r\n0\r\n\r\n${HIDDEN}`,
    ],
    ['a chunk that is longer than it says', `${head('transfer-encoding: chunked')}5\r\n${BODY}\r\n0\r\n\r\n${HIDDEN}`],
    [
      'a second first line',
      `POST /v1/messages HTTP/1.1\r\nPOST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}${HIDDEN}`,
    ],
  ])('%s: is refused, and nothing behind it is heard', async (_, text) => {
    const before = upstream.got.length;
    const heard = await raw(gateway.url, text);
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(heard.toLowerCase()).toContain('connection: close');
    expect(upstream.got).toHaveLength(before);
  });

  it('and one in good order behind another is one of its own', async () => {
    const before = upstream.got.length;
    const heard = await raw(
      gateway.url,
      `${head(`content-length: ${BODY.length}`)}${BODY}${head(`content-length: ${BODY.length}`, 'connection: close')}${BODY}`,
    );
    expect(heard.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    expect(upstream.got).toHaveLength(before + 2);
  });
});

describe('words of a caller that could end a line', () => {
  const STRANGE = [
    'a\r\nx-evil: 1',
    'a\nx-evil: 1',
    'a\rx-evil: 1',
    'a\u2028x-evil: 1',
    'a\0b',
    'é — 😀',
    '\u0085x-evil: 1',
  ];

  it.each(STRANGE)('as the name of a model: %j', async (model) => {
    const before = upstream.got.length;
    for (const streamed of [true, false])
      for (const way of ['anthropic', 'openai-chat', 'openai-responses', 'ollama'] as const)
        for (const name of [model, `gem-${model}`]) {
          const heard = await ask(gateway.url, way, bodyOf(way, { model: name, stream: streamed, content: 'x' }));
          expect(heard.headers).not.toHaveProperty('x-evil');
          // What else may end a line in a text is none to server-sent events.
          expect(heard.raw.split(/\r\n|\r|\n/).filter((line) => line.startsWith('x-evil'))).toEqual([]);
          if (!name.startsWith('gem-')) expect(heard).toMatchObject({ status: 200, text: 'Fine.', complete: true });
        }
    for (const request of upstream.got.slice(before)) expect(request.split('\r\n\r\n')[0]).not.toMatch(/^x-evil/im);
  });

  it('as headers: only those of the dialect go on, each in one line', async () => {
    const before = upstream.got.length;
    const strange = {
      'anthropic-beta': 'a\xff\xfeb',
      'x-failsoft-workflow': 'w\xe9',
      'x-stainless-lang': '\t js \t',
      'anthropic-x': 'z'.repeat(9_000),
      te: 'trailers',
      'proxy-authorization': 'secret',
      cookie: 'session=1',
      upgrade: 'websocket',
      'x-evil': '1',
      expect: '100-continue',
    };
    const heard = await deliver(gateway.url, 'anthropic', { path: '/v1/messages', body: BODY, headers: strange });
    expect(heard).toMatchObject({ status: 200, text: 'Fine.' });
    const [request = ''] = upstream.got.slice(before);
    const names = (request.split('\r\n\r\n')[0] ?? '')
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]?.toLowerCase() ?? '');
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    for (const name of [
      'te',
      'proxy-authorization',
      'cookie',
      'upgrade',
      'x-evil',
      'x-failsoft-workflow',
      'expect',
      'x-failsoft-key',
    ])
      expect(names).not.toContain(name);
  });
});

describe('an answer with two ends', () => {
  const good = JSON.stringify(wholeClaude('Fine.'));
  const bytes = (...lines: readonly string[]): Buffer =>
    Buffer.from(['HTTP/1.1 200 OK', 'content-type: application/json', ...lines].join('\r\n'), 'latin1');
  const evil = json(200, wholeClaude('EVIL'), ['x-evil: 1']).toString();

  it.each([
    [
      'two lengths',
      bytes(`content-length: ${good.length}`, `content-length: ${good.length + evil.length}`, '', good + evil),
    ],
    [
      'a length and chunks',
      bytes(
        `content-length: ${good.length}`,
        'transfer-encoding: chunked',
        '',
        `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n${evil}`,
      ),
    ],
    ['another answer behind it', bytes(`content-length: ${good.length}`, '', good + evil)],
    [
      'an answer before it that is none',
      Buffer.from(
        `HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n${bytes(`content-length: ${good.length}`, '', good).toString()}`,
      ),
    ],
    ['a status that is none', Buffer.from(`HTTP/1.1 999999 Odd\r\ncontent-length: ${good.length}\r\n\r\n${good}`)],
    ['an upgrade', Buffer.from(`HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n${evil}`)],
    ['line ends in its values', bytes(`request-id: a\rx-evil: 1`, `content-length: ${good.length}`, '', good)],
    [
      'a value that is no text',
      bytes('request-id: \xff\xfe\xe9', 'anthropic-ratelimit-x: é😀', `content-length: ${good.length}`, '', good),
    ],
    ['a NUL in a value', bytes('request-id: a\0b', `content-length: ${good.length}`, '', good)],
  ])('%s: is heard once or not at all, and the next caller hears its own', async (_, said) => {
    answer = () => said;
    const first = await ask(gateway.url, 'anthropic', bodyOf('anthropic', { model: 'm', stream: false, content: 'x' }));
    expect(first.headers).not.toHaveProperty('x-evil');
    expect(first.raw).not.toContain('EVIL');
    expect(first.status === 200 ? first.text : first.error).toBe(
      first.status === 200 ? 'Fine.' : first.error || 'an error',
    );
    // The same beside the questions, where an answer is passed on as it comes.
    const beside = await fetch(`${gateway.url}/v1/files/x`, { headers: { 'anthropic-version': '2023-06-01' } });
    const text = await beside.text().catch(() => 'broken');
    expect(beside.headers.get('x-evil')).toBe(null);
    expect(text).not.toContain('EVIL');
    answer = (request) => json(200, wholeClaude(/\[(\w+)\]/.exec(request)?.[1] ?? ''));
    const mine = await Promise.all(
      ['a', 'b', 'c', 'd'].map(
        async (letter) =>
          (
            await ask(
              gateway.url,
              'anthropic',
              bodyOf('anthropic', { model: `m-${letter}-${Math.random()}`, stream: false, content: `[${letter}]` }),
            )
          ).text,
      ),
    );
    expect(mine).toEqual(['a', 'b', 'c', 'd']);
  });

  it('headers of a connection, of cookies and of pages stay where they are', async () => {
    const odd = [
      'set-cookie: a=1',
      'connection: x-evil',
      'x-evil: 1',
      'access-control-allow-origin: *',
      'content-security-policy: none',
      'location: http://127.0.0.1:1/',
      'x-failsoft-mode: primary',
      'x-failsoft-served-by: evil',
      'server: evil',
      'trailer: x',
      'keep-alive: timeout=9',
    ];
    answer = () => json(200, wholeClaude('Fine.'), odd);
    const heard = await ask(gateway.url, 'anthropic', bodyOf('anthropic', { model: 'm', stream: false, content: 'x' }));
    const beside = await fetch(`${gateway.url}/v1/files/x`, { headers: { 'anthropic-version': '2023-06-01' } });
    await beside.text();
    for (const name of [
      'set-cookie',
      'x-evil',
      'access-control-allow-origin',
      'content-security-policy',
      'location',
      'server',
      'trailer',
    ]) {
      expect(heard.headers).not.toHaveProperty(name);
      expect(beside.headers.get(name)).toBe(null);
    }
    expect(heard.headers['x-failsoft-served-by']).toBe('up/m');
    expect(beside.headers.get('x-failsoft-served-by')).toBe('up');
  });

  it('a head without an end is given up', async () => {
    answer = () => Buffer.from(`HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(20_000)}\r\n`);
    const heard = await ask(
      gateway.url,
      'anthropic',
      bodyOf('anthropic', { model: 'm2', stream: false, content: 'x' }),
    );
    expect(heard.status).toBe(502);
    answer = () => http(200, ['content-type: application/json', `x-a: ${'x'.repeat(200_000)}`], good);
    expect(
      (await ask(gateway.url, 'anthropic', bodyOf('anthropic', { model: 'm3', stream: false, content: 'x' }))).status,
    ).toBe(502);
  });
});
