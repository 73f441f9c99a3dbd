import { Cron } from 'croner';
import type { Builds } from '../model/edition.ts';
import type { Schedule, Slot } from '../model/slot.ts';

export type Due = {
  readonly nowMs: number;
  readonly builds: Pick<Builds, 'last' | 'failures'>;
  /** Is anything published? */
  readonly hasCurrent: boolean;
};

/** How long a build that came to nothing rests before it is tried again, the first time and at most, ms. */
const RETRY_MS = 60_000;
const RETRY_MS_MAX = 3_600_000;

/**
 * When a slot is built next without anybody's asking for it, ms since 1970, by the clock of now; null: it is not; 0: it should have been
 * long ago. What was missed while nothing ran is due at once, and only once.
 */
export function dueMs(
  slot: Pick<Slot, 'schedule' | 'watchMs' | 'retries'>,
  { nowMs, builds, hasCurrent }: Due,
): number | null {
  const { last, failures } = builds;
  const byItself = slot.schedule !== null || slot.watchMs !== null;
  if (last === null) return byItself && !hasCurrent ? 0 : nextOf(slot.schedule, nowMs);
  // A clock that was set back does not put off what is due.
  const lastMs = Math.min(last.atMs, nowMs);
  const next = nextOf(slot.schedule, lastMs);
  if (!byItself || failures === 0 || failures > slot.retries) return next;
  const again = lastMs + Math.min(RETRY_MS_MAX, RETRY_MS * 4 ** (failures - 1));
  return next === null ? again : Math.min(again, next);
}

function nextOf(schedule: Schedule | null, afterMs: number): number | null {
  if (schedule === null) return null;
  const cron = new Cron(schedule.pattern, { timezone: schedule.zone, paused: true, mode: '5-part' });
  return cron.nextRun(new Date(afterMs))?.getTime() ?? null;
}
