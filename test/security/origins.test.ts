import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, DIALECTS, deliver, PATHS, WAYS } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { post, raw } from '../fixtures/raw.ts';
import { leaks, newKey } from '../fixtures/secrets.ts';
import { claude, http, json, startUpstream, stream, type Upstream, wholeClaude } from '../fixtures/upstream.ts';

const KEY = newKey();

/** A place that nobody has configured. Whoever connects to it was led there. */
let trap: Server;
let led = 0;
let trapUrl = '';
let upstream: Upstream;
let gateway: Started;
/** What the provider says; the trap's address is put at every place where somebody might take it for an order. */
let answer: (request: string) => Buffer;

beforeAll(async () => {
  trap = createServer((socket) => {
    led += 1;
    socket.destroy();
  });
  trap.listen(0, '127.0.0.1');
  await once(trap, 'listening');
  const address = trap.address();
  trapUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  upstream = await startUpstream((request) => answer(request));
  gateway = await startGateway(
    [
      'providers:',
      ...DIALECTS.map(
        (dialect) =>
          `  ${dialect}: { protocol: ${dialect}, baseUrl: "${upstream.url}${dialect === 'ollama' ? '' : '/v1'}", apiKey: "${KEY}" }`,
      ),
      'routes:',
      ...DIALECTS.map((dialect) => `  - { match: ["at-${dialect}*"], ladder: [{ target: ${dialect}/*, tries: 1 }] }`),
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  trap.close();
});

/** Names under which gateways and SDKs have taken addresses from callers. */
// oxfmt-ignore
const ORDERS = [
  'base_url', 'baseUrl', 'baseURL', 'api_base', 'apiBase', 'api_url', 'url', 'uri', 'endpoint', 'host', 'hostname', 'origin', 'proxy',
  'target', 'callback', 'callback_url', 'webhook', 'webhook_url', 'custom_host', 'custom_llm_provider', 'azure_endpoint', 'server_url',
  'api_key', 'apiKey', 'provider', 'deployment', 'image_url', 'file_url', 'connector', 'redirect', 'location', 'forward_to',
];

describe('nobody is asked but who is configured', () => {
  it('whatever address stands in a body, at any depth, in any dialect', async () => {
    answer = () => json(400, { error: { message: 'no', type: 'invalid_request_error' } });
    const orders = Object.fromEntries(ORDERS.map((name) => [name, trapUrl]));
    const nested = {
      ...orders,
      user_config: { model_list: [{ litellm_params: orders }] },
      extra_body: orders,
      metadata: orders,
    };
    for (const way of WAYS)
      for (const to of DIALECTS) {
        const {
          model,
          stream: streams,
          ...rest
        } = { ...bodyOf(way, { model: `at-${to}`, stream: false, content: trapUrl }) } as Record<string, unknown>;
        await ask(gateway.url, way, {
          ...nested,
          ...rest,
          ...(way.startsWith('gemini') ? { generationConfig: orders } : { options: orders }),
          model,
          stream: streams,
        });
      }
    expect(upstream.got.length).toBeGreaterThan(WAYS.length * DIALECTS.length * 0.8);
    expect(led).toBe(0);
  });

  it('nor do pictures and files get fetched here, or tools called', async () => {
    answer = () => json(400, { error: { message: 'no', type: 'invalid_request_error' } });
    const url = `${trapUrl}/a.png`;
    const contents: Readonly<Record<Dialect, object>> = {
      anthropic: {
        max_tokens: 9,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image', source: { type: 'url', url } },
              { type: 'document', source: { type: 'url', url } },
            ],
          },
        ],
        mcp_servers: [{ type: 'url', url, name: 'x' }],
      },
      'openai-chat': { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] },
      'openai-responses': {
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_image', image_url: url },
              { type: 'input_file', file_url: url },
            ],
          },
        ],
        tools: [{ type: 'mcp', server_label: 'x', server_url: url }],
      },
      gemini: { contents: [{ role: 'user', parts: [{ fileData: { fileUri: url, mimeType: 'image/png' } }] }] },
      ollama: { messages: [{ role: 'user', content: 'x', images: [url] }] },
    };
    for (const way of DIALECTS)
      for (const to of DIALECTS) await ask(gateway.url, way, { ...contents[way], model: `at-${to}` });
    expect(led).toBe(0);
  });

  it('whatever address stands in a header, a query or the first line', async () => {
    answer = () => json(200, wholeClaude('Fine.'));
    const { host } = new URL(trapUrl);
    const headers = {
      'x-forwarded-host': host, 'x-forwarded-for': host, 'x-forwarded-proto': 'http', forwarded: `host=${host}`, 'x-original-url': trapUrl, 'x-rewrite-url': trapUrl,
      'x-portkey-custom-host': trapUrl, 'x-portkey-config': `{"custom_host":"${trapUrl}"}`, 'x-base-url': trapUrl, 'openai-base-url': trapUrl,
      'anthropic-base-url': trapUrl, 'helicone-target-url': trapUrl, 'x-target-url': trapUrl, 'x-goog-request-params': trapUrl, 'x-failsoft-base-url': trapUrl,
    }; // oxfmt-ignore
    const body = JSON.stringify({ model: 'at-anthropic', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
    const good = await deliver(gateway.url, 'anthropic', {
      path: '/v1/messages?base_url=http://127.0.0.1:1',
      body,
      headers,
    });
    expect(good).toMatchObject({ status: 200, text: 'Fine.' });
    for (const target of [
      `${trapUrl}/v1/messages`,
      `//${host}/v1/messages`,
      `/${trapUrl}/v1/messages`,
      `/v1/messages@${host}`,
      `/v1/messages#@${host}`,
      `/v1/files/@${host}`,
      `/v1/files/../../@${host}`,
    ])
      await raw(gateway.url, post(target, body, ['connection: close']));
    // A name of another machine in `host` is a page that has made its name lead here; it is not let in at all.
    expect(await raw(gateway.url, post('/v1/messages', body).replace('host: 127.0.0.1', `host: evil.example`))).toMatch(
      /^HTTP\/1.1 403/,
    );
    expect(await raw(gateway.url, `CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n\r\n`)).not.toMatch(/^HTTP\/1.1 2/);
    expect(led).toBe(0);
  });

  it.each([301, 302, 303, 307, 308])(
    'nor where a provider sends us with %i, and the key stays here',
    async (status) => {
      answer = () =>
        http(
          status,
          [
            'content-type: application/json',
            `location: ${trapUrl}/v1/messages`,
            `refresh: 0; url=${trapUrl}`,
            `link: <${trapUrl}>; rel=next`,
          ],
          `{"url":"${trapUrl}"}`,
        );
      for (const way of WAYS)
        for (const streamed of [true, false]) {
          const heard = await ask(
            gateway.url,
            way,
            bodyOf(way, { model: 'at-anthropic', stream: streamed, content: 'x' }),
          );
          expect(heard.complete).toBe(false);
          expect(heard.headers['location'] ?? '').toBe('');
        }
      const beside = await fetch(`${gateway.url}/v1/files`, {
        redirect: 'manual',
        headers: { 'anthropic-version': '2023-06-01' },
      });
      expect(beside.headers.get('location')).toBe(null);
      expect(led).toBe(0);
    },
  );

  it('nor what stands in an answer, in its list of models, or in an error', async () => {
    const orders = Object.fromEntries(ORDERS.map((name) => [name, trapUrl]));
    answer = (request) =>
      request.startsWith('GET')
        ? json(200, {
            ...orders,
            data: [{ ...orders, id: 'a' }],
            models: [{ ...orders, name: 'models/a' }],
            has_more: false,
          })
        : request.includes('"stream":true')
          ? stream(
              [{ ...orders, type: 'ping' }, ...claude([trapUrl]).map((event) => ({ ...orders, ...event }))],
              [`link: <${trapUrl}>`],
            )
          : json(200, { ...orders, ...wholeClaude(trapUrl) });
    for (const streamed of [true, false])
      expect(
        await ask(
          gateway.url,
          'openai-chat',
          bodyOf('openai-chat', { model: 'at-anthropic', stream: streamed, content: 'x' }),
        ),
      ).toMatchObject({ complete: true, text: trapUrl });
    await gateway.app.learnModels();
    await (await fetch(`${gateway.url}/v1/models`)).text();
    expect(led).toBe(0);
  });

  it.each([
    'models/../../../v1/admin',
    '..',
    'models/..',
    'publishers/x/../../y',
    'models/%2e%2e/%2e%2e/x',
    'a/../b',
    'models/..\\..\\x',
    '\ud800',
  ])('nor anything else at its address: model %j', async (model) => {
    answer = () => json(200, wholeClaude('Fine.'));
    const before = upstream.got.length;
    const asked = [`at-gemini/${model}`, `${model}/at-gemini`, model];
    for (const name of asked) {
      await deliver(gateway.url, 'openai-chat', {
        path: PATHS['openai-chat'](name, false),
        body: JSON.stringify({ model: name, messages: [{ role: 'user', content: 'x' }] }),
      });
      await deliver(gateway.url, 'gemini', {
        path: PATHS.gemini(encodeURIComponent(name.toWellFormed()), false),
        body: '{"contents":[{"role":"user","parts":[{"text":"x"}]}]}',
      });
      await deliver(gateway.url, 'gemini', { path: `/v1beta/files/${encodeURI(model.toWellFormed())}`, body: '{}' });
    }
    for (const request of upstream.got.slice(before)) {
      const [, path = ''] = /^\w+ (\S+)/.exec(request) ?? [];
      expect(new URL(path, 'http://provider').pathname).toMatch(/^\/v1/);
      expect(decodeURIComponent(path)).not.toMatch(/(^|[/\\])\.{1,2}([/\\]|$)/);
    }
  });

  it('and whoever had been led away would have been seen', async () => {
    await expect(fetch(trapUrl)).rejects.toThrow();
    expect(led).toBe(1);
  });

  it('and no secret of ours is told to anybody', () => {
    const asked = upstream.got.map((request) =>
      request.replace(/^(authorization: Bearer|x-api-key:|x-goog-api-key:) .*$/gim, ''),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(leaks(asked.join('\n'), { KEY })).toEqual([]);
  });
});
