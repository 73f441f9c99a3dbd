import type { Engine } from '../engine/engine.ts';
import { newId } from '../engine/new-id.ts';
import type { FaultKind } from '../model/fault.ts';
import type { Route } from '../model/route.ts';
import type { Claimed, JobStore, Run } from '../store/deferred/job-store.ts';
import type { Sealing } from '../store/sealing.ts';
import type { Cancel } from '../world/world.ts';
import type { DeferredLimits } from './limits.ts';
import { begun, beganToDrain, type Capacity, mayBegin, type Pace, passed, pauseAfter } from './pace.ts';
import { pulse } from './pulse.ts';
import { aboutText, type Queue } from './queue.ts';
import { askedAgain, unpackQuestion } from './question.ts';
import { type Ran, run } from './run.ts';

/** Who would answer a question of a route now, `provider/model`, and what it can take. */
export type Standing = Capacity & { readonly target: string };

export type DrainParts = {
  readonly engine: () => Engine;
  readonly store: JobStore;
  readonly queue: Queue;
  readonly sealing: Sealing;
  readonly runner: string;
  readonly limits: DeferredLimits;
  readonly routes: () => readonly Route[];
  /** Null: nobody can be asked now. A model of null: any. */
  readonly standing: (route: Route, model: string | null) => Standing | null;
  readonly keepMs: () => number;
  /** A job came to its end here. */
  readonly ended: (state: 'done' | 'failed') => void;
  /** What the operator should know of jobs that cannot be run. */
  readonly stuck: (sentence: string) => void;
};

export type Drain = {
  readonly running: () => number;
  /** Takes on nothing more. Settles when all that is run here has ended, or is given back. */
  readonly rest: () => Promise<void>;
  /** Gives back what is run here. */
  readonly close: () => Promise<void>;
};

type Under = Run & { readonly target: string; readonly stop: Cancel };

/** A job whose model is away, though others of its route are back, is looked at again after this time, ms. */
const AWAY_MS = 30_000;
/** One that cannot be opened, which the operator may mend, after this one, ms. */
const STUCK_MS = 60_000;
/** How often it is looked whether anything is still run, ms. */
const REST_MS = 50;

