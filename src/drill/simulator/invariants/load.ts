import { fits } from '../internet/continuing.ts';
import type { Exchange } from '../internet/exchange.ts';
import { isOfTheLine } from '../internet/kept-streams.ts';
import type { Run } from '../run.ts';
import { isAfterAll, isHope, isMend } from './again.ts';
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
  notedAs,
  ofEach,
} from './invariant.ts';

const WINDOW_MS = 60_000;
const REQUESTS_MIN = 20;
/** Calls for each of them, those of probes aside. */
const CALLS_MAX = 1.25;
/** A loser is let go of within this time, and a timer may be late, ms. */
const LOSER_MS = 150;
/** What may be written to a caller that has said it is slow, bytes: the piece that was already read. */
const OVERRUN_BYTES = 64 * 1024;
/** What the budget for repeated questions allows, and what probes may take in a minute. */
const BUDGET_CALLS = 10;
const PROBE_CALLS = 8;
/** So often kept answers may be asked for anew at first. */
const RENEWALS = 10;

/** The journal and the providers agree on what was asked of whom. */
const sameLedger: Invariant['check'] = (evidence) => [...ofEach(ownLedger)(evidence), ...renewedLedger(evidence)];

/** What was asked for nobody in particular was asked to renew what is kept. */
function renewedLedger({ cases, run: { exchanges, entries } }: Evidence): readonly string[] {
  const asked = new Set(cases.map(({ talk }) => talk.question.asks));
  const own = new Set(cases.flatMap((one) => one.exchanges));
  const seen = exchanges
    .filter((one) => one.restOf === null && asked.has(one.tag) && !own.has(one))
    .map(({ target, key }) => `${target}#${key}`);
  const noted = entries
    .filter(({ workflow }) => workflow === 'renewal')
    .flatMap(({ attempts }) => attempts.filter(({ key }) => key >= 0).map(({ target, key }) => `${target}#${key}`));
  if (noted.toSorted().join() === seen.toSorted().join()) return [];
  return [`for renewals the journal has ${noted.join(', ') || 'none'}, the providers ${seen.join(', ') || 'none'}`];
}

function ownLedger({ talk, entry, exchanges }: Case, { entries }: Run): string | null {
  const count = entries.filter(({ id }) => id === talk.id).length;
  if (entry === undefined || count !== 1) return `the journal has ${count} entries`;
  const noted = entry.attempts
    .filter(({ key }) => key >= 0)
    .map(({ target, key, startedMs }) => `${target}#${key}@${Math.round(startedMs)}`);
  const seen = exchanges.map(({ target, key, startMs }) => `${target}#${key}@${Math.round(startMs - talk.askedMs)}`);
  if (noted.toSorted().join() === seen.toSorted().join()) return null;
  return `the journal has ${noted.join(', ') || 'none'}, the providers ${seen.join(', ') || 'none'}`;
}

/** How it ended for the caller is how it stands in the journal. */
const sameOutcome = ofEach(({ entry, ear, talk: { received, question } }) => {
  if (entry === undefined) return null;
  const heard =
    received.end === 'left' ? 'left' : ear.complete ? 'answered' : received.end === 'cut' ? 'cut' : 'failed';
  const noted =
    entry.outcome === 'broken' || (entry.outcome === 'failed' && entry.status === 200) ? 'cut' : entry.outcome;
  if (heard === noted) return null;
  return `the caller (${question.stream ? 'stream' : 'whole'}) heard ${heard}, the journal says ${entry.outcome}`;
});

/** Where it is known what is usual, nobody waits for twice the time of almost all answers, and at least so long, ms. */
const FAR_TOO_LATE_MS = 4_000;
const KNOWN_AFTER = 20;

function isFarTooLate({ target, startMs, endMs }: Exchange, { exchanges }: Run): boolean {
  const known = exchanges.filter((one) => one.target === target && (one.byteMs ?? Infinity) < startMs);
  return known.length >= KNOWN_AFTER && (endMs ?? startMs) - startMs >= FAR_TOO_LATE_MS;
}

/** A sound answer is not taken for a fault. */
function misjudged(one: Case, run: Run): string | null {
  const { entry, exchanges, talk } = one;
  // Whoever reads too slowly runs out of time, which is nobody's fault.
  if (entry === undefined || isOutOfTime(one) || isFrozen(one, run)) return null;
  for (const exchange of exchanges) {
    if (!exchange.truth.legal || exchange.fault === 'brown-out' || exchange.fault === 'trickle') continue;
    // Who goes on with JSON has none to say here.
    if (exchange.continuation !== null && (talk.question.schema || !fits(exchange.continuation))) continue;
    const noted = notedAs(exchange, one);
    // Behind the words of whoever was asked in its place, it can be asked no more.
    const isExcused = entry.outcome === 'answered' || entry.outcome === 'broken' || isUsedUp(exchange.target, one);
    if (noted?.fault === 'timeout' && isExcused && isFarTooLate(exchange, run)) continue;
    if (noted?.fault !== undefined && noted.fault !== null && noted.fault !== 'cancelled') {
      return `${noted.target} was sound (${exchange.fault ?? 'well'}) and noted as ${noted.fault}: ${noted.detail}`;
    }
  }
  return null;
}

