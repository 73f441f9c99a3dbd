import { expect, it } from 'vitest';
import { FAULT_NAMES } from '../src/drill/sandbox/faults.ts';
import { DIALECTS, WAYS } from './fixtures/client.ts';
import { nameOf, raiseWall, someCells } from './fixtures/wall.ts';

it('every caller and every standby meets every fault', () => {
  const cells = someCells();
  for (const fault of FAULT_NAMES) {
    const row = cells.filter((cell) => cell.fault === fault);
    expect(new Set(row.map(({ way }) => way))).toEqual(new Set(WAYS));
    expect(new Set(row.map(({ standby }) => standby))).toEqual(new Set(DIALECTS));
  }
});

it('no fault of a provider reaches the caller before the first content, and none passes for a success after it', async () => {
  const verdicts = await raiseWall(someCells());
  expect(verdicts.length).toBeGreaterThan(700);
  expect(
    verdicts.filter(({ outcome }) => outcome === 'wrong').map(({ cell, why }) => `${nameOf(cell)}: ${why}`),
  ).toEqual([]);
}, 300_000);
