import { dice } from './dice.ts';
import type { FaultName } from './internet/faults.ts';
import { type Run, run } from './run.ts';
import { PLAIN } from './scenario/asking.ts';
import type { ProviderPlan, Question, Scenario, Trouble } from './scenario/scenario.ts';

/** Outages by what they look like from outside; null: all is well. */
// oxfmt-ignore
export const SHAPES = {
  healthy:     null,
  'hard 503':  { fault: 'unavailable', rate: 1 },
  hang:        { fault: 'header-hang', rate: 1 },
  'brown-out': { fault: 'brown-out', rate: 1 },
  'half 503':  { fault: 'unavailable', rate: 0.5 },
} as const satisfies Readonly<Record<string, { readonly fault: FaultName; readonly rate: number } | null>>;

export type ShapeName = keyof typeof SHAPES;

/** What an outage cost those who asked while it lasted. Times to the first word, ms. */
export type Cost = {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** The worst of those who asked while the target rested; NaN when nobody did. */
  readonly worstKnownMs: number;
  /** Calls for requests, by request, and the same with those of probes. */
  readonly callsPerRequest: number;
  readonly callsWithProbes: number;
  readonly failed: number;
  /** From the end of the outage until the first rung serves again, ms. */
  readonly backMs: number;
};

/** The first token of a large model and of a medium one, as measured in 2026: median and 99th percentile 941/4,787 and 726/1,946 ms. */
const PRIMARY = { firstTokenMs: 941, spread: 0.7, tokenMs: 10 };
const BACKUP = { firstTokenMs: 726, spread: 0.424, tokenMs: 10 };
/** Errors that there are in the best of times. */
const BACKGROUND = 0.004;
const CALM_MS = 120_000;

/** How many requests a second meet an outage, and how long it lasts. */
export type Meeting = { readonly perSecond: number; readonly minutes: number; readonly seed: number };

/** What an outage of this shape in the first of two providers costs. */
export function costOf(shape: ShapeName, meeting: Meeting): Cost {
  return measured(playShape(shape, meeting), spanOf(meeting));
}

export function playShape(shape: ShapeName, meeting: Meeting): Run {
  return run(scenarioFor(shape, { ...meeting, ...spanOf(meeting) }));
}

function spanOf({ perSecond, minutes }: Meeting): Span {
  // So much has to be known of a target before "late" means anything.
  const fromMs = Math.max(120_000, 900_000 / perSecond);
  return { fromMs, untilMs: fromMs + minutes * 60_000 };
}

type Span = { readonly fromMs: number; readonly untilMs: number };

function scenarioFor(shape: ShapeName, { perSecond, seed, fromMs, untilMs }: Span & Meeting): Scenario {
  const luck = dice(`shape ${seed}`);
  const endMs = untilMs + CALM_MS;
  const provider = (id: string, pace: typeof PRIMARY): ProviderPlan => ({
    id,
    dialect: 'openai-chat',
    keys: 1,
    domain: `domain-${id}`,
    places: null,
    ...pace,
  });
  const background = (id: string): Trouble => ({
    fromMs: 0,
    untilMs: endMs,
    providers: [id],
    fault: 'internal-error',
    rate: BACKGROUND,
  });
  const outage = SHAPES[shape];
  const questions: Question[] = [];
  for (let atMs = luck.gapMs(perSecond); atMs < endMs; atMs += luck.gapMs(perSecond)) {
    questions.push(questionAt(Math.round(atMs), `q${questions.length}`));
  }
  return {
    seed,
    providers: [provider('a', PRIMARY), provider('b', BACKUP)],
    routes: [
      {
        name: 'main',
        ladder: ['a', 'b'].map((id) => ({ provider: id, model: null, tries: 2, continues: false, resumes: false })),
        notice: null,
        allow: null,
        deadlineMs: null,
        edition: null,
        keeps: null,
      },
    ],
    questions,
    calmUntilMs: fromMs,
    calmFromMs: untilMs,
    endMs,
    laterMs: endMs,
    troubles: [
      ...(outage === null ? [] : [{ fromMs, untilMs, providers: ['a'], ...outage }]),
      background('a'),
      background('b'),
    ],
    disturbances: [],
    rounds: null,
  };
}

function questionAt(atMs: number, tag: string): Question {
  return { ...PLAIN, tag, asks: tag, atMs, route: 'main', caller: 'openai-chat', maxTokens: 4 };
}

function measured({ talks, entries, exchanges }: Run, { fromMs, untilMs }: Span): Cost {
  const during = talks.filter(({ askedMs }) => askedMs >= fromMs && askedMs < untilMs);
  const noted = new Map(entries.map((entry) => [entry.id, entry]));
  const firstMs = (of: readonly Run['talks'][number][]): readonly number[] =>
    of.flatMap(({ id }) => noted.get(id)?.firstContentMs ?? []).toSorted((one, other) => one - other);
  const times = firstMs(during);
  const known = firstMs(during.filter(({ resting, targets: [first = ''] }) => resting.includes(first)));
  const calls = exchanges.filter(({ startMs }) => startMs >= fromMs && startMs < untilMs);
  const back = talks.find(({ id, askedMs }) => askedMs >= untilMs && noted.get(id)?.mode === 'primary');
  return {
    requests: during.length,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    worstMs: quantile(times, 1),
    worstKnownMs: quantile(known, 1),
    callsPerRequest: calls.filter(({ tag }) => tag !== '').length / during.length,
    callsWithProbes: calls.length / during.length,
    failed: during.filter(({ id }) => noted.get(id)?.outcome !== 'answered').length,
    backMs: (back?.askedMs ?? Number.NaN) - untilMs,
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