/** One that was given up keeps its line until its name has come, by which it is ended, or until it is clear that none comes. */
function isGivenUp({ isKept, end, fault }: Exchange): boolean {
  return isKept && (end === 'aborted' || !isOfTheLine(fault));
}

/** No more requests are under way at a provider than there are places. A look at the network takes none. */
const placesHold: Invariant['check'] = ({ run: { scenario, exchanges } }) =>
  scenario.providers.flatMap(({ id, places }) => {
    if (places === null) return [];
    const own = exchanges.filter(({ provider, body, restOf }) => provider === id && body !== '' && restOf === null);
    const crowd = own.find(({ startMs, number }) => {
      const inside = own.filter((one) => one.number <= number && (one.endMs ?? Infinity) > startMs && !isGivenUp(one));
      return inside.length > places;
    });
    return crowd === undefined ? [] : [`${id} had more than ${places} under way at ${crowd.startMs} ms`];
  });

/** Has its operator or its caller less patience than is usual? */
function isHurried({ talk: { route, question } }: Case): boolean {
  return route.deadlineMs !== null || question.patienceMs !== null;
}

const SLOW: ReadonlySet<string> = new Set(['brown-out', 'trickle', 'slow-connect']);

/** Where everybody who was asked was sound, the caller got its answer. */
const soundAnswersArrive = ofEach((one, run) => {
  const { entry, exchanges, ear } = one;
  if (entry === undefined || exchanges.length === 0 || isFrozen(one, run) || isCutOff(one, run)) return null;
  if (isHurried(one) && isOutOfTime(one)) return null;
  if (entry.outcome === 'left' || entry.outcome === 'answered' || entry.fault === 'full') return null;
  const isSound = exchanges.every(({ truth, fault }) => truth.legal && !SLOW.has(fault ?? ''));
  return isSound ? `it was ${entry.outcome} (${entry.fault}) although nothing was wrong: ${ear.error}` : null;
});

const isSlow = ({ talk: { question } }: Case): boolean =>
  question.reader.bytesPerSecond !== null || question.reader.stallMs > 0;

const soundIsSound = ofEach((one, run) => (isSlow(one) ? null : misjudged(one, run)));
const slowCallerIsNoStall = ofEach((one, run) => (isSlow(one) ? misjudged(one, run) : null));

const withinBounds = ofEach(({ talk: { received } }) =>
  received.overrun > OVERRUN_BYTES ? `${received.overrun} bytes were written to a caller that was full` : null,
);

/** Once somebody speaks to the caller nobody else is listened to. */
const losersLeave = ofEach((one, run) => {
  const { exchanges, talk, ear } = one;
  const { firstMs } = talk.received;
  if (firstMs === null || ear.text === '' || ear.thinking !== '' || talk.received.end === 'cut' || isFrozen(one, run))
    return null;
  // Another one may have said the same words, and broken off before they were shown.
  const speaker = exchanges.find(
    ({ answer, byteMs, endMs }) =>
      byteMs !== null && (endMs ?? Infinity) >= firstMs && answer?.text.startsWith(ear.text) === true,
  );
  if (speaker === undefined || !talk.question.stream) return null;
  const late = exchanges.find(
    (other) =>
      other !== speaker &&
      !hasEnded(other) &&
      !other.isKept &&
      other.startMs < firstMs &&
      (other.endMs ?? Infinity) > one.overMs + LOSER_MS,
  );
  return late === undefined ? null : `${late.target} went on although ${speaker.target} was answering`;
});

/** It has said that it is at its end; the connection is left a moment to end in good order. */
function hasEnded({ completeMs, truth, fault }: Exchange): boolean {
  return completeMs !== null || truth.loose || truth.kind === 'empty' || fault === 'content-filter';
}

/** The largest number of things in any window, and where it begins. */
export function busiest(
  times: readonly number[],
  windowMs = WINDOW_MS,
): { readonly count: number; readonly fromMs: number } {
  const sorted = times.toSorted((one, other) => one - other);
  let best = { count: 0, fromMs: 0 };
  for (let from = 0, to = 0; from < sorted.length; from += 1) {
    const fromMs = sorted[from] ?? 0;
    while (to < sorted.length && (sorted[to] ?? 0) < fromMs + windowMs) to += 1;
    if (to - from > best.count) best = { count: to - from, fromMs };
  }
  return best;
}

