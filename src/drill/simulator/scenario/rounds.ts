import type { Drill } from '../../../engine/drills/drills.ts';
import type { Engine, Watcher } from '../../../engine/engine.ts';
import type { Rules } from '../../../resilience/next-probe.ts';
import { dice } from '../dice.ts';
import { mainLadder } from './more.ts';
import type { Question, Scenario, Trouble } from './scenario.ts';
import { SIXTH_FROM } from './worlds.ts';

/** What the operator wants to be asked by ourselves, and what there is that matters to that. */
export type RoundsPlan = Rules & {
  /** Between two moments somebody who watches a provider suspects it. */
  readonly suspicions: readonly Span[];
  /** While nobody asks anything, all calls to this one fail on purpose; null: nobody does that. */
  readonly drill: (Span & Pick<Drill, 'mode'>) | null;
};

type Span = { readonly fromMs: number; readonly untilMs: number; readonly provider: string };
type Times = Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs' | 'endMs'>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How questions of our own are asked; null: only those that rest are asked whether they are back. */
export function roundsAt(
  routes: Scenario['routes'],
  { seed, calmUntilMs, calmFromMs, endMs }: Times,
): RoundsPlan | null {
  const luck = dice(`rounds ${seed}`);
  if (seed < SIXTH_FROM || !luck.hits(0.6)) return null;
  const providers = routes.flatMap(({ ladder }) => ladder.map(({ provider }) => provider));
  const watch = {
    everyMs: luck.pick([10 * SECOND, MINUTE, 5 * MINUTE]),
    perHour: luck.pick([1, 3, 10, 60]),
    usdPerDay: luck.pick([0.001, 0.01, 1]),
  };
  const inTrouble = { fromMs: calmUntilMs + luck.between(0, 20_000), untilMs: calmFromMs + luck.between(0, 20_000) };
  const fromMs = endMs + luck.between(5, 20) * MINUTE;
  const later = { fromMs, untilMs: fromMs + luck.between(5, 20) * MINUTE };
  const suspected = [inTrouble, later].map((span) => ({ ...span, provider: luck.shuffled(providers)[0] ?? '' }));
  const [drilled] = mainLadder(routes);
  const atMs = endMs + luck.between(2, 25) * MINUTE;
  const mode = luck.pick(['529', 'timeout', 'reset'] as const);
  return {
    warmMs: isCutOffAt(seed) ? 10 * SECOND : luck.pick([0, 10 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE]),
    watch: luck.hits(0.8) ? watch : null,
    suspicions: suspected.filter(() => luck.hits(0.5)),
    drill:
      drilled === undefined || luck.hits(0.6)
        ? null
        : { fromMs: atMs, untilMs: atMs + luck.between(3, 15) * MINUTE, provider: drilled.provider, mode },
  };
}

/** Whoever watches providers suspects those of the plan. */
export function watcherOf(
  { rounds }: Scenario,
  { nowMs, usedMs }: { readonly nowMs: () => number } & Pick<Watcher, 'usedMs'>,
): Watcher {
  const isOn = (span: Span): boolean => nowMs() >= span.fromMs && nowMs() < span.untilMs;
  return {
    usedMs,
    suspects: ({ provider }) => rounds?.suspicions.some((one) => one.provider === provider && isOn(one)) === true,
  };
}

/** All calls to one provider fail on purpose. */
export function beginDrill({ drills }: Engine, { rounds, routes }: Scenario): void {
  if (rounds?.drill == null) return;
  const { fromMs, untilMs, provider, mode } = rounds.drill;
  const stopWhen = { answeredMin: null, firstTokenMsMax: null, silentMsMax: null };
  drills.begin(
    { providers: [provider], mode, share: 1, workflow: '', forMs: untilMs - fromMs, leaseMs: null, stopWhen },
    { routes: routes.map(({ name }) => name), config: '', code: {}, spoiled: () => '', blind: () => '' },
  );
}

/** Is our own network down for a while? */
function isCutOffAt(seed: number): boolean {
  return seed >= SIXTH_FROM && dice(`own network ${seed}`).hits(0.07);
}

/** Nobody is reached, whoever is asked. */
export function ownNetworkDown(
  providers: Scenario['providers'],
  { seed, calmUntilMs, calmFromMs }: Times,
): readonly Trouble[] {
  if (!isCutOffAt(seed)) return [];
  const all = providers.map(({ id }) => id);
  return [{ fromMs: calmUntilMs, untilMs: calmFromMs, providers: all, fault: 'network-down', rate: 1 }];
}

/** How long nobody asks anything at first, where the first caller comes late, ms. */
const LATE_MS = 30 * SECOND;

/** The same questions, but for those of the first half minute or of the calm, where nobody asks anything in it. */
export function withSilence(questions: readonly Question[], { seed, calmFromMs }: Times): readonly Question[] {
  const luck = dice(`silence ${seed}`);
  if (seed < SIXTH_FROM) return questions;
  const fromMs = luck.hits(0.15) ? LATE_MS : 0;
  const untilMs = luck.hits(0.15) ? calmFromMs : Infinity;
  return questions.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
}
