import { describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { question } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

/** Rungs that are for requests of one kind only: for all others the ladder begins below them. */
const { sandbox, gateway, provider } = scene();

const start = async (ladder: string) =>
  gateway(
    [
      'providers:',
      provider('eyes', 'openai-chat'),
      ...['one', 'two'].map(
        (name) => `  ${name}: { provider: anthropic, baseUrl: "${sandbox().baseUrl(name)}", apiKey: ${SECRET} }`,
      ),
      'routes:',
      `  - { match: ["*"], ladder: [${ladder}] }`,
    ].join('\n'),
  );
const EYES = '{ target: eyes/gpt-5.6, when: { needs: [images] } }';
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('a rung for pictures', () => {
  it('serves those, and nothing else', async () => {
    const { url, app } = await start(`${EYES}, one/*, two/*`);
    const source = { type: 'base64', media_type: 'image/png', data: PIXEL };
    const messages = [{ role: 'user', content: [{ type: 'image', source }] }];
    for (const [more, by, rung] of [
      [{ messages }, 'eyes/gpt-5.6', 0],
      [{}, 'one/claude-sonnet-4-6', 1],
    ] as const) {
      const heard = await ask(url, 'anthropic', question('claude-sonnet-4-6', more));
      expect(heard.headers).toMatchObject({ 'x-failsoft-mode': 'primary', 'x-failsoft-served-by': by });
      const [entry] = await app.gateway.requests({ limit: 1 });
      // The journal counts as the configuration does.
      expect(entry?.attempts.map((attempt) => attempt.rung)).toEqual([rung]);
    }
  });

  it('is not who a question without any was meant for: a second account of the vendor is no stranger', async () => {
    const { url, app } = await start(`${EYES}, one/*, two/*`);
    sandbox().setFault('one', 'overloaded');
    const body = question('claude-haiku-4-5', { metadata: { user_id: 'ada' } });
    const heard = await ask(url, 'anthropic', body);
    expect(heard.headers).toMatchObject({
      'x-failsoft-mode': 'standby',
      'x-failsoft-served-by': 'two/claude-haiku-4-5',
    });
    expect(sandbox().seen('two').at(-1)?.body).toContain('ada');
    expect((await app.gateway.requests({ limit: 1 }))[0]?.attempts.map(({ rung }) => rung)).toEqual([1, 2]);
    sandbox().setFault('one', null);
  });

  it('leaves the next one as the only one that may be asked, when standbys are forbidden', async () => {
    const { url } = await start(`${EYES}, one/*, two/*`);
    const asked = sandbox().seen('two').length;
    sandbox().setFault('one', 'overloaded');
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-failsoft-standby': 'off' },
      body: JSON.stringify(question('claude-opus-4-6')),
    });
    expect(answer.ok).toBe(false);
    expect(sandbox().seen('two')).toHaveLength(asked);
    sandbox().setFault('one', null);
  });

  it('is no reason to ask again, when it is all there is', async () => {
    const { url } = await start(EYES);
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question('m')),
    });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('is for requests of this kind');
  });

  it('is never asked for vectors', async () => {
    const { url } = await start('{ target: eyes/gpt-5.6, when: { needs: [images] } }, one/*');
    const before = sandbox().seen('eyes').length;
    const answer = await fetch(`${url}/v1/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', input: 'Hi' }),
    });
    expect(answer.status).toBe(400);
    expect(sandbox().seen('eyes')).toHaveLength(before);
  });
});
