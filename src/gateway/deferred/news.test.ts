import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../../test/fixtures/receiver.ts';
import { DIRECT } from '../../world/real.ts';
import { Secret } from '../../model/secret.ts';
import { hookAt, openPosting } from './hooks.ts';
import { call, idOf, jsonOf, KEYS, later, over, until, waitingScene } from './testing/waiting.ts';

const { gateway } = waitingScene();
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const receivers: Receiver[] = [];
afterEach(async () => {
  await Promise.all(receivers.splice(0).map(({ close }) => close()));
});

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  receivers.push(one);
  return one;
}

const webhooks = (url: string, more = ''): string =>
  `deferred: { webhooks: [{ url: "${url}/hooks/*", secret: ${SECRET}, private: true${more} }] }`;

describe('news of a job', () => {
  it('come with the answer, signed as the official library checks it, once it is over', async () => {
    const told = await receiver();
    const started = await gateway('told', 'anthropic', { more: webhooks(told.url) });
    const headers = { 'x-failsoft-webhook': `${told.url}/hooks/7` };
    const id = await idOf(await later(started, 'anthropic', { headers }));
    const job = await over(started, id);
    const got = await until(async () => told.got[0] ?? null);
    expect(got).toMatchObject({ method: 'POST', path: '/hooks/7' });
    const payload = new Webhook(SECRET).verify(got.body, {
      'webhook-id': String(got.headers['webhook-id']),
      'webhook-timestamp': String(got.headers['webhook-timestamp']),
      'webhook-signature': String(got.headers['webhook-signature']),
    });
    expect(payload).toMatchObject({ specversion: '1.0', type: 'failsoft.deferred.done', subject: id, data: job });
    await until(async () =>
      (await started.app.gateway.deferred?.queue.find(id, null))?.hook === 'delivered' ? true : null,
    );
    expect(told.got).toHaveLength(1);
  });

  it('are told again, under the same id, to a receiver that refuses or never answers, and hold up nobody', async () => {
    const told = await receiver();
    const silent = await receiver();
    told.turn({ status: 500 });
    silent.turn('silent');
    const more = `deferred: { webhooks: [${[told, silent].map(({ url }) => `{ url: "${url}/*", secret: ${SECRET}, private: true }`).join(', ')}] }`;
    const started = await gateway('refusing', 'anthropic', { more });
    const one = await idOf(await later(started, 'anthropic', { headers: { 'x-failsoft-webhook': `${told.url}/a` } }));
    await later(started, 'anthropic', { content: 'Two', headers: { 'x-failsoft-webhook': `${silent.url}/b` } });
    await over(started, one);
    await until(async () => (told.got.length > 0 && silent.got.length > 0 ? true : null));
    told.turn({ status: 204 });
    await until(async () => (told.got.length > 1 ? true : null));
    expect(new Set(told.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(told.got.map(({ body }) => body)).size).toBe(1);
    // The answer itself is there all the time.
    expect((await call(`${started.url}/v1/deferred/${one}`, 'GET')).status).toBe(200);
  });

  it('go nowhere but where the operator allows it, for this tenant', async () => {
    const told = await receiver();
    const started = await gateway('allowed', 'anthropic', { more: webhooks(told.url, ', tenants: [app]') });
    const ask = async (address: string, key = KEYS.app): Promise<number> =>
      (await later(started, 'anthropic', { key, headers: { 'x-failsoft-webhook': address } })).status;
    expect(await ask(`${told.url}/hooks/1`)).toBe(202);
    for (const address of [
      `${told.url}/other`,
      `${told.url}/hooks/../other`,
      'http://169.254.169.254/',
      'file:///etc/passwd',
      'x',
    ])
      expect(await ask(address)).toBe(400);
    expect(await ask(`${told.url}/hooks/1`, KEYS.other)).toBe(400);
    const said = await later(started, 'anthropic', { headers: { 'x-failsoft-webhook': 'http://169.254.169.254/' } });
    expect(JSON.stringify(await jsonOf(said))).toContain('none that this gateway may tell');
  });
});

describe('an address that is told', () => {
  const rule = { url: 'https://hooks.example.com/a/*', secret: new Secret(SECRET), tenants: ['acme'], private: false };

  it.each([
    ['https://hooks.example.com/a/1?b=c', 'acme', true],
    ['https://HOOKS.example.com:443/a/1', 'acme', true],
    ['https://hooks.example.com/a/1', 'other', false],
    ['http://hooks.example.com/a/1', 'acme', false],
    ['https://hooks.example.com.evil.example/a/1', 'acme', false],
    ['https://hooks.example.com@evil.example/a/1', 'acme', false],
    ['https://user:password@hooks.example.com/a/1', 'acme', false],
    ['https://hooks.example.com/a/%2e%2e/b', 'acme', false],
    ['https://hooks.example.com\\@evil.example/a/', 'acme', false],
  ])('%s of %s fits: %s', (address, tenant, fits) => {
    expect(hookAt([rule], address, tenant) !== null).toBe(fits);
  });

  it.each([
    ['this machine by its address', (port: string) => `http://127.0.0.1:${port}/x`, false],
    ['this machine by a name', (port: string) => `http://localhost:${port}/x`, false],
    ['this machine in another spelling', (port: string) => `http://[::ffff:127.0.0.1]:${port}/x`, false],
    ['the network of the operator', () => 'http://10.0.0.1/x', false],
    ['where clouds keep secrets', () => 'http://169.254.169.254/latest', true],
  ])('is never %s unless the operator says so', async (_, address, isPrivate) => {
    const told = await receiver();
    const { post, close } = openPosting(() => DIRECT);
    const request = { url: address(new URL(told.url).port), headers: {}, body: '{}' };
    const outcome = await new Promise<{ ok: boolean }>((resolve) => {
      post(request, isPrivate, resolve);
    });
    expect(outcome.ok).toBe(false);
    expect(told.got).toEqual([]);
    await close();
  });
});
