import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, digest } from '../../src/gateway/authorize.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, type Heard } from '../fixtures/client.ts';
import { startGateway, type Started } from '../fixtures/gateway.ts';
import { raw } from '../fixtures/raw.ts';
import { newKey } from '../fixtures/secrets.ts';
import { claude, json, startUpstream, stream, type Upstream, wholeClaude } from '../fixtures/upstream.ts';

const KEYS = { a: newKey(), b: newKey() };
type Who = keyof typeof KEYS;

let claudes: Upstream;
let responses: Upstream;
let gateway: Started;
let answer: (request: string) => Buffer;

const said = (text: string): object => ({
  id: 'resp_1', object: 'response', created_at: 1, status: 'completed', model: 'm', error: null, incomplete_details: null, parallel_tool_calls: true, tool_choice: 'auto', tools: [],
  output: [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] }],
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
}); // oxfmt-ignore

beforeAll(async () => {
  claudes = await startUpstream((request) => answer(request));
  responses = await startUpstream(() => json(200, said('Fine.')));
  const at = (protocol: Dialect, { url }: Upstream): string =>
    `{ protocol: ${protocol}, baseUrl: "${url}/v1", apiKey: a-key-of-nobody }`;
  gateway = await startGateway(
    [
      'providers:',
      `  claudes: ${at('anthropic', claudes)}`,
      `  standby: ${at('anthropic', claudes)}`,
      `  responses: ${at('openai-responses', responses)}`,
      'routes:',
      '  - { name: ours, match: [ours-*], ladder: [claudes/*] }',
      '  - { name: relayed, match: [relayed-*], ladder: [responses/*] }',
      '  - { name: both, match: [both-*], ladder: [{ target: claudes/*, tries: 1 }, standby/standby-1] }',
      '  - { name: hidden, match: [hidden-1], ladder: [claudes/*] }',
      'clients:',
      `  - { id: a, key: "${KEYS.a}", tenant: first }`,
      `  - { id: b, key: "${KEYS.b}", tenant: second, routes: [ours, relayed, both] }`,
    ].join('\n'),
  );
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([claudes.close(), responses.close()]);
});

