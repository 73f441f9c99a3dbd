import { expect, it } from 'vitest';
import { LIMITS } from '../model/route.ts';
import { type Network, simulatedWorld } from '../world/simulated.ts';
import { complete } from './complete.ts';
import { createEngine } from './engine.ts';
import { accountOf, askedOf, routeOf, setupOf } from './testing/parts.ts';

const STREAM = [
  { delta: { content: 'Hello' }, finish_reason: null },
  { delta: {}, finish_reason: 'stop' },
].map((choice) => `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, ...choice }] })}\n\n`);

it('asks once more for those who still wait, where that was due as the machine slept and the first one lost its time', () => {
  let asked = 0;
  const network: Network = (_, on, world) => {
    asked += 1;
    const isFirst = asked === 1;
    const headers = { 'content-type': isFirst ? 'application/json' : 'text/event-stream', 'retry-after-ms': '50' };
    world.after(0, on.sent);
    world.after(isFirst ? 14_900 : 10, () => on.head(isFirst ? 503 : 200, headers));
    const body = isFirst ? '{"error":{"message":"no"}}' : `${STREAM.join('')}data: [DONE]\n\n`;
    world.after(isFirst ? 14_901 : 20, () => on.bytes(Buffer.from(body)));
    world.after(isFirst ? 14_902 : 21, on.end);
    return { pause: () => {}, resume: () => {}, abort: () => {} };
  };
  const world = simulatedWorld(1, network);
  const engine = createEngine(world, { record: () => {} }, setupOf([accountOf('a')], { probesPerMinute: 0 }));
  let heard = '';
  let state = 'open';
  const route = {
    ...routeOf([{ kind: 'model', provider: 'a', model: 'm', tries: 2, limits: LIMITS }]),
    deadlineMs: 15_000,
  };
  complete(
    askedOf(Buffer.from('{"model":"m","stream":true,"messages":[]}'), { route, isShared: true }),
    {
      head: () => {},
      write: (bytes) => ((heard += Buffer.from(bytes).toString()), true),
      end: () => (state = 'ended'),
      destroy: () => (state = 'cut'),
    },
    engine,
  );
  world.pass(14_920);
  expect([asked, state]).toEqual([1, 'open']);
  world.freeze(200);
  world.pass(1_000);
  expect([asked, state, heard.includes('Hello')]).toEqual([2, 'ended', true]);
});
