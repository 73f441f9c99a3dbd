import type { Exchange } from '../internet/exchange.ts';
import type { Run } from '../run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Case, type Evidence, type Invariant, isFrozen, isLoose, ofEach } from './invariant.ts';
import { callsAre, doneMs, isDeclined, saysMore } from './words.ts';

/** What is given without asking anybody is given within this time, ms. */
const AT_ONCE_MS = 100;
/** Between the last byte of an answer and the moment in which it is kept, and a clock of whole seconds, ms. */
const KEPT_MS = 2_000;
/** How often answers may be asked for anew at first, and for so many answers of models once more. */
const RENEWALS = 10;
/** A streaming caller that has heard nothing for so long gets a head and a ping, ms. */
const QUIET_MS = 10_000;
const ANSWERS_PER_RENEWAL = 20;

/** Those that may have said what the caller heard. */
function speakersOf({ ear, sources }: Case): readonly Exchange[] {
  return sources.filter(({ answer }) => answer !== null && answer.text.startsWith(ear.text) && callsAre(ear, answer));
}

function isKept(one: Case): boolean {
  return one.entry?.mode === 'cache' && one.ear.complete && !isLoose(one) && !isDeclined(one);
}

/** The first model of a route, which gives the answers that are good enough to be kept. */
function bestOf({ talk: { route } }: Case): string {
  const [best] = route.ladder;
  return `${best?.provider}/${best?.model ?? 'some-model'}`;
}

const withinTenants: Invariant['check'] = (evidence) => {
  const tenantOf = new Map(evidence.cases.map(({ talk: { question } }) => [question.tag, question.tenant]));
  return ofEach((one) => {
    const { talk, ear } = one;
    if (talk.route.keeps === null || (ear.text === '' && ear.calls.length === 0) || isLoose(one)) return null;
    const speakers = speakersOf(one);
    const isOwn = speakers.some(({ asker }) => tenantOf.get(asker) === talk.question.tenant);
    // Answers to the same question may begin with the same words, and who has not heard all of one does not know what it calls.
    const own = ear.complete
      ? one.exchanges
      : one.sources.filter(({ asker }) => tenantOf.get(asker) === talk.question.tenant);
    const isBeginning = own.some(({ answer }) => ear.text !== '' && answer?.text.startsWith(ear.text) === true);
    return speakers.length === 0 || isOwn || isBeginning
      ? null
      : `it was told what ${speakers[0]?.asker} of another tenant was told`;
  })(evidence);
};

/** Not every caller is told of thoughts, and who asks may have been shown others before it was given what is kept. */
function isThoughtBy(one: Case, { answer }: Exchange): boolean {
  const { ear, exchanges } = one;
  return ear.thinking === '' || ear.thinking === answer?.thinking || exchanges.length > 0 || hasJoined(one);
}

/** What is given once more was all of an answer of the best model, and it is said that it is no new one. */
const onlyTheBest = ofEach((one) => {
  if (!isKept(one)) return null;
  const { talk, entry } = one;
  const best = bestOf(one);
  const isGood = speakersOf(one).some(
    (by) =>
      by.target === best &&
      by.continuation === null &&
      isThoughtBy(one, by) &&
      (saysMore(by) || (doneMs(by) ?? Infinity) <= one.overMs),
  );
  if (!isGood) return `it was given what ${entry?.servedBy} had said, which was none of the whole answers of ${best}`;
  // Lines of JSON have no place for it when the head was sent before it was known.
  if (talk.question.caller === 'ollama' && talk.question.stream) return null;
  const said = one.ear.mode || talk.received.headers['x-failsoft-mode'];
  return said === 'cache' ? null : `what was kept was given as ${said}`;
});

/** How old an answer may be that is given to this caller, ms; -1: of no age. */
function allowedMs({ talk: { route, question } }: Case): number {
  if (route.keeps === null) return -1;
  const { cache, below, maxAgeMs } = route.keeps;
  const atOnceMs = cache.freshMs === 0 ? 0 : cache.freshMs + cache.revalidateMs;
  const insteadMs = below === null ? 0 : Math.min(cache.staleMs, maxAgeMs ?? Infinity);
  switch (question.headers['cache-control'] ?? '') {
    case 'no-cache':
    case 'no-store':
      return -1;
    case 'max-age=5':
      return 5_000;
    case 'max-stale':
      return Math.max(atOnceMs, insteadMs, cache.freshMs, cache.staleMs);
    case 'stale-if-error=10':
      return Math.max(atOnceMs, Math.min(insteadMs, cache.freshMs + 10_000));
    case 'only-if-cached':
      return atOnceMs;
    default:
      return Math.max(atOnceMs, insteadMs);
  }
}

/** How much later an answer may be kept than its last byte came, ms: the process may stand still then. */
function keptWithinMs({ endMs }: Exchange, { disturbances }: Scenario): number {
  const stands = disturbances.flatMap((one) =>
    one.kind === 'freeze' && Math.abs(one.atMs - (endMs ?? Infinity)) < 10_000 ? one.ms : [],
  );
  return KEPT_MS + Math.max(0, ...stands);
}

