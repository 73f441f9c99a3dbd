import { expect, it } from 'vitest';
import { outage } from '../../engine/testing/outage.ts';
import { routeOf } from '../../engine/testing/parts.ts';
import { LIMITS } from '../../model/route.ts';
import { standbysOf } from './standbys.ts';

const rung = (provider: string) => ({ kind: 'model', provider, model: null, tries: 1, limits: LIMITS }) as const;

it('a standby for any model has no name until somebody has asked for one', () => {
  const { engine, turn, traffic } = outage({ a: {}, b: {} });
  const route = routeOf([rung('a'), rung('b'), { kind: 'notice', text: 'Away' }]);
  const now = () => standbysOf(engine, [route]);
  expect(now()).toEqual([{ route: 'r', target: 'b/*', proven: false }]);
  turn('a', { kind: 'refuses', status: 500 });
  traffic(5_000, 1_000);
  expect(now()).toEqual([{ route: 'r', target: 'b/m', proven: true }]);
});
