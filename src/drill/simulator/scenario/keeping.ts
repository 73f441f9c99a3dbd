import type { RouteCache } from '../../../model/route.ts';
import { dice, type Dice } from '../dice.ts';
import { isEagerAt, isPopularAt, queueAt } from './crowds.ts';
import { isPensiveAt } from './pensive.ts';
import type { Question, RoutePlan, Scenario } from './scenario.ts';
import { THIRD_FROM } from './worlds.ts';

/** How a route keeps answers, and where in its ladder those stand that were given before. */
export type KeepingPlan = {
  readonly cache: RouteCache;
  /** So many models stand above the rung `cache`; null: there is none. */
  readonly below: number | null;
  readonly maxAgeMs: number | null;
};

/** Every second route. Null: it keeps none. */
export function keepsAt({ name, ladder }: Pick<RoutePlan, 'name' | 'ladder'>, seed: number): KeepingPlan | null {
  const luck = dice(`keeping ${seed}|${name}`);
  if (seed < THIRD_FROM || (!luck.hits(0.5) && !isPopularAt(seed) && !isPensiveAt(seed))) return null;
  const windows = { freshMs: luck.pick([0, 5_000, 30_000]), revalidateMs: luck.pick([0, 20_000, 120_000]) };
  return {
    cache: {
      ...(isEagerAt(seed) || isPopularAt(seed) || isPensiveAt(seed) ? { freshMs: 1, revalidateMs: 120_000 } : windows),
      staleMs: luck.pick([60_000, 3_600_000]),
      sampled: luck.hits(0.9),
      tools: luck.hits(0.5),
    },
    below: luck.hits(0.8) ? ladder.length : luck.hits(0.5) ? luck.between(1, ladder.length) : null,
    maxAgeMs: luck.hits(0.2) ? 20_000 : null,
  };
}

type Times = Pick<Scenario, 'seed' | 'routes' | 'endMs'>;

type Client = Pick<Question, 'client' | 'tenant'>;
const CLIENTS: readonly [Client, ...Client[]] = [
  { client: 'x', tenant: 'acme' },
  { client: 'y', tenant: 'acme' },
  { client: 'z', tenant: 'other' },
];

/** What is asked of a route that keeps answers is asked again: at the same time, soon, and later. */
export function withRepeats(questions: readonly Question[], { seed, routes, endMs }: Times): readonly Question[] {
  if (routes.every(({ keeps }) => keeps === null)) return questions;
  const luck = dice(`repeats ${seed}`);
  const queue = queueAt(seed);
  const all = questions.flatMap((one): readonly Question[] => {
    if (routes.find(({ name }) => name === one.route)?.keeps === null) return [one];
    // What is cut off is not kept.
    const maxTokens = luck.hits(0.8) ? null : one.maxTokens;
    const first = { ...one, ...luck.pick(CLIENTS), headers: wishOf(luck), maxTokens };
    const count = luck.hits(0.5) ? luck.between(1, queue?.most ?? 3) : 0;
    return [
      first,
      ...Array.from({ length: count }, (_, number) => again(first, { number, soonMs: queue?.withinMs ?? 1_500 }, luck)),
    ];
  });
  return all.filter(({ atMs }) => atMs < endMs).toSorted((one, other) => one.atMs - other.atMs);
}

function again(
  question: Question,
  { number, soonMs }: { readonly number: number; readonly soonMs: number },
  luck: Dice,
): Question {
  const laterMs = luck.hits(0.5) ? luck.between(0, soonMs) : luck.between(2_000, 60_000);
  return {
    ...question,
    ...luck.pick(CLIENTS),
    tag: `${question.tag}r${number}`,
    atMs: question.atMs + laterMs,
    stream: luck.hits(0.85) ? question.stream : !question.stream,
    headers: wishOf(luck),
    reader: luck.hits(0.2) ? { ...question.reader, leavesMs: luck.between(0, 3_000) } : question.reader,
  };
}

/** What callers want of answers that were given before; most say nothing. */
const WISHES = ['no-cache', 'no-store', 'only-if-cached', 'max-age=5', 'max-stale', 'stale-if-error=10'] as const;

function wishOf(luck: Dice): Question['headers'] {
  return luck.hits(0.15) ? { 'cache-control': luck.pick(WISHES) } : {};
}
