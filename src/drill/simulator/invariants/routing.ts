import type { Exchange } from '../internet/exchange.ts';
import type { Run } from '../run.ts';
import { hasOnlyLost } from './again.ts';
import { hadComeToRest } from './health.ts';
import {
  type Case,
  type Evidence,
  type Invariant,
  isCutOff,
  isFrozen,
  isLimited,
  isOutOfTime,
  isUsedUp,
  ofEach,
} from './invariant.ts';

/** By how much a timer may be late, ms. */
const LATE_MS = 70;
/** What is left of a connection may end in good order for so long, ms. */
const LINGER_MS = 1_100;
/** An answer that its provider keeps can be ended when its name has come, which is waited for so long, ms. */
const NAME_MS = 10_000;
/** So often one target may be asked for one request. */
const ASKED_MAX = 2;
/** Nobody is asked again sooner after a limit whose length cannot be read, ms. */
const PAUSE_MS_MIN = 50;

/** Since when it was asked what this one waited for: by others, when it has joined them. */
function sinceMs({ talk: { askedMs }, exchanges, sources }: Case): number {
  const joined = exchanges.length > 0 ? [] : sources.filter(({ endMs }) => (endMs ?? Infinity) >= askedMs);
  const askers = new Set(joined.map(({ asker }) => asker));
  return Math.min(askedMs, ...sources.filter(({ asker }) => askers.has(asker)).map(({ startMs }) => startMs));
}

/** Could this target have answered all the time? It was well, had a place, and none of its keys had met a limit. */
export function couldAnswer(target: string, one: Case, { scenario, exchanges }: Run): boolean {
  const { overMs } = one;
  const [provider = ''] = target.split('/');
  const troubled = scenario.troubles.some(
    ({ providers, fromMs, untilMs }) => providers.includes(provider) && fromMs <= overMs && untilMs >= sinceMs(one),
  );
  if (troubled || isLimited(target, scenario)) return false;
  return exchanges.every((call) => call.provider !== provider || call.truth.against !== 'key' || call.startMs > overMs);
}

/** Was it asked as always, all the time? */
function isTrusted(target: string, { talk, overMs }: Case, { changes }: Run): boolean {
  const own = changes.filter((change) => change.target === target && change.atMs <= overMs);
  return own.every(({ atMs }) => atMs < talk.askedMs) && (own.at(-1)?.to ?? 'closed') === 'closed';
}

/** Only what is kept was wanted. */
function isOnlyKept({ question: { headers } }: Case['talk']): boolean {
  return headers['cache-control'] === 'only-if-cached';
}

/** Faults that end a request whoever else there is: they are the caller's own, or what the model wants. */
function isFinal({ truth: { kind }, dialect }: Exchange, { talk }: Case): boolean {
  return kind === 'refused' || (kind === 'invalid' && dialect === talk.question.caller);
}

/** Was it waited for with others, who heard that? */
function metByOthers(one: Case): boolean {
  const { sources, exchanges, overMs } = one;
  const fromMs = sinceMs(one);
  return (
    exchanges.length === 0 &&
    sources.some((other) => (other.endMs ?? 0) >= fromMs && other.startMs <= overMs && isFinal(other, one))
  );
}

/** It waited for the answer of another one, behind a head that was sent for the sake of the line: nobody asks once more there. */
function sharesItsEnd({ entry, exchanges, talk }: Case): boolean {
  return exchanges.length === 0 && entry?.attempts.length === 0 && talk.received.status === 200;
}

/** Was it asked as often as anybody may be, and let go of each time for somebody who spoke sooner, and then broke off? */
function hasLostTwice(target: string, one: Case): boolean {
  const own = one.exchanges.filter((call) => call.target === target);
  return own.length === ASKED_MAX && own.every((call) => hasOnlyLost(call, one));
}

