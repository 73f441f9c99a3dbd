import { dice, type Dice } from '../dice.ts';
import { type FaultName, HEAVY, playable } from '../internet/faults.ts';
import { DIALECTS, PLAIN } from './asking.ts';
import { brokenAnswers, brokenLines, emptyAnswers } from './breaks.ts';
import { crowdAt, withFollowers } from './crowds.ts';
import { disturbancesOf, endsAt, stallsAt } from './disturbances.ts';
import { hangs, withHurried } from './hurried.ts';
import { keepsAt, withRepeats } from './keeping.ts';
import { withConsent, withManners } from './manners.ts';
import { narrowness, withLine, withOnePlace } from './narrow.ts';
import { brokenThoughts, withThinkers } from './pensive.ts';
import { ownNetworkDown, roundsAt, withSilence } from './rounds.ts';
import type { ProviderPlan, Question, ReaderPlan, RoutePlan, Scenario, Trouble } from './scenario.ts';
import { withSchemas } from './signed.ts';
import { editionAt, placesAt, resumesAt, timeAt } from './terms.ts';

/** How long the calm is at the end, in which everything has to become well again, ms; see invariant R8. */
const TAIL_MS = 95_000;
/** Longer than a key may rest. */
const LATER_MS = 3_700_000;

export function scenarioOf(seed: number): Scenario {
  const luck = dice(`scenario ${seed}`);
  const calmUntilMs = luck.between(2_000, 12_000);
  const calmFromMs = calmUntilMs + luck.between(15_000, 60_000);
  const endMs = calmFromMs + TAIL_MS;
  const providers = Array.from({ length: luck.between(1, 4) }, (_, index) => providerPlan(index, { seed, luck }));
  const plain = ['main', 'other'].map((name) => routePlan(name, providers, luck));
  const asked = questionsOf({ seed, calmUntilMs, calmFromMs, endMs }, luck);
  const routes = plain.map((route) => ({
    ...route,
    ladder: route.ladder.map((rung) => ({ ...rung, resumes: resumesAt(rung.provider, seed) })),
    deadlineMs: timeAt(route.name, seed),
    edition: editionAt(route.name, seed),
    keeps: keepsAt(route, seed),
  }));
  const repeated = withRepeats(asked, { seed, routes, endMs }).map((one) => withConsent(withManners(one, seed), seed));
  const times = { seed, calmUntilMs, calmFromMs, endMs, laterMs: endMs + LATER_MS };
  const questions = withSilence(withThoseOfTheFifth(repeated, times), times);
  return {
    seed,
    providers: withOnePlace(providers, { seed, routes }),
    routes,
    questions,
    calmUntilMs,
    calmFromMs,
    endMs,
    laterMs: times.laterMs,
    troubles: [
      ...ownNetworkDown(providers, times),
      ...narrowness(routes, { seed, calmUntilMs, calmFromMs }),
      ...hangs(routes, { seed, calmUntilMs, calmFromMs }),
      ...brokenLines(providers, { seed, calmUntilMs, calmFromMs }),
      ...brokenThoughts(routes, { seed, calmUntilMs, calmFromMs }),
      ...emptyAnswers(routes, { seed, calmUntilMs, calmFromMs }),
      ...brokenAnswers(providers, { seed, calmUntilMs, calmFromMs }),
      ...troublesOf(providers, { seed, calmUntilMs, calmFromMs }, luck),
    ],
    disturbances: [
      ...disturbancesOf({ calmUntilMs, calmFromMs }, luck),
      ...endsAt(questions, seed),
      ...stallsAt(times),
    ],
    rounds: roundsAt(routes, times),
  };
}

function providerPlan(index: number, { seed, luck }: { readonly seed: number; readonly luck: Dice }): ProviderPlan {
  const id = String.fromCharCode(97 + index);
  return {
    id,
    dialect: luck.pick(DIALECTS),
    keys: luck.between(1, 2),
    domain: `d${luck.between(1, 3)}`,
    firstTokenMs: luck.between(300, 1_600),
    spread: 0.3 + luck.next() * 0.4,
    tokenMs: luck.between(5, 20),
    places: placesAt(id, seed),
  };
}

function routePlan(name: string, providers: readonly ProviderPlan[], luck: Dice): RoutePlan {
  const ladder = luck.some(providers, 4).map(({ id }, index) => ({
    provider: id,
    model: index === 0 && luck.hits(0.6) ? null : `${id}-large`,
    tries: luck.hits(0.9) ? 2 : 1,
    continues: luck.hits(0.5),
    resumes: false,
  }));
  const allow = luck.hits(0.15) ? luck.some(ladder, 3).map(({ provider }) => provider) : null;
  const notice = luck.hits(0.25) ? 'AI is away. Your work is saved.' : null;
  return { name, ladder, notice, allow, deadlineMs: null, edition: null, keeps: null };
}

