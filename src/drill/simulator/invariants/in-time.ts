import { FAULTS } from '../../../model/fault.ts';
import { LIMITS } from '../../../model/route.ts';
import type { Exchange } from '../internet/exchange.ts';
import type { Run } from '../run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isReady } from './health.ts';
import { type Case, type Evidence, type Invariant, isCutOff, isFrozen, isLimited, ofEach } from './invariant.ts';
import { sharableBy } from './keeping.ts';

/** By how much a timer may be late, ms. */
export const LATE_MS = 100;
/** Somebody may stand for so long in the line of a provider with few places before the next one is asked, ms. */
export const IN_LINE_MS = 1_000;

/** Has it less time than its first rung may take? */
export function isShort({ question, askedMs, untilMs }: Case['talk']): boolean {
  return untilMs - askedMs <= (question.stream ? LIMITS.firstContentMs : LIMITS.answerMs);
}

/** Calls beside the first of a question are paid from one budget. With so many that were not given back nothing is sure. */
export const UNPAID_MAX = 9;

/** Calls in addition up to this moment that no answer has paid for. */
export function unpaid(byMs: number, { cases }: Evidence): number {
  return cases.reduce((sum, { exchanges, entry, overMs }) => {
    const more = exchanges.slice(1).filter(({ startMs }) => startMs < byMs);
    const isPaid = overMs < byMs && entry?.outcome === 'answered' && more.at(-1)?.target === entry.servedBy;
    return sum + (isPaid ? more.length - 1 : more.length);
  }, 0);
}

/** Those for whom a place was paid at half of their time and who still stand in its line, at this moment: it was paid when they came. */
function inLine(byMs: number, { cases, run }: Evidence): number {
  return cases.filter(({ talk, exchanges, overMs }) => {
    const halfMs = (talk.askedMs + talk.untilMs) / 2;
    const isAlone = exchanges.filter(({ startMs }) => startMs <= byMs).length === 1;
    const hasLine = talk.targets.slice(1).some((target) => isLimited(target, run.scenario));
    return isShort(talk) && halfMs < byMs && overMs >= byMs && isAlone && hasLine;
  }).length;
}

/** Of whom nothing has come at half of its caller's time has somebody else asked beside it. */
const elsewhereAtHalfTime: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    const { talk, exchanges, overMs } = one;
    // Who had waited with others before it asked has half of what was left then. Who stood in a line had asked before.
    const [earliest] = exchanges;
    const isFirst = talk.route.keeps === null || isLimited(earliest?.target ?? '', run.scenario);
    const sinceMs = isFirst ? talk.askedMs : Math.max(talk.askedMs, earliest?.startMs ?? 0);
    const halfMs = (sinceMs + talk.untilMs) / 2;
    const [first, ...others] = exchanges.filter(({ startMs }) => startMs <= halfMs);
    if (first === undefined || others.length > 0 || one.entry?.attempts[0]?.target !== first.target) return null;
    const lines = talk.targets.filter((target) => target !== first.target && isLimited(target, run.scenario));
    const untilMs = halfMs + LATE_MS + lines.length * IN_LINE_MS;
    if (!isShort(talk) || overMs <= untilMs || isFrozen(one, run)) return null;
    if ((first.byteMs ?? Infinity) <= untilMs || (first.endMs ?? Infinity) <= untilMs || first.rests) return null;
    if (unpaid(untilMs, evidence) + inLine(untilMs, evidence) > UNPAID_MAX) return null;
    const next = talk.targets.find(
      (target) =>
        target !== first.target &&
        isApart(target, first, run) &&
        isReady(target, run, { fromMs: halfMs - 1, toMs: untilMs }),
    );
    if (next === undefined || exchanges.some(({ startMs }) => startMs > halfMs && startMs <= untilMs)) return null;
    return `half of its time was over, and ${next} was not asked beside ${first.target}`;
  })(evidence);

export function isApart(target: string, { provider }: Exchange, { scenario: { providers } }: Run): boolean {
  const domain = providers.find(({ id }) => id === provider)?.domain;
  return providers.some((one) => target.startsWith(`${one.id}/`) && one.id !== provider && one.domain !== domain);
}

/** A wait of so long in vain says something about who is waited for, ms; none is longer than this. */
const VAIN_MS = 10_000;
/** Waits from so long on count for their share of that, ms, without 5 ms for each KB to be read. */
const SHORT_MS = 3_000;
/** So many in a row bring it to rest, and one may be under way. */
const VAIN_MAX = 8;