const servedWhileAnyoneCan = ofEach((one, run) => {
  const { entry, talk, exchanges } = one;
  // A notice is no answer. Where all rest it comes at once, also when one of them is well again and nobody knows yet.
  const isNotice = entry?.mode === 'notice';
  if (entry === undefined || (entry.outcome !== 'failed' && !isNotice) || isOutOfTime(one)) return null;
  if (entry.fault === 'not-kept' && isOnlyKept(talk)) return null;
  if (exchanges.some((exchange) => isFinal(exchange, one)) || metByOthers(one)) return null;
  if (isFrozen(one, run) || isCutOff(one, run) || sharesItsEnd(one)) return null;
  const able = talk.targets.find(
    (target) =>
      couldAnswer(target, one, run) &&
      !isUsedUp(target, one) &&
      !hasLostTwice(target, one) &&
      (!isNotice || isTrusted(target, one, run)),
  );
  return able === undefined ? null : `it came to ${entry.fault ?? 'a notice'} although ${able} was well`;
});

const fewAttempts = ofEach(({ exchanges }) => {
  const counts = new Map<string, number>();
  for (const { target } of exchanges) counts.set(target, (counts.get(target) ?? 0) + 1);
  const worst = [...counts].find(([, count]) => count > ASKED_MAX);
  return worst === undefined ? null : `${worst[0]} was asked ${worst[1]} times`;
});

const neverForbidden = ofEach(({ exchanges, talk }) => {
  const bad = exchanges.find(({ target }) => !talk.targets.includes(target));
  return bad === undefined ? null : `${bad.target} was asked, which may not be`;
});

const inTime: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    const { exchanges, talk, entry } = one;
    // Behind a sleep all clocks strike at once: what is let go of in that moment was not asked.
    const late = exchanges.find(({ startMs, endMs }) => endMs !== startMs && startMs > timeOf(one, startMs, evidence));
    if (late !== undefined)
      return `${late.target} was asked ${late.startMs - talk.untilMs} ms after the end of its time`;
    if (isFrozen(one, run) || entry === undefined || entry.outcome === 'left') return null;
    const spareMs = talk.untilMs - talk.askedMs - entry.tookMs;
    return spareMs < -LATE_MS ? `it took ${-spareMs} ms more than it had` : null;
  })(evidence);

/** Until when somebody waits for what is asked at this moment: the one that it is noted for, or others who wait for the same. */
function timeOf({ talk }: Case, atMs: number, { cases }: Evidence): number {
  if (talk.route.keeps === null) return talk.untilMs;
  // There it is somebody else who looks at the clock.
  const ownMs = talk.untilMs + LATE_MS;
  const waiting = cases.filter(
    (other) => other.talk.question.asks === talk.question.asks && other.talk.askedMs <= atMs && other.overMs >= atMs,
  );
  return Math.max(ownMs, ...waiting.map((other) => other.talk.untilMs));
}

const refusalStands = ofEach((one) => {
  const { exchanges } = one;
  const refusal = exchanges.find(({ truth, end }) => truth.kind === 'refused' && end === 'ended');
  if (refusal === undefined) return null;
  const next = exchanges.find(({ number, startMs }) => number > refusal.number && startMs >= (refusal.endMs ?? 0));
  return next === undefined ? null : `${next.target} was asked after ${refusal.target} had refused`;
});

const tooLongOnce = ofEach(({ exchanges }) => {
  const long = exchanges.find(({ truth, end }) => truth.kind === 'too-long' && end === 'ended');
  const again = exchanges.find(({ target, number }) => target === long?.target && number > long.number);
  return again === undefined ? null : `${again.target} was asked again with what was too long for it`;
});