type Times = Pick<Scenario, 'calmUntilMs' | 'calmFromMs'>;

function troublesOf(
  providers: readonly ProviderPlan[],
  times: Times & { readonly seed: number },
  luck: Dice,
): readonly Trouble[] {
  const { seed, calmUntilMs, calmFromMs } = times;
  const catalogue = [...luck.some(playable(seed), 7), ...(luck.hits(1 / 40) ? HEAVY : [])];
  const when = (): Pick<Trouble, 'fromMs' | 'untilMs'> =>
    luck.hits(0.6)
      ? { fromMs: calmUntilMs, untilMs: calmFromMs }
      : { fromMs: luck.between(calmUntilMs, (calmUntilMs + calmFromMs) / 2), untilMs: calmFromMs };
  const rate = (): number => luck.pick([0.1, 0.3, 0.6, 1, 1]);
  const own = luck
    .some(providers, providers.length)
    .flatMap(({ id }): Trouble[] =>
      luck.some(catalogue, 3).map((fault) => ({ ...when(), providers: [id], fault, rate: rate() })),
    );
  const together = luck.pick<FaultName>(['refused', 'network-down', 'black-hole', 'unavailable-html', 'header-hang']);
  const { domain } = luck.shuffled(providers)[0] ?? { domain: '' };
  const stricken = luck.hits(0.5) ? providers : providers.filter((one) => one.domain === domain);
  const common: Trouble = { ...when(), providers: stricken.map(({ id }) => id), fault: together, rate: 1 };
  return luck.hits(0.2) ? [common, ...own] : own;
}

function questionsOf(
  times: Times & { readonly seed: number; readonly endMs: number },
  luck: Dice,
): readonly Question[] {
  const { seed, calmUntilMs, calmFromMs, endMs } = times;
  const found: Question[] = [];
  const add = (atMs: number, route: string): void => {
    found.push(question({ tag: `q${found.length}`, atMs, route }, found, luck));
  };
  const route = (): string => (luck.hits(0.8) ? 'main' : 'other');
  for (let count = luck.between(1, 3); count > 0; count -= 1) add(luck.between(0, calmUntilMs), route());
  const usual = { perSecond: luck.pick([0.15, 0.3, 0.6, 3]), most: luck.between(5, 14) };
  const { perSecond, most } = crowdAt(seed) ?? usual;
  for (let atMs = calmUntilMs + luck.gapMs(perSecond), count = 0; atMs < calmFromMs && count < most; count += 1) {
    add(Math.round(atMs), route());
    atMs += luck.gapMs(perSecond);
  }
  for (let atMs = calmFromMs + 500; atMs < endMs; atMs += luck.between(12_000, 22_000)) add(atMs, 'main');
  return found.sort((one, other) => one.atMs - other.atMs);
}

function question(
  { tag, atMs, route }: Pick<Question, 'tag' | 'atMs' | 'route'>,
  before: readonly Question[],
  luck: Dice,
): Question {
  const trigger = luck.hits(0.75)
    ? ''
    : luck.hits(0.04)
      ? '[long]'
      : luck.pick(['[tool]', '[tools]', '[refuse]'] as const);
  const tools = trigger.startsWith('[tool') || luck.hits(0.1);
  const thinking = luck.hits(0.15);
  const schema = trigger === '' && !tools && luck.hits(0.08);
  const earlier = luck.hits(0.16) ? luck.shuffled(before)[0] : undefined;
  return {
    ...PLAIN,
    tag,
    asks: tag,
    atMs,
    route: earlier?.route ?? route,
    caller: earlier?.caller ?? luck.pick(DIALECTS),
    stream: luck.hits(0.75),
    standby: !luck.hits(0.04),
    thinking: thinking || earlier?.thinking === true,
    tools,
    schema,
    maxTokens:
      trigger !== '' || tools || thinking || earlier?.thinking === true || schema || luck.hits(0.2)
        ? null
        : luck.between(8, 40),
    trigger,
    after: earlier?.tag ?? null,
    reader: readerPlan(luck),
  };
}

function readerPlan(luck: Dice): ReaderPlan {
  const calm: ReaderPlan = PLAIN.reader;
  const kind = luck.next();
  if (kind < 0.78) return calm;
  if (kind < 0.86) return { ...calm, leavesMs: Math.round(luck.logNormal(1_500, 1.2)) };
  if (kind < 0.94) return { ...calm, bytesPerSecond: luck.pick([1_500, 6_000, 20_000]) };
  return { ...calm, stallMs: luck.pick([5_000, 40_000, 100_000]), stallAtBytes: luck.between(1, 3_000) };
}

/** The same questions, and those that are asked from the fifth world on. */
function withThoseOfTheFifth(
  questions: readonly Question[],
  times: Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs' | 'endMs'>,
): readonly Question[] {
  const asked = withThinkers(withFollowers(questions, times), times);
  return withLine(withSchemas(withHurried(asked, times), times), times);
}