/** Was it asked at half of its caller's time? That is done once, beside one of whom nothing has come. */
function isAtHalfTime({ startMs }: Exchange, { talk: { askedMs, untilMs } }: Case): boolean {
  const halfMs = (askedMs + untilMs) / 2;
  return startMs >= halfMs && startMs <= halfMs + HALF_TIME_LATE_MS;
}
const HALF_TIME_LATE_MS = 50;

/** Did it meet a limit that one beside it met first, when nobody could know of it yet? Behind a sleep many ask in one moment. */
function isUnderSameLimit({ truth, target, key, number, startMs }: Exchange, { exchanges }: Run): boolean {
  return (
    truth.kind === 'rate-limited' &&
    exchanges.some(
      (other) =>
        other.number < number &&
        other.target === target &&
        other.key === key &&
        other.truth.kind === 'rate-limited' &&
        (other.endMs ?? Infinity) > startMs,
    )
  );
}

/** Whoever should go on with a broken answer has lost its way, so that the next one has to. */
function isLost({ continuation }: Exchange): boolean {
  return continuation !== null && !fits(continuation);
}

/**
 * Calls that count for nothing: those that mend, those to whom the question is too long or who cannot go on with a broken answer, and one in
 * the place of one that was under way when its target came to rest, another one met the same limit or half of its caller's time was over.
 */
function freeOf(one: Case, run: Run): number {
  const { exchanges } = one;
  const mends = exchanges.filter(
    (call) => isMend(call, exchanges) || call.truth.kind === 'too-long' || isLost(call),
  ).length;
  const isReplaced = exchanges.some((call) =>
    exchanges.some(
      (other) =>
        other.number > call.number &&
        (hadComeToRest(call, other.startMs, run) || isUnderSameLimit(call, run) || isAtHalfTime(other, one)),
    ),
  );
  return mends + (isReplaced ? 1 : 0);
}

/** So many calls fail before a target rests, if all of them do not. */
const CALLS_TO_FIND_OUT = 3;

/** In the outage of a single provider few more calls are made than there are questions. */
const fewExtraCalls: Invariant['check'] = ({ run, cases }) => {
  const stricken = new Set(run.scenario.troubles.flatMap(({ providers }) => providers));
  if (stricken.size !== 1) return [];
  // Where nobody else may answer, it is asked again until the budget for that is used up.
  const isAlone = (target: string): boolean => stricken.has(target.split('/')[0] ?? '');
  if (run.talks.some(({ targets }) => targets.every(isAlone))) return [];
  // Of each further model of the provider it has to be found out by itself.
  const struck = new Set(run.exchanges.filter(({ target }) => isAlone(target)).map(({ target }) => target));
  const spare = CALLS_TO_FIND_OUT * Math.max(0, struck.size - 1);
  for (const { askedMs: fromMs } of run.talks) {
    const asked = cases.filter(({ talk: { askedMs } }) => askedMs >= fromMs && askedMs < fromMs + WINDOW_MS);
    if (asked.length < REQUESTS_MIN) continue;
    const calls = asked.reduce((sum, one) => sum + one.exchanges.length - freeOf(one, run), 0);
    if (calls > asked.length * CALLS_MAX + spare)
      return [`${calls} calls for ${asked.length} questions from ${fromMs} ms on`];
  }
  return [];
};

/**
 * Nobody gets more calls than there are questions, and a tenth. Not counted is who is asked after all: whoever hung while another one
 * showed thoughts, and was let go of for it, is the last that may answer when that one breaks off, however many callers that happens to.
 */
const noStorm: Invariant['check'] = ({ run, cases }) => {
  const afterAll = new Set(cases.flatMap((one) => one.exchanges.filter((call) => isAfterAll(call, one))));
  const questions = busiest(run.talks.map(({ askedMs }) => askedMs)).count;
  return run.scenario.providers.flatMap(({ id }) => {
    const paid = run.exchanges.filter(
      (one) => one.provider === id && one.restOf === null && !isMend(one, run.exchanges) && !afterAll.has(one),
    );
    const { count, fromMs } = busiest(paid.map(({ startMs }) => startMs));
    const renewals = run.scenario.routes.some(({ keeps }) => keeps !== null) ? RENEWALS : 0;
    const spare = BUDGET_CALLS + PROBE_CALLS * new Set(paid.map(({ target }) => target)).size + renewals;
    return count > questions * 1.1 + spare
      ? [`${id} got ${count} calls for ${questions} questions from ${fromMs} ms on`]
      : [];
  });
};

/** How often something may be asked again in hope while nothing is answered, and for how many answers once more. */
const HOPES = 10;
const ANSWERS_PER_HOPE = 10;

