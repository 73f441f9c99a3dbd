import type { Health } from '../../resilience/health.ts';

/** The first of which nothing was ever heard; where there is none, the one that was not heard of for the longest time. */
export function forgetOne(targets: Map<string, Health>): void {
  let oldest = '';
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const [target, health] of targets) {
    const ms = heardMs(health);
    if (ms < oldestMs) [oldest, oldestMs] = [target, ms];
    if (ms === Number.NEGATIVE_INFINITY) break;
  }
  targets.delete(oldest);
}

/** Of one that rests it is heard as long as it is looked at. */
function heardMs({ breaker, answeredMs, failedMs }: Health): number {
  const never = Number.NEGATIVE_INFINITY;
  return Math.max(answeredMs ?? never, failedMs ?? never, breaker.state === 'open' ? breaker.lookMs : never);
}
