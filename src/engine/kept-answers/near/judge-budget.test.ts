import { expect, it } from 'vitest';
import { judgeBudget } from './judge-budget.ts';

it('judging takes no more than a twentieth of what models do anyway', () => {
  const budget = judgeBudget();
  let taken = 0;
  while (budget.take(500)) taken += 500;
  expect(taken).toBe(40_000);
  budget.earn(20_000);
  expect([budget.take(1_000), budget.take(1)]).toEqual([true, false]);
  // What was needed more or less than thought counts.
  budget.settle(300);
  expect([budget.take(300), budget.take(1)]).toEqual([true, false]);
  budget.settle(-500);
  budget.earn(10_000);
  expect(budget.take(1)).toBe(false);
});
