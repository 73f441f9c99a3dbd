import { expect, it } from 'vitest';
import { allCells, nameOf, raiseWall } from './fixtures/wall.ts';

it('no fault of a provider reaches the caller before the first content, and none passes for a success after it', async () => {
  const verdicts = await raiseWall(allCells());
  expect(verdicts.length).toBeGreaterThan(300);
  expect(
    verdicts.filter(({ outcome }) => outcome === 'wrong').map(({ cell, why }) => `${nameOf(cell)}: ${why}`),
  ).toEqual([]);
}, 300_000);
