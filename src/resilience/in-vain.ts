import { latenessOf } from './breaker.ts';

/**
 * Where nothing is known of such answers, one that was waited for less than this is not late, ms: twice the worst 99th percentile of ten
 * models (docs/decisions/deadlines.md).
 */
export const LONG_MS = 10_000;
/** A shorter wait counts as its share of that at most, from this time on, ms. */
const SHORT_MS = 3_000;

/**
 * How much of a late answer it is (0 to 1) that somebody has waited for less than LONG_MS in vain. `silentMs`: without the time that reading
 * takes. `knownMs`: how long earlier answers of this target took.
 *
 * Without any of those it is the share of LONG_MS that was waited, so that 70 s of such waits bring a target to rest. That is the likelihood
 * against one that is dead, if half of those that are well are silent for 3 s, and a tenth for 10 s.
 *
 * With n of them it is by how surprising the wait is, and no more than that. Where k took as long, the next answer of a sound target does
 * with the chance (k + 1) / (n + 1), whatever its times are like, as long as all are drawn alike. Beyond the longest that falls as the
 * time grows: one that is twice as long is half as likely. So after a single answer, half are longer, and one in twenty is ten times as long. Of
 * ten models the one with the heaviest tail has its 99th percentile at ten times its median.
 */
export function shareInVain(silentMs: number, knownMs: readonly number[]): number {
  if (silentMs < SHORT_MS) return 0;
  const share = Math.min(1, silentMs / LONG_MS);
  if (knownMs.length === 0) return share;
  const longer = knownMs.filter((ms) => ms >= silentMs).length;
  const chance = (longer + 1) / (knownMs.length + 1);
  return Math.min(share, latenessOf(longer > 0 ? chance : chance * (Math.max(...knownMs) / silentMs)));
}
