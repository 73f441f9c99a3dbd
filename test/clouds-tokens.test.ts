import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../src/providers/clouds/testing/frames.ts';
import { cloudScene, sse, whole } from './fixtures/cloud-scene.ts';
import { type Asked, checkJwt, type Cloud, serviceAccount, type startCloud } from './fixtures/clouds.ts';

/** Official clients ask for Claude, and clouds on loopback answer that take nothing but tokens they have given. */

const WORDS = 'Rivers are roads that move. ≈ 🌊';
const ASK = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Rivers?' }] };

const { cloud, gatewayWith, folder, attempts, shown } = cloudScene();

const jsonOf = ({ body }: Asked): unknown => JSON.parse(body);

/** A token server and the service that takes its tokens. */
async function tokens(check: Parameters<typeof startCloud>[0], value: string): Promise<Cloud> {
  return cloud(check, ({ refused }, response) => {
    response.writeHead(refused === '' ? 200 : 400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        refused === ''
          ? { access_token: value, expires_in: 3_599, token_type: 'Bearer' }
          : { error: 'invalid_grant', error_description: refused },
      ),
    );
  });
}

const bearer =
  (value: string): Parameters<typeof startCloud>[0] =>
  ({ headers }) =>
    headers.authorization === `Bearer ${value}` ? '' : 'a stranger';

const answering = (stream: string, json: string): Parameters<typeof startCloud>[1] =>
  function answer({ body, refused }, response) {
    const streams = /"stream":\s*true/.test(body);
    response.writeHead(refused === '' ? 200 : 401, {
      'content-type': streams && refused === '' ? 'text/event-stream' : 'application/json',
    });
    response.end(
      refused === ''
        ? streams
          ? stream
          : json
        : JSON.stringify([{ error: { code: 401, message: refused, status: 'UNAUTHENTICATED' } }]),
    );
  };

describe('Claude on Vertex', () => {
  it('answers with the token of a service account, which is fetched once', async () => {
    let publicKey = '';
    const google = await tokens(
      checkJwt(
        () => publicKey,
        () => `${google.url}/token`,
      ),
      'ya29.token',
    );
    const account = serviceAccount(`${google.url}/token`);
    ({ publicKey } = account);
    const file = join(folder(), 'account.json');
    writeFileSync(file, account.file);
    const there = await cloud(bearer('ya29.token'), answering(sse(answerOf(WORDS)), whole(WORDS)));
    const base = `${there.url}/v1/projects/our-project-1/locations/eu/publishers/anthropic/models`;
    const client = await gatewayWith([`vertex: { baseUrl: "${base}", credentialsFile: "${file}" }`], 'vertex/*');

    const streamed = await client.messages.stream({ ...ASK, model: 'claude-haiku-4-5' }).finalMessage();
    expect(streamed.content).toEqual([{ type: 'text', text: WORDS }]);
    const message = await client.messages.create(ASK);
    expect(message.content).toEqual([{ type: 'text', text: WORDS }]);
    expect(google.asked.map(({ refused }) => refused)).toEqual(['']);
    expect(there.asked.map(({ path }) => path.replace(/^.*models/, ''))).toEqual([
      '/claude-haiku-4-5%4020251001:streamRawPredict',
      '/claude-sonnet-5-5:rawPredict',
    ]);
    expect(there.asked.map(jsonOf)).toMatchObject([
      { anthropic_version: 'vertex-2023-10-16', stream: true },
      { anthropic_version: 'vertex-2023-10-16' },
    ]);
    expect(await shown()).not.toContain('ya29');
  });

  it('is passed over when Google gives no token, for whatever reason', async () => {
    const google = await tokens(() => 'account disabled', 'ya29.token');
    const file = join(folder(), 'account.json');
    writeFileSync(file, serviceAccount(`${google.url}/token`).file);
    const there = await cloud(bearer('ya29.token'), answering(sse(answerOf(WORDS)), whole(WORDS)));
    const second = await cloud(() => '', answering(sse(answerOf('The other one.')), whole('The other one.')));
    const base = `${there.url}/v1/projects/our-project-1/locations/eu/publishers/anthropic/models`;
    const client = await gatewayWith(
      [
        `vertex: { baseUrl: "${base}", credentialsFile: "${file}" }`,
        `spare: { protocol: anthropic, baseUrl: "${second.url}", apiKey: a-key-of-some-length }`,
      ],
      'vertex/*, spare/*',
    );
    expect((await client.messages.create(ASK)).content).toEqual([{ type: 'text', text: 'The other one.' }]);
    expect(await attempts()).toEqual(['vertex/claude-sonnet-5-5 unauthorized', 'spare/claude-sonnet-5-5 answered']);
    expect(there.asked).toEqual([]);
  });
});

