import { parseTarget, type Target } from '../../model/route.ts';
import type { ProbeEnd } from '../../resilience/health.ts';
import type { Question } from '../../resilience/next-probe.ts';
import type { Cancel } from '../../world/world.ts';
import { isSpent } from '../budgets/bill.ts';
import type { Engine } from '../engine.ts';
import { isFull } from '../budgets/in-turn.ts';
import { probe } from './probe.ts';

/** How a question came out, or that it was let go. Exactly one of the two is called. */
export type Asking = { readonly told: (end: ProbeEnd) => void; readonly cancelled: () => void };

/** Questions of our own, of which one at most is under way at a target, whatever for. Targets are `provider/model`. */
export type OneQuestion = {
  /** One that is under way there is let go: from before the last change, it has nothing to say any more. */
  readonly ask: (question: Question, withinMs: number, on: Asking) => void;
  readonly isUnderWay: (target: string) => boolean;
  /** Can it be asked this way at all, as far as we know? */
  readonly isAble: (target: string) => boolean;
  /** Is nothing under way there, and can it be asked now? */
  readonly isFree: (target: string) => boolean;
  readonly stop: Cancel;
};

/** Targets that cannot be asked this way and are remembered; the others find it out again. */
const UNABLE_MAX = 1_000;

export function oneQuestion(engine: Engine): OneQuestion {
  const unable = new Set<string>();
  const running = new Map<string, Cancel>();

  const ended = (target: string, end: ProbeEnd): void => {
    running.delete(target);
    if (end.kind !== 'unable' || hasToWait(engine, parseTarget(target))) return;
    if (unable.size >= UNABLE_MAX) unable.clear();
    unable.add(target);
  };

  const ask = (question: Question, withinMs: number, on: Asking): void => {
    const { target } = question;
    running.get(target)?.();
    engine.questions.note(question);
    let isOver = false;
    const cancel = probe(engine, { target: parseTarget(target), withinMs }, (end) => {
      isOver = true;
      ended(target, end);
      on.told(end);
    });
    if (isOver) return;
    running.set(target, () => {
      cancel();
      on.cancelled();
    });
  };

  return {
    ask,
    isUnderWay: (target) => running.has(target),
    isAble: (target) => !unable.has(target),
    isFree: (target) => !running.has(target) && !unable.has(target) && !hasToWait(engine, parseTarget(target)),
    stop: () => {
      for (const cancel of running.values()) cancel();
      running.clear();
    },
  };
}

/** Is there nothing to ask with at this moment only: no key, no money or no place? */
function hasToWait(engine: Engine, { provider, model }: Target): boolean {
  const account = engine.setup.access.get(provider)?.account;
  if (account === undefined) return false;
  const parked = engine.vault.pick(account, model, null, engine.world.nowMs()) === null;
  return parked || isSpent(engine, account) || isFull(engine, account);
}
