import { expect, it } from 'vitest';
import { scene } from '../../../test/fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

it('of the models that were asked for at a rung for any, the one that answered last is proven', async () => {
  const { url, app } = await gateway(
    [
      'providers:',
      provider('any', 'openai-chat'),
      'routes: [{ match: ["*"], ladder: [any/*] }]',
      'health: { probes: { perMinute: 0 } }',
    ].join('\n'),
  );
  const post = async (path: string, body: object): Promise<number> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(url + path, init);
    await answer.text();
    return answer.status;
  };
  const ask = async (model: string): Promise<number> =>
    post('/v1/chat/completions', { model, messages: [{ role: 'user', content: 'Hi' }] });
  const proven = async (): Promise<readonly string[]> => (await app.gateway.prove(0)).map(({ target }) => target);

  sandbox().setFault('any', 'no-such-model', { times: 1 });
  expect(await ask('gpt-5.6-mistyped')).toBe(404);
  expect(await proven()).toEqual([]);
  sandbox().setFault('any', 'invalid-request', { times: 1 });
  expect(await ask('gpt-5.6')).toBe(400);
  expect(await proven()).toEqual(['any/gpt-5.6']);
  expect(await ask('gpt-5.6')).toBe(200);
  expect(await ask('gpt-5.6-mini')).toBe(200);
  expect(await proven()).toEqual(['any/gpt-5.6-mini']);
  expect(await post('/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hi' })).toBe(200);
  sandbox().setFault('any', 'no-such-model', { times: 1 });
  expect(await ask('gpt-6-mistyped')).toBe(404);
  expect(await proven()).toEqual(['any/gpt-5.6-mini']);
  expect(await ask('gpt-5.6')).toBe(200);
  expect(await proven()).toEqual(['any/gpt-5.6']);
});
