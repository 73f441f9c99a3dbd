import type { Exchange } from '../internet/exchange.ts';
import type { Run } from '../run.ts';
import { type Invariant, isCutOff, isFrozen, isLimited, isOutOfTime, ofEach } from './invariant.ts';

/** How long the way back may take, ms. */
const RECOVERY_MS = 60_000;
/** Until somebody else is asked in the place of a target that rests, ms. */
const ELSEWHERE_MS = 100;
/** A probe has so long to begin in at least, ms: what nearly all answers take, as far as that is known. */
const PROBE_BEGINS_MS = 1_000;
/**
 * The longest that a probe may take, ms: 30 s to begin in, or a minute where its target does not rest, the rest of its answer, and a process
 * that stands still.
 */
const PROBE_MS = { resting: 45_000, well: 75_000 };

const onlyFreshReports: Invariant['check'] = ({ run }) => run.staleReports;

const onlyProbes: Invariant['check'] = (evidence) => [...oneProbe(evidence), ...restingAreSpared(evidence)];

/** One probe of a target at a time, until it has spoken, and each comes to its end. A look at the network has no question. */
const oneProbe: Invariant['check'] = ({ run }) => {
  const probes = run.exchanges.filter(({ tag, body }) => tag === '' && body !== '');
  return probes.flatMap((one) => {
    const endMs = one.endMs ?? Infinity;
    if (endMs > one.startMs + PROBE_MS[one.rests ? 'resting' : 'well'])
      return [`a probe of ${one.target} took ${endMs - one.startMs} ms`];
    const heardMs = Math.min(one.byteMs ?? Infinity, endMs);
    const beside = probes.find(
      ({ number, target, startMs }) => number > one.number && target === one.target && startMs < heardMs,
    );
    return beside === undefined ? [] : [`${one.target} was probed twice at the same time`];
  });
};

