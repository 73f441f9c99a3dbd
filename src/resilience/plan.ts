import { Fault } from '../model/fault.ts';
import type { Why } from './budget.ts';
import { giveUp } from './give-up.ts';
import { halfwayMs, isPastHalf, isShort, wantsHedge } from './hedge.ts';
import type { Command, Finish, Happening, Planned, RequestState, Timer, Try, View, Waited } from './request-state.ts';
import { isModel, isTriedOut, mayHelp, onceMore, rescuers, untried } from './retry.ts';
import { insteadOfWaiting, patienceAt } from './waiting.ts';

/** A streaming caller that has heard nothing for this long gets a sign of life: load balancers cut silent lines at 60 s. */
export const QUIET_MS = 10_000;
/** Who comes back too early is held back for this time at most, ms: it may be right. */
const HELD_BACK_MS_MAX = 1_000;
/** So often may others go on with an answer that broke off. */
const CONTINUATIONS_MAX = 2;

export function begin(
  request: Pick<RequestState, 'ladder' | 'streamed' | 'startMs' | 'deadlineMs' | 'patientMs' | 'isShared' | 'home'>,
): RequestState {
  return {
    ...request,
    tries: [],
    writer: null,
    brokeOff: null,
    isBehindThoughts: false,
    verdict: null,
    doubted: [],
    over: false,
  };
}

/** Decides what follows from a happening. Pure: it starts nothing and keeps nothing. */
export function plan(state: RequestState, happening: Happening, view: View): Planned {
  if (state.over) return { state, commands: [] };
  switch (happening.type) {
    case 'asked': {
      // Who was told to come back later and comes at once is asked for in hope, and where the budget for that is empty, a moment later.
      const earlyMs = view.earlyMs();
      const hopes = earlyMs > 0 && view.affords('again', nextRung(state, view) ?? 0);
      const step = climb(state, view, null, {
        why: hopes ? 'again' : 'first',
        afterMs: hopes ? 0 : Math.min(earlyMs, HELD_BACK_MS_MAX),
      });
      const wakes: Command[] = [{ do: 'wake', timer: 'deadline', atMs: state.deadlineMs }];
      if (state.streamed) wakes.push({ do: 'wake', timer: 'quiet', atMs: view.nowMs() + QUIET_MS });
      if (isShort(state)) wakes.push({ do: 'wake', timer: 'halfway', atMs: halfwayMs(state) });
      return { state: step.state, commands: step.state.over ? step.commands : [...wakes, ...step.commands] };
    }
    case 'content':
      return onContent(state, happening);
    case 'ended':
      return onEnded(state, happening.attempt, 'answer');
    case 'kept':
      return onEnded(state, happening.attempt, 'kept');
    case 'failed':
      return onFailed(state, happening, view);
    case 'late':
      return onLate(state, happening.attempt, 'late', view);
    case 'opened':
      return rescue({ ...state, doubted: [...state.doubted, happening.attempt] }, happening.attempt, view);
    case 'freed':
      return onFreed(state, happening, view);
    case 'due':
      return onDue(state, happening.timer, view);
    case 'caller-gone':
      return finish(state, { kind: 'left' });
    case 'cut-off':
      return endWith(state, happening.fault);
  }
}

function onContent(state: RequestState, { attempt, weight }: { attempt: number; weight: 'soft' | 'hard' }): Planned {
  const { writer } = state;
  if (state.tries[attempt]?.state !== 'running') return { state, commands: [] };
  if (writer?.id === attempt) {
    return { state: weight === 'hard' ? { ...state, writer: { id: attempt, weight } } : state, commands: [] };
  }
  // Exactly one attempt writes: the first that has something to say. The others are let go.
  if (writer !== null) return { state, commands: [] };
  const losers = running(state).filter((id) => id !== attempt);
  const cancels = losers.map((id): Command => ({ do: 'cancel', attempt: id }));
  const alone = losers.reduce((now, id) => withTry(now, id, 'cancelled', null), state);
  const anew = state.brokeOff !== null && state.tries[attempt]?.why !== 'continue';
  return {
    // Nothing is broken any more once somebody answers anew.
    state: { ...alone, writer: { id: attempt, weight }, brokeOff: anew ? null : state.brokeOff },
    commands: [...cancels, { do: anew ? 'restart' : 'commit', attempt }],
  };
}

