import { dice } from './dice.ts';
import type { ProviderPlan, Question, Scenario, Trouble } from './scenario.ts';
import { THIRD_FROM } from './second.ts';

/** What the operator gives a request of a route in all, ms; null: what is usual. */
export function timeAt(route: string, seed: number): number | null {
  const luck = dice(`time ${seed}|${route}`);
  return seed >= THIRD_FROM && luck.hits(0.15) ? luck.pick([4_000, 15_000, 60_000]) : null;
}

/** What is published for a route; empty for nothing. Null: nobody publishes anything for it. */
export function editionAt(route: string, seed: number): string | null {
  const luck = dice(`edition ${seed}|${route}`);
  if (seed < THIRD_FROM || !luck.hits(0.15)) return null;
  return luck.hits(0.7) ? `What was published for ${route}, ahead of time.` : '';
}

/** May a provider keep its streams? Only one dialect can. */
export function resumesAt(provider: string, seed: number): boolean {
  return seed >= THIRD_FROM && dice(`resume ${seed}|${provider}`).hits(0.6);
}

const OF_LINES = [
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
    .map(({ id }) => ({ fromMs, untilMs, providers: [id], fault: luck.pick(OF_LINES), rate: 0.5 }));
}

type Times = Pick<Scenario, 'seed' | 'calmUntilMs' | 'calmFromMs'>;

/** The same question, maybe of a caller who waits for so long only, or who can be told to let go of what it has. */
export function withManners(question: Question, seed: number): Question {
  const luck = dice(`manners ${seed}|${question.tag}`);
  if (seed < THIRD_FROM) return question;
  const patienceMs = luck.hits(0.1) ? luck.pick([1_000, 5_000, 20_000, 100_000]) : null;
  const headers = luck.hits(0.2) ? { ...question.headers, 'x-failsoft-restart': 'ok' } : question.headers;
  return { ...question, patienceMs, headers };
}
