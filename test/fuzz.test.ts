import { describe, expect, it } from 'vitest';
import { EMPTY, type Tally, tryOne } from './fuzz/campaign.ts';
import { seeds } from './fuzz/seeds.ts';
import { TARGETS } from './fuzz/targets.ts';
import { watched } from './fuzz/watched.ts';

/** The same inputs every time; `npm run fuzz` makes as many others as one likes. */
const SEED = 20_261_125;
/** There is a lot to do, and who runs this may have little time for it. */
const TIMEOUT_MS = 180_000;
const INPUTS = 2_500;

describe('whatever comes from outside', () => {
  it(
    'is read or refused, and never breaks, hangs, swells up or passes for something else',
    () => {
      const campaign = { seed: SEED, seeds: seeds(), targets: TARGETS };
      let tally: Tally = EMPTY;
      for (let number = 0; number < INPUTS; number += 1) tally = tryOne(tally, campaign, number);
      expect(tally.findings).toEqual([]);
      // Neither all of it is nonsense nor all of it is good.
      expect(tally.taken).toBeGreaterThan(INPUTS / 5);
      expect(tally.refused).toBeGreaterThan(INPUTS / 5);
    },
    TIMEOUT_MS,
  );

  it('has inputs for every reader', () => {
    const all = seeds();
    expect(TARGETS.filter(({ kind, as }) => !all.some((seed) => seed.kind === kind && seed.as === as))).toEqual([]);
  });
});

describe('a reader that is broken', () => {
  it(
    'is found: by what it throws, by what it makes of little, by never coming back, and by what it holds',
    async () => {
      const { findings, inputs } = await watched({ seed: SEED, inputs: 24, hangMs: 8_000, traps: true });
      const found = findings.map(({ target, what }) => `${target}: ${what}`);
      const of = (trap: string): readonly string[] => found.filter((one) => one.startsWith(trap));
      expect(of('trap crash: TypeError')).not.toEqual([]);
      expect(of('trap growth: makes')).not.toEqual([]);
      expect(of('trap hang: hangs')).not.toEqual([]);
      expect(of('trap memory: stops its thread')).not.toEqual([]);
      expect(inputs).toBe(24);
    },
    TIMEOUT_MS,
  );
});
