import { SOME_MODEL, targetsOf } from '../configuration.ts';
import type { Exchange } from '../internet/exchange.ts';
import type { Run } from '../run.ts';
import { mayBeParked } from './health.ts';
import { type Evidence, type Invariant, isLimited } from './invariant.ts';
import { busiest } from './load.ts';
import { spellsIn } from './own-network.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** What a probe is taken to cost where nobody knows its price, US dollars. */
const PROBE_USD = 0.0005;
/** Whoever does not answer is asked no more often than this for not having been seen at work, ms. */
const UNSEEN_MS = 10 * MINUTE;
/** As long as it may take until it is somebody's turn: one is asked every ten seconds, and each has its time to answer in, ms. */
const TURN_MS = 2 * MINUTE;
/** The process may stand still for so long before it does what is due, ms. */
const LATE_MS = 10 * SECOND;

/** What was asked by ourselves. A look at the network has no question. */
function probesIn({ exchanges }: Run): readonly Exchange[] {
  return exchanges.filter(({ tag, body }) => tag === '' && body !== '');
}

/** Those of them that were asked on the rounds, of somebody who did not rest. */
function roundsIn(run: Run): readonly Exchange[] {
  return probesIn(run).filter(({ rests }) => !rests);
}

const oneAtATime: Invariant['check'] = ({ run }) => {
  const asked = roundsIn(run);
  return asked.flatMap((one, index) => {
    const heardMs = Math.min(one.byteMs ?? Infinity, one.endMs ?? Infinity);
    const next = asked[index + 1];
    return next !== undefined && next.startMs < heardMs
      ? [`${next.target} was asked while ${one.target} was being asked`]
      : [];
  });
};

/** Was it asked because nobody had seen its target at work for as long as the operator says, which costs no budget? */
function isOfUnseen(one: Exchange, run: Run): boolean {
  const warmMs = run.scenario.rounds?.warmMs ?? 0;
  const own = run.exchanges.filter(({ target, number }) => target === one.target && number < one.number);
  const isSeen = own.some(
    ({ completeMs, byteMs, end, endMs, continuation }) =>
      completeMs !== null &&
      // Whoever should go on with another answer may have said something else.
      continuation === null &&
      end === 'ended' &&
      (endMs ?? Infinity) < one.startMs &&
      (byteMs ?? 0) > one.startMs - warmMs,
  );
  const isAsked = own.some(
    ({ tag, body, startMs }) => tag === '' && body !== '' && startMs > one.startMs - Math.min(warmMs, UNSEEN_MS),
  );
  return warmMs > 0 && !isSeen && !isAsked;
}

const withinBudget: Invariant['check'] = ({ run }) => {
  const asked = roundsIn(run);
  const { rounds } = run.scenario;
  if (rounds === null) return asked.length > 0 ? [`${asked.length} were asked although nobody wants that`] : [];
  const { perHour, usdPerDay } = rounds.watch ?? { perHour: 0, usdPerDay: 0 };
  const paid = asked.filter((one) => !isOfUnseen(one, run));
  const { count, fromMs } = busiest(
    paid.map(({ startMs }) => startMs),
    HOUR,
  );
  if (count > perHour) return [`${count} were asked in the hour from ${fromMs} ms on, and ${perHour} may be`];
  const most = Math.round(usdPerDay / PROBE_USD);
  return paid.length > most ? [`${paid.length} were asked, and a day pays for ${most}`] : [];
};

/** Whom nobody may ask, or who is away on purpose, is asked by nobody, and nobody is before there is a caller. */
const nobodyElse: Invariant['check'] = ({ run, cases }) => {
  const { scenario } = run;
  const allowed = new Set(scenario.routes.flatMap(targetsOf));
  const usedMs = Math.min(...cases.map(({ overMs }) => overMs));
  const drill = scenario.rounds?.drill ?? null;
  return probesIn(run).flatMap(({ target, provider, startMs, rests }) => {
    if (!allowed.has(target)) return [`${target} was asked, which may not be`];
    if (!rests && startMs < usedMs) return [`${target} was asked before any caller had asked anything`];
    if (drill === null || provider !== drill.provider) return [];
    const isAway = startMs > drill.fromMs + LATE_MS && startMs < drill.untilMs;
    return isAway ? [`${target} was reached in the middle of a drill`] : [];
  });
};