/** Works the queue off as long as models can be asked, below all who ask now. */
export function drain(parts: DrainParts): Drain {
  const { store, queue, sealing, runner, limits, routes, standing, keepMs, ended, stuck } = parts;
  const { world } = parts.engine();
  const under = new Map<string, Under>();
  const paces = new Map<string, Pace>();
  const turns = new Map<string, string>();
  const claiming = new Set<string>();
  /** Their end is being written, also of those that were lost meanwhile. */
  const ending = new Set<Run>();
  /** Steps at the store that are not over. */
  const steps = new Set<Promise<void>>();
  let isResting = false;
  let isOver = false;
  let timer: Cancel | null = null;
  let firstRoute = 0;

  const runningAt = (target: string): number => [...under.values()].filter((one) => one.target === target).length;

  /** Several routes may ask one target, and who is looked at first takes the turn, whether anybody waits there or not. */
  const inTurn = (): readonly Route[] => {
    const all = routes();
    firstRoute = (firstRoute + 1) % Math.max(1, all.length);
    return [...all.slice(firstRoute), ...all.slice(0, firstRoute)];
  };

  const look = (): void => {
    const isWaiting = queue.isWaiting();
    const back = new Set<string>();
    for (const route of inTurn()) {
      const stands = standing(route, null);
      if (stands === null) continue;
      back.add(stands.target);
      if (mayBeginAt(stands) && isWaiting && !isResting && !claiming.has(stands.target)) step(begin(route, stands));
    }
    // Whoever is back once more begins anew.
    for (const target of paces.keys()) if (!back.has(target)) paces.delete(target);
    if (!isOver) timer = world.after(limits.lookMs * (0.5 + world.random()), look, 'idle');
  };

  const step = (taken: Promise<void>): void => {
    steps.add(taken);
    void taken.finally(() => steps.delete(taken));
  };

  const mayBeginAt = (stands: Standing): boolean => {
    const { target } = stands;
    const nowMs = world.nowMs();
    const moment = { running: runningAt(target) + (claiming.has(target) ? 1 : 0), nowMs };
    const pace = passed(paces.get(target) ?? beganToDrain(nowMs, world.random() * limits.firstMs), moment, stands);
    paces.set(target, pace);
    return mayBegin(pace, moment, stands);
  };

  const begin = async (route: Route, stands: Standing): Promise<void> => {
    const { target } = stands;
    claiming.add(target);
    try {
      const after = turns.get(route.name) ?? null;
      const claimed = await store.claim({ runner, route: route.name, after, nowMs: world.wallMs() });
      if (claimed === null) return;
      turns.set(route.name, claimed.job.tenant);
      const pace = paces.get(target);
      if (pace !== undefined) paces.set(target, begun(pace, world.nowMs(), stands, world.random()));
      if (isOver || isResting) await giveBack(claimed, 0, claimed.job.fault);
      else await start(claimed, route, target);
    } catch {
      // The store has said what is wrong.
    } finally {
      claiming.delete(target);
    }
  };

  const giveBack = async (one: Run, pauseMs: number, fault: FaultKind | null): Promise<void> => {
    const { id, generation } = one;
    await store.release({ id, generation, dueAtMs: pauseMs === 0 ? 0 : world.wallMs() + pauseMs, fault });
    queue.changed(id);
  };

  const start = async (claimed: Claimed, route: Route, target: string): Promise<void> => {
    const { id, generation, job } = claimed;
    if (standing(route, job.model) === null) return giveBack(claimed, AWAY_MS, job.fault);
    const asked = readAsked(claimed, route);
    if (asked === null) return giveBack(claimed, STUCK_MS, 'bug');
    queue.changed(id);
    const engine = parts.engine();
    const stop = run(asked, engine, (ran) => step(over(claimed, ran)));
    const unwatch = queue.watch(id, () => void lookAt(claimed));
    // A request that is refused at once is over already.
    under.set(id, { id, generation, target, stop: () => (unwatch(), stop()) });
  };

  const readAsked = ({ id, job, request }: Claimed, route: Route): ReturnType<typeof askedAgain> => {
    try {
      const question = unpackQuestion(sealing.open(request, aboutText(id, job.tenant, 'request')));
      const { client, tenant, workflow } = job;
      if (question !== null)
        return askedAgain(question, { id: newId(world), route, client, tenant, workflow: workflow || 'deferred' });
      stuck(`The deferred job ${id} waits, because it was written by another version.`);
    } catch (error) {
      stuck(`Deferred jobs wait that cannot be opened: ${error instanceof Error ? error.message : String(error)}.`);
    }
    return null;
  };

  /** Somebody may have cancelled it. */
  const lookAt = async ({ id, generation }: Run): Promise<void> => {
    try {
      const job = await store.find({ id });
      if (job?.state !== 'running') lose([{ id, generation }]);
    } catch {
      // Then it is seen at the next beat.
    }
  };

  const lose = (runs: readonly Run[]): void => {
    for (const { id, generation } of runs) {
      const one = under.get(id);
      if (one?.generation !== generation) continue;
      under.delete(id);
      one.stop();
    }
  };

  /** What nobody works at, as its claim, its return or the store's word of it failed, would be held as long as this process lives. */
  const giveBackLeft = async (mine: readonly Run[]): Promise<void> => {
    // What is claimed just now may be among them already.
    if (claiming.size > 0) return;
    for (const one of mine) {
      const { id, generation } = one;
      const isInHand = [under.get(id), ...ending].some((own) => own?.id === id && own.generation === generation);
      if (!isInHand) await giveBack(one, 0, null);
    }
  };

  const over = async (claimed: Claimed, ran: Ran): Promise<void> => {
    const { id, generation, job } = claimed;
    ending.add(claimed);
    // Until it is written, the place counts as taken; it can be lost no more: only one of all who have it gets to write.
    const { entry, answer, kind } = ran;
    for (;;) {
      try {
        if (kind === 'later') await giveBack(claimed, pauseAfter(job.tries, world.random()), entry.fault);
        else {
          const { fault, mode, servedBy } = entry;
          const end = { nowMs: world.wallMs(), keepMs: keepMs(), resultId: entry.id };
          const written = { id, generation, state: kind, fault, mode, servedBy, ...end, answer: answer.body };
          if (await queue.finish(written, answer)) ended(kind);
        }
        break;
      } catch {
        if (isOver) break;
        await pause(limits.writeAgainMs);
      }
    }
    ending.delete(claimed);
    lose([claimed]);
  };

  const pause = async (ms: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.after(ms, resolve, 'idle');
    await promise;
  };

  const isBusy = (): boolean => !isOver && (under.size > 0 || steps.size > 0);

  const stopPulse = pulse({
    world,
    store,
    runner,
    limits,
    running: () => [...under.values()],
    lost: lose,
    mine: giveBackLeft,
  });
  timer = world.after(limits.lookMs * world.random(), look, 'idle');

  return {
    running: () => under.size,
    rest: async () => {
      isResting = true;
      while (isBusy()) {
        const { promise, resolve } = Promise.withResolvers<void>();
        world.after(REST_MS, resolve);
        await promise;
      }
    },
    close: async () => {
      isOver = true;
      timer?.();
      stopPulse();
      // What is being claimed is given back, and what is being written is written.
      const left = [...under.values()];
      lose(left);
      await Promise.all(steps);
      for (const one of left) {
        try {
          await giveBack(one, 0, null);
        } catch {
          // Others take it back when this runner is found dead.
        }
      }
    },
  };
}