const by = async (
  who: Who,
  way: Dialect,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Heard> => ask(gateway.url, way, body, { 'x-failsoft-key': KEYS[who], ...headers });

describe('one tenant', () => {
  it.each(['ours-1', 'relayed-1'])(
    'cannot go on from the answer of another, whose words go nowhere: %s',
    async (model) => {
      answer = () => json(200, wholeClaude('Fine.'));
      const first = await by('a', 'openai-responses', { model, input: 'The word is swordfish.' });
      const { id } = JSON.parse(first.raw) as { readonly id: string };
      expect(id).not.toBe('');
      const before = [claudes.got.length, responses.got.length];
      const stolen = await by('b', 'openai-responses', { model, input: 'Which word?', previous_response_id: id });
      expect(stolen.status).toBeGreaterThanOrEqual(400);
      const since = [...claudes.got.slice(before[0]), ...responses.got.slice(before[1])].join('\n');
      expect(since).not.toContain('swordfish');
      expect(since).not.toContain(id);
      expect(stolen.raw).not.toContain('swordfish');
      expect(
        await by('a', 'openai-responses', { model, input: 'Which word?', previous_response_id: id }),
      ).toMatchObject({ status: 200, text: 'Fine.' });
      expect((claudes.got.at(-1) ?? '') + (responses.got.at(-1) ?? '')).toMatch(
        model === 'ours-1' ? /swordfish/ : /"previous_response_id":"resp_1"/,
      );
    },
  );

  it('does not get the thoughts of another, although a provider gives both calls the same id', async () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Pune', days: 1 } };
    const thought = { type: 'thinking', thinking: 'The customer is called Ada.', signature: 'c2ln' };
    answer = () => json(200, { ...wholeClaude(''), stop_reason: 'tool_use', content: [thought, call] });
    const first = await by(
      'a',
      'openai-chat',
      bodyOf('openai-chat', { model: 'ours-2', stream: false, content: 'x', tools: true, thinking: true }),
    );
    expect(first.tools).toHaveLength(1);
    answer = () => json(200, wholeClaude('Fine.'));
    const wish = {
      ...bodyOf('openai-chat', { model: 'ours-2', stream: false, content: 'x', tools: true, thinking: true }),
    };
    const turns = [
      { role: 'user', content: 'x' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'toolu_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Pune","days":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'toolu_1', content: 'Rain' },
    ];
    await by('b', 'openai-chat', { ...wish, messages: turns });
    expect(claudes.got.at(-1)).toContain('Rain');
    expect(claudes.got.at(-1)).not.toContain('Ada');
    await by('a', 'openai-chat', { ...wish, messages: turns });
    expect(claudes.got.at(-1)).toContain('The customer is called Ada.');
  });

  it('is not led to where the conversation of another has gone, be its name the same', async () => {
    const headers = { 'x-failsoft-session': 'session-1' };
    const body = {
      model: 'both-1',
      max_tokens: 9,
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: 'y' },
        { role: 'user', content: 'z' },
      ],
    };
    const fine = json(200, wholeClaude('Fine.'));
    answer = (request) =>
      request.includes('standby-1')
        ? fine
        : json(529, { type: 'error', error: { type: 'overloaded_error', message: 'no' } });
    expect((await by('a', 'anthropic', body, headers)).headers['x-failsoft-served-by']).toBe('standby/standby-1');
    answer = () => fine;
    expect((await by('b', 'anthropic', body, headers)).headers['x-failsoft-served-by']).toBe('claudes/both-1');
    expect((await by('a', 'anthropic', body, headers)).headers['x-failsoft-served-by']).toBe('standby/standby-1');
  });

  it('does not see or reach what only another may use', async () => {
    answer = () => json(404, { error: { message: 'no' } });
    const list = async (who: Who): Promise<string> =>
      (await fetch(`${gateway.url}/api/tags`, { headers: { 'x-failsoft-key': KEYS[who] } })).text();
    expect(await list('a')).toContain('hidden-1');
    expect(await list('b')).not.toContain('hidden-1');
    expect(
      (await by('b', 'anthropic', bodyOf('anthropic', { model: 'hidden-1', stream: false, content: 'x' }))).status,
    ).toBe(404);
    const large = JSON.stringify(bodyOf('anthropic', { model: 'ours-1', stream: false, content: 'x'.repeat(20_000) }));
    // The same name once more, as nobody writes it: what is asked for is what was allowed.
    const before = claudes.got.length;
    await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-failsoft-key': KEYS.b },
      body: large.replace(/\}$/, ',"m\\u006fdel":"hidden-1"}'),
    });
    expect(claudes.got.slice(before)).toEqual([]);
  });

  it('cannot ask for what its routes do not have where models are named for each question, or in a form', async () => {
    answer = () => json(200, { id: 'msgbatch_1' });
    const batch = {
      requests: [{ custom_id: '1', params: bodyOf('anthropic', { model: 'hidden-1', stream: false, content: 'x' }) }],
    };
    const send = async (who: Who, path: string, body: string, type: string): Promise<number> =>
      (
        await fetch(gateway.url + path, {
          method: 'POST',
          headers: { 'content-type': type, 'x-failsoft-key': KEYS[who], 'anthropic-version': '2023-06-01' },
          body,
        })
      ).status;
    const form = '--x\r\ncontent-disposition: form-data; name="model"\r\n\r\nhidden-1\r\n--x--\r\n';
    for (const [path, body, type] of [
      ['/v1/messages/batches', JSON.stringify(batch), 'application/json'],
      ['/v1/batches', JSON.stringify({ input_file_id: 'file-1', endpoint: '/v1/responses' }), 'application/json'],
      ['/v1/audio/transcriptions', form, 'multipart/form-data; boundary=x'],
      ['/v1/images/edits', form, 'multipart/form-data; boundary=x'],
    ] as const) {
      const before = claudes.got.length + responses.got.length;
      expect([path, await send('b', path, body, type)]).toEqual([path, 400]);
      expect(claudes.got.length + responses.got.length).toBe(before);
      expect([path, await send('a', path, body, type)]).not.toEqual([path, 400]);
    }
    expect(await send('b', '/v1/files', form, 'multipart/form-data; boundary=x')).not.toBe(400);
  });

  it('does not get another one’s answer by a way around its id', async () => {
    answer = () => json(404, { error: { message: 'no' } });
    for (const path of [
      '/v1/responses/./resp_1',
      '/v1/responses/%2e/resp_1',
      '/v1/responses/%2E%2e/resp_1',
      '/v1/responses/x/../resp_1',
      '/v1/responses/resp_1/.',
    ]) {
      const before = responses.got.length;
      // As it is: what fetch sends has no dots any more.
      expect(
        await raw(
          gateway.url,
          `GET ${path} HTTP/1.1\r\nhost: localhost\r\nx-failsoft-key: ${KEYS.b}\r\nconnection: close\r\n\r\n`,
        ),
      ).toMatch(/^HTTP\/1\.1 404 /);
      expect(responses.got.slice(before)).toEqual([]);
    }
  });

  it('is not shown what models another one asks for by name, where a route takes any', async () => {
    answer = () => json(200, wholeClaude('Fine.'));
    expect(
      (await by('a', 'anthropic', bodyOf('anthropic', { model: 'ours-secret-project', stream: false, content: 'x' })))
        .status,
    ).toBe(200);
    answer = () => json(503, { error: { message: 'no' } });
    for (const path of ['/api/tags', '/v1/models'])
      expect(await (await fetch(gateway.url + path, { headers: { 'x-failsoft-key': KEYS.b } })).text()).not.toContain(
        'secret-project',
      );
  });

  it('cannot make its bill another one’s', async () => {
    answer = () => stream(claude(['Fine.']));
    await by('b', 'anthropic', bodyOf('anthropic', { model: 'ours-3', stream: true, content: 'x' }), {
      'x-failsoft-client': 'a',
      client: 'a',
    });
    const [entry] = await gateway.app.gateway.requests({ limit: 1 });
    expect(entry).toMatchObject({ client: 'b', model: 'ours-3' });
  });
});