const soberWaits: Invariant['check'] = ({ run }) =>
  run.exchanges.flatMap((one) => {
    if (one.fault !== 'odd-retry-after' && one.fault !== 'rate-limited-garbage') return [];
    // These say in their words when to come back.
    if (one.dialect === 'openai-chat' || one.dialect === 'openai-responses') return [];
    if (one.end !== 'ended' || one.endMs === null) return [];
    const { endMs } = one;
    const again = run.exchanges.find(
      ({ target, key, config, startMs, restOf }) =>
        restOf === null &&
        target === one.target &&
        key === one.key &&
        config === one.config &&
        startMs > endMs &&
        startMs < endMs + PAUSE_MS_MIN,
    );
    return again === undefined ? [] : [`${one.target} was asked again ${again.startMs - endMs} ms after a limit`];
  });

/** Faults of a key that do not pass in a minute. */
const LASTING: ReadonlySet<string> = new Set([
  'insufficient-quota',
  'credit-balance',
  'payment-required',
  'unauthorized',
  'echoed-key',
  'permission-denied',
  'region-blocked',
  'rate-limited-day',
  'rate-limited-absurd',
]);

const keysRest: Invariant['check'] = ({ run: { exchanges } }) =>
  exchanges.flatMap((one) => {
    if (one.fault === null || !LASTING.has(one.fault) || one.end !== 'ended' || one.restOf !== null) return [];
    const endMs = one.endMs ?? 0;
    const again = exchanges.find(
      ({ number, target, key, config, startMs, restOf }) =>
        restOf === null &&
        number > one.number &&
        target === one.target &&
        key === one.key &&
        config === one.config &&
        startMs > endMs + 1 &&
        startMs < endMs + 60_000,
    );
    return again === undefined ? [] : [`key ${one.key} of ${one.target} was used again after ${one.fault}`];
  });

const OTHER_KEY: ReadonlySet<string> = new Set(['rate-limited', 'no-credit', 'unauthorized']);

/** Until when an answer was waited for, its rest included, where its line broke and its provider keeps it. */
function wholeMs({ number, endMs }: Exchange, all: readonly Exchange[]): number {
  const rests = all.filter(({ restOf, ends }) => restOf === number && !ends);
  return Math.max(...[endMs, ...rests.map((rest) => rest.endMs)].map((ms) => ms ?? Infinity));
}

/**
 * Had its target come to rest meanwhile, by what others met there, and was somebody else waited for in a line from then on? Who rests is
 * spared as long as anybody else is left, whichever of its keys it would be.
 */
function isSpared(call: Exchange, { exchanges, entry, talk }: Case, run: Run): boolean {
  const { target, endMs } = call;
  if (endMs === null || !hadComeToRest(call, endMs, run)) return false;
  const lines = talk.targets.filter((other) => other !== target && isLimited(other, run.scenario));
  const toldMs = (entry?.attempts ?? []).flatMap((one) =>
    one.fault === 'full' && lines.includes(one.target) ? [talk.askedMs + one.startedMs + one.tookMs] : [],
  );
  return toldMs.some((ms) => ms > endMs) || exchanges.some((one) => lines.includes(one.target) && one.startMs > endMs);
}

/** Another key that has met nothing is tried at once. */
const otherKeyIsTried = ofEach((one, run) => {
  const { scenario, exchanges: all } = run;
  const { talk, exchanges, ear } = one;
  if (isCutOff(one, run)) return null;
  for (const call of exchanges) {
    const { provider, target, key, config, truth, end, endMs, number, continuation } = call;
    if (!OTHER_KEY.has(truth.kind ?? '') || end !== 'ended' || endMs === null || talk.received.end === 'left') continue;
    const plan = scenario.providers.find(({ id }) => id === provider);
    const rung = talk.route.ladder.find((step) => step.provider === provider);
    if (plan?.keys !== 2 || rung?.tries !== 2 || isLimited(target, scenario)) continue;
    // Whoever goes on with a broken answer, or begins it anew, is asked once.
    if (continuation !== null || ear.dropped.length > 0 || one.entry?.outcome === 'broken') continue;
    if (isSpared(call, one, run)) continue;
    const others = exchanges.filter((other) => other.number !== number);
    if (others.some((other) => other.target === target || (other.startMs < endMs && wholeMs(other, all) > endMs)))
      continue;
    const isFree = all.every(
      (other) =>
        other.provider !== provider || other.key === key || other.config !== config || other.truth.against !== 'key',
    );
    if (isFree) return `the other key of ${target} was not tried`;
  }
  return null;
});

