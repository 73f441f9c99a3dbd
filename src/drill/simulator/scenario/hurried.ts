import { dice } from '../dice.ts';
import { among, mainLadder, oneMore } from './more.ts';
import type { Question, RoutePlan, Scenario, Trouble } from './scenario.ts';
import { FIFTH_FROM } from './worlds.ts';

/** Do many callers have less time than a model is given, while the best one hangs? */
function isHurriedAt(seed: number): boolean {
  return seed >= FIFTH_FROM && dice(`hurried ${seed}`).hits(0.1);
}

type Times = Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs'>;

/** More than a model may let wait in vain before it rests. */
const HURRIED = 24;
/** How long each of them waits, ms: half of it is long enough to say something about a model. */
const PATIENCE_MS = 24_000;

/** The same questions, and some of callers in a hurry as soon as not all is well. */
export function withHurried(
  questions: readonly Question[],
  { seed, calmUntilMs, calmFromMs }: Times,
): readonly Question[] {
  if (!isHurriedAt(seed)) return questions;
  const luck = dice(`hurried callers ${seed}`);
  const hurried = Array.from({ length: HURRIED }, (_, number): Question => ({
    ...oneMore(`h${number}`, calmUntilMs + number * 400 + luck.between(0, 300), luck),
    patienceMs: PATIENCE_MS,
  }));
  return among(
    questions,
    hurried.filter(({ atMs }) => atMs < calmFromMs),
  );
}

/** The best model takes every question and says nothing. */
export function hangs(routes: readonly RoutePlan[], { seed, calmUntilMs, calmFromMs }: Times): readonly Trouble[] {
  const [best] = mainLadder(routes);
  if (best === undefined || !isHurriedAt(seed)) return [];
  return [{ fromMs: calmUntilMs, untilMs: calmFromMs, providers: [best.provider], fault: 'header-hang', rate: 1 }];
}