/**
 * Did it say nothing until nobody waited any more? What its provider keeps is held on to for a moment longer. 1 for a long wait, less for a
 * shorter one, 0 for none that says anything. Who was heard before, for `knownMs` at the longest, has to have been silent for longer than
 * that: ten times as long, to count in full.
 */
function shareInVain({ end, byteMs, startMs, endMs, truth, isKept, body }: Exchange, knownMs: number): number {
  if (truth.kind !== 'timeout' || end !== 'aborted' || byteMs !== null || isKept) return 0;
  const waitedMs = (endMs ?? 0) - startMs;
  if (waitedMs >= VAIN_MS) return 1;
  const silentMs = waitedMs - (body.length / 1_024) * 5;
  if (silentMs < SHORT_MS) return 0;
  return Math.max(0, Math.min(silentMs / VAIN_MS, Math.log10(silentMs / knownMs)));
}

/**
 * The longest time that was heard of a target before this moment, ms: 0 where nothing was, and without an end where nobody has ever had a
 * whole answer of it, nor one that was asked for in this way.
 */
function longestMs({ target, streamed }: Exchange, nowMs: number, exchanges: readonly Exchange[]): number {
  const heard = exchanges.filter((one) => one.target === target && (one.byteMs ?? Infinity) <= nowMs);
  const isLike = (one: Exchange): boolean =>
    one.tag !== '' &&
    one.end === 'ended' &&
    one.completeMs !== null &&
    endOf(one) <= nowMs &&
    (streamed || !one.streamed);
  if (heard.length > 0 && !heard.some(isLike)) return Infinity;
  return Math.max(0, ...heard.map((one) => endOf(one) - one.startMs));
}

/** Who lets one caller after the other wait in vain rests. */
const vainWaitsTell: Invariant['check'] = ({ run }) => {
  const { exchanges, changes, scenario } = run;
  // Nothing is held against anybody while our own network is looked at, or when the process has stood still.
  if (exchanges.some(({ body }) => body === '') || scenario.disturbances.some(({ kind }) => kind === 'freeze'))
    return [];
  // Of thoughts only what is said of them counts: sound ones were seen to be silent for long.
  const asked = exchanges.filter(
    ({ tag, restOf, body, byteMs }) => tag !== '' && restOf === null && (byteMs !== null || !/think|reason/.test(body)),
  );
  return [...new Set(asked.map(({ target }) => target))].flatMap((target) => {
    const own = asked
      .filter((one) => one.target === target)
      .flatMap((one) => momentsOf(one).map((nowMs) => ({ one, nowMs })))
      .toSorted((one, other) => one.nowMs - other.nowMs);
    let row: readonly (readonly [Exchange, number])[] = [];
    for (const { one, nowMs } of own) {
      const share = shareInVain(one, longestMs(one, nowMs, exchanges));
      row = share > 0 ? [...row, [one, share]] : [];
      const first = lastOf(row, VAIN_MAX);
      if (first === null) continue;
      const before = changes.filter((change) => change.target === target && change.atMs <= nowMs);
      if (before.at(-1)?.to !== 'open' && before.every(({ atMs }) => atMs < first.startMs))
        return [`${target} let ${row.length} wait in vain, one after the other, and did not come to rest`];
    }
    return [];
  });
};

/** The one with which the last ones begin that come to so much together; null: all of them come to less. */
function lastOf(row: readonly (readonly [Exchange, number])[], most: number): Exchange | null {
  let sum = 0;
  for (const [one, share] of row.toReversed()) {
    sum += share;
    if (sum >= most) return one;
  }
  return null;
}

/** When something is known of its target by it: when an answer begins, and when it ends. */
function momentsOf(one: Exchange): readonly number[] {
  return [...(one.byteMs === null ? [] : [one.byteMs]), endOf(one)];
}

function endOf({ endMs }: Exchange): number {
  return endMs ?? Infinity;
}

/** When what is to happen at this moment happens: while the process stands still, nothing does. */
function awakeMs(dueMs: number, { disturbances }: Scenario): number {
  const ends = disturbances.flatMap((one) =>
    one.kind === 'freeze' && one.atMs <= dueMs && one.atMs + one.ms > dueMs ? [one.atMs + one.ms] : [],
  );
  return Math.max(dueMs, ...ends);
}

