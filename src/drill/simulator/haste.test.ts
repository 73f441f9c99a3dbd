import { expect, it } from 'vitest';
import { evidenceOf } from './invariants/invariant.ts';
import { violations } from './invariants/invariants.ts';
import { run } from './run.ts';
import { type Dialect, PLAIN } from './scenario/asking.ts';
import { scenarioNamed } from './scenario/named.ts';
import type { Scenario, Trouble } from './scenario/scenario.ts';

const SECOND = 1_000;
const UNTIL_MS = 200 * SECOND;
/** About 70 s of waits in vain, of which each lasts half of its caller's time, until another one answers. */
const CALLS_MAX = 22;

const always = (provider: string, fault: Trouble['fault']): Trouble => ({
  fromMs: 0,
  untilMs: UNTIL_MS,
  providers: [provider],
  fault,
  rate: 1,
});

/** `answers`: how many of them the first provider has answered before it hangs. */
type Hurry = {
  readonly caller: Dialect;
  readonly stream: boolean;
  readonly callers: number;
  readonly answers?: number;
};

/** Callers with seven seconds each, every two seconds, and a first provider that hangs. */
function hurry({ caller, stream, callers, answers = 0 }: Hurry): Scenario {
  const questions = Array.from({ length: callers }, (_, number) => {
    const tag = `q${number}`;
    return {
      ...PLAIN,
      tag,
      asks: tag,
      atMs: 2 * SECOND * number,
      route: 'main',
      caller,
      stream,
      patienceMs: 7 * SECOND,
    };
  });
  return {
    ...scenarioNamed('black-hole', { caller, stream }),
    troubles: [{ ...always('a', 'header-hang'), fromMs: 2 * SECOND * answers }],
    questions,
    calmFromMs: UNTIL_MS,
    endMs: 2 * UNTIL_MS,
  };
}

it.each<readonly [Dialect, boolean]>([
  ['openai-chat', true],
  ['anthropic', true],
  ['gemini', false],
])('callers in a hurry learn together of one who never says a word: %s, streamed %s', (caller, stream) => {
  const played = run(hurry({ caller, stream, callers: 60 }));
  expect(violations(evidenceOf(played))).toEqual([]);
  const waits = played.exchanges.filter(
    ({ provider, tag, startMs }) => provider === 'a' && tag !== '' && startMs < UNTIL_MS,
  );
  expect(waits.length).toBeLessThanOrEqual(CALLS_MAX);
  expect(played.changes[0]).toMatchObject({ to: 'open' });
});

it.each<readonly [Dialect, boolean, number]>([
  ['openai-chat', true, 1],
  ['anthropic', true, 15],
  ['gemini', false, 5],
])(
  'and of one who was quick before, and then says nothing more: %s, streamed %s, after %i',
  (caller, stream, answers) => {
    const played = run(hurry({ caller, stream, callers: 80, answers }));
    expect(violations(evidenceOf(played))).toEqual([]);
    const waits = played.exchanges.filter(
      ({ provider, tag, startMs }) =>
        provider === 'a' && tag !== '' && startMs >= 2 * SECOND * answers && startMs < UNTIL_MS,
    );
    expect(waits.length).toBeLessThanOrEqual(CALLS_MAX);
    expect(played.changes[0]).toMatchObject({ to: 'open' });
  },
);

it('a caller in a hurry hears of a third one when the second has failed and the first says nothing', () => {
  const two = hurry({ caller: 'openai-chat', stream: true, callers: 2 });
  const [, other] = two.providers;
  const [main] = two.routes;
  const [rung] = main?.ladder ?? [];
  if (other === undefined || main === undefined || rung === undefined) throw new Error('An outage of two providers');
  const played = run({
    ...two,
    providers: [...two.providers, { ...other, id: 'c', domain: 'domain-c' }],
    routes: [{ ...main, ladder: [...main.ladder, { ...rung, provider: 'c' }] }],
    troubles: [...two.troubles, always('b', 'unavailable')],
  });
  expect(violations(evidenceOf(played))).toEqual([]);
  expect(played.entries.slice(0, 2).map(({ servedBy }) => servedBy)).toEqual(['c/some-model', 'c/some-model']);
});