describe('a key', () => {
  it('is looked up by its digest alone, with the same steps for every wrong one', () => {
    const live = gateway.app.gateway.live();
    const looked: string[] = [];
    const clients = new Map(live.clients);
    const watched = {
      ...live,
      clients: Object.assign(clients, {
        get: (key: string) => (looked.push(key), Map.prototype.get.call(clients, key)),
      }),
    };
    const steps = (key: string): number => {
      looked.length = 0;
      expect(() => clientOf({ 'x-api-key': key }, watched)).toThrow(expect.objectContaining({ kind: 'forbidden' }));
      expect(looked).toEqual([digest(key)]);
      return looked.length;
    };
    const unlike = (letter = ''): string => (letter === 'x' ? 'y' : 'x');
    const wrong = [
      '',
      'x',
      KEYS.a.slice(0, -1),
      `${KEYS.a}x`,
      `${unlike(KEYS.a[0])}${KEYS.a.slice(1)}`,
      `${KEYS.a.slice(0, -1)}${unlike(KEYS.a.at(-1))}`,
      KEYS.a.toUpperCase(),
      `${KEYS.a} `,
      'x'.repeat(10_000),
    ];
    expect(new Set(wrong.map(steps))).toEqual(new Set([1]));
    expect(clientOf({ 'x-api-key': KEYS.a }, watched)?.id).toBe('a');
    // Digests that begin alike say nothing of keys that do.
    expect([...live.clients.keys()]).toEqual([digest(KEYS.a), digest(KEYS.b)]);
    expect(digest(`${KEYS.a}x`).slice(0, 4)).not.toBe(digest(KEYS.a).slice(0, 4));
  });

  it.each(['', 'Bearer ', 'Bearer', 'null', 'undefined', '[secret]', '__proto__', 'constructor', '*'])(
    'is none: %j',
    async (key) => {
      for (const header of ['authorization', 'x-api-key', 'x-failsoft-key', 'api-key', 'x-goog-api-key']) {
        const answered = await fetch(`${gateway.url}/v1/models`, { headers: { [header]: key } });
        expect(answered.status).toBe(401);
      }
    },
  );
});
