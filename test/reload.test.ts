import { describe, expect, it } from 'vitest';
import { bodyOf } from './fixtures/bodies.ts';
import { ask, type Heard } from './fixtures/client.ts';
import type { Started } from './fixtures/gateway.ts';
import { scene } from './fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

const config = (...keys: readonly string[]): string =>
  [
    'providers:',
    provider('one', 'anthropic', `apiKeys: [${keys.join(', ')}]`),
    provider('two', 'anthropic'),
    'routes:',
    '  - { match: ["*"], ladder: [one/m, two/m] }',
  ].join('\n');

const asks = async ({ url }: Started): Promise<Heard> =>
  ask(url, 'anthropic', bodyOf('anthropic', { model: 'm', stream: false, content: 'Hello' }));

describe('a configuration that is read again in the middle of trouble', () => {
  it('leaves alone the keys that rest, as often as it is read, and asks with one that is new', async () => {
    const one = await gateway(config('sk-first-of-these-keys', 'sk-second-of-these-keys'));
    sandbox().setFault('one', 'rate-limited-day');
    for (let count = 0; count < 2; count += 1) await asks(one);
    expect(sandbox().seen('one')).toHaveLength(2);

    for (let count = 0; count < 5; count += 1) {
      one.change(config('sk-second-of-these-keys', 'sk-first-of-these-keys'));
      expect((await asks(one)).headers['x-failsoft-served-by']).toBe('two/m');
    }
    expect(sandbox().seen('one')).toHaveLength(2);

    sandbox().setFault('one', null);
    one.change(config('sk-first-of-these-keys', 'sk-third-of-these-keys'));
    expect((await asks(one)).headers['x-failsoft-served-by']).toBe('one/m');
    expect(sandbox().seen('one').at(-1)?.headers['x-api-key']).toBe('sk-third-of-these-keys');
  });
});
