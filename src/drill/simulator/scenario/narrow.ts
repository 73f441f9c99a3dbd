import { dice } from '../dice.ts';
import { among, mainLadder, oneMore } from './more.ts';
import type { ProviderPlan, Question, RoutePlan, Scenario, Trouble } from './scenario.ts';
import { FIFTH_FROM } from './worlds.ts';

/** Are all models but the last away for a moment, and has that one a single place? */
function isNarrowAt(seed: number): boolean {
  return seed >= FIFTH_FROM && dice(`narrow ${seed}`).hits(0.1);
}

function targetsOf(routes: readonly RoutePlan[]): readonly string[] {
  const ladder = mainLadder(routes);
  return ladder.length < 2 ? [] : ladder.map(({ provider }) => provider);
}

/** The same providers, the last of which takes one request at a time. */
export function withOnePlace(
  providers: readonly ProviderPlan[],
  { seed, routes }: Pick<Scenario, 'seed' | 'routes'>,
): readonly ProviderPlan[] {
  const last = targetsOf(routes).at(-1);
  if (!isNarrowAt(seed)) return providers;
  return providers.map((one) => ({ ...one, places: one.id === last ? 1 : null }));
}

type Times = Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs'>;

/** How long the others are away, ms. */
const AWAY_MS = 12_000;

/** The others are away, and the last one says two tokens a second. */
export function narrowness(routes: readonly RoutePlan[], { seed, calmUntilMs, calmFromMs }: Times): readonly Trouble[] {
  const all = targetsOf(routes);
  if (!isNarrowAt(seed) || all.length === 0) return [];
  return [
    { fromMs: calmUntilMs, untilMs: calmUntilMs + AWAY_MS, providers: all.slice(0, -1), fault: 'refused', rate: 1 },
    { fromMs: calmUntilMs, untilMs: calmFromMs, providers: all.slice(-1), fault: 'trickle', rate: 1 },
  ];
}

/** How many ask meanwhile, one a second. */
const WAITING = 12;

/** The same questions, and some of callers who have to stand in a line. */
export function withLine(
  questions: readonly Question[],
  { seed, calmUntilMs }: Pick<Times, 'seed' | 'calmUntilMs'>,
): readonly Question[] {
  if (!isNarrowAt(seed)) return questions;
  const luck = dice(`line ${seed}`);
  const waiting = Array.from({ length: WAITING }, (_, number) =>
    oneMore(`l${number}`, calmUntilMs + number * 1_000 + luck.between(0, 900), luck),
  );
  return among(questions, waiting);
}
