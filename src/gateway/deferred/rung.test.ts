import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../../test/fixtures/client.ts';
import { at, textAt } from '../../model/json.ts';
import { call, jsonOf, KEYS, MODELS, over, pathOf, questionIn, waitingScene } from './testing/waiting.ts';

const { sandbox, gateway, newFile } = waitingScene();

describe('the rung `defer`', () => {
  it.each(DIALECTS)(
    'promises in the dialect %s, whole and streamed, and keeps its promise',
    async (dialect) => {
      const name = `rung-${dialect}`;
      const started = await gateway(name, dialect);
      sandbox().setFault(name, 'overloaded');
      for (const stream of [false, true]) {
        const response = await call(`${started.url}${pathOf(dialect, stream)}`, 'POST', {
          body: questionIn(dialect, `Streamed: ${stream}`, stream),
          headers: { 'x-failsoft-label': 'body' },
        });
        expect(response.status).toBe(200);
        const id = response.headers.get('x-failsoft-deferred') ?? '';
        expect(response.headers.get('x-failsoft-mode')).toBe('deferred');
        expect(response.headers.get('location')).toBe(`/v1/deferred/${id}`);
        const text = await response.text();
        expect(text).toContain('This is no answer yet');
        expect(text).toContain(`/v1/deferred/${id}`);
        // Lines of JSON have no place for a comment.
        if (dialect !== 'ollama' || !stream) expect(text).toMatch(/"mode": ?"deferred"/);
        if (!stream) continue;
        sandbox().setFault(name, null);
        const job = await over(started, id);
        expect(job).toMatchObject({ state: 'done', protocol: dialect, status: 200 });
        const said = sandbox().seen(name).at(-1)?.answer?.text ?? 'nothing';
        expect(JSON.stringify(at(job, 'answer'))).toContain(JSON.stringify(said).slice(1, -1));
      }
      const modes = (await started.app.gateway.requests({ limit: 10 })).map(({ mode }) => mode);
      expect(modes.filter((mode) => mode === 'deferred')).toHaveLength(2);
    },
    60_000,
  );

  it('is a proper answer for the official clients of Anthropic and OpenAI, streamed, too', async () => {
    const claude = await gateway('sdk-anthropic', 'anthropic');
    const gpt = await gateway('sdk-openai', 'openai-chat');
    sandbox().setFault('sdk-anthropic', 'overloaded');
    sandbox().setFault('sdk-openai', 'overloaded');
    const messages = [{ role: 'user' as const, content: 'Hi' }];
    const anthropic = new Anthropic({ baseURL: claude.url, apiKey: KEYS.app, maxRetries: 0 });
    const message = await anthropic.messages.create({ model: MODELS.anthropic, max_tokens: 50, messages });
    expect(message).toMatchObject({ type: 'message', stop_reason: 'end_turn' });
    expect(JSON.stringify(message.content)).toContain('This is no answer yet');
    const final = await anthropic.messages.stream({ model: MODELS.anthropic, max_tokens: 50, messages }).finalText();
    expect(final).toContain('/v1/deferred/job_');
    const openai = new OpenAI({ baseURL: `${gpt.url}/v1`, apiKey: KEYS.app, maxRetries: 0 });
    const completion = await openai.chat.completions.create({ model: MODELS['openai-chat'], messages });
    expect(completion.choices[0]?.message.content).toContain('/v1/deferred/job_');
    sandbox().setFault('sdk-anthropic', null);
    sandbox().setFault('sdk-openai', null);
  });

  it('promises once what is asked again while it waits, and to each tenant for itself', async () => {
    const started = await gateway('again', 'anthropic');
    sandbox().setFault('again', 'overloaded');
    const ask = async (key: string, headers = {}): Promise<Response> =>
      call(`${started.url}/v1/messages`, 'POST', { key, headers, body: questionIn('anthropic', 'The same') });
    const ids: (string | null)[] = [];
    for (const key of [KEYS.app, KEYS.app, KEYS.other]) ids.push((await ask(key)).headers.get('x-failsoft-deferred'));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    // Who wants no promise gets what stands below it.
    for (const headers of [{ 'x-failsoft-defer': 'off' }, { 'cache-control': 'no-store' }])
      expect((await ask(KEYS.app, headers)).headers.get('x-failsoft-mode')).toBe('notice');
    const shown = await jsonOf(await call(`${started.url}/availability`, 'GET'));
    expect(at(shown, 'routes', 0)).toMatchObject({ mode: 'deferred', level: 3 });
    sandbox().setFault('again', null);
  });

  it('makes room for the notice where nothing can be stored, and says why once', async () => {
    const file = newFile();
    writeFileSync(join(file, '..', '..', 'a-file'), '');
    const started = await gateway('nowhere', 'anthropic', { file: join(file, '..', '..', 'a-file', 'failsoft.db') });
    sandbox().setFault('nowhere', 'overloaded');
    for (let count = 0; count < 2; count += 1) {
      const response = await call(`${started.url}/v1/messages`, 'POST', { body: questionIn('anthropic') });
      expect([response.status, response.headers.get('x-failsoft-mode')]).toEqual([200, 'notice']);
    }
    expect(started.said.filter((sentence) => sentence.startsWith('Deferred answers cannot be stored'))).toHaveLength(1);
    const later = await call(`${started.url}/v1/deferred/v1/messages`, 'POST', { body: questionIn('anthropic') });
    expect(later.status).toBe(529);
    expect(textAt(await jsonOf(later), 'error', 'message')).toContain('The queue cannot be used now');
    sandbox().setFault('nowhere', null);
  });

  it('stores nothing that can be read without the key, in a file of the owner only', async () => {
    const file = newFile();
    const started = await gateway('sealed', 'anthropic', { file });
    sandbox().setFault('sealed', 'overloaded');
    await call(`${started.url}/v1/messages`, 'POST', { body: questionIn('anthropic', 'a very private matter') });
    const path = join(file, '..', 'deferred.db');
    const bytes = Buffer.concat([path, `${path}-wal`].map((one) => readFileSync(one)));
    expect(bytes.includes('private matter')).toBe(false);
    expect(bytes.includes('job_')).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    sandbox().setFault('sealed', null);
  });

  it('says at the start that what is stored can be read by the owner of the file, where there is no key', async () => {
    const { app } = await gateway('plain', 'anthropic', { key: '' });
    expect(app.gateway.live().config.warnings).toEqual([expect.stringContaining('set FAILSOFT_STORE_KEY')]);
  });
});
