import { Fault } from '../model/fault.ts';
import type { AttemptEntry } from '../model/journal.ts';
import { type ModelRung, type Rung, targetOf } from '../model/route.ts';
import type { Asked } from './asked.ts';
import { isSpent } from './budgets/bill.ts';
import { accessOf, type Engine } from './engine.ts';
import type { Share } from './splice/continued.ts';

/** What came of the rungs of one request, in the order in which it was known. */
export type Trail = {
  readonly tried: readonly AttemptEntry[];
  /** An attempt is over. */
  readonly closed: (id: number, entry: AttemptEntry) => void;
  /** An attempt writes no more. What `share` says, which part of the answer is from it, is looked up and noted once. */
  readonly handedOver: (id: number, share: () => Share | null) => void;
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
  /** Where in the list an attempt stands. */
  const placeOf: number[] = [];
  const handed: number[] = [];
  return {
    tried,
    closed: (id, entry) => {
      placeOf[id] = tried.length;
      tried.push(entry);
    },
    handedOver: (id, shareOf) => {
      if (handed.includes(id)) return;
      handed.push(id);
      const place = placeOf[id] ?? -1;
      const entry = tried[place];
      const share = shareOf();
      if (entry !== undefined && share !== null) tried[place] = { ...entry, said: { from: share.from, to: share.to } };
    },
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
