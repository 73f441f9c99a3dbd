import { expect, it } from 'vitest';
import type { Dialect } from './asking.ts';
import { evidenceOf } from './invariants/invariant.ts';
import { violations } from './invariants/invariants.ts';
import { scenarioNamed } from './named.ts';
import { run } from './run.ts';
import type { Scenario } from './scenario.ts';

const SECOND = 1_000;
const UNTIL_MS = 200 * SECOND;

/** One caller every two seconds, with seven seconds each, and a first provider that has never said anything and hangs. */
function hurry(caller: Dialect, stream: boolean): Scenario {
  const storm = scenarioNamed('overload-storm', { caller, stream });
  return {
    ...storm,
    troubles: storm.troubles.map((trouble) => ({ ...trouble, fromMs: 0, untilMs: UNTIL_MS, fault: 'header-hang' })),
    questions: storm.questions
      .filter(({ atMs }) => atMs < UNTIL_MS)
      .map((question, index) => ({ ...question, atMs: 2 * SECOND * index, patienceMs: 7 * SECOND })),
    calmFromMs: UNTIL_MS,
    endMs: 2 * UNTIL_MS,
  };
}

/** About 70 s of waits in vain, of which each lasts half of its caller's time, until another one answers. */
const CALLS_MAX = 22;

it.each<readonly [Dialect, boolean]>([
  ['openai-chat', true],
  ['anthropic', true],
  ['gemini', false],
])('callers in a hurry learn together of one who never says a word: %s, streamed %s', (caller, stream) => {
  const played = run(hurry(caller, stream));
  expect(violations(evidenceOf(played))).toEqual([]);
  const waited = played.exchanges.filter(
    ({ provider, tag, startMs }) => provider === 'a' && tag !== '' && startMs < UNTIL_MS,
  );
  expect(waited.length).toBeLessThanOrEqual(CALLS_MAX);
  expect(played.changes[0]).toMatchObject({ to: 'open' });
});
