import { dice } from './dice.ts';
import { withHurried } from './hurried.ts';
import { withLine } from './lines.ts';
import { among, mainLadder, oneMore } from './more.ts';
import type { Question, RoutePlan, Scenario, Trouble } from './scenario.ts';
import { FIFTH_FROM } from './second.ts';
import { withSchemas } from './signed.ts';

/** The same questions, and those that are asked in this world alone. */
export function withMore(questions: readonly Question[], times: Times & Pick<Scenario, 'endMs'>): readonly Question[] {
  const asked = withThinkers(withFollowers(questions, times), times);
  return withLine(withSchemas(withHurried(asked, times), times), times);
}

/** Is there something that everybody asks, on a route that asks anew for whatever it gives? */
export function isPopularAt(seed: number): boolean {
  return seed >= FIFTH_FROM && dice(`popular ${seed}`).hits(0.1);
}

/** More than may be asked for anew of one answer, even while models answer many others. */
const FOLLOWERS = 40;

/** The same questions, and between them one that comes every other second from the moment on in which all is well again. */
function withFollowers(
  questions: readonly Question[],
  { seed, calmFromMs }: Pick<Scenario, 'seed' | 'calmFromMs'>,
): readonly Question[] {
  if (!isPopularAt(seed)) return questions;
  const luck = dice(`followers ${seed}`);
  const first = oneMore('p', calmFromMs, luck);
  const followers = Array.from({ length: FOLLOWERS }, (_, number) => ({
    ...first,
    tag: `pr${number}`,
    atMs: calmFromMs + number * 2_000 + luck.between(0, 1_000),
  }));
  return among(questions, [first, ...followers]);
}

/** Do many callers want to see thoughts, which often are all that comes? */
export function isPensiveAt(seed: number): boolean {
  return seed >= FIFTH_FROM && dice(`pensive ${seed}`).hits(0.1);
}

type Times = Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs'>;

/** As long as the best model is down, ms. */
const DOWN_MS = 5_000;

/** The best model is down for a moment. When it is back, most answers of the others still break off behind their thoughts. */
export function brokenThoughts(routes: readonly RoutePlan[], times: Times): readonly Trouble[] {
  const { seed, calmUntilMs: fromMs, calmFromMs: untilMs } = times;
  if (!isPensiveAt(seed)) return [];
  const [best, ...others] = mainLadder(routes);
  if (best === undefined) return [];
  const breaks = others.map(({ provider }) => provider);
  return [
    { fromMs, untilMs: fromMs + DOWN_MS, providers: [best.provider], fault: 'refused', rate: 1 },
    { fromMs, untilMs, providers: breaks, fault: 'thinking-then-cut', rate: 0.8 },
  ];
}

/** What is asked by those who want to see thoughts, each of them twice. */
const THINKERS = 40;
const TWICE_MS = 20_000;

/** The same questions, and one more every second while not all is well, whose answer may be given again. */
function withThinkers(questions: readonly Question[], { seed, calmUntilMs, calmFromMs }: Times): readonly Question[] {
  if (!isPensiveAt(seed)) return questions;
  const luck = dice(`thinkers ${seed}`);
  const thinkers = Array.from({ length: THINKERS }, (_, number): readonly Question[] => {
    const atMs = calmUntilMs + number * 1_000 + luck.between(0, 900);
    const first = { ...oneMore(`t${number}`, atMs, luck), thinking: true };
    return [first, { ...first, tag: `t${number}r0`, atMs: first.atMs + TWICE_MS }];
  });
  return among(
    questions,
    thinkers.flat().filter(({ atMs }) => atMs < calmFromMs + TWICE_MS),
  );
}

/** The two best models answer without a byte, so that only the third one can say something. */
export function emptyAnswers(routes: readonly RoutePlan[], times: Times): readonly Trouble[] {
  const { seed, calmUntilMs: fromMs, calmFromMs: untilMs } = times;
  const [best, second, third] = mainLadder(routes);
  if (seed < FIFTH_FROM || !dice(`empty ${seed}`).hits(0.3)) return [];
  if (best === undefined || second === undefined || third === undefined) return [];
  return [{ fromMs, untilMs, providers: [best.provider, second.provider], fault: 'empty-body', rate: 0.9 }];
}
