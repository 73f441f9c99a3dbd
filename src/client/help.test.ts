import { describe, expect, it } from 'vitest';
import { scene } from '../../test/fixtures/scene.ts';
import { type Availability, createClient, followHelp, type Help, helpIn, Trouble, UNKNOWN } from './client.ts';

const { gateway, provider, sandbox } = scene();

const route = (level: Availability['level'], more: Partial<Availability> = {}): Availability => ({
  route: 'default',
  match: ['*'],
  mode: 'primary',
  level,
  sinceMs: 1,
  servedBy: 'a/m',
  why: '',
  nextTryAtMs: null,
  ...more,
});
const gone = (trouble: Trouble): Help => helpIn({ kind: 'gone', sinceMs: 7, routes: [route(0)], trouble });

describe('the level of help', () => {
  it.each<readonly [string, Help, Partial<Help>]>([
    [
      'what the route has',
      helpIn({ kind: 'known', routes: [route(2, { why: 'So.' })] }),
      { level: 2, why: 'So.', sinceMs: 1 },
    ],
    ['that of the worst route', helpIn({ kind: 'known', routes: [route(0), route(3), route(1)] }), { level: 3 }],
    ['none without a route', helpIn({ kind: 'known', routes: [] }), { level: 3, needsKey: false }],
    [
      'none, and no gateway, where that is gone',
      gone(new Trouble('unreachable', 'It cannot be reached')),
      { level: 4, why: 'It cannot be reached', sinceMs: 7, needsKey: false },
    ],
    [
      'none at a gateway that wants a key',
      gone(new Trouble('refused', 'A key', { status: 401 })),
      { level: 3, needsKey: true },
    ],
    ['none at one that says no', gone(new Trouble('refused', 'Full', { status: 503 })), { level: 3, needsKey: false }],
  ])('is %s', (_, help, expected) => {
    expect(help).toMatchObject(expected);
  });

  it('is followed while somebody listens, through the end of a provider and of the gateway', async () => {
    const started = await gateway(
      ['providers:', provider('helping'), 'routes: [{ match: ["*"], ladder: [helping/*] }]'].join('\n'),
    );
    const client = createClient({ url: started.url });
    const ask = async (): Promise<unknown> =>
      client
        .ask({
          protocol: 'anthropic',
          body: { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] },
        })
        .catch(() => null);
    const help = followHelp(client, { model: 'm' });
    const levels: number[] = [];
    expect(help.get()).toBe(UNKNOWN);
    const leave = help.subscribe(() => void levels.push(help.get().level));
    await expect.poll(() => help.get().servedBy).toBe('helping/m');
    sandbox().setFault('helping', 'unavailable');
    for (let tries = 0; tries < 12; tries += 1) await ask();
    await expect.poll(() => help.get()).toMatchObject({ level: 3, servedBy: '' });
    await started.stop();
    await expect.poll(() => help.get()).toMatchObject({ level: 4, why: 'The gateway cannot be reached' });
    leave();
    expect(levels.filter((level, place) => level !== levels[place - 1])).toEqual([0, 3, 4]);
  });
});