/** Where all fails, hardly anybody asks twice. What a question that was answered has cost in hope is given back. */
const fewHopes: Invariant['check'] = ({ cases }) => {
  const hopes = cases.map((one) => {
    const isAnswered = one.entry?.outcome === 'answered';
    return { isAnswered, count: isAnswered ? 0 : one.exchanges.filter((call) => isHope(call, one)).length };
  });
  const count = hopes.reduce((sum, one) => sum + one.count, 0);
  const answered = hopes.filter(({ isAnswered }) => isAnswered).length;
  return count > HOPES + answered / ANSWERS_PER_HOPE
    ? [`${count} calls were made in hope, with ${answered} questions answered`]
    : [];
};

/** Was it asked when this one had failed: at once, or as soon as there was a place? */
function isReplacedBy({ endMs }: Exchange, { target, startMs }: Exchange, { scenario }: Run): boolean {
  return endMs === startMs || (isLimited(target, scenario) && endMs !== null && endMs < startMs);
}

function isBefore({ endMs }: Exchange, { startMs }: Exchange): boolean {
  return endMs !== null && endMs < startMs;
}

/**
 * Did it stand in somebody's line beside the other one until this one was asked? Whoever has come back is asked in the place of a line, also
 * where another one of its domain hangs: that it is back says more than what they have in common.
 */
function isInsteadOfLine({ startMs }: Exchange, { talk, entry }: Case): boolean {
  return (entry?.attempts ?? []).some(
    (one) => one.fault === 'full' && Math.abs(talk.askedMs + one.startedMs + one.tookMs - startMs) < 1,
  );
}

/** Two attempts at the same time are never at the mercy of the same domain, unless the second is back and asked in the place of a line. */
const apart = ofEach((asked, run) => {
  const { exchanges } = asked;
  const { scenario } = run;
  const domainOf = ({ provider }: Exchange): string =>
    scenario.providers.find(({ id }) => id === provider)?.domain ?? '';
  for (const [index, one] of exchanges.entries()) {
    // One that was given up keeps its line until its name has come.
    if (hasEnded(one) || (one.isKept && (one.end === 'aborted' || !one.truth.legal))) continue;
    const beside = exchanges
      .slice(index + 1)
      .find(
        (other) =>
          other.startMs < (one.endMs ?? Infinity) &&
          other.startMs > one.startMs &&
          !one.rests &&
          !hadComeToRest(one, other.startMs, run) &&
          !isInsteadOfLine(other, asked) &&
          !exchanges.some((failed) => failed !== one && isReplacedBy(failed, other, run) && !isBefore(failed, one)) &&
          domainOf(other) === domainOf(one),
      );
    if (beside !== undefined && scenario.providers.length > 2) return `${beside.target} was asked beside ${one.target}`;
  }
  return null;
});

// oxfmt-ignore
export const LOAD: readonly Invariant[] = [
  { id: 'B1', binds: 'none', check: fewExtraCalls, says: 'While one provider is in trouble, at most 1.25 calls per question in any minute with 20 questions, three for each further of its models and probes aside, and who could not go on with a broken answer, and what takes the place of a call that was under way when its target came to rest, another one met the same limit or half of its caller’s time was over.' },
  { id: 'B2', binds: 'none', check: noStorm, says: 'No provider gets more than a tenth more calls than there are questions; whoever was only slower than another one that broke off, and is asked after all, aside.' },
  { id: 'B3', binds: 'none', check: fewHopes, says: 'Where all fails, ten calls are made in hope that what has failed passes, and one more for every ten answers.' },
  { id: 'B4', binds: 'all', check: sameLedger, says: 'What was asked of whom stands in the journal as the providers saw it, and each request once.' },
  { id: 'B5', binds: 'all', check: losersLeave, says: 'Who has lost is let go of at once.' },
  { id: 'B6', binds: 'all', check: apart, says: 'Nobody is asked beside another one that fails together with it, unless it has come back and is asked in the place of a line.' },
  { id: 'B7', binds: 'all', check: placesHold, says: 'No more requests are under way at a provider than there are places.' },
  { id: 'O1', binds: 'all', check: sameOutcome, says: 'What the journal says of the end is what the caller saw.' },
  { id: 'O2', binds: 'all', check: soundIsSound, says: 'A sound answer is taken for no fault.' },
  { id: 'O3', binds: 'all', check: soundAnswersArrive, says: 'Where nothing was wrong the answer arrives, however slowly it is read.' },
  { id: 'M2', binds: 'all', check: slowCallerIsNoStall, says: 'A caller that reads slowly is no stall of the provider.' },
  { id: 'M5', binds: 'all', check: withinBounds, says: 'Nothing is poured into a caller that is full.' },
];