function onLate(state: RequestState, attempt: number, when: 'late' | 'halfway', view: View): Planned {
  return wantsHedge(state, attempt, when, view) ? beside(state, attempt, 'hedge', view) : { state, commands: [] };
}

/** Asks one more rung beside one that may never answer; the first to say something is heard. */
function beside(state: RequestState, attempt: number, why: 'hedge' | 'rescue', view: View): Planned {
  const nothing = { state, commands: [] };
  if (state.tries[attempt]?.state !== 'running' || running(state).length > 1) return nothing;
  if (why === 'hedge' && state.tries.some((one) => one.why === 'hedge')) return nothing;
  return oneMore(state, attempt, why, view);
}

/** Asks one more rung, for one that may never answer. */
function oneMore(state: RequestState, attempt: number, why: 'hedge' | 'rescue', view: View): Planned {
  const nothing = { state, commands: [] };
  const rung = state.tries[attempt]?.rung ?? -1;
  if (state.writer !== null || state.brokeOff !== null || state.verdict !== null || isTriedOut(state)) return nothing;
  const next = rescuers(state, view).find((other) => why === 'rescue' || !view.failTogether(rung, other));
  if (next === undefined || !view.affords(why, next)) return nothing;
  return start(state, next, why, { afterMs: 0, patience: patienceAt(next, state, view) });
}

/**
 * The target of an attempt rests by now. It makes place for the next one where the request must not be made twice side by side; and where
 * both of two that run side by side rest, the older one does so for a third.
 */
function rescue(state: RequestState, attempt: number, view: View): Planned {
  const waiting = running(state);
  const [oldest = -1, newer] = waiting;
  if (!waiting.includes(attempt)) return { state, commands: [] };
  const isInPlace = newer === undefined ? !view.mayRepeat() : waiting.every((id) => state.doubted.includes(id));
  if (!isInPlace) return beside(state, attempt, 'rescue', view);
  const given = new Fault('timeout', 'Nothing had come of it when its target came to rest');
  const step = oneMore(withTry(state, oldest, 'failed', given), newer ?? oldest, 'rescue', view);
  if (step.commands.length === 0) return { state, commands: [] };
  return { state: step.state, commands: [{ do: 'cancel', attempt: oldest }, ...step.commands] };
}

/** Whoever stands in a line goes to who can answer at once, and stands in it again where that one fails. */
function onFreed(state: RequestState, { attempt, sinceMs }: Waited, view: View): Planned {
  const next = insteadOfWaiting(state, attempt, view);
  if (next === null) return { state, commands: [] };
  const left = withTry(state, attempt, 'left', null);
  const step = start(left, next.rung, next.why, { afterMs: next.afterMs, patience: 'brief' });
  return { state: step.state, commands: [{ do: 'leave', attempt, sinceMs }, ...step.commands] };
}

function onEnded(state: RequestState, attempt: number, kind: 'answer' | 'kept'): Planned {
  if (state.tries[attempt]?.state !== 'running') return { state, commands: [] };
  return finish(withTry(state, attempt, 'ended', null), { kind, attempt });
}

function onFailed(
  before: RequestState,
  { attempt, fault, translated }: Extract<Happening, { type: 'failed' }>,
  view: View,
): Planned {
  if (before.tries[attempt]?.state !== 'running') return { state: before, commands: [] };
  const state = withTry(before, attempt, 'failed', fault);
  const mayClimb = fault.rule.next === 'yes' || (fault.rule.next === 'translated' && translated);
  const writes = state.writer?.id === attempt;
  // Thinking was shown, nothing else: the next attempt goes on behind it.
  const open: RequestState = writes ? { ...state, writer: null, isBehindThoughts: state.streamed } : state;
  if (writes && state.writer?.weight === 'hard')
    return goOn({ ...open, brokeOff: { id: attempt, fault } }, mayClimb, view);
  if (open.brokeOff !== null) return goOn(open, mayClimb, view);

  // Two providers in a row with nothing to say: that is the answer.
  const empties = open.tries.filter((one) => one.fault?.kind === 'empty').length;
  if (fault.kind === 'empty' && empties > 1) {
    const ended = finish(withTry(open, attempt, 'ended', null), { kind: 'answer', attempt });
    return { state: ended.state, commands: [{ do: 'commit', attempt }, ...ended.commands] };
  }
  const waiting = running(open);
  const verdict = mayClimb ? open.verdict : { id: attempt, fault };
  if (waiting.length > 0)
    return verdict === null ? insteadOf(open, waiting, view) : { state: { ...open, verdict }, commands: [] };
  if (verdict === null) return climb(open, view, attempt);
  return finish(open, { kind: 'fault', fault: verdict.fault, attempt: verdict.id });
}

