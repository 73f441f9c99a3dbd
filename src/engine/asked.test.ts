import { describe, expect, it } from 'vitest';
import type { Route } from '../model/route.ts';
import { type Asked, deadlineOf } from './asked.ts';
import { askedOf, routeOf } from './testing/parts.ts';

function asked(stream: boolean, route: Partial<Route>, untilMs?: number): Asked {
  return askedOf('{}', {
    scan: { model: 'm', stream, modelAt: null },
    route: { ...routeOf([]), ...route },
    ...(untilMs !== undefined && { untilMs }),
  });
}

describe('the time of a request', () => {
  it.each<[string, Asked, number]>([
    ['ten minutes for a stream', asked(true, {}), 600_000],
    ['five for a whole answer', asked(false, {}), 300_000],
    ['what its route says', asked(true, { deadlineMs: 7_000 }), 7_000],
    ['less, when its caller has less', asked(true, { deadlineMs: 7_000 }, 3_000), 3_000],
    ['no more, when its caller has more', asked(true, { deadlineMs: 7_000 }, 9_000), 7_000],
    ['over, when its caller has stopped waiting', asked(false, {}, -1_000), -1_000],
  ])('is %s', (_, request, ms) => {
    expect(deadlineOf(request, 0)).toBe(ms);
  });
});
