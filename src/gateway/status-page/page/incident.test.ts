import { expect, it } from 'vitest';
import { evidenceList } from './incident.ts';

const SAID = Date.UTC(2026, 10, 25, 14, 5, 30);
const DAY = 24 * 3_600_000;

it.each([0, 1, 3, 90])('the evidence of an incident has the times of its own day, %s days later', (days) => {
  const text = '14 of 20 requests failed with 529 between 23:58 and 14:05 UTC';
  const list = evidenceList(
    { evidence: [{ kind: 'traffic', text, factor: 40, atMs: SAID, url: null }] },
    SAID + days * DAY,
  );
  expect(String(list)).toContain('2026-11-24T23:58');
  expect(String(list)).toContain('2026-11-25T14:05');
});
