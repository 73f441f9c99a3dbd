import { describe, expect, it } from 'vitest';
import type { Standing } from './request-state.ts';
import { failed, model, request } from './testing/request.ts';

const LADDER = [model('a'), model('b')];
const freed = (attempt: number) => ({ type: 'freed', attempt, sinceMs: 0 }) as const;

/** One that stands in the line of b, because a has failed and rests. */
function waiting(ladder = LADDER) {
  const full: number[] = [1];
  const standings: Standing[] = ['ready', 'ready', 'resting'];
  const one = request(ladder, { full, standing: (rung) => standings[rung] ?? 'ready' });
  one.tell({ type: 'asked' });
  standings[0] = 'resting';
  one.tell(failed(0, 'overloaded'));
  expect(one.state().tries.at(-1)).toMatchObject({ rung: 1, patience: 'long' });
  return { ...one, full, standings };
}

describe('whoever waits because nobody else was left', () => {
  it('goes on waiting where somebody is freed who cannot help', () => {
    expect(waiting().tell(freed(1))).toEqual([]);
  });

  it.each(['ready', 'ramping'] as const)('goes to who has failed before and is %s by now', (standing) => {
    const one = waiting();
    one.standings[0] = standing;
    expect(one.tell(freed(1))).toEqual([
      { do: 'leave', attempt: 1, sinceMs: 0 },
      { do: 'start', attempt: 2, rung: 0, why: 'again', afterMs: 0, patience: 'brief' },
    ]);
  });

  it('goes to who was not asked yet before that', () => {
    const one = waiting([...LADDER, model('c')]);
    one.standings.splice(0, 3, 'ready', 'ready', 'ready');
    expect(one.tell(freed(1)).at(-1)).toMatchObject({ do: 'start', rung: 2, why: 'next' });
  });

  it('does not go into another line', () => {
    const one = waiting([...LADDER, model('c')]);
    one.standings[2] = 'ready';
    one.full.push(2);
    expect(one.tell(freed(1))).toEqual([]);
  });

  it('stands in the line again when that one fails, as if it had never stood there', () => {
    const one = waiting([...LADDER, model('c')]);
    one.standings[2] = 'ready';
    one.tell(freed(1));
    expect(one.tell(failed(2, 'overloaded'))).toMatchObject([{ do: 'start', rung: 1, patience: 'long' }]);
  });
});

it('whoever waits but a moment stays in the line', () => {
  const one = request(LADDER, { full: [0] });
  one.tell({ type: 'asked' });
  expect(one.tell(freed(0))).toEqual([]);
});
