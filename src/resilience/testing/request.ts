import { Fault, type FaultKind } from '../../model/fault.ts';
import { LIMITS, type Rung } from '../../model/route.ts';
import { isAlone } from '../alone.ts';
import type { Why } from '../budget.ts';
import { begin, plan } from '../plan.ts';
import type { Command, Finish, Happening, RequestState, Standing, View } from '../request-state.ts';

export const model = (provider: string, tries = 2): Rung => ({
  kind: 'model',
  provider,
  model: 'm',
  tries,
  limits: LIMITS,
});
export const LADDER: readonly Rung[] = [model('a'), model('b'), { kind: 'notice', text: 'away' }];

export const CACHE: Rung = { kind: 'cache', maxAgeMs: null };

export type Scene = {
  readonly standing?: (rung: number) => Standing;
  readonly streamed?: boolean;
  readonly nowMs?: number;
  readonly home?: number | null;
  readonly isShared?: boolean;
  readonly suspect?: boolean;
  readonly together?: boolean;
  readonly mayRepeat?: boolean;
  /** What the budget does not allow. */
  readonly broke?: readonly Why[];
  /** The rungs that go on with the answers of others. */
  readonly continuing?: readonly number[];
  readonly mayContinue?: boolean;
  readonly mayRestart?: boolean;
  /** The resting rungs that come and go. */
  readonly ebbing?: readonly number[];
  /** When resting rungs are looked at next, ms. */
  readonly rests?: readonly number[];
  /** The rungs that have as many requests as they may have. */
  readonly full?: readonly number[];
  /** The rungs below the models that have something to give. */
  readonly having?: readonly number[];
  /** How much too early it comes back, ms. */
  readonly earlyMs?: number;
};

/** A request that is told what happens and remembers what it was commanded to do. */
export function request(ladder = LADDER, scene: Scene = {}) {
  const { standing = () => 'ready', streamed = true, nowMs = 0, home = null, isShared = false } = scene;
  const { suspect = false, together = false, mayRepeat = true, broke = [] } = scene;
  const { continuing = [], mayContinue = true, mayRestart = false, rests = [], full = [] } = scene;
  const { having = [], earlyMs = 0, ebbing = [] } = scene;
  let state: RequestState = begin({
    ladder,
    streamed,
    startMs: 0,
    deadlineMs: 600_000,
    patientMs: 600_000,
    isShared,
    home,
  });
  const commands: Command[] = [];
  const view = (): View => ({
    nowMs: () => nowMs,
    standing,
    random: () => 0.5,
    supposing: () => ({ ...view(), random: () => 0 }),
    suspect: () => suspect,
    failTogether: () => together,
    mayRepeat: () => mayRepeat,
    mayContinue: () => mayContinue,
    mayRestart: () => mayRestart,
    continues: (rung) => continuing.includes(rung),
    hasOtherKey: () => true,
    comesAndGoes: (rung) => ebbing.includes(rung),
    restsUntilMs: (rung) => rests[rung] ?? 0,
    affords: (why) => !broke.includes(why),
    isFull: (rung) => full.includes(rung),
    has: (rung) => having.includes(rung),
    earlyMs: () => earlyMs,
  });
  return {
    tell: (happening: Happening): readonly Command[] => {
      const next = plan(state, happening, view());
      ({ state } = next);
      commands.push(...next.commands);
      return next.commands;
    },
    state: () => state,
    isAlone: (attempt: number): boolean => isAlone(state, attempt, view()),
    starts: () => commands.flatMap((one) => (one.do === 'start' ? [one.rung] : [])),
    end: (): Finish | undefined => commands.flatMap((one) => (one.do === 'finish' ? [one.with] : []))[0],
  };
}

export const failed = (attempt: number, kind: FaultKind, translated = false, details = {}): Happening => ({
  type: 'failed',
  attempt,
  fault: new Fault(kind, kind, details),
  translated,
});
