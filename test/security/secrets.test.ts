import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCommand, stage, urlOf } from '../../src/cli/testing/commands.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, deliver, type Dialect, WAYS } from '../fixtures/client.ts';
import { serviceAccount } from '../fixtures/clouds.ts';
import { post, raw } from '../fixtures/raw.ts';
import { leaks, newKey } from '../fixtures/secrets.ts';
import { claude, http, json, startUpstream, stream, type Upstream } from '../fixtures/upstream.ts';

const { place, start, clear } = stage();

/** Everything that nobody may get to see, and who else could say it. */
const SECRETS: Readonly<Record<string, string>> = {
  own: newKey('sk-proj-'),
  'own second': newKey('sk-ant-'),
  gemini: newKey('AIza'),
  'of the caller': newKey(),
  'of a client': newKey(),
  'AWS secret': newKey(),
  'AWS session': newKey(),
  'Google token': newKey('ya29.'),
  'Microsoft secret': newKey(),
  'Microsoft token': newKey('eyJ'),
};
const secret = (name: string): string => SECRETS[name] ?? '';

/** What a provider repeats: all that it was told, in the head, in words, and in pieces. */
function repeated(request: string): string {
  const [head = ''] = request.split('\r\n\r\n');
  const keys = head
    .split('\r\n')
    .filter((line) => /^(authorization|x-api-key|x-goog-api-key|x-amz-|api-key)/i.test(line));
  const pieces = keys
    .map((line) => line.split(/[ :]+/).at(-1) ?? '')
    .map((key) => `${key.slice(0, 18)}*****${key.slice(-12)}`);
  const coded = keys.map((line) => Buffer.from(line).toString('base64'));
  return [...keys, ...pieces, ...coded, encodeURIComponent(keys.join(' '))].join(' | ');
}

/** Which of its ways to fail a provider takes stands in the caller's question. */
function parrot(request: string): Buffer {
  const words = repeated(request);
  const [, how = '400'] = /\[(\w+)\]/.exec(request) ?? [];
  const error = (status: number): Buffer =>
    json(status, {
      error: { type: 'invalid_request_error', code: status, status: 'INVALID_ARGUMENT', message: words },
      type: 'error',
      message: words,
    });
  switch (how) {
    case 'page':
      return http(400, ['content-type: text/html'], `<html>${words}</html>`);
    case 'stream':
      return stream([...claude([]).slice(0, 1), { type: 'error', error: { type: 'api_error', message: words } }]);
    case 'late':
      return stream([...claude(['Well']).slice(0, 3), { type: 'error', error: { type: 'api_error', message: words } }]);
    case 'head':
      return json(400, { type: 'error', error: { type: 'invalid_request_error', message: 'no' } }, [
        `request-id: ${words}`, `x-request-id: ${words}`, `retry-after: ${words}`, `x-ratelimit-reset: ${words}`, `content-type: ${words}`,
      ]); // oxfmt-ignore
    default:
      return error(Number(how));
  }
}

const HOWS = ['400', '401', '403', '404', '413', '422', '429', '500', '529', 'page', 'stream', 'late', 'head'] as const;

/** Accounts of every kind, each once for every way to fail: a key that was refused is not tried again for a while. */
function accounts(): Readonly<Record<string, string>> {
  const { url } = upstream;
  const token = `tokenUrl: "${tokens.url}/token"`;
  const at = (protocol: Dialect, key: string, base = '/v1'): string =>
    `{ protocol: ${protocol}, baseUrl: "${url}${base}", ${key} }`;
  const id = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
  return {
    anthropic: at('anthropic', `apiKeys: ["${secret('own')}", "${secret('own second')}"]`),
    chat: at('openai-chat', `apiKey: "${secret('own')}"`),
    responses: at('openai-responses', `apiKey: "${secret('own')}"`),
    gemini: at('gemini', `apiKey: "${secret('gemini')}"`),
    ollama: at('ollama', `apiKey: "${secret('own')}"`, ''),
    caller: at('anthropic', 'apiKey: caller'),
    bedrock: `{ provider: bedrock, region: us-east-1, baseUrl: "${url}", accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: "${secret('AWS secret')}", sessionToken: "${secret('AWS session')}" }`,
    vertex: `{ provider: vertex, project: our-project-1, baseUrl: "${url}/v1", credentialsFile: google.json, ${token} }`,
    foundry: `{ provider: foundry, resource: ours, baseUrl: "${url}/v1", tenantId: ${id}, clientId: ${id}, clientSecret: "${secret('Microsoft secret')}", ${token} }`,
  };
}

function configured(): string {
  const all = Object.entries(accounts()).flatMap(([kind, account]) =>
    HOWS.map((how) => [`${kind}-${how}`, account] as const),
  );
  return [
    'listen: 127.0.0.1:4747',
    'journal: { path: journal.db, bodies: true }',
    `clients: [{ id: app, key: "${secret('of a client')}" }]`,
    'providers:',
    ...all.map(([name, account]) => `  ${name}: ${account}`),
    'routes:',
    ...all.map(([name]) => `  - { match: ["${name}"], ladder: [${name}/claude-sonnet-5-5] }`),
  ].join('\n');
}