const nothingLeft: Invariant['check'] = ({ run, cases }) => {
  const open = cases
    .filter(({ talk }) => talk.received.end === 'open')
    .map(({ talk }) => `${talk.question.tag} never ended`);
  if (run.timersLeft > 0) open.push(`${run.timersLeft} timers are left`);
  if (run.exchangesLeft > 0) open.push(`${run.exchangesLeft} exchanges are left`);
  return open;
};

export const timeGoesOn: Invariant['check'] = ({ run: { stoodStillMs } }) =>
  stoodStillMs === null ? [] : [`at ${stoodStillMs} ms something happened again and again`];

const tidyEnd: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    if (isFrozen(one, run)) return null;
    const untilMs = wantedUntilMs(one, evidence) + LINGER_MS;
    const late = one.exchanges.find(({ endMs, isKept }) => (endMs ?? Infinity) > untilMs + (isKept ? NAME_MS : 0));
    return late === undefined
      ? null
      : `${late.target} was still open ${(late.endMs ?? 0) - one.overMs} ms after the end`;
  })(evidence);

/** Where one answer is for many, until the last of them has it. */
function wantedUntilMs({ talk, overMs }: Case, { cases }: Evidence): number {
  if (talk.route.keeps === null) return overMs;
  const others = cases.filter((other) => other.talk.question.asks === talk.question.asks);
  let untilMs = overMs;
  for (;;) {
    const nextMs = Math.max(
      ...others.filter(({ talk: { askedMs } }) => askedMs <= untilMs).map((other) => other.overMs),
    );
    if (nextMs <= untilMs) return untilMs;
    untilMs = nextMs;
  }
}

const oneConfiguration = ofEach(({ exchanges }) =>
  new Set(exchanges.map(({ config }) => config)).size > 1 ? 'it was sent with two configurations' : null,
);

// oxfmt-ignore
export const ROUTING: readonly Invariant[] = [
  { id: 'R1', binds: 'all', check: servedWhileAnyoneCan, says: 'As long as anybody who may answer can, nobody hears of a failure or is given a notice.' },
  { id: 'R2', binds: 'all', check: fewAttempts, says: 'A target is asked at most twice for one request.' },
  { id: 'R3', binds: 'all', check: neverForbidden, says: 'What policy forbids is never asked, in no state.' },
  { id: 'R4', binds: 'all', check: inTime, says: 'Nothing starts after the deadline, and nothing goes on behind it.' },
  { id: 'R10', binds: 'all', check: refusalStands, says: 'A refusal is not taken elsewhere.' },
  { id: 'R11', binds: 'all', check: tooLongOnce, says: 'Nobody is asked twice with what was too long.' },
  { id: 'R12', binds: 'all', check: soberWaits, says: 'What a limit says of its length is never taken for no time at all.' },
  { id: 'R14', binds: 'all', check: keysRest, says: 'A key that met a limit rests.' },
  { id: 'R15', binds: 'all', check: otherKeyIsTried, says: 'Where one key met a limit another is tried, if there is one; not where its target has come to rest meanwhile, and somebody else can be waited for in a line.' },
  { id: 'D3', binds: 'all', check: oneConfiguration, says: 'A request keeps the configuration that it began with.' },
  { id: 'M1', binds: 'all', check: nothingLeft, says: 'No timer, no probe and no exchange is left, and every request has ended.' },
  { id: 'M7', binds: 'all', check: timeGoesOn, says: 'No moment is without an end: nothing wakes itself again and again while the clock stands.' },
  { id: 'M4', binds: 'all', check: tidyEnd, says: 'With its end everything that was started for a request ends.' },
];
