import { afterAll, describe, expect, it } from 'vitest';
import { createClient, type Deferred, Trouble } from './client.ts';
import { KEYS, MODELS, waitingScene } from '../gateway/deferred/testing/waiting.ts';

const { sandbox, gateway } = waitingScene();
afterAll(() => sandbox().clear());

const asking = (content: string) => ({
  protocol: 'anthropic' as const,
  body: { model: MODELS.anthropic, max_tokens: 100, messages: [{ role: 'user', content }] },
});

describe('a client that can wait', () => {
  it('asks later, hears of every change, and gets the answer in its dialect', async () => {
    const { url } = await gateway('client-later', 'anthropic');
    sandbox().setFault('client-later', 'overloaded');
    const client = createClient({ url, key: KEYS.app });
    const job = await client.later(asking('Why?'), { key: 'k', expiresMs: 3_600_000, priority: 1 });
    expect(job).toMatchObject({ state: 'waiting', priority: 1, answer: null });
    expect((await client.later(asking('Why?'), { key: 'k' })).id).toBe(job.id);
    await expect(client.later(asking('What?'), { key: 'k' })).rejects.toMatchObject({ kind: 'refused', status: 409 });
    const heard: Deferred[] = [];
    const done = new Promise<void>((resolve) => {
      client.watchDeferred(job.id, (now) => {
        heard.push(now);
        if (now.ended !== null) resolve();
      });
    });
    sandbox().setFault('client-later', null);
    await done;
    expect(heard[0]?.id).toBe(job.id);
    const last = await client.deferred(job.id);
    expect(heard.at(-1)).toEqual(last);
    expect(last.state).toBe('done');
    const said = sandbox().seen('client-later').at(-1)?.answer?.text ?? 'nothing';
    expect(JSON.stringify(last.answer)).toContain(JSON.stringify(said).slice(1, -1));
  });

  it('cancels, and is told where there is nothing', async () => {
    const { url } = await gateway('client-cancel', 'anthropic');
    sandbox().setFault('client-cancel', 'overloaded');
    const client = createClient({ url, key: KEYS.app });
    const { id } = await client.later(asking('Why?'));
    expect(await client.cancelDeferred(id)).toMatchObject({ id, state: 'cancelled' });
    expect(await client.cancelDeferred(id)).toBeNull();
    await expect(client.deferred(id)).rejects.toBeInstanceOf(Trouble);
    const promised = await client.ask(asking('And now?'));
    expect(promised.served).toMatchObject({ mode: 'deferred', deferred: expect.stringMatching(/^job_/) });
    // Whether it is being asked just now is chance.
    const { state } = await client.deferred(promised.served.deferred);
    expect(['waiting', 'running']).toContain(state);
  });
});
