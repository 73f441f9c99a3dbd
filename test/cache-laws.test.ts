import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, DIALECTS } from './fixtures/client.ts';
import { houses, modeOf, questionIn, said } from './fixtures/kept.ts';
import { scene } from './fixtures/scene.ts';
import { claude, startUpstream, stream } from './fixtures/upstream.ts';

const stage = scene();
const { gateway } = stage;
const house = houses(stage);

describe('kept answers on real sockets', () => {
  it('a stream and a whole answer say the same, in every dialect, whatever is asked', async () => {
    const all = new Map(await Promise.all(DIALECTS.map(async (dialect) => [dialect, await house(dialect)] as const)));
    const asked = fc.record({
      dialect: fc.constantFrom(...DIALECTS),
      content: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      thinking: fc.boolean(),
      first: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ dialect, content, thinking, first }) => {
        const get = all.get(dialect)?.ask;
        if (get === undefined) throw new Error('no house');
        const one = await get(dialect, { content, thinking, stream: first });
        const other = await get(dialect, { content, thinking, stream: !first });
        expect([modeOf(other), said(other)]).toEqual(['cache', said(one)]);
      }),
      { numRuns: 30 },
    );
  });

  it('two tenants never get anything of each other, however their requests cross', async () => {
    let number = 0;
    // Each call gets an answer of its own, in pieces, with time between for others to come.
    const upstream = await startUpstream((_, socket) => {
      number += 1;
      const bytes = stream(claude([`Answer ${number}`, ', in so many', ' words']));
      // One after the other: timers of different lengths may change places on a busy machine.
      const say = (from: number): void => {
        if (socket.destroyed) return;
        socket.write(bytes.subarray(from, from + 400));
        if (from + 400 < bytes.length) setTimeout(say, 15, from + 400);
      };
      setTimeout(say, 1, 0);
      return '';
    });
    const { url, stop } = await gateway(
      [
        `providers: { own: { protocol: anthropic, baseUrl: "${upstream.url}/v1", apiKey: k } }`,
        'routes:',
        '  - { match: ["*"], cache: { fresh: 60ms, revalidate: 60ms, sampled: true }, ladder: [own/*] }',
        'clients:',
        ...['x', 'y'].map((one) => `  - { id: ${one}, key: a-key-of-tenant-${one}-0001, tenant: ${one} }`),
      ].join('\n'),
    );
    const step = fc.record({ tenant: fc.constantFrom('x', 'y'), topic: fc.nat(1), waitMs: fc.nat(25) });
    const owners = new Map<string, string>();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        run += 1;
        const talks: Promise<void>[] = [];
        for (const { tenant, topic, waitMs } of steps) {
          const headers = { 'x-api-key': `a-key-of-tenant-${tenant}-0001` };
          const body = questionIn('anthropic', { stream: true, content: `Topic ${run} ${topic}` });
          const heard = ask(url, 'anthropic', body, headers);
          talks.push(
            heard.then(({ text, complete, status, error, raw }) => {
              expect([status, error, complete ? '' : raw]).toEqual([200, '', '']);
              const owner = owners.get(text) ?? `${tenant} ${run} ${topic}`;
              owners.set(text, owner);
              expect(owner).toBe(`${tenant} ${run} ${topic}`);
            }),
          );
          await sleep(waitMs);
        }
        await Promise.all(talks);
      }),
      { numRuns: 15 },
    );
    // Some were shared, or the test shows nothing.
    expect(owners.size).toBeGreaterThan(15);
    await stop();
    await upstream.close();
  });
});
