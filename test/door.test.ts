import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { post, question, raw } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

describe('what is refused, with nothing sent upstream', () => {
  let url = '';
  beforeAll(async () => {
    const one = await gateway(
      [
        'providers:',
        provider('strict'),
        'routes:',
        '  - { match: [known-*], ladder: [strict/*] }',
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
    [
      'a model with an endless name',
      post('/v1/messages', JSON.stringify(question(`known-${'x'.repeat(300)}`))),
      400,
      'invalid_request_error',
    ],
    ['an endless path', post(`/v1/${'/'.repeat(30_000)}x`, good), 404, 'error'],
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
    const before = sandbox().seen('strict').length;
    const answer = await raw(url, request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    expect(body).toContain(type);
    expect(JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1))).toHaveProperty('error');
    expect(sandbox().seen('strict')).toHaveLength(before);
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
    expect(sandbox().seen('deep')).toEqual([]);
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
  it('#80 is whoever presents a key, in whichever header, for the routes of that key, and the key goes no further', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('keyed'),
        'routes:',
        '  - { match: [a-*], ladder: [keyed/*] }',
        '  - { match: [b-*], ladder: [keyed/*] }',
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
    expect(JSON.stringify(sandbox().seen('keyed'))).not.toContain('client-key');
  });

  it('has its own credential sent on where the account says so, and nowhere else', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('mine', 'anthropic', 'apiKey: caller'),
        provider('ours'),
        'routes:',
        '  - { match: ["*"], ladder: [mine/*, ours/*] }',
      ].join('\n'),
    );
    sandbox().setFault('mine', 'overloaded', { times: 1 });
    const heard = await ask(url, 'anthropic', question('m'), { authorization: 'Bearer a-subscription-of-the-caller' });
    expect(heard.headers['x-failsoft-mode']).toBe('standby');
    expect(sandbox().seen('mine').at(-1)?.headers['authorization']).toBe('Bearer a-subscription-of-the-caller');
    expect(JSON.stringify(sandbox().seen('ours'))).not.toContain('subscription');
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
      { 'x-real-ip': '10.0.0.1' },
      { via: '1.1 proxy' },
      { 'cf-connecting-ip': '10.0.0.1' },
    ]) {
      expect((await fetch(`${url}/admin/status`, { headers })).status).toBe(403);
    }
    expect(
      (await fetch(`${url}/admin/reload`, { method: 'POST', body: 'x=1', headers: { 'content-type': 'text/plain' } }))
        .status,
    ).toBe(415);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    // As nginx passes it on where it is not told otherwise.
    const { port } = new URL(url);
    expect(await raw(url, `GET /admin/status HTTP/1.0\r\nhost: 127.0.0.1:${port}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(url, `GET /healthz HTTP/1.0\r\nhost: 127.0.0.1:${port}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('takes the key of this run where a proxy is named', async () => {
    const { app, url, change } = await gateway(
      [
        'providers:',
        provider('one'),
        'routes:',
        '  - { match: ["*"], ladder: [one/*] }',
        'origins: [https://app.example]',
      ].join('\n'),
    );
    const { adminKey } = app.gateway;
    const asked = async (path: string, { method = 'GET', ...headers }: Record<string, string>): Promise<number> =>
      (await fetch(`${url}/admin/${path}`, { method, headers })).status;
    for (const key of ['', 'a-client-key-of-some-length', `${adminKey}x`, adminKey.toUpperCase()]) {
      expect(await asked('status', { 'x-failsoft-admin-key': key })).toBe(401);
      for (const path of ['drill', 'reload'])
        expect(await asked(path, { method: 'POST', 'x-failsoft-admin-key': key })).toBe(401);
    }
    const headers = { 'x-failsoft-admin-key': adminKey };
    expect(await asked('requests', {})).toBe(401);
    expect(await asked('requests', headers)).toBe(200);
    expect(await asked('requests', { ...headers, 'x-forwarded-for': '10.0.0.1' })).toBe(403);
    expect(
      JSON.stringify([app.gateway.status(), await (await fetch(`${url}/admin/config`, { headers })).text()]),
    ).not.toContain(adminKey);

    expect(
      change(['providers:', provider('one'), 'routes:', '  - { match: ["*"], ladder: [one/*] }'].join('\n')).ok,
    ).toBe(true);
    expect(await asked('status', {})).toBe(200);
  });
});

describe('a proxy in front that shows the gateway to browsers', () => {
  const text = (): string =>
    ['providers:', provider('one'), 'routes:', '  - { match: ["*"], ladder: [one/*] }'].join('\n');
  const page = { origin: 'https://app.example', 'sec-fetch-site': 'same-origin' };

  it('is named by its origin: its pages may use the gateway, under its name and under our own', async () => {
    const { url } = await gateway(`${text()}\norigins: ["https://App.example/"]`);
    expect((await ask(url, 'anthropic', question('m'), page)).status).toBe(200);
    expect((await ask(url, 'anthropic', question('m'), { ...page, host: 'app.example' })).status).toBe(200);
    for (const others of [
      { ...page, origin: 'http://app.example' },
      { ...page, origin: 'https://app.example.evil' },
      { ...page, origin: 'https://evil.example', host: 'app.example' },
      { ...page, host: 'evil.example' },
      { ...page, 'sec-fetch-site': 'cross-site' },
    ])
      expect((await ask(url, 'anthropic', question('m'), others)).status).toBe(403);
    // The documents are for whom the operator names, since everybody who comes through the proxy seems to be here.
    expect((await fetch(`${url}/writer/api/documents`)).status).toBe(401);
  });

  it('is nobody’s where none is named', async () => {
    const { url } = await gateway(text());
    expect((await ask(url, 'anthropic', question('m'), page)).status).toBe(403);
    expect((await ask(url, 'anthropic', question('m'), { host: 'app.example' })).status).toBe(403);
  });
});
