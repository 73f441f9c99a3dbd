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

describe('what a running gateway cannot change', () => {
  const key = 'a-key-that-is-long-enough';
  const open = (...lines: readonly string[]): string =>
    [config('sk-of-one'), 'journal: { path: null }', ...lines].join('\n');
  const statusOf = async ({ url }: Started, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/v1/models`, { headers })).status;

  it('is the address it is at: whoever asks there needs a key, whatever the file says by now', async () => {
    const one = await gateway(open('listen: 0.0.0.0:0', `clients: [{ id: app, key: ${key} }]`));
    for (const lines of [[], ['clients: [{ id: app, key: short }]']]) {
      const reloaded = one.change(open(...lines));
      expect(reloaded).toMatchObject({ ok: false, why: expect.stringContaining('Other machines can reach 0.0.0.0') });
      expect(await statusOf(one)).toBe(401);
      expect(await statusOf(one, { 'x-failsoft-key': 'short' })).toBe(401);
      expect(await statusOf(one, { 'x-failsoft-key': key })).toBe(200);
    }
  });

  it('is told as long as the file says otherwise, and no longer', async () => {
    const one = await gateway(open());
    const waits = 'A change of "listen" takes effect at the next start.';
    for (const lines of [['listen: "[::1]:0"'], ['listen: "[::1]:0"', 'limits: { concurrency: 7 }'], []])
      expect(one.change(open(...lines)).ok).toBe(true);
    expect(one.said.filter((sentence) => sentence === waits)).toHaveLength(2);
  });

  it('is the file of the journal, but not whether bodies are written', async () => {
    const one = await gateway(open());
    const { app, said } = one;
    expect(one.change(open().replace('path: null', 'path: elsewhere.db, bodies: true')).ok).toBe(true);
    expect([app.gateway.status().journal.path, app.gateway.live().engine.setup.bodies]).toEqual([null, true]);
    expect(said).toEqual(['A change of "journal" takes effect at the next start.']);
  });
});
