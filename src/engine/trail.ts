import { Fault } from '../model/fault.ts';
import type { AttemptEntry } from '../model/journal.ts';
import { type ModelRung, type Rung, targetOf } from '../model/route.ts';
import type { Asked } from './asked.ts';
import { isSpent } from './budgets/bill.ts';
import { accessOf, type Engine } from './engine.ts';

/** What came of the rungs of one request, in the order in which it was known. */
export type Trail = {
  readonly tried: AttemptEntry[];
  /** Nobody was asked, because there was no place since this time, monotonic ms. */
  readonly hadNoPlace: (rung: ModelRung, sinceMs: number, fault: Fault) => void;
  /** The rungs above this one were left out where their accounts have cost enough. Each is noted once. */
  readonly passedOver: (below: number) => void;
};

export function trail(engine: Engine, asked: Asked, ladder: readonly Rung[]): Trail {
  const { world, setup } = engine;
  const startMs = world.nowMs();
  const tried: AttemptEntry[] = [];

  const notAsked = (rung: ModelRung, sinceMs: number, fault: Fault): void => {
    tried.push({
      rung: asked.route.ladder.indexOf(rung),
      target: targetOf(rung, asked.scan.model),
      startedMs: sinceMs - startMs,
      tookMs: world.nowMs() - sinceMs,
      fault: fault.kind,
      detail: fault.message,
      upstreamStatus: null,
      key: -1,
    });
  };

  const noted: Rung[] = [];
  return {
    tried,
    hadNoPlace: notAsked,
    passedOver: (below) => {
      for (let index = 0; index < below; index += 1) {
        const rung = ladder[index];
        if (rung?.kind !== 'model' || noted.includes(rung)) continue;
        const { account } = accessOf(setup, rung.provider);
        if (!isSpent(engine, account)) continue;
        noted.push(rung);
        const limit = `${account.id} may cost ${account.spendPerHour} US dollars in an hour, and has`;
        notAsked(rung, world.nowMs(), new Fault('spent', limit));
      }
    },
  };
}