const youngEnough = ofEach((one, { scenario }) => {
  // Its age is a matter of the wall clock.
  if (!isKept(one) || scenario.disturbances.some(({ kind }) => kind === 'wall')) return null;
  const speakers = speakersOf(one);
  const ages = speakers.map((by) => one.overMs - (doneMs(by) ?? -Infinity));
  const ageMs = Math.min(...ages);
  const mostMs = allowedMs(one);
  if (ageMs > mostMs + KEPT_MS || mostMs < 0)
    return `it was given an answer of ${ageMs} ms, where ${mostMs} are allowed`;
  const toldMs = Number(one.talk.received.headers['age'] ?? Number.NaN) * 1_000;
  // It is kept when the last of it was read, which takes as long as the one who asked for it takes.
  const isAgeOf = (by: Exchange): boolean =>
    toldMs >= one.overMs - (by.endMs ?? Infinity) - keptWithinMs(by, scenario) &&
    toldMs <= one.overMs - (doneMs(by) ?? -Infinity) + KEPT_MS;
  const isTrue = Number.isNaN(toldMs) || speakers.some(isAgeOf);
  return isTrue ? null : `it was told an age of ${toldMs} ms of an answer of ${ageMs} ms`;
});

/** Where everybody rests, whatever has an answer below the models has it at once. */
const atOnce = ofEach((one, run) => {
  const { talk, entry, overMs, exchanges } = one;
  if (entry?.mode !== 'cache' && entry?.mode !== 'edition' && entry?.mode !== 'notice') return null;
  if (!talk.question.standby || talk.resting.length < talk.targets.length || talk.targets.length === 0) return null;
  if (isFrozen(one, run) || talk.received.end === 'left') return null;
  // What is given was only just said.
  if (entry.mode === 'cache' && speakersOf(one).some((by) => (doneMs(by) ?? Infinity) > talk.askedMs)) return null;
  if (hasJoined(one) && hasBegunAt(talk.askedMs, one)) return null;
  // One that comes and goes may have an answer, which a notice is none.
  if (entry.mode === 'notice' && exchanges.length > 0) return null;
  // A caller may take longer to read it.
  const tookMs = Math.min(entry.tookMs, overMs - talk.askedMs);
  if (exchanges.length === 0 && tookMs <= AT_ONCE_MS) return null;
  return `the ${entry.mode} was given after ${tookMs} ms and ${exchanges.length} calls although everybody rested`;
});

/** Was there an answer on its way that had begun, with somebody else behind whose thoughts it went on? */
function hasBegunAt(atMs: number, { sources }: Case): boolean {
  const onTheWay = sources.filter((by) => isOn(by, atMs)).map(({ asker }) => asker);
  return sources.some((by) => onTheWay.includes(by.asker) && hasBegun(by, atMs));
}

/** Who may share an answer, as far as it can be told from outside; null for what is nobody else's. */
export function sharableBy({ talk: { question, route, earlier } }: Case): string | null {
  const { cache } = route.keeps ?? {};
  if (cache === undefined || !cache.sampled || (question.tools && !cache.tools)) return null;
  if (question.headers['cache-control'] !== undefined) return null;
  const { asks, tenant, stream, standby, headers } = question;
  // The same words are another question where they go on from something else.
  return [asks, earlier?.answer, tenant, stream, standby, headers['x-failsoft-restart']].join();
}

/** Who shares it for sure: what can be gone on from by its id is for one client alone. */
function sharedBy(one: Case): string | null {
  const sharable = sharableBy(one);
  return sharable === null ? null : `${sharable},${one.talk.question.client}`;
}

/** Had it come to nothing yet, for long or with somebody at rest or back by then? Then nobody else waits for it. */
function isHopeless({ talk: { askedMs, question, targets }, entry }: Case, atMs: number, { changes }: Run): boolean {
  const beganMs = question.stream ? (entry?.firstContentMs ?? Infinity) : (entry?.tookMs ?? Infinity);
  if (askedMs + beganMs <= atMs) return false;
  const change = changes.find(
    (one) =>
      (one.to === 'open' || one.from === 'open') &&
      targets.includes(one.target) &&
      one.atMs >= askedMs &&
      one.atMs <= atMs,
  );
  return change !== undefined || (question.stream && atMs - askedMs >= QUIET_MS);
}

/** Is it asked for alone, because the last answer to it was none that is kept? Who leaves before the head is not told. */
function isAlone({ talk: { received } }: Case): boolean {
  return received.status === null || received.headers['cache-status']?.includes('could not be kept') === true;
}

