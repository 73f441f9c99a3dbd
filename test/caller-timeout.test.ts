import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { question } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

const HELLO = { model: 'm', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hello' }] };

describe('the time that a caller has', () => {
  it('is shared by all attempts, and when it is over the caller hears so in its own dialect', async () => {
    const { url, app } = await gateway(
      [
        'providers:',
        provider('mute'),
        provider('dumb', 'openai-chat'),
        'routes:',
        '  - { match: ["*"], ladder: [{ target: mute/*, firstContent: 300ms, answer: 300ms }, dumb/*] }',
      ].join('\n'),
    );
    sandbox().setFault('mute', 'header-hang');
    sandbox().setFault('dumb', 'header-hang');
    for (const stream of [false, true]) {
      const heard = await ask(url, 'anthropic', question('m', { stream }), { 'x-failsoft-timeout': '900ms' });
      expect(heard).toMatchObject({ status: 504, complete: false });
      expect(heard.raw).toContain('The time for this request is over');
      const [entry] = await app.gateway.requests({ limit: 1 });
      expect(entry?.attempts.map(({ fault }) => fault)).toEqual(['timeout', 'cancelled']);
    }
    sandbox().setFault('mute', null);
    sandbox().setFault('dumb', null);
  });

  it('that is over already costs no attempt, and one that cannot be read is refused', async () => {
    const { url } = await gateway(
      ['providers:', provider('unasked'), 'routes:', '  - { match: ["*"], ladder: [unasked/*] }'].join('\n'),
    );
    expect(await ask(url, 'anthropic', question('m'), { 'x-failsoft-timeout': '0s' })).toMatchObject({ status: 504 });
    expect(await ask(url, 'openai-chat', question('m'), { 'x-failsoft-timeout': 'soon' })).toMatchObject({
      status: 400,
    });
    expect(sandbox().seen('unasked')).toEqual([]);
  });

  it('is what the route says when the caller says nothing', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('slow'),
        'routes:',
        '  - { match: [m], deadline: 500ms, ladder: [slow/*] }',
        '  - { match: ["*"], ladder: [slow/*] }',
      ].join('\n'),
    );
    sandbox().setFault('slow', 'header-hang');
    expect(await ask(url, 'anthropic', question('m'))).toMatchObject({ status: 504 });
    sandbox().setFault('slow', null);
    expect(await ask(url, 'anthropic', question('m'))).toMatchObject({ status: 200 });
  });

  it('is known of the official clients: they get an answer and do not have to hang up', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('still'),
        provider('mum', 'openai-chat'),
        'routes:',
        '  - { match: [claude-*], ladder: [still/*] }',
        '  - { match: ["*"], ladder: [mum/*] }',
      ].join('\n'),
    );
    sandbox().setFault('still', 'header-hang');
    sandbox().setFault('mum', 'header-hang');
    // They tell whole seconds, so that they wait for one more here, in which a busy machine may be late.
    const LATE_MS = 2_999;
    const anthropic = new Anthropic({ baseURL: url, apiKey: 'x', timeout: LATE_MS, maxRetries: 0 });
    await expect(anthropic.messages.create({ ...HELLO, model: 'claude-x' })).rejects.toMatchObject({
      status: 504,
      message: expect.stringContaining('The time for this request is over'),
    });
    // That of OpenAI says it only of a time that was set for this one request.
    const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'x', maxRetries: 0 });
    await expect(openai.chat.completions.create(HELLO, { timeout: LATE_MS })).rejects.toMatchObject({
      status: 504,
      message: expect.stringContaining('The time for this request is over'),
    });
    sandbox().setFault('still', null);
    sandbox().setFault('mum', null);
  });
});

describe('a client that would ask again', () => {
  it('is told where that is of no use, and where it is, not before the time that we say', async () => {
    const { url, app } = await gateway(
      [
        'providers:',
        provider('locked', 'openai-chat'),
        provider('poor'),
        provider('crowded', 'openai-chat'),
        'routes:',
        '  - { match: [claude-*], ladder: [poor/*] }',
        '  - { match: [busy-*], ladder: [crowded/*] }',
        '  - { match: [gpt-*], ladder: [locked/*] }',
      ].join('\n'),
    );
    const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'x' });
    const anthropic = new Anthropic({ baseURL: url, apiKey: 'x' });
    const asked = async (call: Promise<unknown>): Promise<[number, string | null, string | null]> => {
      const before = app.gateway.status().requests.total;
      const refused: unknown = await call.then(
        () => null,
        (error: unknown) => error,
      );
      const { headers } = refused as { headers: Headers };
      const asks = app.gateway.status().requests.total - before;
      return [asks, headers.get('x-should-retry'), headers.get('retry-after')];
    };

    // A 502, on which both would ask twice more. Nothing but somebody with the right key can mend it.
    sandbox().setFault('locked', 'unauthorized');
    expect(await asked(openai.chat.completions.create({ ...HELLO, model: 'gpt-5.6' }))).toEqual([1, 'false', null]);
    sandbox().setFault('poor', 'credit-balance');
    expect(await asked(anthropic.messages.create({ ...HELLO, model: 'claude-x' }))).toEqual([1, 'false', null]);
    sandbox().setFault('crowded', 'rate-limited-seconds');
    expect(await asked(openai.chat.completions.create({ ...HELLO, model: 'busy-1' }, { maxRetries: 0 }))).toEqual([
      1,
      'true',
      '7',
    ]);
    // No route: a 404 that stays one.
    expect(await asked(anthropic.messages.create({ ...HELLO, model: 'nobody-1' }))).toEqual([0, 'false', null]);
    for (const name of ['locked', 'poor', 'crowded']) sandbox().setFault(name, null);
  });

  it('is to come back although a key of ours was refused, where another provider on the ladder only fails for now', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('refusing'),
        provider('crowded-too', 'openai-chat'),
        'routes:',
        '  - { match: ["*"], ladder: [refusing/*, crowded-too/spare] }',
      ].join('\n'),
    );
    sandbox().setFault('refusing', 'unauthorized');
    sandbox().setFault('crowded-too', 'overloaded');
    const { headers } = await ask(url, 'anthropic', question('m'));
    expect([headers['x-should-retry'], headers['retry-after']]).toEqual(['true', '1']);
    sandbox().setFault('crowded-too', null);
    expect((await ask(url, 'anthropic', question('m'))).headers['x-failsoft-served-by']).toBe('crowded-too/spare');
    sandbox().setFault('refusing', null);
  });

  it('never hears a wait of more than a minute, also where it uses its own key and hears the provider itself', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('limited', 'openai-chat', 'apiKey: caller'),
        'routes:',
        '  - { match: ["*"], ladder: [limited/*] }',
      ].join('\n'),
    );
    sandbox().setFault('limited', 'rate-limited-day');
    const heard = await ask(url, 'openai-chat', question('m'), { authorization: `Bearer ${SECRET}` });
    expect(heard.status).toBe(429);
    // Its own key is the only one there is: to ask with it once more would be of no use.
    expect(sandbox().seen('limited')).toHaveLength(1);
    expect(heard.headers['retry-after']).toBe('60');
    expect(heard.headers['retry-after-ms']).toBeUndefined();
    sandbox().setFault('limited', null);
  });
});
