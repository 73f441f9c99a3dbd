import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { cuttingLine } from './fixtures/cutting.ts';
import { question } from './fixtures/raw.ts';
import { scene } from './fixtures/scene.ts';

const { sandbox, gateway, provider } = scene({ firstTokenMs: 5, tokenMs: 2 });

const RESUME = { 'x-failsoft-resume': '1' };
const KEYS = { app: { 'x-failsoft-key': 'key-of-the-app' }, other: { 'x-failsoft-key': 'key-of-another' } };

const CLIENTS = 'clients: [{ id: app, key: key-of-the-app }, { id: other, key: key-of-another }]';

async function started(name: string, more = ''): Promise<Awaited<ReturnType<typeof gateway>>> {
  return gateway(['providers:', provider(name), `routes: [{ match: ["*"], ladder: [${name}/*] }]`, more].join('\n'));
}

type Got = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly text: string };

/** Reads what is at a path, and what became of the connection. */
async function get(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Got & { broke: boolean }> {
  return new Promise((resolve, reject) => {
    let begun = false;
    const sent = request(url, { method, headers, agent: false }, (response) => {
      begun = true;
      let text = '';
      const end = (): void =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, broke: !response.complete });
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('close', end);
      response.on('error', () => {});
    });
    sent.on('error', (error) => begun || reject(error));
    sent.end();
  });
}

const idsIn = (text: string): readonly string[] => [...text.matchAll(/^id: (.*)$/gm)].map(([, id = '']) => id);
const until = async (what: () => boolean | Promise<boolean>): Promise<void> =>
  expect.poll(what, { interval: 10 }).toBe(true);

