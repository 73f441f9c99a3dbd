import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Started } from '../../../test/fixtures/gateway.ts';
import type { Json } from '../../model/json.ts';

const ROUTES = [
  'providers: { any: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9", apiKey: x, models: [writer-model] } }',
  'routes: [{ match: ["*"], ladder: [any/writer-model] }]',
].join('\n');
const KEY = 'a-key-of-some-length-for-the-phone';
const ID = 'a-document-of-ours';

let folder = '';
let started: Started;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-writer-'));
  const clients = `clients: [{ id: phone, key: ${KEY} }, { id: robot, key: ${KEY}-of-the-robot }]`;
  started = await startGateway(`${ROUTES}\n${clients}\nwriter: { folder: "${folder}", clients: [phone] }\n`);
});
afterAll(async () => {
  await started.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Said = { readonly status: number; readonly json: Json; readonly headers: Headers };
type Way = { readonly method?: string; readonly body?: object; readonly headers?: Record<string, string> };

async function ask(path: string, { method = 'GET', body, headers = {} }: Way = {}, at = started.url): Promise<Said> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(`${at}/writer/api/${path}`, {
    method,
    headers: { ...type, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = (await answer.json()) as Json;
  return { status: answer.status, json, headers: answer.headers };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the writer of a gateway', () => {
  it('makes, changes, saves and finds a document', async () => {
    const put = await ask(`documents/${ID}`, { method: 'PUT', body: { title: 'Letter', folder: '' } });
    expect(put).toMatchObject({ status: 200, json: { id: ID, path: 'Letter.md' } });
    const update = { method: 'POST', body: { by: 'me', data: base64('change') } };
    expect(await ask(`documents/${ID}/updates`, update)).toMatchObject({ json: { number: 1 } });
    const save = { method: 'PUT', body: { by: 'me', markdown: 'Dear Anna', state: base64('state'), through: 1 } };
    expect(await ask(`documents/${ID}/save`, save)).toMatchObject({ status: 200, json: { kind: 'saved' } });
    expect(readFileSync(join(folder, 'Letter.md'), 'utf8')).toBe('Dear Anna');
    expect(await ask(`documents/${ID}`)).toMatchObject({ json: { through: 1, state: base64('state'), updates: [] } });
    expect(await ask('search?q=anna')).toMatchObject({ json: { hits: [{ id: ID }] } });
    expect(await ask('documents')).toMatchObject({ json: { folder, unwritable: null, model: 'writer-model' } });
    const kept = { method: 'POST', body: { reason: 'ai', note: 'By somebody', words: 2, markdown: 'Dear', state: '' } };
    expect(await ask(`documents/${ID}/versions`, kept)).toMatchObject({ status: 200 });
    const { json } = await ask(`documents/${ID}/versions`);
    expect(json).toMatchObject({ versions: [{ reason: 'ai', note: 'By somebody', words: 2 }] });
  });

  it('tells every open page of changes', async () => {
    const stop = new AbortController();
    const events = await fetch(`${started.url}/writer/api/events`, { signal: stop.signal });
    let said = '';
    const reading = (async () => {
      for await (const piece of events.body ?? []) said += Buffer.from(piece).toString();
    })().catch(() => {});
    await ask(`documents/${ID}/updates`, { method: 'POST', body: { by: 'tab-1', data: base64('more') } });
    await expect.poll(() => said).toContain(`event: update\ndata: {"id":"${ID}","number":2,"by":"tab-1"`);
    stop.abort();
    await reading;
  });

  it.each<readonly [string, string, Way, number]>([
    ['another page on this machine', 'documents', { headers: { origin: 'http://127.0.0.1:9999' } }, 403],
    ['a page from elsewhere', 'documents', { headers: { origin: 'https://example.com' } }, 403],
    ['a page of the same site', 'documents', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
    ['a sandboxed frame', 'documents', { headers: { origin: 'null' } }, 403],
    ['somebody behind a proxy', 'documents', { headers: { 'x-forwarded-for': '10.0.0.1' } }, 401],
    [
      'a client that is not named',
      'documents',
      { headers: { 'x-forwarded-for': '10.0.0.1', 'x-failsoft-key': `${KEY}-of-the-robot` } },
      401,
    ],
    [
      'the client that is named',
      'documents',
      { headers: { 'x-forwarded-for': '10.0.0.1', 'x-failsoft-key': KEY } },
      200,
    ],
    ['a step up', 'documents/..%2f..%2fpasswd', {}, 404],
    ['a step up in the folder', `documents/${ID}`, { method: 'PUT', body: { title: 'x', folder: '../..' } }, 400],
    ['a form', `documents/${ID}`, { method: 'PUT', headers: { 'content-type': 'text/plain' } }, 415],
    ['no JSON', `documents/${ID}/updates`, { method: 'POST' }, 400],
    ['an empty change', `documents/${ID}/updates`, { method: 'POST', body: { data: '' } }, 400],
    ['a document that is not there', 'documents/nothing-of-the-kind', {}, 404],
    ['a version that is not there', `documents/${ID}/versions/12`, {}, 404],
    ['another thing', 'elsewhere', {}, 404],
  ])('gives %s what it may have', async (_, path, way, status) => {
    const said = await ask(path, way);
    expect(said.status).toBe(status);
    if (status !== 200) expect(said.json).toMatchObject({ error: { message: expect.stringMatching(/\w/) } });
    expect(existsSync(join(folder, '../x.md'))).toBe(false);
  });

  it('says what is wrong with a folder that cannot be written, and where none is wanted', async () => {
    const file = join(folder, 'Letter.md');
    const refusing = await startGateway(`${ROUTES}\nwriter: { folder: "${file}/below" }\n`);
    const put = { method: 'PUT', body: { title: 'x', folder: '' } };
    expect(await ask('documents', {}, refusing.url)).toMatchObject({
      status: 200,
      json: { documents: [], unwritable: expect.stringContaining('cannot be written') },
    });
    expect(await ask(`documents/${ID}`, put, refusing.url)).toMatchObject({
      status: 500,
      json: { error: { message: expect.stringMatching(/Letter\.md\/below.* cannot be written/) } },
    });
    await refusing.stop();
    const without = await startGateway(`${ROUTES}\nwriter: { folder: null }\n`);
    expect(await ask('documents', {}, without.url)).toMatchObject({ status: 404 });
    await without.stop();
  });

  it('has pages that run nothing and call nobody but what is theirs', async () => {
    expect(await raw('/writer')).toMatchObject({ status: 308, location: '/writer/' });
    for (const path of ['/writer/../package.json', '/writer/%2e%2e/cli/main.js', '/writer/assets/../../schema.json'])
      expect(await raw(path)).toMatchObject({ status: 404 });
  });
});

/** As it stands: `fetch` would tidy up the path. */
async function raw(path: string): Promise<{ readonly status: number; readonly location: string }> {
  const { port } = new URL(started.url);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '' });
    })
      .on('error', reject)
      .end();
  });
}
