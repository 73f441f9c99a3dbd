import { dice } from './dice.ts';
import type { ProviderPlan, Question, Scenario, Trouble } from './scenario.ts';
import { FOURTH_FROM } from './second.ts';

type Times = Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs'>;

const OF_LINES = ['reset-mid-event', 'clean-cut', 'truncated-chunk', 'stall-after-content'] as const;

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
      fault: luck.hits(0.6) ? luck.pick(OF_LINES) : 'header-hang',
      rate: luck.pick([0.4, 0.8]),
    }));
}

/** Is everything that is kept asked for anew whenever it is given? */
export function isEagerAt(seed: number): boolean {
  return seed >= FOURTH_FROM && dice(`eager ${seed}`).hits(0.1);
}

/** How many ask the same again, and within which time, ms; null: as usual. */
export function queueAt(seed: number): { readonly most: number; readonly withinMs: number } | null {
  return seed >= FOURTH_FROM && (isEagerAt(seed) || dice(`queue ${seed}`).hits(0.5))
    ? { most: 5, withinMs: 9_000 }
    : null;
}

/** More callers than usual can be told to let go of what they have. */
export function withConsent(question: Question, seed: number): Question {
  if (seed < FOURTH_FROM || !dice(`consent ${seed}|${question.tag}`).hits(0.6)) return question;
  return { ...question, headers: { ...question.headers, 'x-failsoft-restart': 'ok' } };
}

/** How many events that somebody has had a provider says once more, in front of the rest of an answer. */
export function repeatedAt(provider: string, seed: number): number {
  const luck = dice(`repeated ${seed}|${provider}`);
  return seed >= FOURTH_FROM && luck.hits(0.5) ? luck.between(1, 3) : 0;
}
