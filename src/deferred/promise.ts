import type { Asked } from '../engine/asked.ts';
import { directivesOf } from '../cache/directives.ts';
import { noticeReply } from '../engine/answer.ts';
import type { BelowAnswer } from '../engine/below/below.ts';
import type { Promises } from '../engine/below/defer-rung.ts';
import { isOver, type Job } from '../model/job.ts';
import type { Sealing } from '../store/sealing.ts';
import type { World } from '../world/world.ts';
import type { DeferredLimits } from './limits.ts';
import type { Queue } from './queue.ts';
import { pathOf, timeOf } from './told.ts';
import { onceOnly, wishOf } from './wish.ts';

export type PromiseParts = {
  readonly world: Pick<World, 'after'>;
  readonly queue: Queue;
  readonly sealing: Sealing;
  readonly limits: Pick<DeferredLimits, 'admitMs'>;
  readonly expiresMs: () => number;
  /** The address that a request wants to be told, where that is allowed; else null. */
  readonly hookOf: (asked: Asked) => string | null;
  /** Could nothing be written the last time? */
  readonly isInTrouble: () => boolean;
};

/** How long whoever was promised something should wait before it looks, s. */
export const LOOK_AGAIN_S = 30;

/** The rung `defer`: a promise in the dialect of the caller, made only when it will survive the end of the process. */
export function promises({ world, queue, sealing, limits, expiresMs, hookOf, isInTrouble }: PromiseParts): Promises {
  return {
    areKept: () => !queue.isFull() && !isInTrouble(),
    promise: (rung, asked, found) => {
      let isSettled = false;
      const end = (job: Job | null): void => {
        // What nobody was told of is answered all the same: somebody else may have been promised the same meanwhile.
        if (isSettled) return;
        isSettled = true;
        timer();
        found(job === null || isLost(job) ? null : answerOf(job, asked));
      };
      const timer = world.after(limits.admitMs, () => end(null));
      const admit = async (): Promise<void> => {
        try {
          if (declines(asked)) return end(null);
          const terms = { expiresMs: rung.expiresMs ?? expiresMs(), priority: rung.priority };
          end(await queue.admit(onceOnly(wishOf(asked, terms, hookOf(asked)), sealing)));
        } catch {
          // Whoever stands below comes. What is wrong with the store, that has said.
          end(null);
        }
      };
      void admit();
      return () => {
        isSettled = true;
        timer();
      };
    },
  };
}

function answerOf(job: Job, { headers }: Asked): BelowAnswer {
  const url = pathOf(job.id);
  const said = { id: job.id, url, state: job.state, expires: timeOf(job.expiresAtMs) };
  return {
    mode: 'deferred',
    reply: noticeReply(words(job, url)),
    servedBy: '',
    headers: { ...headOf(job), 'x-failsoft-deferred': job.id },
    note: headers['x-failsoft-label'] === 'body' ? { mode: 'deferred', ...said } : null,
  };
}

/** Where a job is, and when to look. */
export function headOf({ id }: Job): Record<string, string> {
  return { location: pathOf(id), 'retry-after': String(LOOK_AGAIN_S) };
}

/** Does the caller want no promise, or that nothing of this is stored? */
function declines({ headers }: Asked): boolean {
  return headers['x-failsoft-defer'] === 'off' || directivesOf(headers['cache-control']).noStore;
}

/** Under the key of a caller it may be over. */
function isLost({ state }: Job): boolean {
  return isOver(state) && state !== 'done';
}

function words({ id, state, expiresAtMs }: Job, url: string): string {
  if (state === 'done')
    return `This is no answer itself: your request ${id} was answered meanwhile. The answer is at ${url}.`;
  const until = `${timeOf(expiresAtMs).slice(0, 16).replace('T', ' ')} UTC`;
  return (
    'This is no answer yet: no AI provider can answer now. Your request is stored as ' +
    `${id}, and will be answered when one is back, until ${until} at the latest. The answer will be at ${url}.`
  );
}
