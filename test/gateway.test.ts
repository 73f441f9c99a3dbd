import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusedPort } from '../src/drill/sandbox/refused-port.ts';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import { ask, type Dialect } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';

const SECRET = 'sk-ant-api03-never-to-be-seen-Qx4A';
let sandbox: Sandbox;
const started: Started[] = [];

async function gateway(text: string): Promise<Started> {
  const one = await startGateway(text);
  started.push(one);
  return one;
}

const provider = (name: string, protocol: Dialect = 'anthropic', key = `apiKey: ${SECRET}`): string =>
  `  ${name}: { protocol: ${protocol}, baseUrl: "${sandbox.baseUrl(name)}", ${key} }`;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 5, tokenMs: 1 } });
});
afterAll(async () => {
  await Promise.all(started.map(({ stop }) => stop()));
  await sandbox.close();
});

const question = (model: string, more: object = {}) => ({
  ...{ model, max_tokens: 500, messages: [{ role: 'user', content: 'Tell me about lamps.' }] },
  ...more,
});

/** One request by hand, for what no client sends. */
async function raw(url: string, text: string): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
    setTimeout(() => socket.destroy(), 3_000).unref();
  });
}

const post = (path: string, body: string, headers: readonly string[] = []): string =>
  [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

describe('what is refused, with nothing sent upstream', () => {
  let url = '';
  beforeAll(async () => {
    const one = await gateway(
      [
        ...['providers:', provider('strict'), 'routes:', '  - { match: [known-*], ladder: [strict/*] }'],
        'limits: { bodyBytes: 64KB, concurrency: 50 }',
      ].join('\n'),
    );
    ({ url } = one);
  });

  const good = JSON.stringify(question('known-1'));
  it.each([
    ['a body that is no JSON', post('/v1/messages', 'hello'), 400, 'invalid_request_error'],
    ['a body that is a list', post('/v1/messages', '[1]'), 400, 'invalid_request_error'],
    ['a body without a model', post('/v1/messages', '{"messages":[]}'), 400, 'invalid_request_error'],
    ['a model that no route serves', post('/v1/messages', JSON.stringify(question('other'))), 404, 'not_found_error'],
    [
      'a body that is too large',
      post('/v1/messages', JSON.stringify(question('known-1', { pad: 'x'.repeat(70_000) }))),
      413,
      'request_too_large',
    ],
    ['an unknown path', post('/v1/nothing', good), 404, 'unknown_url'],
    [
      'a form',
      post('/v1/messages', good).replace('application/json', 'application/x-www-form-urlencoded'),
      415,
      'invalid_request_error',
    ],
    [
      'a name that leads here by a trick',
      post('/v1/messages', good).replace('host: 127.0.0.1', 'host: evil.example'),
      403,
      'permission_error',
    ],
    ['a web page', post('/v1/messages', good, ['origin: https://evil.example']), 403, 'permission_error'],
    ['a web page that hides', post('/v1/messages', good, ['sec-fetch-site: cross-site']), 403, 'permission_error'],
    ['a compressed body', post('/v1/messages', good, ['content-encoding: gzip']), 415, 'invalid_request_error'],
    ['another method', post('/v1/messages', good).replace('POST', 'PUT'), 404, 'not_found_error'],
    ['the same in the other dialect', post('/v1/chat/completions', 'hello'), 400, 'invalid_request_error'],
  ])('%s', async (_, request, status, type) => {
    const before = sandbox.seen('strict').length;
    const answer = await raw(url, request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    expect(body).toContain(type);
    expect(JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1))).toHaveProperty('error');
    expect(sandbox.seen('strict')).toHaveLength(before);
  });

  it('a body that is announced with no end is cut off at the limit', async () => {
    const answer = await raw(
      url,
      'POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n' +
        `10000\r\n${'x'.repeat(65_536)}\r\n10000\r\n${'x'.repeat(65_536)}\r\n0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it('what is nested too deeply is refused when it has to be translated', async () => {
    const other = await gateway(
      ['providers:', provider('deep', 'openai-chat'), 'routes:', '  - { match: ["*"], ladder: [deep/*] }'].join('\n'),
    );
    const content = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const body = `{"model":"m","max_tokens":5,"messages":[{"role":"user","content":${content}}]}`;
    expect(await raw(other.url, post('/v1/messages', body))).toMatch(/^HTTP\/1.1 400 [^]*nested/);
    const wrong = JSON.stringify(question('m', { messages: [{ role: 'user', content: 7 }] }));
    expect(await raw(other.url, post('/v1/messages', wrong))).toMatch(/^HTTP\/1.1 400 [^]*messages\.0\.content/);
    expect(sandbox.seen('deep')).toEqual([]);
  });

  it('the same is left to the provider where nothing is translated, and its 400 is not held against it', async () => {
    for (let count = 0; count < 5; count += 1) {
      const heard = await ask(url, 'anthropic', question('known-1', { messages: [{ role: 'user', content: 7 }] }));
      expect(heard.status).toBe(400);
      expect(heard.error).not.toBe('');
    }
    expect(await ask(url, 'anthropic', question('known-1'))).toMatchObject({ status: 200, complete: true });
  });
});

describe('who may call', () => {
  it('is whoever presents a key, for the routes of that key, and the key goes no further', async () => {
    const { url } = await gateway(
      [
        ...[
          'providers:',
          provider('keyed'),
          'routes:',
          '  - { match: [a-*], ladder: [keyed/*] }',
          '  - { match: [b-*], ladder: [keyed/*] }',
        ],
        'clients:',
        '  - { id: all, key: a-client-key-of-some-length }',
        '  - { id: some, key: b-client-key-of-some-length, routes: ["b-*"] }',
      ].join('\n'),
    );
    expect((await ask(url, 'anthropic', question('a-1'))).status).toBe(401);
    expect((await ask(url, 'anthropic', question('a-1'), { 'x-api-key': 'wrong' })).status).toBe(401);
    expect((await ask(url, 'anthropic', question('a-1'), { 'x-api-key': 'b-client-key-of-some-length' })).status).toBe(
      404,
    );
    expect(
      (await ask(url, 'anthropic', question('b-1'), { authorization: 'Bearer b-client-key-of-some-length' })).status,
    ).toBe(200);
    expect((await ask(url, 'anthropic', question('a-1'), { 'x-api-key': 'a-client-key-of-some-length' })).status).toBe(
      200,
    );
    expect(JSON.stringify(sandbox.seen('keyed'))).not.toContain('client-key');
  });

  it('has its own credential sent on where the account says so, and nowhere else', async () => {
    const { url } = await gateway(
      [
        ...['providers:', provider('mine', 'anthropic', 'apiKey: caller'), provider('ours')],
        ...['routes:', '  - { match: ["*"], ladder: [mine/*, ours/*] }'],
      ].join('\n'),
    );
    sandbox.setFault('mine', 'overloaded', { times: 1 });
    const heard = await ask(url, 'anthropic', question('m'), { authorization: 'Bearer a-subscription-of-the-caller' });
    expect(heard.headers['x-failsoft-mode']).toBe('standby');
    expect(sandbox.seen('mine').at(-1)?.headers['authorization']).toBe('Bearer a-subscription-of-the-caller');
    expect(JSON.stringify(sandbox.seen('ours'))).not.toContain('subscription');
  });
});

describe('a provider that is down', () => {
  it('loses none of 200 requests at once', async () => {
    const port = await refusedPort();
    const { url, app } = await gateway(
      [
        ...[
          'providers:',
          `  dead: { protocol: anthropic, baseUrl: "http://127.0.0.1:${port}/v1", apiKey: ${SECRET} }`,
          provider('crowd', 'openai-chat'),
        ],
        ...['routes:', '  - { match: ["*"], ladder: [dead/*, crowd/standby-1, notice] }'],
      ].join('\n'),
    );
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) =>
        ask(
          url,
          index % 2 === 0 ? 'anthropic' : 'openai-chat',
          question('m', { stream: index % 3 === 0, messages: [{ role: 'user', content: `Question ${index}` }] }),
        ),
      ),
    );
    const said = new Map(
      sandbox.seen('crowd').map(({ body, answer }) => [/Question \d+/.exec(body)?.[0], answer?.text]),
    );
    for (const [index, heard] of answers.entries()) {
      expect(heard).toMatchObject({ status: 200, complete: true, error: '', broke: false });
      expect(heard.headers['x-failsoft-mode']).toBe('standby');
      expect(heard.text).toBe(said.get(`Question ${index}`));
    }
    expect(app.gateway.status().requests).toMatchObject({ total: 200, answered: 200, failed: 0 });
    // Its breaker has opened, so most of them did not even try.
    expect(app.gateway.status().routes[0]?.rungs[0]?.state).toBe('resting');
  });

  it('is asked again when its rest is over, by one request, and serves again when it is well', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('ill'),
        provider('well'),
        'routes:',
        '  - { match: ["*"], ladder: [ill/*, well/*] }',
      ].join('\n'),
    );
    sandbox.setFault('ill', 'internal-error');
    for (let count = 0; count < 6; count += 1) await ask(url, 'anthropic', question('m'));
    expect(sandbox.seen('ill').length).toBe(3);
    sandbox.setFault('ill', null);
    await sleep(2_600);
    const modes = [];
    for (let count = 0; count < 3; count += 1)
      modes.push((await ask(url, 'anthropic', question('m'))).headers['x-failsoft-mode']);
    expect(modes).toEqual(['primary', 'primary', 'primary']);
  });

  it('uses its other key when one meets a limit, and the limit is not held against the provider', async () => {
    const keys = 'apiKeys: [first-key-of-the-account, second-key-of-the-account]';
    const { url, app } = await gateway(
      [
        'providers:',
        provider('limited', 'openai-chat', keys),
        'routes:',
        '  - { match: ["*"], ladder: [limited/*] }',
      ].join('\n'),
    );
    sandbox.setFault('limited', 'rate-limited-seconds', { times: 1 });
    for (let count = 0; count < 3; count += 1) expect((await ask(url, 'openai-chat', question('m'))).status).toBe(200);
    const used = sandbox.seen('limited').map(({ headers }) => headers['authorization']);
    expect(used).toEqual(['first', 'second', 'second', 'second'].map((name) => `Bearer ${name}-key-of-the-account`));
    expect(app.gateway.status().routes[0]?.rungs[0]?.targets[0]?.breaker).toBe('closed');
  });

  it('is not replaced when the caller forbids standbys, or when the data policy does', async () => {
    const { url } = await gateway(
      [
        ...['providers:', provider('first'), provider('second')],
        ...[
          'routes:',
          '  - { match: [free-*], ladder: [first/*, second/*] }',
          '  - { match: [kept-*], allow: [first], ladder: [first/*, second/*] }',
        ],
      ].join('\n'),
    );
    sandbox.setFault('first', 'overloaded');
    const before = sandbox.seen('second').length;
    expect((await ask(url, 'anthropic', question('free-1'), { 'x-failsoft-standby': 'off' })).status).toBe(529);
    expect((await ask(url, 'anthropic', question('kept-1'))).status).toBe(529);
    expect(sandbox.seen('second')).toHaveLength(before);
    expect((await ask(url, 'anthropic', question('free-1'))).headers['x-failsoft-mode']).toBe('standby');
    sandbox.setFault('first', null);
  });
});

describe('a caller', () => {
  it('that goes away ends the call upstream at once, and it counts against nobody', async () => {
    const { url, app } = await gateway(
      ['providers:', provider('patient'), 'routes:', '  - { match: ["*"], ladder: [patient/*] }'].join('\n'),
    );
    for (const fault of [null, 'header-hang', 'pings-only'] as const) {
      sandbox.setFault('patient', fault);
      const body = JSON.stringify(
        question('m', { stream: true, messages: [{ role: 'user', content: '[long]' }], max_tokens: 4_000 }),
      );
      const before = sandbox.seen('patient').length;
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(post('/v1/messages', body)));
      socket.on('error', () => {});
      while (sandbox.seen('patient').length === before) await sleep(5);
      await sleep(30);
      const leftMs = performance.now();
      socket.destroy();
      while (sandbox.seen('patient').at(-1)?.completion !== 'left') {
        if (performance.now() - leftMs > 2_000) throw new Error(`not noticed with ${String(fault)}`);
        await sleep(2);
      }
      expect(performance.now() - leftMs).toBeLessThan(100);
    }
    sandbox.setFault('patient', null);
    expect(app.gateway.status().requests).toMatchObject({ left: 3, failed: 0 });
    expect(app.gateway.status().routes[0]?.rungs[0]?.targets[0]).toMatchObject({ breaker: 'closed', failed: 0 });
  });

  it('that reads slowly is not taken for a stall of the provider', async () => {
    const { url, app } = await gateway(
      [
        'providers:',
        provider('quick'),
        'routes:',
        '  - { match: ["*"], ladder: [{ target: quick/*, byteIdle: 300ms, contentIdle: 300ms }] }',
      ].join('\n'),
    );
    const body = JSON.stringify(
      question('m', { stream: true, messages: [{ role: 'user', content: '[long]' }], max_tokens: 4_000 }),
    );
    const heard = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(post('/v1/messages', body)));
      socket.on('data', (chunk) => {
        text += chunk.toString();
        socket.pause();
        setTimeout(() => socket.resume(), 20);
      });
      socket.on('close', () => resolve(text));
    });
    expect(heard).toContain('message_stop');
    expect(app.gateway.status().requests.answered).toBe(1);
  });
});

describe('what is said of an answer', () => {
  it('stands in its head: who answered, how, after how many attempts, and what was lost', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('top'),
        provider('below', 'openai-chat'),
        'routes:',
        '  - { match: ["*"], ladder: [top/*, below/gpt-5.6] }',
      ].join('\n'),
    );
    const well = await ask(url, 'anthropic', question('claude-x'));
    expect(well.headers).toMatchObject({
      'x-failsoft-mode': 'primary',
      'x-failsoft-served-by': 'top/claude-x',
      'x-failsoft-attempts': '1',
    });
    expect(well.headers['request-id']).toBeTruthy();
    expect(Object.keys(well.headers).some((name) => name.startsWith('anthropic-ratelimit-'))).toBe(true);
    sandbox.setFault('top', 'unavailable');
    const standby = await ask(url, 'anthropic', question('claude-x', { top_k: 5, temperature: 0.5 }));
    sandbox.setFault('top', null);
    expect(standby.headers).toMatchObject({
      'x-failsoft-mode': 'standby',
      'x-failsoft-served-by': 'below/gpt-5.6',
      'x-failsoft-attempts': '2',
    });
    expect(standby.headers['x-failsoft-lost']).toBe('top_k, temperature');
    expect(standby.raw).toContain('"model":"claude-x"');
  });

  it('is never a key of ours, even when a provider repeats it', async () => {
    const { url, app } = await gateway(
      ['providers:', provider('chatty'), 'routes:', '  - { match: ["*"], ladder: [chatty/*] }'].join('\n'),
    );
    sandbox.setFault('chatty', 'echoed-key');
    const heard = await ask(url, 'anthropic', question('m'));
    expect(heard.status).toBe(502);
    expect(heard.raw + JSON.stringify(heard.headers)).not.toContain(SECRET);
    expect(JSON.stringify(await app.gateway.requests({ limit: 10 }))).not.toContain(SECRET);
    expect(JSON.stringify(app.gateway.status())).not.toContain(SECRET);
    const config = await fetch(`${url}/admin/config`);
    expect(await config.text()).not.toContain(SECRET);
  });

  it('is a notice in the caller’s own protocol when no model can answer', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('gone'),
        'routes:',
        '  - { match: ["*"], ladder: [gone/*, { notice: "AI is away. Your work is saved." }] }',
      ].join('\n'),
    );
    sandbox.setFault('gone', 'overloaded');
    for (const dialect of ['anthropic', 'openai-chat'] as const) {
      for (const streamed of [true, false]) {
        const heard = await ask(url, dialect, question('m', { stream: streamed }));
        expect(heard).toMatchObject({ status: 200, complete: true, text: 'AI is away. Your work is saved.' });
        expect(heard.headers['x-failsoft-mode']).toBe('notice');
      }
    }
  });
});

describe('other paths of a provider’s API', () => {
  it('go to the first provider of the route as they are, and come back as they are', async () => {
    const { url } = await gateway(
      ['providers:', provider('claude'), 'routes:', '  - { match: ["*"], ladder: [claude/*] }'].join('\n'),
    );
    const models = await fetch(`${url}/v1/models?limit=2`, { headers: { 'anthropic-version': '2023-06-01' } });
    expect(models.status).toBe(200);
    expect(await models.json()).toHaveProperty('data');
    const counted = await fetch(`${url}/v1/messages/count_tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(await counted.json()).toHaveProperty('input_tokens');
    // Nobody here speaks the other protocol.
    expect((await fetch(`${url}/v1/embeddings`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

describe('a loop', () => {
  it('is recognised before it turns', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const { url } = await gateway(
      [
        'providers:',
        `  self: { protocol: anthropic, baseUrl: "http://127.0.0.1:${port}/v1", apiKey: ${SECRET} }`,
        'routes:',
        '  - { match: ["*"], ladder: [self/*] }',
      ].join('\n'),
    );
    // What is sent there comes back here, as a forwarding proxy would do it.
    holder.on('request', (request, response) => {
      void fetch(url + (request.url ?? ''), {
        method: 'POST',
        headers: { 'content-type': 'application/json', via: String(request.headers['via']) },
        body: JSON.stringify(question('m')),
      }).then(async (answer) =>
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      );
    });
    const heard = await ask(url, 'anthropic', question('m'));
    holder.closeAllConnections();
    holder.close();
    expect(heard.error).toContain('leads back');
  });
});

describe('a changed configuration', () => {
  it('takes effect for the next request, and a refused one leaves the last good one in effect', async () => {
    const base = ['providers:', provider('old'), provider('new'), 'routes:'];
    const { url, change, app } = await gateway([...base, '  - { match: ["*"], ladder: [old/*] }'].join('\n'));
    const by = async (): Promise<unknown> =>
      (await ask(url, 'anthropic', question('m'))).headers['x-failsoft-served-by'];
    expect(await by()).toBe('old/m');
    expect(change([...base, '  - { match: ["*"], ladder: [new/*] }'].join('\n'))).toEqual({ ok: true, generation: 2 });
    expect(await by()).toBe('new/m');
    expect(change([...base, '  - { match: ["*"], laddr: [old/*] }'].join('\n')).ok).toBe(false);
    expect(await by()).toBe('new/m');
    expect(app.gateway.status().config).toMatchObject({ generation: 2 });
    expect(app.gateway.status().config.refused).not.toBe('');
  });
});

describe('administration', () => {
  it('is for this machine: not for pages, nor for what a proxy brings in', async () => {
    const { url } = await gateway(
      ['providers:', provider('one'), 'routes:', '  - { match: ["*"], ladder: [one/*] }'].join('\n'),
    );
    await ask(url, 'anthropic', question('m'));
    const status = await fetch(`${url}/admin/status`);
    expect(await status.json()).toMatchObject({ version: '0.1.0', requests: { total: 1 } });
    const requests = (await (await fetch(`${url}/admin/requests?limit=5`)).json()) as { requests: unknown[] };
    expect(requests.requests).toHaveLength(1);
    for (const headers of [
      { 'x-forwarded-for': '10.0.0.1' },
      { origin: 'https://evil.example' },
      { forwarded: 'for=10.0.0.1' },
    ]) {
      expect((await fetch(`${url}/admin/status`, { headers })).status).toBe(403);
    }
    expect(
      (await fetch(`${url}/admin/reload`, { method: 'POST', body: 'x=1', headers: { 'content-type': 'text/plain' } }))
        .status,
    ).toBe(415);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});
