import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { untilKept } from './fixtures/kept.ts';
import { question } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

const CACHE = 'cache: { fresh: 10m, stale: 24h, sampled: true }';

const file = (ladder: string, more = '', cache = CACHE): string =>
  [
    'providers:',
    provider('best'),
    provider('other', 'openai-chat'),
    'routes:',
    `  - { match: ["*"], ${cache}, ladder: ${ladder} }`,
    more,
  ].join('\n');

describe('a gateway that keeps answers', () => {
  it('answers the official clients of two vendors from what it has kept, whole and streamed', async () => {
    const started = await gateway(file('[best/*, cache]'));
    const { url } = started;
    const claude = new Anthropic({ baseURL: url, apiKey: 'none', maxRetries: 0 });
    const body = { model: 'm', max_tokens: 99, messages: [{ role: 'user' as const, content: 'Why?' }] };
    const first = await claude.messages.create(body);
    await untilKept(started);
    const { data: second, response } = await claude.messages.create(body).withResponse();
    expect(second.content).toEqual(first.content);
    expect([second.id === first.id, response.headers.get('x-failsoft-mode')]).toEqual([false, 'cache']);
    const streamed = await claude.messages.stream(body).finalMessage();
    expect(streamed.content).toEqual(first.content);
    expect(sandbox().seen('best').length).toBe(1);

    const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const asked = { model: 'm', messages: body.messages };
    const told = await openai.chat.completions.create(asked);
    await untilKept(started);
    const again = await openai.chat.completions.create({ ...asked, stream: true });
    let text = '';
    for await (const chunk of again) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(told.choices[0]?.message.content);
    expect(sandbox().seen('best').length).toBe(2);
  });

  it('serves what is old at once while all models are away', async () => {
    const started = await gateway(file('[best/*, cache, notice]', '', 'cache: { sampled: true }'));
    const { url } = started;
    const told = await ask(url, 'anthropic', question('m'));
    await untilKept(started);
    // After three of them the breaker is open.
    sandbox().setFault('best', 'internal-error');
    for (let count = 0; count < 3; count += 1)
      await ask(url, 'anthropic', question('m', { messages: [{ role: 'user', content: `Other ${count}` }] }));
    sandbox().setFault('best', 'header-hang');
    const before = sandbox().seen('best').length;
    const old = await ask(url, 'anthropic', question('m'));
    expect(old.headers['x-failsoft-mode']).toBe('cache');
    expect(old.headers['cache-status']).toMatch(/^failsoft; hit; ttl=-\d+; detail="stale-if-error"$/);
    expect(old.text).toBe(told.text);
    // Nobody was asked who would hang, but whether he is back.
    const asked = sandbox().seen('best').slice(before);
    expect(asked.filter(({ body }) => !body.includes('"ping"'))).toEqual([]);
    const unknown = await ask(url, 'anthropic', question('m', { messages: [{ role: 'user', content: 'Unknown' }] }));
    expect(unknown.headers['x-failsoft-mode']).toBe('notice');
    sandbox().setFault('best', null);
  });

  it('asks once for a hundred who ask the same', async () => {
    const { url, app } = await gateway(file('[best/*]'));
    // A gateway of another test may still look whether its models are back.
    const asks = question('m', { stream: true, messages: [{ role: 'user', content: 'A hundred times' }] });
    const heard = await Promise.all(Array.from({ length: 100 }, async () => ask(url, 'anthropic', asks)));
    expect(
      sandbox()
        .seen('best')
        .filter(({ body }) => body.includes('A hundred times')),
    ).toHaveLength(1);
    expect(new Set(heard.map(({ text }) => text)).size).toBe(1);
    expect(heard.every(({ complete }) => complete)).toBe(true);
    expect(app.gateway.status().requests).toMatchObject({ total: 100, answered: 100 });
  });

  it('has its answers after a restart, when nobody else can give one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'failsoft-cache-'));
    const path = join(folder, 'failsoft.db');
    const text = file('[best/*, cache, notice]', `journal: { path: "${path}" }`);
    const first = await gateway(text);
    const told = await ask(first.url, 'anthropic', question('m'));
    await untilKept(first);
    await first.stop();
    sandbox().setFault('best', 'internal-error');
    const second = await gateway(text);
    // The file is opened by a thread, for which nobody waits.
    const old = async (): Promise<readonly unknown[]> => {
      const heard = await ask(second.url, 'anthropic', question('m'));
      return [heard.headers['x-failsoft-mode'], heard.text];
    };
    await expect.poll(old).toEqual(['cache', told.text]);
    // No key of anybody stands in what is kept.
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(SECRET)).toBe(false);
    // A file that is none costs what is in it, and no request.
    await second.stop();
    writeFileSync(path, 'no database '.repeat(1_000));
    const third = await gateway(text);
    const none = await ask(third.url, 'anthropic', question('m'));
    expect(none.headers['x-failsoft-mode']).toBe('notice');
    sandbox().setFault('best', null);
    await third.stop();
    rmSync(folder, { recursive: true });
  });

  it('keeps tenants apart by their keys', async () => {
    const clients = [
      'clients:',
      '  - { id: a, key: a-key-of-the-first-one, tenant: acme }',
      '  - { id: b, key: a-key-of-the-second-one, tenant: acme }',
      '  - { id: c, key: a-key-of-somebody-else, tenant: other }',
    ].join('\n');
    const started = await gateway(file('[best/*]', clients));
    const get = async (key: string): Promise<unknown> => {
      const { headers } = await ask(started.url, 'anthropic', question('m'), { 'x-api-key': key });
      await untilKept(started);
      return headers['x-failsoft-mode'];
    };
    expect(await get('a-key-of-the-first-one')).toBe('primary');
    expect(await get('a-key-of-the-second-one')).toBe('cache');
    expect(await get('a-key-of-somebody-else')).toBe('primary');
  });
});
