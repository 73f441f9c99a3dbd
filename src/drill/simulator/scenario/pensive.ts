import { dice } from '../dice.ts';
import { among, mainLadder, oneMore } from './more.ts';
import type { Question, RoutePlan, Scenario, Trouble } from './scenario.ts';
import { FIFTH_FROM } from './worlds.ts';

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
export function withThinkers(
  questions: readonly Question[],
  { seed, calmUntilMs, calmFromMs }: Times,
): readonly Question[] {
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
