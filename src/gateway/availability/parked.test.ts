import { expect, it } from 'vitest';
import { scene } from '../../../test/fixtures/scene.ts';
import { createClient } from '../../client/client.ts';
import { loadSeen } from '../../deferred/load-seen.ts';
import { standingOf } from '../deferred/standing.ts';

const { sandbox, gateway, provider } = scene();

const MODEL = 'claude-opus-4-6';
const load = loadSeen(() => 0, { places: 1, localPlaces: 1, perMinute: 1 });

/** A gateway with one rung for any model, and what is told of it. */
async function alone(name: string) {
  const { url, app } = await gateway(
    ['providers:', provider(name), `routes: [{ match: ["*"], ladder: [${name}/*] }]`].join('\n'),
  );
  const { live, status } = app.gateway;
  const client = createClient({ url });
  return {
    ask: async (model: string): Promise<unknown> =>
      client
        .ask({ protocol: 'anthropic', body: { model, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] } })
        .catch(() => null),
    isReady: async (): Promise<boolean> => (await fetch(`${url}/readyz`)).status === 200,
    available: async (model?: string) => (await client.availability(model === undefined ? {} : { model }))[0],
    state: () => status().routes[0]?.rungs[0]?.state,
    canWait: (model: string): boolean => {
      const [route] = live().config.routes;
      return route !== undefined && standingOf(live(), load, route, model) !== null;
    },
  };
}

it.each(['rate-limited-day', 'no-such-model'] as const)(
  'a model that is away at a rung for any is told to be away (%s), and others are not',
  async (fault) => {
    const { ask, isReady, available, state, canWait } = await alone(fault);
    await ask(MODEL);
    expect([state(), canWait(MODEL), await isReady()]).toEqual(['ready', true, true]);
    sandbox().setFault(fault, fault);
    await ask(MODEL);
    expect(await available(MODEL)).toMatchObject({
      mode: 'none',
      level: 3,
      why: `${fault}/${MODEL} is not asked, because all its keys have to rest.`,
    });
    expect([state(), canWait(MODEL), await isReady()]).toEqual(['parked', false, false]);
    expect([(await available('another'))?.mode, canWait('another')]).toEqual(['primary', true]);
    sandbox().setFault(fault, null);
    await ask('another');
    expect([state(), canWait(MODEL), await isReady()]).toEqual(['ready', false, true]);
    expect((await available())?.mode).toBe('primary');
  },
);

it('a rung for any model is not away because somebody asked it for one that was never there', async () => {
  const { ask, isReady, available, state } = await alone('mistyped');
  sandbox().setFault('mistyped', 'no-such-model');
  await ask('claude-opsu');
  expect((await available('claude-opsu'))?.mode).toBe('none');
  expect([state(), await isReady(), (await available())?.mode]).toEqual(['ready', true, 'primary']);
});