/** Who asks what is just being answered waits for that answer. */
const togetherIfAtOnce: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    const shared = sharedBy(one);
    if (shared === null || one.exchanges.length === 0 || isAlone(one)) return null;
    const { askedMs } = one.talk;
    // Whoever asks anew is the one that is waited for from then on.
    const before = evidence.cases.findLast(
      (other) =>
        other !== one &&
        other.exchanges.length > 0 &&
        other.talk.askedMs < askedMs &&
        !isAlone(other) &&
        sharedBy(other) === shared,
    );
    if (before?.entry?.outcome !== 'answered' || before.talk.askedMs + before.entry.tookMs <= askedMs) return null;
    if (isHopeless(before, askedMs, run) || isFrozen(before, run)) return null;
    // Somebody may have begun to ask anew and come to nothing, such as in a line.
    const isFollowed = evidence.cases.some(
      (other) =>
        sharableBy(other) === sharableBy(one) &&
        other.talk.askedMs > before.talk.askedMs &&
        other.talk.askedMs < askedMs &&
        isHopeless(before, other.talk.askedMs, run),
    );
    if (isFollowed) return null;
    return `it was asked for anew while ${before.talk.question.tag} was being answered`;
  })(evidence);

/** Did it wait for what was asked for somebody else? Its head says so. */
function hasJoined({ exchanges, talk: { received } }: Case): boolean {
  return exchanges.length === 0 && received.headers['cache-status']?.includes('collapsed') === true;
}

function isOn({ startMs, endMs }: Exchange, atMs: number): boolean {
  return startMs <= atMs && (endMs ?? Infinity) >= atMs;
}

function hasBegun({ answer, byteMs }: Exchange, atMs: number): boolean {
  return answer !== null && (byteMs ?? Infinity) <= atMs;
}

type Flight = { readonly by: Case; readonly calls: readonly Exchange[] };

/** All who had begun to ask, or to renew, what this one may share, in the order they came, and their calls. */
function flightsBefore(one: Case, { cases }: Evidence): readonly Flight[] {
  const sharable = sharableBy(one);
  return cases
    .slice(0, cases.indexOf(one))
    .filter((by) => sharableBy(by) === sharable && !hasJoined(by))
    .map((by) => ({ by, calls: one.sources.filter(({ asker }) => asker === by.talk.question.tag) }));
}

/** Who waits for others waits for an answer that has begun, or for one that would be asked for in the same way now. */
const nobodyJoinsTheHopeless: Invariant['check'] = (evidence) =>
  ofEach((one, run) => {
    const { askedMs, resting } = one.talk;
    // While our own network is looked at, others rest as well.
    const isLookedAt = run.exchanges.some(({ tag, body }) => tag === '' && body === '');
    if (sharedBy(one) === null || !hasJoined(one) || isFrozen(one, run) || isLookedAt) return null;
    // All of it was there.
    if (one.ear.complete && one.overMs - askedMs <= AT_ONCE_MS) return null;
    const isSound = ({ by, calls }: Flight): boolean =>
      by.talk.resting.join() === resting.join() || calls.some((call) => hasBegun(call, askedMs));
    const areOn = ({ calls }: Flight): boolean => calls.some((call) => isOn(call, askedMs));
    const flights = flightsBefore(one, evidence).filter((flight) => flight.by.overMs >= askedMs || areOn(flight));
    const joined = flights.find(areOn);
    if (joined === undefined || flights.some(isSound)) return null;
    return `it waited for what ${joined.by.talk.question.tag} had asked, although others rest now than then`;
  })(evidence);

const fewRenewals: Invariant['check'] = ({ run }) => {
  const answered = run.entries.filter(({ outcome, mode }) => outcome === 'answered' && mode === 'primary').length;
  const renewed = run.entries.filter(({ workflow }) => workflow === 'renewal').length;
  const most = RENEWALS + answered / ANSWERS_PER_RENEWAL;
  return renewed > most ? [`${renewed} answers were asked for anew, for ${answered} of models`] : [];
};

const nothingInFlight: Invariant['check'] = ({ run }) =>
  run.flightsLeft > 0 ? [`${run.flightsLeft} answers are still waited for`] : [];

// oxfmt-ignore
export const KEEPING: readonly Invariant[] = [
  { id: 'X3', binds: 'all', check: withinTenants, says: 'What one tenant was told is given to no other, neither kept nor while it comes.' },
  { id: 'K1', binds: 'all', check: onlyTheBest, says: 'What is given once more was all of an answer of the first model, and is given as kept.' },
  { id: 'K2', binds: 'all', check: youngEnough, says: 'It is no older than its route and its caller allow, and its age is told.' },
  { id: 'K3', binds: 'all', check: atOnce, says: 'Where every model rests, what stands below them is given at once and nobody is asked; unless the answer that others wait for has begun, or there is but a notice and somebody comes and goes.' },
  { id: 'K4', binds: 'all', check: togetherIfAtOnce, says: 'Who asks what is just being answered waits for that answer, and it is one call; unless that has not begun in ten seconds, or somebody has come to rest or back since.' },
  { id: 'K5', binds: 'none', check: fewRenewals, says: 'Kept answers are asked for anew ten times at most, and once more for every twenty answers of models.' },
  { id: 'K6', binds: 'none', check: nothingInFlight, says: 'Nobody is left waiting for the answer to another.' },
  { id: 'K7', binds: 'all', check: nobodyJoinsTheHopeless, says: 'Nobody waits for an answer that somebody else has asked for, while nothing has come of it and since then a target has come to rest or back.' },
];
