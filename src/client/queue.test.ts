import { afterEach, describe, expect, it } from 'vitest';
import { scene } from '../../test/fixtures/scene.ts';
import { KEYS, MODELS, waitingScene } from '../gateway/deferred/testing/waiting.ts';
import {
  type Client,
  createClient,
  createQueue,
  followHelp,
  hasChanged,
  type KeptStore,
  memoryStore,
  type Queue,
  textIn,
} from './client.ts';

const { sandbox, gateway, newFile } = waitingScene();
/** Gateways that store nothing. */
const bare = scene();

const asking = (content: string) => ({
  place: 'letter-7',
  about: content,
  note: { caret: 3 },
  request: {
    protocol: 'anthropic' as const,
    body: { model: MODELS.anthropic, max_tokens: 100, messages: [{ role: 'user', content }] },
  },
});

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function queueOn(client: Client, store?: KeptStore): Queue {
  const queue = createQueue({ client, help: followHelp(client), ...(store !== undefined && { store }) });
  ends.push(queue.run());
  return queue;
}
const states = (queue: Queue): readonly string[] => queue.items.get().map(({ state }) => state);
const answeredBy = (name: string, content: string): number =>
  sandbox()
    .seen(name)
    .filter(({ body, completion }) => completion === 'answered' && body.includes(content)).length;

describe('a queue', () => {
  it('has a question answered once, over the end of page and gateway, and gives the answer out once', async () => {
    const [name, file] = ['queue-once', newFile()];
    sandbox().setFault(name, 'unavailable');
    const first = await gateway(name, 'anthropic', { file });
    const store = memoryStore();
    const before = queueOn(createClient({ url: first.url, key: KEYS.app }), store);
    const { request } = asking('Why once?');
    const signal = new AbortController().signal;
    const wanted = { ...request, not: ['somebody/else'], signal, onRestart: () => {} };
    const { id, request: stored } = await before.add({ ...asking('Why once?'), request: wanted });
    expect(stored).toEqual({ ...request, not: ['somebody/else'] });
    await expect.poll(() => states(before)).toEqual(['held']);
    await first.stop();
    for (const end of ends.splice(0)) end();
    sandbox().setFault(name, null);

    const second = await gateway(name, 'anthropic', { file });
    const client = createClient({ url: second.url, key: KEYS.app });
    // Two pages that cannot agree who of them looks.
    const [queue, other] = [queueOn(client, store), queueOn(client, store)];
    await expect.poll(() => states(queue), { timeout: 20_000 }).toEqual(['ready']);
    expect(answeredBy(name, 'Why once?')).toBe(1);
    const taken = await Promise.all([queue.take(id), other.take(id), queue.take(id)]);
    expect(taken.map((one) => one?.state ?? null)).toEqual(['ready', null, null]);
    const [kept] = taken;
    if (kept?.state !== 'ready') throw new Error('It is not ready');
    expect(textIn(kept.answer.body)).toBe(sandbox().seen(name).at(-1)?.answer?.text);
    expect(kept).toMatchObject({
      place: 'letter-7',
      note: { caret: 3 },
      answer: { origin: { servedBy: `${name}/${MODELS.anthropic}` } },
    });
    expect([hasChanged(kept, 'Why once?'), hasChanged(kept, 'Why twice?')]).toEqual([false, true]);
    expect(await store.all()).toEqual([]);
  });

  it('asks by itself where the gateway stores nothing, and waits while nobody is there', async () => {
    const name = 'queue-unstored';
    bare.sandbox().setFault(name, 'unavailable');
    const { url } = await bare.gateway(
      [
        'providers:',
        bare.provider(name),
        `routes: [{ match: ["*"], ladder: [${name}/*, notice] }]`,
        'health: { probes: { perMinute: 60 } }',
      ].join('\n'),
    );
    const queue = queueOn(createClient({ url }));
    await queue.add(asking('Why here?'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(states(queue)).toEqual(['waiting']);
    bare.sandbox().setFault(name, null);
    await expect.poll(() => states(queue), { timeout: 30_000 }).toEqual(['ready']);
    const answered = bare
      .sandbox()
      .seen(name)
      .filter(({ completion }) => completion === 'answered');
    expect(answered.filter(({ body }) => body.includes('Why here?'))).toHaveLength(1);
  });

  it('keeps what it is told while there is no gateway, as far as there is room, and lets go', async () => {
    const client = createClient({ url: 'http://127.0.0.1:9' });
    const queue = queueOn(client);
    for (let count = 0; count < 50; count += 1) await queue.add(asking(`Why ${count}?`));
    await expect(queue.add(asking('And why?'))).rejects.toMatchObject({
      kind: 'unkept',
      message: expect.stringContaining('Too many'),
    });
    expect(new Set(states(queue))).toEqual(new Set(['waiting']));
    const [oldest] = queue.items.get();
    expect(oldest?.about).toBe('Why 0?');
    expect(await queue.take(oldest?.id ?? '')).toMatchObject({ about: 'Why 0?' });
    expect(states(queue)).toHaveLength(49);
    const [one, again] = await Promise.all([queue.add(asking('Once?')), queue.add(asking('Once?'))]);
    expect([one.id === again.id, states(queue).length]).toEqual([true, 50]);
  });

  it('says so where it cannot keep anything, and does nothing before it runs', async () => {
    const client = createClient({ url: 'http://127.0.0.1:9' });
    const full: KeptStore = { all: async () => [], change: async () => Promise.reject(new Error('The disk is full')) };
    const queue = createQueue({ client, help: followHelp(client), store: full });
    await expect(queue.add(asking('Why?'))).rejects.toMatchObject({
      kind: 'unkept',
      message: expect.stringContaining('The disk is full'),
    });
    expect(queue.items.get()).toEqual([]);
  });
});
