import { dice } from '../../src/drill/simulator/dice.ts';
import type { FaultName } from '../../src/drill/simulator/internet/faults.ts';
import { DIALECTS, PLAIN } from '../../src/drill/simulator/scenario/asking.ts';
import type { Question, Scenario } from '../../src/drill/simulator/scenario/scenario.ts';

/** An outage of all models, in which questions are promised an answer, and the moments in which the process that does that is killed. */
export type QueueScenario = {
  readonly outage: Scenario;
  /** `awayMs`: until it is started again. */
  readonly kills: readonly { readonly atMs: number; readonly awayMs: number }[];
  /** How long all that was promised has time, once nobody asks any more, ms. */
  readonly drainMs: number;
};

export const TICK_MS = 20;
const FAULTS: readonly [FaultName, ...FaultName[]] = [
  'unavailable',
  'overloaded',
  'refused',
  'black-hole',
  'reset-before-headers',
  'header-hang',
  'rate-limited-seconds',
];
/** Six a minute are a tenth of what a model is trusted with at least; each may fail some times. */
const DRAIN_MS = 900_000;

export function queueScenario(seed: number): QueueScenario {
  const luck = dice(`queue ${seed}`);
  const calmUntilMs = 5_000;
  const calmFromMs = calmUntilMs + luck.between(20_000, 60_000);
  const ids = ['a', 'b'].slice(0, luck.between(1, 2));
  const questions = Array.from({ length: luck.between(3, 14) }, (_, index): Question => ({
    ...PLAIN,
    tag: `q${index}`,
    asks: index > 2 && luck.hits(0.2) ? 'q1' : `q${index}`,
    atMs: luck.between(0, calmFromMs + 5_000),
    route: 'main',
    caller: luck.pick(DIALECTS),
    stream: luck.hits(0.5),
    client: 'x',
    tenant: luck.pick(['acme', 'other']),
  }));
  const endMs = calmFromMs + 60_000;
  return {
    outage: {
      seed,
      providers: ids.map((id) => ({
        id,
        dialect: luck.pick(DIALECTS),
        keys: 1,
        domain: id,
        firstTokenMs: luck.between(300, 1_500),
        spread: 0.4,
        tokenMs: 10,
        places: null,
      })),
      routes: [
        {
          name: 'main',
          ladder: ids.map((id) => ({ provider: id, model: null, tries: 2, continues: false, resumes: false })),
          notice: null,
          allow: null,
          deadlineMs: null,
          edition: null,
          keeps: null,
        },
      ],
      questions: questions.toSorted((one, other) => one.atMs - other.atMs),
      calmUntilMs,
      calmFromMs,
      endMs,
      laterMs: endMs,
      troubles: ids.map((id) => ({
        fromMs: calmUntilMs,
        untilMs: calmFromMs,
        providers: [id],
        fault: luck.pick(FAULTS),
        rate: 1,
      })),
      disturbances: [],
      rounds: null,
    },
    kills: Array.from({ length: luck.between(0, 4) }, () => luck.between(calmUntilMs, endMs + 200_000))
      .toSorted((one, other) => one - other)
      .filter((atMs, index, all) => index === 0 || atMs - (all[index - 1] ?? 0) > 20_000)
      .map((atMs) => ({ atMs, awayMs: luck.between(100, 15_000) })),
    drainMs: DRAIN_MS,
  };
}