/** Who is cut off hears so at once, and nobody says that it has left. */
const cutOffIsTold = ofEach(({ talk, entry, ear, overMs }, { scenario }) => {
  const cut = scenario.disturbances.find(({ kind, atMs }) => kind === 'end' && atMs > talk.askedMs && atMs < overMs);
  if (cut === undefined || talk.received.end === 'left') return null;
  const cutMs = awakeMs(cut.atMs, scenario);
  if (entry?.outcome === 'left') return 'it was cut off, and the journal says that it has left';
  // Who reads slowly may have the end of an answer still to read.
  const { bytesPerSecond, stallMs } = talk.question.reader;
  if (bytesPerSecond !== null || stallMs > 0) return null;
  if (overMs > cutMs + LATE_MS) return `it was cut off, and had an answer for ${overMs - cutMs} ms more`;
  return entry?.outcome === 'answered' || ear.error !== null ? null : 'it was cut off, and heard no error';
});

/** Nobody's answer ends because the patience of somebody else who waits for it does. */
const endsForNobodyElse: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    const { talk, entry } = one;
    if (talk.route.keeps === null || entry?.fault !== 'timeout' || isFrozen(one, run)) return null;
    const endMs = talk.askedMs + entry.tookMs;
    const shared = sharableBy(one);
    if (shared === null || endMs >= talk.untilMs - LATE_MS) return null;
    // It asked itself, and what ended it was the time of a target.
    if (entry.attempts.some((by) => by.fault === 'timeout' && entry.tookMs - by.startedMs - by.tookMs < LATE_MS))
      return null;
    const hadOwnEnd = ({ untilMs }: Case['talk']): boolean => Math.abs(untilMs - endMs) < LATE_MS;
    const other = evidence.cases.find((by) => by !== one && sharableBy(by) === shared && hadOwnEnd(by.talk));
    return other === undefined ? null : `its answer ended when ${other.talk.question.tag} had no more time`;
  })(evidence);

/** Where the one who asks for several fails before anybody was told anything, one of the others asks once more. */
const failsForNobodyElse: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    const { talk, entry, overMs } = one;
    const shared = sharableBy(one);
    if (shared === null || entry?.outcome !== 'failed' || entry.attempts.length > 0) return null;
    if (talk.received.status === 200 || isFrozen(one, run) || isCutOff(one, run) || overMs > talk.untilMs - LATE_MS)
      return null;
    // Where nobody may be asked now, who asks once more asks nobody.
    if (entry.fault === null || FAULTS[entry.fault].next !== 'yes' || NOBODY.has(entry.fault)) return null;
    const askers = evidence.cases.filter((by) => sharableBy(by) === shared && (by.entry?.attempts.length ?? 0) > 0);
    const askedIn = (fromMs: number, toMs: number): readonly Case[] =>
      askers.filter((by) => by.talk.askedMs <= toMs && by.talk.askedMs + (by.entry?.tookMs ?? 0) >= fromMs);
    const [asker, ...others] = askedIn(talk.askedMs, overMs);
    if (asker === undefined || others.length > 0) return null;
    // It was the one that asked once more, if it had waited for somebody before.
    const isSecond = askedIn(asker.talk.askedMs, asker.talk.askedMs).some((by) => by !== asker);
    return isSecond ? null : `it failed with what ${asker.talk.question.tag} had asked, and nobody asked once more`;
  })(evidence);

const NOBODY: ReadonlySet<string> = new Set(['parked', 'open-circuit', 'full', 'not-kept']);

// oxfmt-ignore
export const IN_TIME: readonly Invariant[] = [
  { id: 'T4', binds: 'all', check: elsewhereAtHalfTime, says: 'Who has less time than one model may take, and nothing of an answer when half of it is over, has somebody else asked beside that one, while there is a budget for it.' },
  { id: 'T5', binds: 'all', check: vainWaitsTell, says: 'Who lets eight callers in a row wait for ten seconds each until they wait no more comes to rest; and so does, after as long a time in all, who lets them wait for three seconds or more, if it has never said anything to anybody, or never taken a tenth of that to answer; where it has taken longer, each of them counts for less.' },
  { id: 'M6', binds: 'all', check: cutOffIsTold, says: 'Who is cut off when the gateway ends hears so at once, in its own dialect, and is not taken for one who has left.' },
  { id: 'K8', binds: 'all', check: endsForNobodyElse, says: 'Nobody’s answer ends because somebody else who waits for it waits no longer.' },
  { id: 'K9', binds: 'all', check: failsForNobodyElse, says: 'Where the one who asks for several fails before anybody was told anything, one of the others asks once more.' },
];
