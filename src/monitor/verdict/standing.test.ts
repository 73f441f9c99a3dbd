import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rolledUp } from './roll-up.ts';
import { advanced, ENTER_AT, HEALTHY, isFlapping, type Standing } from './standing.ts';

const MINUTE_MS = 60_000;

/** One look a minute, with this probability of trouble. */
function looks(bad: readonly number[], before: Standing = HEALTHY, fromMs = 0): readonly Standing[] {
  const all: Standing[] = [];
  for (const [index, degraded] of bad.entries()) {
    const sign = { degraded, down: 0, enterAt: ENTER_AT.alone };
    all.push(advanced(all.at(-1) ?? before, sign, fromMs + index * MINUTE_MS));
  }
  return all;
}

function times(count: number, bad: number): readonly number[] {
  return Array.from({ length: count }, () => bad);
}

function path(all: readonly Standing[]): readonly string[] {
  return all.map(({ condition }) => condition).filter((condition, index, list) => condition !== list[index - 1]);
}

describe('a condition', () => {
  it.each([
    ['is not left for a little doubt', [0.1, 0.29, 0.1], ['healthy']],
    ['is suspected before it is believed, and forgiven below half of that', [0.4, 0.2, 0.1], ['suspected', 'healthy']],
    ['is believed at nine in ten', [0.4, 0.89, 0.9, 0.5], ['suspected', 'degraded']],
    ['is over three minutes after it was last doubted', [0.95, 0.05, 0.05, 0.05, 0.05], ['degraded', 'recovering']],
    ['is not over when it is doubted again', [0.95, 0.05, 0.05, 0.2, 0.05, 0.05], ['degraded']],
    ['is healthy five minutes later', [0.95, ...times(9, 0.05)], ['degraded', 'recovering', 'healthy']],
    ['falls back at the first suspicion', [0.95, ...times(5, 0.05), 0.3], ['degraded', 'recovering', 'degraded']],
  ])('%s', (_, bad, expected) => {
    expect(path(looks(bad))).toEqual(expected);
  });

  it('is trusted later after every relapse, up to an hour', () => {
    const once = [0.95, ...times(4, 0.01)];
    const minutes = (relapses: number): number => {
      const before = Array.from({ length: relapses }, () => [...once, 0.4]).flat();
      const all = looks([...before, ...once, ...times(100, 0.01)]);
      const recovering = all.findLastIndex(({ condition }) => condition === 'recovering');
      const start = all.findLastIndex(
        ({ condition }, at) => condition === 'recovering' && all[at - 1]?.condition === 'degraded',
      );
      return recovering - start + 1;
    };
    expect([0, 1, 2, 3, 6].map(minutes)).toEqual([5, 10, 20, 40, 60]);
  });

  it('that has turned four times within an hour is not steady, and steady again an hour later', () => {
    const all = looks([...times(2, 0.95), ...times(4, 0.01), 0.95, ...times(5, 0.01), ...times(70, 0.01)]);
    const flapping = all.map((standing, index) => isFlapping(standing, index * MINUTE_MS));
    expect(flapping.slice(0, 10)).not.toContain(true);
    expect(flapping.slice(10, 60)).not.toContain(false);
    expect(flapping.at(-1)).toBe(false);
  });

  it('remembers little, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 500 }), (bad) => {
        const last = looks(bad).at(-1) ?? HEALTHY;
        expect(last.turns.length).toBeLessThanOrEqual(200);
        if (last.condition === 'healthy') expect(last.calmMs).toBeNull();
      }),
    );
  });
});

describe('a surface as a whole', () => {
  const part = fc.record({
    family: fc.constantFrom('opus', 'sonnet', 'haiku'),
    degraded: fc.double({ min: 0, max: 0.5, noNaN: true }),
    down: fc.double({ min: 0, max: 0.5, noNaN: true }),
    use: fc.nat({ max: 100 }),
  });
  const bad = (parts: Parameters<typeof rolledUp>[0]): number => {
    const { degraded, down } = rolledUp(parts);
    return degraded + down;
  };

  it('is as its parts are in any order, no worse than the worst, and no better for one that gets worse', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), fc.nat(), fc.gen(), (parts, which, gen) => {
        const whole = bad(parts);
        expect(bad(gen(fc.shuffledSubarray, parts, { minLength: parts.length }))).toBeCloseTo(whole, 12);
        expect(whole).toBeLessThanOrEqual(Math.max(...parts.map(({ degraded, down }) => degraded + down)) + 1e-12);
        expect(rolledUp(parts).degraded).toBeGreaterThanOrEqual(-1e-12);
        const worse = parts.map((one, at) =>
          at === which % parts.length ? { ...one, degraded: 0.5, down: 0.5 } : one,
        );
        expect(bad(worse)).toBeGreaterThanOrEqual(whole - 1e-12);
      }),
    );
  });
});
