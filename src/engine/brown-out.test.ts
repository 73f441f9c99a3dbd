import { describe, expect, it } from 'vitest';
import { crowd, type Crowd, type Doing } from './testing/crowd.ts';

const WELL: Doing = { beginsMs: 600, lastsMs: 2_000 };
const ASKED = 600;

/** One question a second to the only model that there is, above a notice. This share of its calls fails. */
function tenMinutes(share: number): Crowd {
  const one: Crowd = crowd(
    { a: { does: () => (one.world.random() < share ? { status: 503 } : WELL), rung: { tries: 2 } } },
    { notice: 'AI is away', probesPerMinute: 60 },
  );
  for (let count = 0; count < ASKED; count += 1) {
    one.ask();
    one.world.pass(1_000);
  }
  one.world.pass(10_000);
  return one;
}

const noticesOf = ({ entries }: Crowd): number => entries.filter(({ mode }) => mode === 'notice').length;

describe('the only model above a notice', () => {
  it('answers most of what is asked in a brown-out, within the budget for asking again', () => {
    const one = tenMinutes(0.3);
    expect(one.entries).toHaveLength(ASKED);
    // At best a twelfth is left: three in ten of three in ten, with every one of them asked again.
    expect(noticesOf(one) / ASKED).toBeLessThan(0.33);
    expect(one.calls('a') / ASKED).toBeLessThan(1.25);
  });

  // `docs/decisions/one-judge.md` has these figures.
  it.each([
    [0.1, 7, 655],
    [0.3, 144, 673],
    [0.5, 405, 379],
    [1, 600, 4],
  ])('where %d of its calls fail, leaves %d notices, for %d calls', (share, notices, calls) => {
    const one = tenMinutes(share);
    expect([noticesOf(one), one.calls('a')]).toEqual([notices, calls]);
  });

  it('is asked no more than its breaker allows where it only fails', () => {
    const one = tenMinutes(1);
    expect(noticesOf(one)).toBe(ASKED);
    expect(one.calls('a')).toBeLessThan(8);
  });
});