let upstream: Upstream;
let tokens: Upstream;
let gateway: RunningCommand;
let url = '';
let folder = '';
/** All that callers and administrators got to see. */
const heard: string[] = [];

beforeAll(async () => {
  upstream = await startUpstream(parrot);
  tokens = await startUpstream((request) => {
    const name = request.includes('assertion') || request.includes('jwt-bearer') ? 'Google token' : 'Microsoft token';
    return json(200, { access_token: secret(name), expires_in: 3_600, token_type: 'Bearer' });
  });
  folder = place({ 'google.json': serviceAccount(`${tokens.url}/token`).file, 'failsoft.yaml': configured() });
  gateway = start(['serve', '--port', '0', '--config', 'failsoft.yaml'], { cwd: folder });
  url = await urlOf(gateway);
});
afterAll(async () => {
  await clear();
  await Promise.all([upstream.close(), tokens.close()]);
});

const KEYS = { 'x-failsoft-key': secret('of a client'), authorization: `Bearer ${secret('of the caller')}` };

/** A few hundred questions, one after the other. */
const MANY_QUESTIONS_MS = 180_000;

describe('no secret is heard', () => {
  it(
    'from a provider that repeats what it was told, in whatever way and of whatever kind the key is',
    async () => {
      for (const kind of Object.keys(accounts()))
        for (const how of HOWS)
          for (const way of WAYS) {
            const streamed = how === 'stream' || how === 'late' || way === 'gemini-list';
            const answer = await ask(
              url,
              way,
              bodyOf(way, { model: `${kind}-${how}`, stream: streamed, content: `Say [${how}]` }),
              KEYS,
            );
            heard.push(JSON.stringify(answer.headers), answer.raw);
          }
      // They were all asked, each with what it is to be asked with.
      const asked = upstream.got.join('\n');
      expect(Object.keys(SECRETS).filter((name) => leaks(asked, { [name]: secret(name) }).length === 0)).toEqual([
        'of a client',
        'AWS secret',
        'Microsoft secret',
      ]);
      expect(leaks(heard.join('\n'), SECRETS)).toEqual([]);
    },
    MANY_QUESTIONS_MS,
  );

  it('beside the questions either', async () => {
    for (const path of [
      '/v1/files?x=[401]',
      '/v1/responses/resp_1?x=[400]',
      '/v1/batches?x=[500]',
      '/v1/messages/batches?x=[page]',
      '/v1beta/cachedContents?x=[403]',
      '/v1/models?x=[head]',
    ]) {
      const answer = await fetch(url + path, { headers: KEYS });
      heard.push(JSON.stringify([...answer.headers]), await answer.text());
    }
    expect(leaks(heard.join('\n'), SECRETS)).toEqual([]);
  });

  it('by whoever presents a wrong one, or one where it does not belong', async () => {
    const wrong = newKey('sk-ant-');
    const body = bodyOf('gemini', { model: 'gemini-400', stream: false, content: '[400]' });
    for (const [path, headers] of [
      [`/v1beta/models/gemini-400:generateContent?key=${secret('of a client')}`, {}],
      [`/v1beta/models/gemini-400:generateContent?%6bey=${secret('of a client')}`, {}],
      [`/v1beta/models/gemini-400:generateContent?alt=json&key=${wrong}`, {}],
      [`/v1beta/nothing?key=${secret('of a client')}`, {}],
      ['/v1/messages', { authorization: `Bearer ${wrong}` }],
      ['/v1/messages', { 'x-api-key': `${secret('of a client')}x` }],
      ['/v1/messages', { authorization: `Basic ${Buffer.from(`app:${secret('of a client')}`).toString('base64')}` }],
    ] as const) {
      const answer = await deliver(url, 'gemini', { path, body: JSON.stringify(body), headers });
      heard.push(JSON.stringify(answer.headers), answer.raw);
    }
    const both = { ...SECRETS, wrong };
    expect(leaks(heard.join('\n'), both)).toEqual([]);
    // The key that lets a caller in here goes no further, however it is spelled.
    expect(leaks(upstream.got.join('\n'), { 'of a client': secret('of a client') })).toEqual([]);
    heard.push(await raw(url, post(`/v1/messages\0?key=${wrong}`, '{}')));
    expect(leaks(heard.join('\n'), both)).toEqual([]);
  });

  it('by administrators, in the journal, or on the terminal', async () => {
    for (const path of ['/admin/status', '/admin/config', '/admin/requests?limit=1000', '/healthz', '/readyz', '/']) {
      const answer = await fetch(url + path);
      heard.push(await answer.text());
    }
    expect(heard.at(-4)).toContain('chat-400');
    // Hints show at most the four last letters of a key, and what all keys of its maker begin with.
    expect(leaks(heard.join('\n'), SECRETS)).toEqual([]);
    gateway.signal('SIGHUP');
    await sleep(200);
    gateway.signal('SIGTERM');
    await gateway.ended;
    expect(leaks(gateway.stdout() + gateway.stderr(), SECRETS)).toEqual([]);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('journal.db'),
    );
    const written = Buffer.concat(files.map((name) => readFileSync(join(folder, name))));
    expect(written.includes('chat-400')).toBe(true);
    expect(leaks(written, SECRETS)).toEqual([]);
  });
});
