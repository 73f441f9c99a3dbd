import { expect, it } from 'vitest';
import type { RequestEntry } from '../model/journal.ts';
import { journal } from './journal.ts';

function entry(index: number, change: Partial<RequestEntry> = {}): RequestEntry {
  return {
    id: `request-${index}`,
    atMs: index,
    protocol: 'openai-chat',
    route: 'everything',
    model: 'gpt-5.6',
    client: '',
    workflow: '',
    streamed: false,
    outcome: 'answered',
    status: 200,
    mode: 'primary',
    servedBy: 'openai/gpt-5.6',
    fault: null,
    tookMs: 1,
    firstContentMs: 1,
    usage: null,
    lost: [],
    attempts: [],
    bodies: null,
    ...change,
  };
}

it('remembers the last entries, newest first, and no more than it may', () => {
  const memory = journal({ ring: 5, sink: null });
  for (let index = 0; index < 12; index += 1) memory.record(entry(index));
  expect(memory.recent({ limit: 100 }).map(({ atMs }) => atMs)).toEqual([11, 10, 9, 8, 7]);
  expect(memory.recent({ limit: 2 }).map(({ atMs }) => atMs)).toEqual([11, 10]);
  expect(memory.recent({ limit: 100, beforeMs: 9 }).map(({ atMs }) => atMs)).toEqual([8, 7]);
  expect(memory.recent({ limit: 100, beforeMs: 9, beforeId: 'request-90' }).map(({ atMs }) => atMs)).toEqual([9, 8, 7]);
  expect(memory.recent({ limit: 100, id: 'request-8' })).toEqual([entry(8)]);
  expect(memory.recent({ limit: 100, id: 'request-1' })).toEqual([]);
  expect(memory.recent({ limit: 0 })).toEqual([]);
});

it('counts every request by how it ended and by how it was served', () => {
  const memory = journal({ ring: 2, sink: null });
  memory.record(entry(1));
  memory.record(entry(2, { mode: 'standby' }));
  memory.record(entry(3, { mode: 'standby', outcome: 'broken' }));
  memory.record(entry(4, { mode: null, outcome: 'failed' }));
  memory.record(entry(5, { mode: null, outcome: 'left' }));
  expect(memory.requests()).toEqual({
    total: 5,
    answered: 2,
    failed: 1,
    broken: 1,
    left: 1,
    byMode: { primary: 1, standby: 2 },
  });
});

const tried = (rung: number) => ({
  rung,
  target: 'a/b',
  startedMs: 0,
  tookMs: 1,
  fault: 'reset' as const,
  detail: '',
  upstreamStatus: null,
  key: 0,
});

it('shows the failovers alone: served by a standby, or failed after more than one rung', () => {
  const memory = journal({ sink: null });
  memory.record(entry(1));
  memory.record(entry(2, { mode: 'standby' }));
  memory.record(entry(3, { mode: null, outcome: 'failed', attempts: [tried(0), tried(0)] }));
  memory.record(entry(4, { mode: null, outcome: 'failed', attempts: [tried(0), tried(1)] }));
  memory.record(entry(5, { mode: null, outcome: 'failed' }));
  expect(memory.recent({ limit: 10, failoversOnly: true }).map(({ atMs }) => atMs)).toEqual([4, 2]);
});

it('passes on the very entry that it was given', () => {
  const passed: RequestEntry[] = [];
  const memory = journal({ ring: 0, sink: { record: (one) => void passed.push(one) } });
  const one = entry(1);
  memory.record(one);
  expect(passed[0]).toBe(one);
  expect(memory.recent({ limit: 1 })).toEqual([]);
});
