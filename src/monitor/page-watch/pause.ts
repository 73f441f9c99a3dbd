import type { World } from '../../world/world.ts';
import { HOUR_MS, MINUTE_MS } from '../status-pages/page.ts';
import type { Trail, Visit } from './visit.ts';

/** How far an interval is stretched or shortened by chance. */
const JITTER = 0.2;
/** How long a page that refuses us is left alone, and the longest that one in trouble is, ms. */
const REFUSED_MS = 15 * MINUTE_MS;
/** How long we stay away at most from a page that asks for it, ms. */
const STAY_AWAY_MS_MAX = 6 * HOUR_MS;

/** How long a way is left alone after a visit, ms. Keeps count of failures. */
export function pauseMs({ random }: Pick<World, 'random'>, trail: Trail, result: Visit): number {
  const { everyMs } = trail.way;
  if (result.kind === 'read' || result.kind === 'same') {
    trail.failures = 0;
    return stretched(everyMs, random());
  }
  trail.failures += 1;
  const own = result.kind === 'blocked' ? REFUSED_MS : Math.min(REFUSED_MS, everyMs * 2 ** (trail.failures - 1));
  const wished = Math.min(STAY_AWAY_MS_MAX, result.retryAfterMs ?? 0);
  return Math.max(wished, stretched(Math.max(everyMs, own), random()));
}

/** So that many who have begun together do not come together. What is a promise to stay away is only ever made longer. */
function stretched(ms: number, chance: number): number {
  return ms * (1 + JITTER * (ms < REFUSED_MS ? 2 * chance - 1 : chance));
}