/** One of two has failed. When the other is at a target that has stopped answering, or is late for its caller, a third takes the place. */
function insteadOf(state: RequestState, waiting: readonly number[], view: View): Planned {
  const rungs = waiting.map((id) => state.tries[id]?.rung ?? -1);
  const isHopeless = waiting.every((id, at) => state.doubted.includes(id) || !mayHelp(view.standing(rungs[at] ?? -1)));
  const isApart = (other: number): boolean => isHopeless || !rungs.some((rung) => view.failTogether(rung, other));
  const isWanted = (isHopeless || isPastHalf(state, view)) && !isTriedOut(state);
  const next = isWanted ? rescuers(state, view).find(isApart) : undefined;
  if (next === undefined || !(isHopeless || view.affords('rescue', next))) return { state, commands: [] };
  return start(state, next, 'rescue', { afterMs: 0, patience: patienceAt(next, state, view) });
}

/**
 * Words were shown and their author broke off: another rung goes on with them; or it begins anew, where the caller takes that; or the
 * answer ends there, honestly.
 */
function goOn(state: RequestState, mayClimb: boolean, view: View): Planned {
  const { brokeOff } = state;
  if (brokeOff === null) return { state, commands: [] };
  // What somebody else has refused meanwhile is not taken elsewhere either.
  const may = mayClimb && state.verdict === null && !isTriedOut(state) && view.nowMs() < state.deadlineMs;
  const models = may ? untried(state).filter((rung) => isModel(state.ladder[rung])) : [];
  const ready = models.filter((rung) => view.standing(rung) === 'ready');
  const before = state.tries.filter(({ why }) => why === 'continue').length;
  // Words in which a model has lost its way are nothing to go on with.
  const mayGoOn = before < CONTINUATIONS_MAX && brokeOff.fault.kind !== 'runaway';
  const next = mayGoOn ? ready.find((rung) => view.continues(rung)) : undefined;
  if (next !== undefined && view.mayContinue() && view.affords('continue', next)) return start(state, next, 'continue');
  const other = ready[0] ?? models.find((rung) => view.standing(rung) === 'ramping');
  if (other !== undefined && view.mayRestart()) return start(state, other, 'next');
  return finish(state, { kind: 'broken', fault: brokeOff.fault, attempt: brokeOff.id });
}

function onDue(state: RequestState, timer: Timer, view: View): Planned {
  switch (timer) {
    case 'quiet':
      // A writer may be silent for long, too: thoughts are not shown in every dialect, words that have to keep to a schema are held
      // back to the last, and so are calls of tools.
      return {
        state,
        commands: [{ do: 'reassure' }, { do: 'wake', timer, atMs: view.nowMs() + QUIET_MS }],
      };
    case 'halfway':
      return onLate(state, running(state)[0] ?? -1, 'halfway', view);
    case 'deadline': {
      const isQuiet = state.writer === null && state.brokeOff === null && !state.isBehindThoughts;
      const isTold = !isQuiet || (state.streamed && view.nowMs() >= state.startMs + QUIET_MS);
      if (!state.isShared || !isTold) return endWith(state, new Fault('timeout', 'The time for this request is over'));
      const deadlineMs = 2 * state.deadlineMs - state.startMs;
      return { state: { ...state, deadlineMs, isShared: false }, commands: [{ do: 'wake', timer, atMs: deadlineMs }] };
    }
  }
}

