import { expect, it } from 'vitest';
import { openings } from './openings.ts';

it('tells everybody who still waits, whoever has stopped before, and however often', () => {
  const { watch, opened } = openings();
  const told: string[] = [];
  const stop = watch('a/m', () => told.push('first'));
  stop();
  watch('a/m', () => told.push('second'));
  stop();
  opened('b/m');
  expect(told).toEqual([]);
  opened('a/m');
  expect(told).toEqual(['second']);
});
