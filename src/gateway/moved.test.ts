import { expect, it } from 'vitest';
import { scene } from '../../test/fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

it('whoever gets another address in the configuration is asked there at once, whatever was met at the one before', async () => {
  const text = (name: string): string =>
    [
      'providers:',
      provider(name).replace(`${name}:`, 'mine:'),
      'routes: [{ match: ["*"], ladder: [mine/*, { notice: "Away." }] }]',
      'journal: { path: null }',
    ].join('\n');
  const { url, change } = await gateway(text('before'));
  const servedBy = async (): Promise<string | null> => {
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }),
    });
    await answer.text();
    return answer.headers.get('x-failsoft-served-by');
  };
  sandbox().setFault('before', 'overloaded');
  for (let count = 0; count < 4; count += 1) await servedBy();
  expect(await servedBy()).not.toBe('mine/m');
  expect(change(text('after'))).toMatchObject({ ok: true });
  expect(await servedBy()).toBe('mine/m');
  expect(sandbox().seen('after')).toHaveLength(1);
});
