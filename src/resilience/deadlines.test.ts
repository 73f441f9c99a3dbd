import { describe, expect, it } from 'vitest';
import { LIMITS } from '../model/route.ts';
import { classifyBreak } from './classify.ts';
import { type Expected, faultOf, nextDue, NOTHING_EXPECTED, type Progress } from './deadlines.ts';

const base: Progress = {
  streamed: true,
  startMs: 0,
  sentMs: null,
  byteMs: null,
  contentMs: null,
  doing: 'text',
  pingMs: null,
  thinks: false,
  requestBytes: 0,
};
const measured = (p99Ms: number): Expected => ({ ...NOTHING_EXPECTED, firstContentMs: p99Ms });

describe('the deadline that counts', () => {
  it.each<[string, Partial<Progress>, number, string]>([
    ['no connection', {}, LIMITS.connectMs, 'timeout'],
    ['connected, nothing came', { sentMs: 10 }, LIMITS.firstContentMs, 'timeout'],
    ['a head and pings, no content', { sentMs: 10, byteMs: 20_000 }, LIMITS.firstContentMs, 'timeout'],
    ['text, then silence', { sentMs: 10, byteMs: 1_000, contentMs: 1_000 }, 1_000 + LIMITS.contentIdleMs, 'stalled'],
    [
      'text, then only pings',
      { sentMs: 10, byteMs: 120_000, contentMs: 1_000 },
      1_000 + LIMITS.contentIdleMs,
      'stalled',
    ],
    [
      'half the input of a tool, then only pings',
      { sentMs: 10, byteMs: 80_000, contentMs: 1_000, doing: 'call' },
      1_000 + LIMITS.callIdleMs,
      'stalled',
    ],
    [
      'half the input of a tool, then not a byte',
      { sentMs: 10, byteMs: 1_000, contentMs: 1_000, doing: 'call' },
      1_000 + LIMITS.byteIdleMs,
      'stalled',
    ],
    [
      'a thought, then not a byte, where no pings are known',
      { sentMs: 10, byteMs: 1_000, contentMs: 1_000, doing: 'thinking' },
      1_000 + LIMITS.thinkingIdleMs,
      'stalled',
    ],
    [
      'a thought, then not a byte, on a stream that has pinged every 5 s',
      { sentMs: 10, byteMs: 9_000, contentMs: 1_000, doing: 'thinking', pingMs: 5_000 },
      9_000 + 20_000,
      'stalled',
    ],
    [
      'the same, where 12 s lay between the pings',
      { sentMs: 10, byteMs: 9_000, contentMs: 1_000, doing: 'thinking', pingMs: 12_000 },
      9_000 + 36_000,
      'stalled',
    ],
    [
      'the same, where 30 s lay between the pings',
      { sentMs: 10, byteMs: 9_000, contentMs: 1_000, doing: 'thinking', pingMs: 30_000 },
      9_000 + LIMITS.byteIdleMs,
      'stalled',
    ],
    ['content for ever', { sentMs: 10, byteMs: 599_000, contentMs: 599_000 }, LIMITS.totalMs, 'timeout'],
    [
      'silence of a model that was asked to think',
      { sentMs: 10, byteMs: 1_000, thinks: true },
      LIMITS.thinkingMs,
      'timeout',
    ],
    ['the same, with pings', { sentMs: 10, byteMs: 140_000, thinks: true }, 140_000 + LIMITS.byteIdleMs, 'timeout'],
    ['the same, with pings for ever', { sentMs: 10, byteMs: 299_000, thinks: true }, 300_000, 'timeout'],
    [
      'a line that falls silent before a thought, after pings every 15 s',
      { sentMs: 10, byteMs: 60_000, thinks: true, pingMs: 15_000 },
      105_000,
      'stalled',
    ],
    ['a whole answer that is thought about', { streamed: false, thinks: true }, LIMITS.connectMs, 'timeout'],
    [
      'the same, connected',
      { streamed: false, sentMs: 10, thinks: true },
      LIMITS.answerMs + LIMITS.thinkingMs,
      'timeout',
    ],
    ['a whole answer that takes long', { streamed: false, sentMs: 10, byteMs: 80_000 }, LIMITS.answerMs, 'timeout'],
  ])('%s', (_, progress, atMs, kind) => {
    const due = nextDue({ ...base, ...progress }, LIMITS);
    expect(due.atMs).toBe(atMs);
    expect(faultOf(due).kind).toBe(kind);
  });
});

describe('the wait for the first content', () => {
  it.each<[string, number, Partial<Progress>, number]>([
    ['a quick target', 700, {}, 4_000],
    ['one that takes its time', 9_000, {}, 18_000],
    ['a slow one', 45_000, {}, 60_000],
    ['a quick one that gets a prompt of 4 MB', 700, { requestBytes: 4 * 1_024 * 1_024 }, 4_000 + 4_096 * 5],
  ])('is what was measured, twice, between 4 s and a minute: %s', (_, p99Ms, progress, atMs) => {
    expect(nextDue({ ...base, sentMs: 10, ...progress }, LIMITS, measured(p99Ms)).atMs).toBe(atMs);
  });

  it('is what the operator has chosen for the rung, whatever was measured', () => {
    const limits = { ...LIMITS, firstContentMs: 8_000 };
    expect(nextDue({ ...base, sentMs: 10 }, limits, measured(700)).atMs).toBe(8_000);
  });

  it('is longer for a model that thinks, however quick it is otherwise', () => {
    expect(nextDue({ ...base, sentMs: 10, thinks: true }, LIMITS, measured(700)).atMs).toBe(LIMITS.thinkingMs);
  });
});

describe('a broken connection', () => {
  it.each([
    ['ECONNREFUSED', 'connecting', 'unreachable'],
    ['ENOTFOUND', 'connecting', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'connecting', 'unreachable'],
    ['UND_ERR_SOCKET', 'waiting', 'reset'],
    ['ECONNRESET', 'waiting', 'reset'],
    ['HPE_INVALID_CONSTANT', 'waiting', 'garbled'],
    ['UND_ERR_HEADERS_OVERFLOW', 'waiting', 'garbled'],
    ['ECONNRESET', 'reading', 'cut'],
    ['EINVAL', 'connecting', 'bug'],
  ] as const)('%s while %s is %s', (code, phase, kind) => {
    expect(classifyBreak(code, phase).kind).toBe(kind);
  });
});
