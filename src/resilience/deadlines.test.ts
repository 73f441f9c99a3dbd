import { describe, expect, it } from 'vitest';
import { LIMITS } from '../model/route.ts';
import { classifyBreak } from './classify.ts';
import { nextDue, type Progress } from './deadlines.ts';

const base: Progress = { streamed: true, startMs: 0, sentMs: null, byteMs: null, contentMs: null, thinks: false };

describe('the deadline that counts', () => {
  it.each<[string, Partial<Progress>, number, string]>([
    ['no connection', {}, LIMITS.connectMs, 'timeout'],
    ['connected, nothing came', { sentMs: 10 }, LIMITS.firstContentMs, 'timeout'],
    ['a head and pings, no content', { sentMs: 10, byteMs: 20_000 }, LIMITS.firstContentMs, 'timeout'],
    ['content, then silence', { sentMs: 10, byteMs: 1_000, contentMs: 1_000 }, 1_000 + LIMITS.byteIdleMs, 'stalled'],
    [
      'content, then only pings',
      { sentMs: 10, byteMs: 120_000, contentMs: 1_000 },
      1_000 + LIMITS.contentIdleMs,
      'stalled',
    ],
    ['content for ever', { sentMs: 10, byteMs: 599_000, contentMs: 599_000 }, LIMITS.totalMs, 'timeout'],
    [
      'silence of a model that was asked to think',
      { sentMs: 10, byteMs: 1_000, thinks: true },
      LIMITS.thinkingMs,
      'timeout',
    ],
    [
      'silence after it has begun to speak',
      { sentMs: 10, byteMs: 1_000, contentMs: 1_000, thinks: true },
      1_000 + LIMITS.byteIdleMs,
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
    expect(due.fault().kind).toBe(kind);
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
