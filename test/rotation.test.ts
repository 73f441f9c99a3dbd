import { describe, expect, it } from 'vitest';
import { bodyOf } from './fixtures/bodies.ts';
import { ask, dialectOf, type Way, WAYS } from './fixtures/client.ts';
import { scene } from './fixtures/scene.ts';

const { gateway, provider } = scene();

/** A provider for callers of every kind, with this key, and one standby. The sandbox refuses keys with `bad` in them. */
const config = (key: string): string =>
  [
    'providers:',
    ...WAYS.map((way) => provider(`at-${way}`, dialectOf(way), `apiKey: ${key}`)),
    provider('standby'),
    'routes:',
    ...WAYS.map((way) => `  - { match: ["m-${way}"], ladder: [at-${way}/*, standby/x] }`),
  ].join('\n');

const forms = (way: Way): readonly boolean[] => (way === 'gemini-list' ? [true] : [true, false]);

describe('a key that was replaced', () => {
  it('is used at once, however long the old one had to rest, and nobody hears of either', async () => {
    const { url, change, app } = await gateway(config('a-bad-key-of-yesterday'));
    const served = async (): Promise<readonly string[]> => {
      const modes: string[] = [];
      for (const way of WAYS)
        for (const stream of forms(way)) {
          // eslint-disable-next-line no-await-in-loop -- One after the other, so that the journal tells in order.
          const heard = await ask(url, way, bodyOf(way, { model: `m-${way}`, stream, content: 'Hello' }));
          expect(heard).toMatchObject({ status: 200, complete: true, error: '' });
          modes.push(String(heard.headers['x-failsoft-mode']));
        }
      return modes;
    };
    const [before] = [await served(), change(config('a-good-key-of-today'))];
    expect(new Set(before)).toEqual(new Set(['standby']));
    expect(new Set(await served())).toEqual(new Set(['primary']));
    const entries = await app.gateway.requests({ limit: 100 });
    const faults = entries.flatMap(({ attempts }) => attempts.flatMap(({ fault }) => fault ?? []));
    expect(new Set(faults)).toEqual(new Set(['unauthorized']));
  });

  it('is not held against the provider, which is asked with the next one', async () => {
    const keys = 'a-bad-key-of-yesterday';
    const { url } = await gateway(
      [
        'providers:',
        provider('both', 'anthropic', `apiKeys: [${keys}, a-good-key-of-today]`),
        'routes:',
        '  - { match: ["*"], ladder: [both/*] }',
      ].join('\n'),
    );
    for (const stream of [true, false])
      // eslint-disable-next-line no-await-in-loop -- One after the other.
      expect(await ask(url, 'anthropic', bodyOf('anthropic', { model: 'm', stream, content: 'Hello' }))).toMatchObject({
        status: 200,
        complete: true,
      });
  });
});