/** Could it have been asked all the time between two moments: its breaker not open, a key that has met nothing, and a place? */
export function isReady(
  target: string,
  run: Run,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean {
  const [provider] = target.split('/');
  const own = run.changes.filter((change) => change.target === target && change.atMs <= toMs);
  if (own.some(({ atMs }) => atMs >= fromMs) || own.at(-1)?.to === 'open') return false;
  if (isLimited(target, run.scenario)) return false;
  // Nothing leads there while our own network is looked at.
  return run.exchanges.every(
    ({ body, truth, ...one }) => body !== '' && (one.provider !== provider || truth.against !== 'key'),
  );
}

/**
 * Had its target come to rest while it was under way? Whoever is asked in its place may have to wait for a place, and by then the target may
 * be back.
 */
export function hadComeToRest({ target, startMs, endMs }: Exchange, byMs: number, { changes }: Run): boolean {
  const opened = changes.filter((one) => one.target === target && one.to === 'open');
  return opened.some(({ atMs }) => atMs >= startMs && atMs < (endMs ?? Infinity) && atMs <= byMs);
}

/** Who rests gets requests only when nobody else is left. */
const restingAreSpared = ofEach((one, run) => {
  const { talk, exchanges } = one;
  for (const { target, rests, startMs } of exchanges) {
    // Whoever had to wait for a place, because nobody else was there, may find its target at rest by then.
    if (!rests || isLimited(target, run.scenario)) continue;
    // Before it is asked again there is a pause, in which somebody else may have come back.
    const decidedMs = Math.max(
      talk.askedMs,
      ...exchanges.flatMap(({ endMs }) => endMs ?? []).filter((ms) => ms <= startMs),
    );
    const other = talk.targets.find(
      (able) =>
        exchanges.every((tried) => tried.target !== able || tried.startMs > startMs) &&
        isReady(able, run, { fromMs: decidedMs - 1, toMs: startMs }),
    );
    if (other !== undefined) return `${target} was asked while it rested, and ${other} was not`;
  }
  return null;
});

/** Nobody waits for a target that rests: at once, or as soon as its breaker opens, somebody else is asked. */
const nobodyWaits = ofEach((one, run) => {
  const { talk, sources: exchanges, overMs } = one;
  const [first, ...others] = talk.targets;
  if (talk.received.end === 'left' || isFrozen(one, run) || isCutOff(one, run)) return null;
  const opening = run.changes.find(({ target, to, atMs }) => target === first && to === 'open' && atMs >= talk.askedMs);
  const knownMs = talk.resting.includes(first ?? '') ? talk.askedMs : (opening?.atMs ?? Infinity);
  const isHeard = exchanges.some(({ target, byteMs }) => target === first && (byteMs ?? Infinity) <= knownMs);
  if (knownMs >= overMs || isHeard) return null;
  // In a line somebody may wait for a moment before the next one is asked.
  if (others.some((other) => isLimited(other, run.scenario))) return null;
  const moment = { fromMs: knownMs - 1, toMs: knownMs + ELSEWHERE_MS };
  if (!others.some((other) => isReady(other, run, moment))) return null;
  const isElsewhere = exchanges.some(({ target, startMs }) => target !== first && startMs <= moment.toMs);
  return isElsewhere ? null : `nobody else was asked although ${first} rested`;
});

const somebodyIsAsked = ofEach(({ entry, talk }) =>
  entry?.outcome === 'failed' &&
  entry.attempts.length === 0 &&
  entry.fault === 'open-circuit' &&
  talk.targets.length > 0
    ? 'nobody was asked because everybody rests'
    : null,
);

/** Was it a probe of somebody who was well, that was given up because for once nothing had begun in the time it has? */
function isLateProbe({ tag, end, startMs, completeMs, endMs }: Exchange): boolean {
  return tag === '' && end === 'aborted' && completeMs === null && (endMs ?? startMs) - startMs >= PROBE_BEGINS_MS;
}

/** Every target gets all of its requests again, a minute after the last that went wrong there, whether there are any or not. */
const wellAgain: Invariant['check'] = ({ run }) => {
  const { scenario, recovered } = run;
  return [...recovered].flatMap(([target, share]) => {
    const lastMs = Math.max(
      scenario.calmFromMs,
      ...run.exchanges
        .filter((one) => one.target === target && (!one.truth.legal || isLateProbe(one)))
        .map(({ endMs }) => endMs ?? Infinity),
    );
    // Without a key that may be used, or a place, nobody can find out.
    if (mayBeParked(target, run) || isLimited(target, scenario) || lastMs > scenario.endMs - RECOVERY_MS) return [];
    return share < 1 ? [`${target} still gets no more than ${share} at the end of the calm`] : [];
  });
};

/** Faults of a key that keep it from every model, and not only from the one that was asked. */
const OF_EVERY_MODEL: ReadonlySet<string> = new Set(['unauthorized', 'no-credit', 'region-blocked']);

/** Has every key that there is since the last change of the configuration met a limit that may last? */
export function mayBeParked(target: string, { scenario, exchanges }: Run): boolean {
  const plan = scenario.providers.find(({ id }) => target.startsWith(`${id}/`));
  const config = scenario.disturbances.filter(({ kind }) => kind === 'reload').length;
  const met = exchanges.filter(
    (one) =>
      one.provider === plan?.id &&
      one.config === config &&
      one.truth.against === 'key' &&
      (one.target === target || OF_EVERY_MODEL.has(one.truth.kind ?? '')),
  );
  return new Set(met.map(({ key }) => key)).size === plan?.keys;
}

const noBlameWithoutCause: Invariant['check'] = ({ run }) =>
  run.changes
    .filter(({ from, to }) => from === 'closed' && to === 'open')
    .flatMap(({ target, exchange }) =>
      exchange === null || exchange.restOf !== null || exchange.target !== target || exchange.truth.against === 'target'
        ? []
        : [`${target} was taken out for ${exchange.fault ?? 'an answer that was well'}`],
    );

/** Whoever has said nothing for so long may be left for another one, ms. */
const LATE_MS = 4_000;

/** One that is given up keeps its line until its name has come, by which it is ended. */
function silentMs({ startMs, byteMs, endMs }: Exchange): number {
  return (byteMs ?? endMs ?? startMs) - startMs;
}

/** After an hour of calm every route is served at the first try, by its first target. */
const asNew = ofEach((one, run) => {
  const { talk, entry } = one;
  const [first = ''] = talk.targets;
  if (!talk.question.tag.startsWith('z') || first === '' || isOutOfTime(one)) return null;
  // While its only key rests nobody can see whether a target is back. Then somebody else answers, or there is a notice, once. And all
  // routes are asked at the same time.
  const unseen = mayBeParked(first, run) || isLimited(first, run.scenario);
  if (unseen && (entry?.mode === 'notice' || entry?.mode === 'edition')) return null;
  const asked = entry?.attempts.map(({ target, fault }) => `${target}: ${fault}`).join(', ') ?? 'nothing';
  // One that is late for once may still have somebody beside it, or be left.
  const isLate = one.exchanges.some((call) => call.fault === null && silentMs(call) >= LATE_MS);
  const tries =
    entry?.attempts.filter(
      ({ fault }) => fault !== 'full' && fault !== 'cancelled' && !(isLate && fault === 'timeout'),
    ) ?? [];
  const isFirst = entry?.attempts.some(({ target, key }) => target === first && key >= 0) === true;
  if (entry?.outcome === 'answered' && tries.length === 1 && (unseen || isFirst)) return null;
  return `an hour later it was ${asked}`;
});

// oxfmt-ignore
export const HEALTH: readonly Invariant[] = [
  { id: 'R5', binds: 'all', check: onlyFreshReports, says: 'What a call from before the last change has to say changes no breaker.' },
  { id: 'R6', binds: 'none', check: onlyProbes, says: 'Who rests is asked by probes alone while somebody else is left, by one at a time until it has spoken, and each comes to its end.' },
  { id: 'R7', binds: 'all', check: somebodyIsAsked, says: 'With every breaker open somebody is asked all the same.' },
  { id: 'R8', binds: 'all', check: wellAgain, says: 'Well again within a minute after all is well, also without callers, wherever there is a key and a place to see it with.' },
  { id: 'R9', binds: 'all', check: noBlameWithoutCause, says: 'What is about a key, a request or nobody opens no breaker.' },
  { id: 'R13', binds: 'all', check: asNew, says: 'Nothing is remembered for ever: after an hour every question is answered at the first try, by the first of its targets.' },
  { id: 'T3', binds: 'all', check: nobodyWaits, says: 'Nobody waits for a target that rests: within 100 ms of its opening somebody else is asked.' },
];
