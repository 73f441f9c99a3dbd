import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../model/journal.ts';
import { isOf, strangersIn, trafficOf } from './traffic.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 20, 9);

function entry(changes: Partial<RequestEntry> = {}): RequestEntry {
  return {
    id: 'req_1',
    atMs: START_MS,
    protocol: 'anthropic',
    route: 'chat',
    model: 'claude-sonnet-5-5',
    client: '',
    workflow: 'support-reply',
    streamed: false,
    outcome: 'answered',
    status: 200,
    mode: 'primary',
    servedBy: 'anthropic/claude-sonnet-5-5',
    fault: null,
    tookMs: 900,
    firstContentMs: 400,
    usage: null,
    lost: [],
    attempts: [],
    bodies: null,
    ...changes,
  };
}

describe('the traffic of a workflow', () => {
  it('is what names it, and without a name what its key and route say', () => {
    const byKey = { id: 'batch', match: { clients: ['nightly'], routes: ['bulk'] } };
    expect(isOf({ id: 'support-reply' }, entry())).toBe(true);
    expect(isOf({ id: 'reply', match: { workflows: ['support-reply', 'old-name'] } }, entry())).toBe(true);
    expect(isOf(byKey, entry({ workflow: '', client: 'nightly', route: 'bulk' }))).toBe(true);
    expect(isOf(byKey, entry({ workflow: '', client: 'nightly' }))).toBe(false);
    // A name counts more than a key.
    expect(isOf(byKey, entry({ client: 'nightly', route: 'bulk' }))).toBe(false);
    expect(isOf({ id: 'nobody' }, entry({ workflow: '' }))).toBe(false);
  });

  it('says who really serves it, how often, and when a standby last did', () => {
    const said = trafficOf({ id: 'support-reply' }, [
      ...Array.from({ length: 8 }, (_, at) => entry({ atMs: START_MS + at * HOUR_MS })),
      entry({ atMs: START_MS + 24 * HOUR_MS, mode: 'standby', servedBy: 'openai/gpt-5.6' }),
      entry({ atMs: START_MS + 48 * HOUR_MS, mode: null, servedBy: '', outcome: 'failed' }),
      entry({ atMs: START_MS + 30 * HOUR_MS, mode: 'notice', servedBy: '', outcome: 'answered' }),
      entry({ workflow: 'other' }),
    ]);
    expect(said).toMatchObject({
      requests: 11,
      failed: 1,
      perDay: 5.5,
      busiestHour: 9,
      route: 'chat',
      usual: ['anthropic/claude-sonnet-5-5'],
      standby: { target: 'notice', atMs: START_MS + 30 * HOUR_MS },
    });
    expect(said?.targets.map(({ target, requests }) => [target, requests])).toEqual([
      ['anthropic/claude-sonnet-5-5', 8],
      ['openai/gpt-5.6', 1],
    ]);
    expect(trafficOf({ id: 'nobody' }, [entry()])).toBeNull();
  });

  it('that belongs to no workflow is told apart by what it is known by', () => {
    const all = [
      entry(),
      entry({ workflow: '', client: 'batch-key-3' }),
      entry({ workflow: 'new' }),
      entry({ workflow: 'new' }),
    ];
    expect(strangersIn([{ id: 'support-reply' }], all)).toEqual([
      { name: 'the workflow new', requests: 2 },
      { name: 'requests without a name of the client batch-key-3 on the route chat', requests: 1 },
    ]);
  });
});