describe('Gemini on Vertex', () => {
  it('answers with the refresh token of a person', async () => {
    const google = await tokens(
      (_, body) => (new URLSearchParams(body).get('refresh_token') === '1//refresh' ? '' : 'a stranger'),
      'ya29.token',
    );
    const file = join(folder(), 'adc.json');
    const person = { type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: '1//refresh' };
    writeFileSync(file, JSON.stringify({ ...person, token_uri: `${google.url}/token` }));
    const answer = {
      candidates: [{ content: { role: 'model', parts: [{ text: WORDS }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 7, totalTokenCount: 10 },
      modelVersion: 'gemini-2.5-flash',
      responseId: 'r1',
    };
    const there = await cloud(bearer('ya29.token'), answering('', JSON.stringify(answer)));
    const base = `${there.url}/v1/projects/our-project-1/locations/global/publishers/google`;
    const client = await gatewayWith(
      [`vertex-gemini: { baseUrl: "${base}", credentialsFile: "${file}" }`],
      'vertex-gemini/gemini-2.5-flash',
    );
    expect((await client.messages.create(ASK)).content).toEqual([{ type: 'text', text: WORDS }]);
    expect(there.asked[0]).toMatchObject({
      refused: '',
      path: '/v1/projects/our-project-1/locations/global/publishers/google/models/gemini-2.5-flash:generateContent',
    });
  });
});

describe("Microsoft's clouds", () => {
  it('answer as Claude with a key, and by the name of a deployment', async () => {
    const check = ({ headers }: { headers: Asked['headers'] }): string =>
      headers['x-api-key'] === 'a-foundry-key-1234' ? '' : 'a stranger';
    const there = await cloud(check, answering(sse(answerOf(WORDS)), whole(WORDS)));
    const client = await gatewayWith(
      [
        `foundry: { baseUrl: "${there.url}", apiKey: a-foundry-key-1234, deployments: { claude-sonnet-5-5: our-sonnet } }`,
      ],
      'foundry/*',
    );
    expect((await client.messages.create(ASK)).content).toEqual([{ type: 'text', text: WORDS }]);
    expect(there.asked[0]).toMatchObject({ path: '/anthropic/v1/messages', refused: '' });
    expect(there.asked.map(jsonOf)).toMatchObject([{ model: 'our-sonnet' }]);
    expect(there.asked[0]?.headers['anthropic-version']).toBeDefined();
  });

  it('answer as GPT with a token of Entra', async () => {
    const entra = await tokens((_, body) => {
      const form = new URLSearchParams(body);
      const secret = form.get('client_secret') === 'an-entra-secret' && form.get('client_id') === 'our-app';
      return secret && form.get('grant_type') === 'client_credentials' ? '' : 'a stranger';
    }, 'eyJ.token');
    const completion = JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-5.4',
      choices: [{ index: 0, message: { role: 'assistant', content: WORDS }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
    const there = await cloud(bearer('eyJ.token'), answering('', completion));
    const client = await gatewayWith(
      [
        `azure: { baseUrl: "${there.url}/", tenantId: our-tenant, clientId: our-app, clientSecret: an-entra-secret, ` +
          `tokenUrl: "${entra.url}/our-tenant/oauth2/v2.0/token", deployments: { gpt-5.4: our-gpt } }`,
      ],
      'azure/gpt-5.4',
    );
    expect((await client.messages.create(ASK)).content).toEqual([{ type: 'text', text: WORDS }]);
    expect(entra.asked).toHaveLength(1);
    expect(there.asked[0]).toMatchObject({ path: '/openai/v1/chat/completions', refused: '' });
    expect(there.asked.map(jsonOf)).toMatchObject([{ model: 'our-gpt' }]);
    expect(there.asked[0]?.headers).not.toHaveProperty('api-key');
  });
});