/** In the calm everybody is seen at work within the time that the operator says, by callers or by a probe. */
const seenAtWork: Invariant['check'] = (evidence) => {
  const { scenario } = evidence.run;
  const warmMs = scenario.rounds?.warmMs ?? 0;
  if (warmMs === 0) return [];
  return [...new Set(scenario.routes.flatMap(targetsOf))].flatMap((target) => {
    if (mayBeParked(target, evidence.run) || isLimited(target, scenario)) return [];
    return spansOf(target, evidence).flatMap(({ fromMs, toMs }) => {
      const seen = evidence.run.exchanges.flatMap((one) => (one.target === target ? (one.byteMs ?? []) : []));
      const moments = [fromMs, ...seen.filter((ms) => ms > fromMs && ms < toMs), toMs];
      const longestMs = Math.max(...moments.slice(1).map((ms, index) => ms - (moments[index] ?? ms)));
      return longestMs > warmMs + TURN_MS
        ? [`${target} was not seen at work for ${longestMs} ms, and may not be for ${warmMs}`]
        : [];
    });
  });
};

/** From when on it is known: a rung that names no model asks for that of the caller, when somebody has asked for one there. */
function knownMs(target: string, { exchanges }: Run): number {
  if (!target.endsWith(`/${SOME_MODEL}`)) return 0;
  return exchanges.find((one) => one.target === target && one.tag !== '')?.startMs ?? Infinity;
}

/** From when until when nothing is wrong with a target, and whoever asks by ourselves does so. */
function spansOf(
  target: string,
  { run, cases }: Evidence,
): readonly { readonly fromMs: number; readonly toMs: number }[] {
  const { scenario, exchanges, changes } = run;
  const sinceMs = Math.max(
    scenario.calmFromMs,
    knownMs(target, run),
    Math.min(...cases.map(({ overMs }) => overMs)),
    ...changes.filter((one) => one.target === target).map(({ atMs }) => atMs),
    ...exchanges.filter((one) => one.target === target && !one.truth.legal).map(({ endMs }) => endMs ?? Infinity),
  );
  const { drill = null } = scenario.rounds ?? {};
  const all =
    drill === null
      ? [{ fromMs: sinceMs, toMs: scenario.laterMs }]
      : [
          { fromMs: sinceMs, toMs: drill.fromMs },
          { fromMs: Math.max(sinceMs, drill.untilMs + MINUTE), toMs: scenario.laterMs },
        ];
  return all.filter(({ fromMs, toMs }) => fromMs < toMs);
}

const spareUntilThereIsAWay: Invariant['check'] = ({ run }) => {
  const away = spellsIn(run);
  return roundsIn(run).flatMap(({ target, startMs }) =>
    away.some(({ fromMs, toMs }) => startMs > fromMs && startMs < toMs)
      ? [`${target} was asked while nobody could be reached`]
      : [],
  );
};

/** What is asked by ourselves is nobody's request. */
const nobodysRequest: Invariant['check'] = ({ run, cases }) => {
  const ids = new Set(cases.map(({ talk }) => talk.id));
  const noted = run.entries.filter(({ id, workflow }) => !ids.has(id) && workflow !== 'renewal');
  const said = new Set(probesIn(run).flatMap(({ answer }) => answer?.text ?? []));
  const told = cases.filter(
    ({ ear: { text }, sources }) =>
      text !== '' && said.has(text) && sources.every(({ answer }) => answer?.text.startsWith(text) !== true),
  );
  return [
    ...noted.map(({ model }) => `the journal has a request for ${model} that nobody made`),
    ...told.map(({ talk }) => `${talk.question.tag} was told what a probe had been`),
  ];
};

// oxfmt-ignore
export const PROBING: readonly Invariant[] = [
  { id: 'P1', binds: 'none', check: oneAtATime, says: 'Of those who do not rest one is probed at a time.' },
  { id: 'P2', binds: 'none', check: withinBudget, says: 'They are probed no more often in an hour and for no more in a day than the operator says. Who was not seen at work for as long as the operator says is probed besides, once in that time or in ten minutes.' },
  { id: 'P3', binds: 'none', check: nobodyElse, says: 'Nobody is probed whom no route may ask, nobody who is away in a drill is reached, and nobody who does not rest is asked before a caller has asked something.' },
  { id: 'P4', binds: 'none', check: seenAtWork, says: 'In the calm nobody stays unseen at work for two minutes longer than the operator says, wherever there is a key and a place to see it with.' },
  { id: 'P5', binds: 'all', check: nobodysRequest, says: 'What a probe was told is told to no caller, and the journal has no request that nobody made.' },
  { id: 'P6', binds: 'none', check: spareUntilThereIsAWay, says: 'While nobody can be reached from here only those that rest are probed.' },
];
