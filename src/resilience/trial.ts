import { FAULTS } from '../model/fault.ts';
import type { AttemptEntry, RequestEntry } from '../model/journal.ts';
import type { Trial, TrialGroup, TrialRung } from '../model/trial.ts';

/** What is looked at of a request. */
export type Met = Pick<
  RequestEntry,
  'workflow' | 'client' | 'route' | 'outcome' | 'mode' | 'fault' | 'servedBy' | 'tookMs' | 'firstContentMs' | 'attempts'
>;

/** What is known so far of the requests that have met a spell of trouble. */
export type Tally = {
  /** Gives how it ended; `neither`: that shows nothing. */
  readonly note: (met: Met) => MetEnd;
  readonly groups: () => readonly TrialGroup[];
};

export type MetEnd = 'answered' | 'lost' | 'neither';

/** Whether it has shown that the work goes on. `void`: it shows nothing. `why` is a sentence without its point. */
export type Judged = { readonly verdict: 'passed' | 'failed' | 'void'; readonly why: string };

/** Kinds of requests, and who was asked for one kind; more are not told apart, and not counted. */
const GROUPS_MAX = 200;
const RUNGS_MAX = 50;

/** With so few nothing is shown: a standby that fails one in four would look well with 9 of them 8 times in 100, with 10 only 6 times. */
const LEAST = 10;
/** The share of requests that has to be answered in trouble: what audits of continuity ask for while it lasts. */
const ENOUGH = 0.99;

/** `away`: providers of which no call is answered as long as it lasts. What they have answered in the end had to wait for that. */
export function tally(away: readonly string[] = []): Tally {
  const groups = new Map<string, Counted>();
  return {
    note: (met) => {
      const { workflow, client, route } = met;
      const key = JSON.stringify([workflow, client, route]);
      const known = groups.get(key);
      const end = endOf(met, away);
      if (known === undefined && groups.size >= GROUPS_MAX) return end;
      const group = known ?? { workflow, client, route, answered: 0, lost: 0, switchMs: null, by: new Map() };
      groups.set(key, group);
      count(group, met, end);
      return end;
    },
    groups: () => Array.from(groups.values(), (group) => ({ ...group, by: [...group.by.values()] })),
  };
}

type Counted = {
  readonly workflow: string;
  readonly client: string;
  readonly route: string;
  answered: number;
  lost: number;
  switchMs: number | null;
  readonly by: Map<string, { who: string; asked: number; answered: number }>;
};

function count(group: Counted, met: Met, end: MetEnd): void {
  if (end === 'neither') return;
  group[end] += 1;
  if (end === 'answered') group.switchMs = Math.max(group.switchMs ?? 0, heldUpMs(met));
  const server = end === 'answered' ? whoAnswered(met) : null;
  for (const who of new Set([...met.attempts.filter(isTelling).map(({ target }) => target), ...(server ?? [])])) {
    const known = group.by.get(who);
    if (known === undefined && group.by.size >= RUNGS_MAX) continue;
    const rung = known ?? { who, asked: 0, answered: 0 };
    rung.asked += 1;
    if (server?.includes(who) === true) rung.answered += 1;
    group.by.set(who, rung);
  }
}

/** A mistake of the caller shows nothing; one who goes away in the middle of an answer had one. */
function endOf({ outcome, mode, fault, firstContentMs, servedBy }: Met, away: readonly string[]): MetEnd {
  const isWaiting = away.some((provider) => servedBy.startsWith(`${provider}/`));
  if (outcome === 'answered') return mode === 'notice' || isWaiting ? 'lost' : 'answered';
  if (outcome === 'left') return firstContentMs === null ? 'lost' : 'neither';
  return fault !== null && FAULTS[fault].next === 'no' && FAULTS[fault].status < 500 ? 'neither' : 'lost';
}

function whoAnswered({ servedBy, mode }: Met): readonly string[] {
  return servedBy !== '' && (mode === 'primary' || mode === 'standby' || mode === 'local') ? [servedBy] : [mode ?? ''];
}

/** Does an attempt say something of who was asked? What was called off, or never sent, does not. */
function isTelling({ fault }: AttemptEntry): boolean {
  return fault === null || FAULTS[fault].against !== 'nobody';
}

/** From the beginning of a request until whoever answered was asked; below the models, until there was an answer. */
function heldUpMs({ attempts, servedBy, tookMs, firstContentMs }: Met): number {
  const served = attempts.findLast(({ target, fault }) => target === servedBy && fault === null);
  return Math.round(served?.startedMs ?? firstContentMs ?? tookMs);
}

/** What counts have shown. Too few requests never pass. */
export function judged(groups: readonly TrialGroup[], isVoid: Trial['void'] = ''): Judged {
  const answered = groups.reduce((sum, group) => sum + group.answered, 0);
  const all = answered + groups.reduce((sum, group) => sum + group.lost, 0);
  const requests = all === 1 ? 'request' : 'requests';
  if (isVoid !== '') return { verdict: 'void', why: isVoid };
  if (all === 0) return { verdict: 'void', why: 'no request met the trouble' };
  if (all < LEAST)
    return {
      verdict: 'void',
      why: `only ${all} ${requests} met the trouble, ${answered} answered; ${LEAST} are needed`,
    };
  const isEnough = answered >= ENOUGH * all;
  if (answered === all) return { verdict: 'passed', why: `all ${all} ${requests} that met it were answered` };
  return {
    verdict: isEnough ? 'passed' : 'failed',
    why: `${answered} of ${all} ${requests} that met it were answered`,
  };
}

/**
 * What a trial has shown of all of its requests, or of a part of them. One that was ended for the harm that it did has failed; a part of it
 * that came through was not tried for long enough.
 */
export function shownOf(trial: Pick<Trial, 'void' | 'harm' | 'groups'>, groups = trial.groups): Judged {
  const { harm = '' } = trial;
  if (trial.void !== '' || harm === '') return judged(groups, trial.void);
  if (groups.length === trial.groups.length) return { verdict: 'failed', why: harm };
  const own = judged(groups);
  return own.verdict === 'passed'
    ? { verdict: 'void', why: 'it was ended before its time, for what it did to others' }
    : own;
}

/** Several groups as if they were one. */
export function together(groups: readonly TrialGroup[]): Pick<TrialGroup, 'answered' | 'lost' | 'by' | 'switchMs'> {
  const by = new Map<string, TrialRung>();
  for (const { who, asked, answered } of groups.flatMap((group) => group.by)) {
    const known = by.get(who) ?? { who, asked: 0, answered: 0 };
    by.set(who, { who, asked: known.asked + asked, answered: known.answered + answered });
  }
  const times = groups.flatMap(({ switchMs }) => switchMs ?? []);
  return {
    answered: groups.reduce((sum, { answered }) => sum + answered, 0),
    lost: groups.reduce((sum, { lost }) => sum + lost, 0),
    by: [...by.values()],
    switchMs: times.length === 0 ? null : Math.max(...times),
  };
}

/** Did a rung work in a trial? Null: it was not asked often enough to say. */
export function hasWorked({ asked, answered }: TrialRung): boolean | null {
  return asked < LEAST ? null : answered >= ENOUGH * asked;
}
