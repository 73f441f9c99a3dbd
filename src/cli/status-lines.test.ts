import { expect, it } from 'vitest';
import type { Status, TargetStatus } from '../model/status.ts';
import { statusLines } from './status-lines.ts';

const WELL: TargetStatus = {
  target: 'a/m',
  breaker: 'closed',
  share: 1,
  evidence: 0,
  suspect: false,
  why: '',
  nextProbeAtMs: null,
  probes: 0,
  answeredAtMs: null,
  failedAtMs: null,
  lastFault: '',
  answered: 9,
  failed: 0,
  firstContentMs: 812,
  provenAtMs: null,
};

function lines(target: Partial<TargetStatus>, more: Partial<Status> = {}): string {
  const status: Status = {
    version: '1',
    pid: 1,
    startedAtMs: Date.now(),
    config: { source: 'x', generation: 1, appliedAtMs: Date.now(), refused: '' },
    cutOffSinceMs: null,
    routes: [{ name: 'r', match: ['*'], rungs: [{ label: 'a/m', state: 'ready', targets: [{ ...WELL, ...target }] }] }],
    requests: { total: 0, answered: 0, failed: 0, broken: 0, left: 0, byMode: {} },
    journal: { path: null, recorded: 0, notRecorded: 0, trouble: '' },
    ...more,
  };
  const paint = (_: unknown, text: string): string => text;
  return statusLines('http://x', status, {
    paint,
    line: () => {},
    piece: () => {},
    isTerminal: () => false,
    width: () => 80,
  }).join('\n');
}

it.each([
  ['nothing of a target that is well', {}, '9 answered, first word after 812 ms'],
  ['what speaks against one under suspicion', { suspect: true, evidence: 0.35 }, '; suspect, 35 % of what stops it'],
  ['the share of one that is back', { breaker: 'ramping', share: 0.4 }, '; back, with 40 % of the requests'],
  [
    'why one rests, and when it is looked at',
    { breaker: 'open', why: 'its answers begin late', nextProbeAtMs: Date.now() + 3_600_500 },
    '; not asked, its answers begin late; next probe in',
  ],
  [
    'that one is looked at',
    { breaker: 'probing', why: 'its calls fail' },
    '; not asked, its calls fail; being probed now',
  ],
] as const)('a line says %s', (_, target, words) => {
  const [line = ''] = lines(target).match(/1 a\/m.*/) ?? [];
  expect(line).toContain(words);
  if (words.startsWith('9')) expect(line.endsWith(words)).toBe(true);
});

it('the first thing that is said is that nothing can be reached from here', () => {
  const text = lines({}, { cutOffSinceMs: Date.now() - 90_000 });
  expect(text).toMatch(/\nNothing can be reached from this machine, for \S.* now\n/);
});