function endWith(state: RequestState, fault: Fault): Planned {
  const spoke = state.writer?.weight === 'hard' ? state.writer : state.brokeOff;
  if (spoke === null) return finish(state, { kind: 'fault', fault, attempt: null });
  return finish(state, { kind: 'broken', fault, attempt: spoke.id });
}

type How = { readonly why: Why; readonly afterMs: number };

/** The next attempt: the same rung once more where that may help, else the next usable one; else the end. */
function climb(
  state: RequestState,
  view: View,
  failed: number | null,
  how: How = { why: 'next', afterMs: 0 },
): Planned {
  if (view.nowMs() >= state.deadlineMs) {
    // The end may have been put off, for others who wait.
    const due = onDue(state, 'deadline', view);
    if (due.state.over) return due;
    const step = climb(due.state, view, failed, how);
    return { state: step.state, commands: [...due.commands, ...step.commands] };
  }
  const next = nextRung(state, view);
  const elsewhere = next !== undefined && isModel(state.ladder[next]);
  // It was found to be well: better than once more where it failed, and than all that stands below the models.
  const ramping = elsewhere ? undefined : untried(state).find((rung) => view.standing(rung) === 'ramping');
  // A model that stands below what is kept is somebody else, too.
  const again = failed === null ? null : onceMore(state, failed, ramping ?? readyModel(state, view) ?? next, view);
  const startAt = (rung: number, { why, afterMs } = how): Planned =>
    start(state, rung, why, { afterMs, patience: patienceAt(rung, state, view) });
  if (again !== null) return startAt(again.rung, again);
  if (next !== undefined && elsewhere) return startAt(next);
  if (ramping !== undefined) return startAt(ramping);
  if (next !== undefined && state.ladder[next]?.kind !== 'notice') return start(state, next, 'next');
  // A notice is no answer: who comes and goes may have one.
  const ebbing = untried(state).find((rung) => view.standing(rung) === 'resting' && view.comesAndGoes(rung));
  if (ebbing !== undefined) return startAt(ebbing);
  if (next !== undefined) return finish(state, { kind: 'notice', rung: next });
  // Fail open: with every other rung resting, one that rests is better than none, and best the one that is looked at first.
  const [resting] = untried(state)
    .filter((rung) => view.standing(rung) === 'resting')
    .toSorted((a, b) => view.restsUntilMs(a) - view.restsUntilMs(b));
  if (resting !== undefined) return startAt(resting);
  return finish(state, giveUp(state, view));
}

/** The conversation's home before any other, then the ladder from its top. */
function nextRung(state: RequestState, view: View): number | undefined {
  const rungs = untried(state).filter((rung) => !isModel(state.ladder[rung]) || view.standing(rung) === 'ready');
  return rungs.find((rung) => rung === state.home) ?? rungs[0];
}

function readyModel(state: RequestState, view: View): number | undefined {
  return untried(state).find((rung) => isModel(state.ladder[rung]) && view.standing(rung) === 'ready');
}

function start(state: RequestState, rung: number, why: Why, when: When = { afterMs: 0, patience: 'brief' }): Planned {
  const attempt = state.tries.length;
  const tries: readonly Try[] = [...state.tries, { rung, why, patience: when.patience, state: 'running', fault: null }];
  return { state: { ...state, tries }, commands: [{ do: 'start', attempt, rung, why, ...when }] };
}

type When = Pick<Extract<Command, { do: 'start' }>, 'afterMs' | 'patience'>;

function running({ tries }: RequestState): readonly number[] {
  return tries.flatMap((one, id) => (one.state === 'running' ? [id] : []));
}

function finish(state: RequestState, end: Finish): Planned {
  const cancels = state.tries.flatMap((one, attempt): Command[] =>
    one.state === 'running' ? [{ do: 'cancel', attempt }] : [],
  );
  return { state: { ...state, over: true }, commands: [...cancels, { do: 'finish', with: end }] };
}

function withTry(state: RequestState, attempt: number, now: Try['state'], fault: Fault | null): RequestState {
  return {
    ...state,
    tries: state.tries.map((one, id) => (id === attempt ? { ...one, state: now, fault } : one)),
  };
}
