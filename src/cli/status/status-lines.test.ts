import { expect, it } from 'vitest';
import type { SlotStatus } from '../../model/edition.ts';
import type { Status, TargetStatus } from '../../model/status.ts';
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
  seen: [],
};

const NONE = { room: 0, expired: 0 };
const KEPT: Status['kept'] = {
  entries: 0,
  bytes: 0,
  mismatches: 0,
  errors: 0,
  evicted: { memory: NONE, disk: NONE },
  outcomes: { fresh: 0, swr: 0, stale: 0, alias: 0, near: 0, edition: 0, collapsed: 0, miss: 0, bypass: 0 },
  runway: [],
  savedUsd: 0,
  renewedUsd: 0,
  renewals: { begun: 0, refused: 0, left: 10 },
  near: [],
};

function lines(target: Partial<TargetStatus>, more: Partial<Status> = {}): string {
  const status: Status = {
    version: '1',
    pid: 1,
    startedAtMs: Date.now(),
    config: { source: 'x', generation: 1, appliedAtMs: Date.now(), refused: '' },
    cutOffSinceMs: null,
    drill: null,
    routes: [{ name: 'r', match: ['*'], rungs: [{ label: 'a/m', state: 'ready', targets: [{ ...WELL, ...target }] }] }],
    accounts: [],
    spend: { allUsd: 0, extraUsd: 0, extraMostUsd: 0.5, guessedUsd: 0, unpriced: 0 },
    requests: { total: 0, answered: 0, failed: 0, broken: 0, left: 0, byMode: {} },
    kept: KEPT,
    journal: { path: null, recorded: 0, notRecorded: 0, trouble: '' },
    channels: [],
    editions: [],
    deferred: null,
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
  ['that nobody has asked', { answered: 0 }, 'not asked yet'],
  [
    'that only a try has shown it at work',
    { answered: 0, provenAtMs: Date.now() - 61_000 },
    'no request yet; it answered a try (1 min ago)',
  ],
  ['nothing of a target that is well', {}, '9 answered, first word after 812 ms'],
  ['what speaks against one under suspicion', { suspect: true, evidence: 0.35 }, '; suspect, 35 % of what stops it'],
  ['the share of one that is back', { breaker: 'ramping', share: 0.4 }, '; back, with 40 % of the requests'],
  [
    'why one rests, and when it is looked at',
    { breaker: 'open', why: 'its answers begin late', nextProbeAtMs: Date.now() + 3_600_500 },
    '; not asked, its answers begin late; next probe in',
  ],
  [
    'that one is left alone until somebody wants it',
    { breaker: 'open', why: 'its calls fail', nextProbeAtMs: null },
    '; not asked, its calls fail; looked at when somebody wants it',
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

it('a line says what requests of its route have wanted and it was not seen at, and is silent where nobody wants it', () => {
  const atMs = Date.now() - 60_000;
  const rungs = (seen: TargetStatus['seen']): Status['routes'] => [
    {
      name: 'r',
      match: ['*'],
      rungs: [
        { label: 'a/m', state: 'ready', targets: [{ ...WELL, seen }] },
        { label: 'b/n', state: 'ready', targets: [{ ...WELL, target: 'b/n', seen: [{ need: 'json-schema', atMs }] }] },
      ],
    },
  ];
  const line = (text: string, label: string): string => text.split('\n').find((one) => one.includes(label)) ?? '';
  const text = lines(
    {},
    {
      routes: rungs([
        { need: 'tools', atMs },
        { need: 'json-schema', atMs },
      ]),
    },
  );
  expect(line(text, 'a/m')).not.toContain('not seen');
  expect(line(text, 'b/n')).toContain('9 answered, first word after 812 ms; not seen with tools');
  const old = lines({}, { routes: rungs([{ need: 'tools', atMs: Date.now() - 25 * 3_600_000 }]) });
  expect(line(old, 'b/n')).not.toContain('tools');
});

it('the first thing that is said is that nothing can be reached from here', () => {
  const text = lines({}, { cutOffSinceMs: Date.now() - 90_000 });
  expect(text).toMatch(/\nNothing can be reached from this machine, for \S.* now\n/);
});

it('says how much of their limits accounts and calls in addition have used', () => {
  const nothing = { underWay: null, waiting: null, concurrency: null, spentUsd: null, spendPerHour: null };
  const text = lines(
    {},
    {
      accounts: [
        { ...nothing, account: 'a', underWay: 8, waiting: 2, concurrency: 8, spentUsd: 18.204, spendPerHour: 20 },
        { ...nothing, account: 'b', underWay: 0, waiting: 0, concurrency: 3 },
      ],
      spend: { allUsd: 30, extraUsd: 1.2, extraMostUsd: 2, guessedUsd: 0.002, unpriced: 4 },
    },
  );
  expect(text).toContain('\na: 8 of 8 requests under way, 2 waiting; $18.20 of $20.00 in the last hour\n');
  expect(text).toContain('\nb: 0 of 3 requests under way\n');
  expect(text).toContain(
    '\nCalls in addition: $1.20 of $2.00 in the last hour, $0.0020 of it guessed; 4 of unknown price\n',
  );
  expect(lines({})).toContain('\nCalls in addition: $0.00 of $0.50 in the last hour\n');
});

it('says how many answers are kept, and in red that a store has mixed them up', () => {
  expect(lines({})).not.toContain('Kept');
  const kept = { ...KEPT, entries: 12, bytes: 36 * 1024 ** 2 };
  expect(lines({}, { kept })).toContain('Kept answers: 12 in memory, 36.0 MB');
  expect(lines({}, { kept: { ...kept, mismatches: 2 } })).toContain('2 lay under the key of another request');
});

it('says how sure answers in other words are, and which are given no more', () => {
  const rate = { route: 'r', tenant: 'acme', checked: 10, wrong: 1, seen: 0.1, upTo: 0.394, suspended: true } as const;
  const said = lines({}, { kept: { ...KEPT, entries: 1, near: [{ ...rate, tier: 'near' }] } });
  expect(said).toContain(
    'Other words on r, acme (near): 1 of 10 that were checked was wrong, at most 39.4 % (95 %); none is given',
  );
});

it('says what kept answers are good for, and how much of the traffic would outlast an outage', () => {
  const outcomes = { ...KEPT.outcomes, fresh: 30, swr: 2, stale: 4, near: 1, collapsed: 20, miss: 10 };
  const runway = [{ route: 'r', requests: 60, hours: { 1: 0.825, 6: 0.5, 24: 0 } }];
  const said = lines({}, { kept: { ...KEPT, entries: 1, outcomes, runway, savedUsd: 1.234, errors: 3 } });
  expect(said).toContain(
    '; 32 given at once, 4 stood in, 1 to other words, 3.0 requests for each that was asked, $1.23 saved\n',
  );
  expect(said).toContain(
    'Runway of r: without any model, of what the last hour asked, 83 % after 1 h, 50 % after 6 h, 0 %',
  );
  expect(said).toContain('could not be read or written 3 times');
});

it('says how what is made ahead of time is doing, and names what is not as it should be', () => {
  const slot = (name: string, state: SlotStatus['state'], failures = 0): SlotStatus => ({
    slot: name,
    state,
    current: null,
    ageMs: null,
    staged: [],
    builds: { last: null, failures, failingSinceMs: null, heldBy: {} },
    nextAtMs: null,
    trouble: '',
  });
  expect(lines({})).not.toContain('Editions');
  const told = lines({}, { editions: [slot('a', 'fresh'), slot('b', 'fresh', 2), slot('c', 'expired', 9)] });
  expect(told).toContain(
    '\nEditions: 3, 2 fresh\nEditions: b fresh, not renewed; c expired, not renewed; see failsoft editions list\n',
  );
});

it('says that somebody fails on purpose, and for how long yet', () => {
  expect(lines({})).not.toContain('drill');
  const drill = { provider: 'a', mode: '529', leftMs: 540_000 };
  expect(lines({}, { drill })).toContain('A drill: a fails on purpose (529) for 9 min more');
});
