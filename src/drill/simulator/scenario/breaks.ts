import { dice } from '../dice.ts';
import { mainLadder } from './more.ts';
import type { ProviderPlan, RoutePlan, Scenario, Trouble } from './scenario.ts';
import { resumesAt } from './terms.ts';
import { FIFTH_FROM, FOURTH_FROM } from './worlds.ts';

type Times = Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs'>;

const BREAKS_OF_LINES = [
  'reset-mid-event',
  'clean-cut',
  'truncated-chunk',
  'cut-while-silent',
  'stall-after-content',
] as const;

/** Lines break in the middle more often, where a provider keeps what was to come on them. */
export function brokenLines(providers: readonly ProviderPlan[], times: Times): readonly Trouble[] {
  const { seed, calmUntilMs: fromMs, calmFromMs: untilMs } = times;
  const luck = dice(`lines ${seed}`);
  return providers
    .filter(({ id, dialect }) => dialect === 'openai-responses' && resumesAt(id, seed) && luck.hits(0.5))
    .map(({ id }) => ({ fromMs, untilMs, providers: [id], fault: luck.pick(BREAKS_OF_LINES), rate: 0.5 }));
}

const BREAKS_OF_ANSWERS = ['reset-mid-event', 'clean-cut', 'truncated-chunk', 'stall-after-content'] as const;

/** Answers break behind their first words at whoever it is, so that some begin anew; and some hang, so that many wait for one that does. */
export function brokenAnswers(providers: readonly ProviderPlan[], times: Times): readonly Trouble[] {
  const { seed, calmUntilMs: fromMs, calmFromMs: untilMs } = times;
  const luck = dice(`answers ${seed}`);
  if (seed < FOURTH_FROM) return [];
  return providers
    .filter(() => luck.hits(0.5))
    .map(({ id }) => ({
      fromMs,
      untilMs,
      providers: [id],
      fault: luck.hits(0.6) ? luck.pick(BREAKS_OF_ANSWERS) : 'header-hang',
      rate: luck.pick([0.4, 0.8]),
    }));
}

/** The two best models answer without a byte, so that only the third one can say something. */
export function emptyAnswers(routes: readonly RoutePlan[], times: Times): readonly Trouble[] {
  const { seed, calmUntilMs: fromMs, calmFromMs: untilMs } = times;
  const [best, second, third] = mainLadder(routes);
  if (seed < FIFTH_FROM || !dice(`empty ${seed}`).hits(0.3)) return [];
  if (best === undefined || second === undefined || third === undefined) return [];
  return [{ fromMs, untilMs, providers: [best.provider, second.provider], fault: 'empty-body', rate: 0.9 }];
}
