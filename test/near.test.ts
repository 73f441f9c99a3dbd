import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { out } from '../src/cli/print.ts';
import { requestTable } from '../src/cli/status/request-lines.ts';
import type { KeptText } from '../src/model/kept-answer.ts';
import { ask } from './fixtures/client.ts';
import { type Started, startGateway } from './fixtures/gateway.ts';
import { untilKept } from './fixtures/kept.ts';

/** A model that numbers its answers, finds that all questions are one, and may be away. */
type Model = { readonly server: Server; isAway: boolean; asked: number; judged: number };

function startModel(): Model {
  const model: Model = {
    isAway: false,
    asked: 0,
    judged: 0,
    server: createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const isJudging = Buffer.concat(pieces).toString().includes('SAME or DIFFERENT');
        if (isJudging) model.judged += 1;
        else model.asked += 1;
        const content = isJudging ? 'SAME' : `Answer ${model.asked}`;
        const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
        const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
        const whole = { id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices, usage };
        response.writeHead(model.isAway ? 503 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(model.isAway ? { error: { message: 'away' } } : whole));
      });
    }),
  };
  return model;
}

const model = startModel();
const folder = mkdtempSync(join(tmpdir(), 'failsoft-near-'));
const started: Started[] = [];
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(model.server.address() as AddressInfo).port}/v1`;
});
afterAll(async () => {
  await Promise.all(started.map(({ stop }) => stop()));
  await new Promise((resolve) => model.server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function gateway(cache: string, more = ''): Promise<Started> {
  model.isAway = false;
  const one = await startGateway(
    [
      `providers: { one: { protocol: openai-chat, baseUrl: "${base}", apiKey: k } }`,
      `routes: [{ match: ["*"], cache: ${cache}, ladder: [one/*, cache, notice] }]`,
      more,
    ].join('\n'),
  );
  started.push(one);
  return one;
}

const asking = (content: string, more: object = {}): object => ({
  model: 'm',
  temperature: 0,
  messages: [{ role: 'user', content }],
  ...more,
});
const FIRST = 'How do I bake sourdough bread at home?';
const SAME = 'how can i bake sourdough bread at home';
const OTHERWISE = 'How do I go about baking sourdough bread at home?';

async function get(url: string, body: object, headers: Record<string, string> = {}) {
  const heard = await ask(url, 'openai-chat', body, headers);
  // What is learned of an answer is learned behind it.
  await sleep(60);
  return heard;
}

describe('a gateway that knows the same question in other words', () => {
  it('answers it in an outage to an official client, streamed, and shows that in the journal', async () => {
    const { url, app } = await gateway('{ near: verbatim }');
    await get(url, asking(FIRST));
    model.isAway = true;
    const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const { data, response } = await openai.chat.completions
      .create({ model: 'm', temperature: 0, messages: [{ role: 'user', content: SAME }], stream: true })
      .withResponse();
    let text = '';
    for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('Answer 1');
    expect(response.headers.get('x-failsoft-match')).toBe('near');
    expect(response.headers.get('cache-status')).toContain('detail="stale-if-error, match=near"');
    const [entry] = await app.gateway.requests({ limit: 1 });
    expect(entry).toMatchObject({ mode: 'cache', match: 'near' });
    const table = requestTable(entry === undefined ? [] : [entry], out).join('\n');
    expect(stripVTControlCharacters(table)).toContain('one/m (cache, near)');
    for (const other of ['How do I not bake sourdough bread at home?', 'How do I bake rye bread at home?'])
      expect((await get(url, asking(other))).headers['x-failsoft-mode']).toBe('notice');
    expect((await get(url, asking(SAME), { 'x-failsoft-match': 'exact' })).headers['x-failsoft-mode']).toBe('notice');
  });

  it('finds aliases in good times, keeps them over a restart with what proves them, and forgets them with the answers', async () => {
    const path = join(folder, 'failsoft.db');
    const text = '{ near: alias, fresh: 1h }';
    const first = await gateway(text, `journal: { path: "${path}" }`);
    model.judged = 0;
    await get(first.url, asking(FIRST));
    await get(first.url, asking(OTHERWISE));
    await expect.poll(() => model.judged).toBe(2);
    const alias = async ({ app }: Started): Promise<KeptText | null> => {
      const { answers } = app.gateway.live().engine;
      const [own] = await answers.list({}, 1);
      return answers.show(`alias.${own?.key}`);
    };
    const proven = { answer: expect.stringContaining('"votes":[{"by":"one/m"') };
    await expect.poll(async () => alias(first)).toMatchObject(proven);
    await first.stop();
    started.splice(started.indexOf(first), 1);

    const second = await gateway(text, `journal: { path: "${path}" }`);
    // The file is opened by a thread, for which nobody waits.
    await expect.poll(async () => alias(second)).toMatchObject(proven);
    // Its own answer goes; the alias stays, with what proves it.
    const { answers } = second.app.gateway.live().engine;
    const [own] = await answers.list({}, 1);
    await answers.purge({ key: own?.key ?? 'none' });
    expect(answers.show(`alias.${own?.key}`)).toMatchObject(proven);
    const heard = await get(second.url, asking(OTHERWISE));
    expect([heard.headers['x-failsoft-mode'], heard.headers['x-failsoft-match']]).toEqual(['cache', 'alias']);
    expect(heard.headers['cache-status']).toMatch(/^failsoft; hit; ttl=\d+; detail="match=alias"$/);
    // One of fifty is checked, and then a renewal stands beside it.
    const entries = await second.app.gateway.requests({ limit: 3 });
    expect(entries.find(({ workflow }) => workflow === '')).toMatchObject({ mode: 'cache', match: 'alias' });

    await answers.purge({ route: 'default' });
    expect((await get(second.url, asking(OTHERWISE))).headers['x-failsoft-mode']).toBe('primary');
  });

  it('has what was asked before a restart, from its file', async () => {
    const path = join(folder, 'other.db');
    const first = await gateway('{ near: verbatim }', `journal: { path: "${path}" }`);
    const told = await get(first.url, asking(FIRST));
    await untilKept(first);
    await first.stop();
    started.splice(started.indexOf(first), 1);
    const second = await gateway('{ near: verbatim }', `journal: { path: "${path}" }`);
    model.isAway = true;
    // The first question of its kind lets the file be looked through.
    await get(second.url, asking(SAME));
    await expect.poll(async () => (await get(second.url, asking(SAME))).text).toBe(told.text);
  });
});