describe('a stream that can be taken up again', () => {
  it('is another only for those who ask for it', async () => {
    const { url } = await started('usual');
    const usual = await ask(url, 'anthropic', question('m', { stream: true }));
    expect(usual.headers).not.toHaveProperty('x-failsoft-stream');
    expect(usual.raw).not.toMatch(/^id:|x-failsoft-end/m);
    const kept = await ask(url, 'anthropic', question('m', { stream: true }), RESUME);
    expect(kept).toMatchObject({ status: 200, complete: true, text: usual.text });
    const id = String(kept.headers['x-failsoft-stream']);
    expect(id).toMatch(/^[\w-]{22}$/);
    const ids = idsIn(kept.raw);
    expect(ids).toEqual(ids.map((_, index) => `${id}.${index + 1}`));
    expect(kept.raw).toMatch(/\n\nid: [\w-]+\.\d+\n: x-failsoft-end=complete\n\n$/);
    // What is whole, and what is one list, has no events.
    for (const way of ['anthropic', 'gemini-list'] as const) {
      const body =
        way === 'anthropic' ? question('m') : { model: 'm', stream: true, contents: [{ parts: [{ text: 'x' }] }] };
      expect((await ask(url, way, body, RESUME)).headers).not.toHaveProperty('x-failsoft-stream');
    }
  });

  it('gives the rest behind any of its events, by header or in the address, as often as it is asked for', async () => {
    const { url } = await started('again');
    const whole = await ask(url, 'anthropic', question('m', { stream: true, max_tokens: 5 }), RESUME);
    const id = String(whole.headers['x-failsoft-stream']);
    const ids = idsIn(whole.raw);
    for (const [index, last] of ids.entries()) {
      const rest = await get(`${url}/v1/streams/${id}`, { 'last-event-id': last });
      expect(rest).toMatchObject({ status: 200, broke: false });
      expect(rest.headers['x-failsoft-stream']).toBe(id);
      expect(rest.headers['content-type']).toBe(whole.headers['content-type']);
      const seen = whole.raw.slice(0, whole.raw.length - rest.text.length);
      expect(seen + rest.text).toBe(whole.raw);
      expect(idsIn(seen)).toHaveLength(index + 1);
      expect((await get(`${url}/streams/${id}?after=${index + 1}`)).text).toBe(rest.text);
    }
    expect((await get(`${url}/v1/streams/${id}`)).text).toBe(whole.raw);
  });

  it('belongs to the client that asked', async () => {
    const { url } = await started('owned', CLIENTS);
    const { headers, raw } = await ask(url, 'anthropic', question('m', { stream: true }), { ...RESUME, ...KEYS.app });
    const at = `${url}/v1/streams/${String(headers['x-failsoft-stream'])}`;
    const nothing = await get(`${url}/v1/streams/${'x'.repeat(22)}`, KEYS.app);
    expect(nothing.status).toBe(404);
    expect(JSON.parse(nothing.text)).toMatchObject({
      error: { message: expect.stringContaining('There is no stream of this id') },
    });
    for (const method of ['GET', 'DELETE']) {
      const foreign = await get(at, KEYS.other, method);
      expect([foreign.status, foreign.text.replace(/req_\w+/, '')]).toEqual([404, nothing.text.replace(/req_\w+/, '')]);
      expect((await get(at, {}, method)).status).toBe(401);
    }
    expect(await get(at, KEYS.app)).toMatchObject({ status: 200, text: raw });
  });

  it('has no event that it has not', async () => {
    const { url } = await started('beyond');
    const { headers, raw } = await ask(url, 'anthropic', question('m', { stream: true }), RESUME);
    const id = String(headers['x-failsoft-stream']);
    const count = idsIn(raw).length;
    const at = `${url}/v1/streams/${id}`;
    expect(await get(at, { 'last-event-id': `${id}.${count}` })).toMatchObject({ status: 200, text: '' });
    for (const last of [`${id}.${count + 1}`, `${'x'.repeat(22)}.1`, `${id}.-1`, `${id}.1e3`, id, '1'])
      expect((await get(at, { 'last-event-id': last })).status).toBe(400);
    for (const after of [String(count + 1), '-1', 'x', ''])
      expect((await get(`${at}?after=${after}`)).status).toBe(400);
    expect((await get(at, {}, 'POST')).status).toBe(404);
    expect((await get(`${url}/v1/streams/${id}/x`)).status).toBe(404);
  });

  it('goes on while its reader is away, and is read by one reader only, the last that came', async () => {
    const { url } = await started('live', 'limits: { resumeGrace: 5s }');
    const line = await cuttingLine(url);
    line.breakAt({ behind: '}\n\n', times: 5, bytes: 0 });
    const first = await ask(line.url, 'anthropic', longQuestion, RESUME);
    expect(first.broke).toBe(true);
    const id = String(first.headers['x-failsoft-stream']);
    const at = `${url}/v1/streams/${id}`;
    const [, beforeLast = ''] = idsIn(first.raw).toReversed();
    const second = get(at, { 'last-event-id': beforeLast });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const third = await get(at, { 'last-event-id': beforeLast });
    expect(await second).toMatchObject({ status: 200, broke: true });
    expect(third).toMatchObject({ status: 200, broke: false });
    expect(idsIn(third.text)[0]).toBe(`${id}.${idsIn(first.raw).length}`);
    expect(third.text).toContain('event: message_stop');
    expect(
      sandbox()
        .seen('live')
        .map(({ completion }) => completion),
    ).toEqual(['answered']);
    await line.close();
  });

  it('ends when nobody comes back, and for others at once', async () => {
    const { url, app } = await started('away', 'limits: { resumeGrace: 300ms }');
    const line = await cuttingLine(url);
    line.breakAt({ behind: '}\n\n', times: 5, bytes: 0 });
    const { headers } = await ask(line.url, 'anthropic', longQuestion, RESUME);
    expect(sandbox().seen('away').at(-1)?.completion).toBe('open');
    const at = `${url}/v1/streams/${String(headers['x-failsoft-stream'])}`;
    await until(() => sandbox().seen('away').at(-1)?.completion === 'left');
    expect((await get(at)).status).toBe(404);
    await ask(line.url, 'anthropic', longQuestion);
    await until(async () => (await app.gateway.requests({ limit: 2 })).length === 2);
    const entries = await app.gateway.requests({ limit: 2 });
    expect(entries.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['left', 499],
      ['left', 499],
    ]);
    await line.close();
  });

  it('that broke ends as it did each time it is read: with its error, and cut', async () => {
    const { url } = await started('breaks');
    sandbox().setFault('breaks', 'clean-cut');
    const first = await ask(url, 'anthropic', question('m', { stream: true }), RESUME);
    expect(first).toMatchObject({ broke: true, complete: false });
    const again = await get(`${url}/v1/streams/${String(first.headers['x-failsoft-stream'])}`);
    expect(again).toMatchObject({ status: 200, broke: true, text: first.raw });
    expect(again.text).toMatch(/event: error\ndata: .*\n\nid: [\w-]+\.\d+\n: x-failsoft-end=broken\n\n$/);
  });

  it('says who answers to one who comes back while nothing is said', async () => {
    const { url } = await started('silent');
    sandbox().setFault('silent', 'stall-after-content');
    const line = await cuttingLine(url);
    line.breakAt({ behind: '}\n\n', times: 3, bytes: 0 });
    const { headers } = await ask(line.url, 'anthropic', question('m', { stream: true }), RESUME);
    const id = String(headers['x-failsoft-stream']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const statusAfter = async (after: number): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = request(`${url}/v1/streams/${id}?after=${after}`, { agent: false }, ({ statusCode }) => {
          resolve(statusCode);
          sent.destroy();
        });
        sent.on('error', reject);
        sent.end();
      });
    // Behind the last event nothing comes, and the head comes all the same.
    let after = 1;
    while ((await statusAfter(after)) === 200) after += 1;
    expect(after).toBeGreaterThan(3);
    expect(sandbox().seen('silent').at(-1)?.completion).not.toBe('answered');
    expect((await get(`${url}/v1/streams/${id}`, {}, 'DELETE')).status).toBe(204);
    expect((await get(`${url}/v1/streams/${id}`)).status).toBe(404);
    await until(() => sandbox().seen('silent').at(-1)?.completion === 'left');
    await line.close();
  });
});

const longQuestion = {
  ...question('m', { stream: true, max_tokens: 4_000 }),
  messages: [{ role: 'user', content: 'All of it. [long]' }],
};
