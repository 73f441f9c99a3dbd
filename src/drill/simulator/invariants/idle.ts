import type { Exchange } from '../internet/exchange.ts';
import { isReady } from './health.ts';
import { IN_LINE_MS, isApart, isShort, LATE_MS, unpaid, UNPAID_MAX } from './in-time.ts';
import { type Invariant, isCutOff, isFrozen, isLimited, isOutOfTime, ofEach } from './invariant.ts';
import { couldAnswer } from './routing.ts';

/** Who has less time than this may be lost with a third one whom nobody could ask in it, ms. */
const HASTE_MS = 4_000;

/** Whose time is over did not wait for one alone, while somebody who was well and trusted all the time was not asked. */
const nobodyIsIdle: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    const { talk, exchanges, entry } = one;
    const haveMs = talk.untilMs - talk.askedMs;
    if (entry?.outcome !== 'failed' || entry.fault !== 'timeout' || !isOutOfTime(one)) return null;
    if (!isShort(talk) || haveMs < HASTE_MS || isFrozen(one, run) || isCutOff(one, run)) return null;
    const always = { fromMs: talk.askedMs - 1, toMs: talk.untilMs };
    const idle = talk.targets
      .filter((target) => exchanges.every((other) => other.target !== target))
      .filter((target) => couldAnswer(target, one, run) && isReady(target, run, always));
    // From the middle on, as long as there is time for an answer, also behind lines in which somebody may have stood before.
    const halfMs = talk.askedMs + haveMs / 2;
    const lines = talk.targets.filter((target) => isLimited(target, run.scenario)).length;
    const lastMs = talk.untilMs - haveMs / 4 - lines * IN_LINE_MS;
    const moments = [halfMs, ...exchanges.map(endOf)].filter((ms) => ms >= halfMs && ms < lastMs);
    for (const ms of moments) {
      const [alone, ...others] = exchanges.filter((call) => call.startMs <= ms + LATE_MS && endOf(call) > ms);
      if (alone === undefined || others.length > 0 || alone.rests || unpaid(ms + LATE_MS, evidence) > UNPAID_MAX)
        continue;
      const other = idle.find((target) => isApart(target, alone, run));
      if (other !== undefined && (alone.byteMs ?? Infinity) > ms + LATE_MS)
        return `its time was over with ${alone.target} alone, and ${other} was well and not asked`;
    }
    return null;
  })(evidence);

function endOf({ endMs }: Exchange): number {
  return endMs ?? Infinity;
}

// oxfmt-ignore
export const IDLE: readonly Invariant[] = [
  { id: 'T7', binds: 'all', check: nobodyIsIdle, says: 'Whose time is over, which was four seconds or more and less than one model may take, waited for no one alone behind its half, while another one was well and trusted all the time and not asked.' },
];
