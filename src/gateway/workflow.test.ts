import { describe, expect, it } from 'vitest';
import { scene } from '../../test/fixtures/scene.ts';
import { createClient } from '../client/client.ts';

const { gateway, provider } = scene();

const MODEL = 'claude-opus-4-6';
const file = (): string =>
  [
    'providers:',
    provider('usual'),
    provider('careful'),
    'routes:',
    `  - { match: [${MODEL}], ladder: [usual/*] }`,
    '  - { name: letters, match: [nobody-asks-for-this], workflows: [support-reply], ladder: [careful/*] }',
    'clients: [{ id: app, key: key-of-the-app }, { id: guest, key: key-of-the-guest, routes: [claude-*] }]',
  ].join('\n');

const ask = {
  protocol: 'anthropic',
  body: { model: MODEL, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] },
} as const;

describe('a request that names its workflow', () => {
  it.each([
    ['goes to the route that has it, whatever the model', 'support-reply', 'key-of-the-app', `careful/${MODEL}`],
    ['goes to the route that is called like it', 'letters', 'key-of-the-app', `careful/${MODEL}`],
    ['goes by its model where no route has it', 'search', 'key-of-the-app', `usual/${MODEL}`],
    ['is led to no route that its client may not use', 'support-reply', 'key-of-the-guest', `usual/${MODEL}`],
  ])('%s', async (_, workflow, key, servedBy) => {
    const { url } = await gateway(file());
    const client = createClient({ url, key });
    expect((await client.ask({ ...ask, workflow })).served.servedBy).toBe(servedBy);
    const [shown] = await client.availability({ workflow, model: MODEL });
    expect(shown?.servedBy).toBe(servedBy);
  });

  it('makes no route of nothing: two with the same workflow are a mistake', async () => {
    const twice = file().replace('ladder: [usual/*]', 'ladder: [usual/*], workflows: [support-reply]');
    await expect(gateway(twice)).rejects.toThrow('another route has the workflow "support-reply"');
  });
});
