import { describe, expect, it } from 'vitest';
import type { AttemptEntry } from '../model/journal.ts';
import { hasWorked, judged, type Met, shownOf, tally, together } from './trial.ts';

const attempt = (target: string, fault: AttemptEntry['fault'], startedMs = 0): AttemptEntry => ({
  rung: 0,
  target,
  startedMs,
  tookMs: 5,
  fault,
  detail: '',
  upstreamStatus: null,
  key: 0,
});

const group = (answered: number, lost: number) =>
  [{ workflow: '', client: '', route: '', answered, lost, by: [], switchMs: null }] as const;

/** Served by the second after the first has failed. */
function met(changes: Partial<Met> = {}): Met {
  return {
    workflow: 'reply',
    client: '',
    route: 'r',
    outcome: 'answered',
    mode: 'standby',
    fault: null,
    servedBy: 'b/m',
    tookMs: 900,
    firstContentMs: 400,
    attempts: [attempt('a/m', 'overloaded'), attempt('b/m', null, 300)],
    ...changes,
  };
}

function counted(all: readonly Met[], away: readonly string[] = []): ReturnType<typeof together> {
  const one = tally(away);
  for (const request of all) one.note(request);
  return together(one.groups());
}

describe('what came of requests that met trouble', () => {
  it.each<readonly [string, Partial<Met>, 'answered' | 'lost' | 'neither']>([
    ['an answer of a standby is one', {}, 'answered'],
    ['so is one from what is kept', { mode: 'cache', servedBy: '', attempts: [] }, 'answered'],
    ['a sentence that nobody can answer is none', { mode: 'notice', servedBy: '' }, 'lost'],
    ['an error is none', { outcome: 'failed', mode: null, fault: 'overloaded', servedBy: '' }, 'lost'],
    ['nor is an answer that broke off', { outcome: 'broken', fault: 'cut' }, 'lost'],
    ['a mistake of the caller says nothing', { outcome: 'failed', mode: null, fault: 'bad-request' }, 'neither'],
    ['who leaves without a word had waited for one', { outcome: 'left', firstContentMs: null }, 'lost'],
    ['who leaves in the middle of an answer had one', { outcome: 'left' }, 'neither'],
    ['who is away has answered only after it', { servedBy: 'a/m', mode: 'primary' }, 'lost'],
  ])('%s', (_, changes, end) => {
    const { answered, lost } = counted([met(changes)], ['a']);
    expect({ answered, lost }).toEqual({ answered: Number(end === 'answered'), lost: Number(end === 'lost') });
  });

  it('tells who was asked and who answered, and not of who was called off', () => {
    const { by, switchMs } = counted([
      met(),
      met({ attempts: [attempt('a/m', 'timeout'), attempt('c/m', 'cancelled', 200), attempt('b/m', null, 700)] }),
      met({ outcome: 'failed', mode: null, servedBy: '', fault: 'broken', attempts: [attempt('b/m', 'broken')] }),
    ]);
    expect(by).toEqual([
      { who: 'a/m', asked: 2, answered: 0 },
      { who: 'b/m', asked: 3, answered: 2 },
    ]);
    expect(switchMs).toBe(700);
  });
});

describe('the verdict on a trial', () => {
  it.each([
    ['nobody', 0, 0, 'void', 'no request met the trouble'],
    ['too few, however well', 9, 0, 'void', 'only 9 requests met the trouble, 9 answered; 10 are needed'],
    ['too few, however badly', 0, 1, 'void', 'only 1 request met the trouble, 0 answered; 10 are needed'],
    ['all', 10, 0, 'passed', 'all 10 requests that met it were answered'],
    ['one of ten lost', 9, 1, 'failed', '9 of 10 requests that met it were answered'],
    ['one of a hundred lost', 99, 1, 'passed', '99 of 100 requests that met it were answered'],
  ])('of %s', (_, answered, lost, verdict, why) => {
    expect(judged(group(answered, lost))).toEqual({ verdict, why });
  });

  it('is none where something has spoiled it', () => {
    expect(judged(group(100, 0), 'the network was down')).toEqual({ verdict: 'void', why: 'the network was down' });
  });

  it.each([
    [9, 9, null],
    [10, 10, true],
    [10, 9, false],
  ])('on a rung that was asked %s times and has answered %s times is %s', (asked, answered, works) => {
    expect(hasWorked({ who: 'b/m', asked, answered })).toBe(works);
  });
});

describe('a trial that was ended for the harm that it did', () => {
  const groups = [...group(100, 0), ...group(2, 20)].map((one, at) => ({ ...one, workflow: `w${at}` }));
  const harm = 'ended at once';

  it('has failed, and a part of it that came through was not tried for long enough', () => {
    expect(shownOf({ void: '', harm, groups })).toEqual({ verdict: 'failed', why: harm });
    expect(shownOf({ void: '', harm, groups }, groups.slice(0, 1)).verdict).toBe('void');
    expect(shownOf({ void: '', harm, groups }, groups.slice(1)).verdict).toBe('failed');
  });

  it('shows nothing where something else has spoiled it', () => {
    expect(shownOf({ void: 'the network was down', harm, groups }).verdict).toBe('void');
  });
});
