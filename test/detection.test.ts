import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { callsUntil, detectionTables, failures, falseAlarms, lateness } from '../scripts/detection.ts';

it('a target that fails is left after three calls, and one that fails half of the time after some seven', () => {
  expect(callsUntil(failures, { share: 1, likelihood: 1 })).toBe(3);
  expect(callsUntil(failures, { share: 0.5, likelihood: 0.5 })).toBe(7);
  expect(callsUntil(failures, { share: 0.5, likelihood: 0.95 })).toBe(15);
  expect(callsUntil(lateness, { share: 1, likelihood: 1 })).toBe(7);
});

it('a sound target is left for nothing in some of a million calls', () => {
  expect(falseAlarms(failures, 0.02)).toBeLessThan(20);
  expect(falseAlarms(failures, 0.01)).toBeLessThan(3);
  // An hour and a half at 20 requests per second are some 100,000.
  expect(falseAlarms(lateness, 0.05)).toBeLessThan(0.1);
});

it('the tables of the decision are what the breaker does', () => {
  const page = readFileSync(new URL('../docs/decisions/one-judge.md', import.meta.url), 'utf8');
  for (const table of detectionTables()) expect(page).toContain(table);
});
