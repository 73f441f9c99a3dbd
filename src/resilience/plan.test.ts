import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULTS, type FaultKind } from '../model/fault.ts';
import type { Rung } from '../model/route.ts';
import type { Command, Happening, Standing } from './plan.ts';
import { CACHE, failed, LADDER, model, request, type Scene } from './testing/request.ts';

describe('a request', () => {
  it('is answered by the first rung when it is well', () => {
    const one = request();
    one.tell({ type: 'asked' });
    expect(one.tell({ type: 'content', attempt: 0, weight: 'hard' })).toEqual([{ do: 'commit', attempt: 0 }]);
    one.tell({ type: 'ended', attempt: 0 });
    expect(one.starts()).toEqual([0]);
    expect(one.end()).toEqual({ kind: 'answer', attempt: 0 });
  });

  it('of a conversation that is at home at a standby is answered there while that is well', () => {
    const one = request(LADDER, { home: 1 });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    expect(one.starts()).toEqual([1, 0]);
    const other = request(LADDER, { home: 1, standing: (rung) => (rung === 1 ? 'resting' : 'ready') });
    other.tell({ type: 'asked' });
    expect(other.starts()).toEqual([0]);
  });

  it.each(Object.keys(FAULTS) as FaultKind[])('goes on, stops or tries again after %s as the table says', (kind) => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, kind));
    const { next, retry } = FAULTS[kind];
    if (next === 'yes') expect(one.starts()).toEqual([0, retry === 'once' || retry === 'other-key' ? 0 : 1]);
    else expect(one.end()).toMatchObject({ kind: 'fault', attempt: 0 });
  });

  it('is asked once more without the thoughts that were refused, also where nothing is asked twice', () => {
    const one = request([model('a', 1), model('b', 1)]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'foreign-thought'));
    one.tell(failed(1, 'foreign-thought'));
    one.tell(failed(2, 'overloaded'));
    expect(one.starts()).toEqual([0, 0, 1]);
  });

  it('takes a refusal of a translated request for a possible mistake of the translation', () => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'invalid', true));
    expect(one.starts()).toEqual([0, 1]);
  });

  it('gets the notice when no model can answer', () => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'unreachable'));
    expect(one.end()).toEqual({ kind: 'notice', rung: 2 });
  });

  it('gets what is kept when no model can answer, and what comes below when nothing is', () => {
    const one = request([model('a', 1), CACHE, { kind: 'notice', text: 'away' }]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'unreachable'));
    expect(one.starts()).toEqual([0, 1]);
    expect(one.tell({ type: 'kept', attempt: 1 })).toEqual([{ do: 'finish', with: { kind: 'kept', attempt: 1 } }]);

    const other = request([model('a', 1), CACHE, { kind: 'notice', text: 'away' }]);
    other.tell({ type: 'asked' });
    other.tell(failed(0, 'unreachable'));
    other.tell(failed(1, 'not-kept'));
    expect(other.end()).toEqual({ kind: 'notice', rung: 2 });
  });

  it('gets what is kept behind thinking that was shown', () => {
    const one = request([model('a', 1), CACHE]);
    one.tell({ type: 'asked' });
    one.tell({ type: 'content', attempt: 0, weight: 'soft' });
    one.tell(failed(0, 'cut'));
    one.tell({ type: 'kept', attempt: 1 });
    expect(one.end()).toEqual({ kind: 'kept', attempt: 1 });
  });

  it('gets what is kept at once when every model rests, and asks one that rests only when nothing is', () => {
    const one = request([model('a'), CACHE], { standing: (rung) => (rung === 0 ? 'resting' : 'ready'), earlyMs: 900 });
    one.tell({ type: 'asked' });
    expect(one.starts()).toEqual([1]);
    expect(one.tell(failed(0, 'not-kept'))).toMatchObject([{ do: 'start', rung: 0 }]);
    // The caller hears of the model and not of what was not kept.
    one.tell(failed(1, 'unreachable'));
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 1, fault: { kind: 'unreachable' } });
  });

  it('asks one that is just back before it takes what is kept', () => {
    const one = request([model('a'), CACHE], { standing: (rung) => (rung === 0 ? 'ramping' : 'ready') });
    one.tell({ type: 'asked' });
    expect(one.starts()).toEqual([0]);
  });

  it('hears that all keys rest, and not that nothing is kept', () => {
    const one = request([model('a'), CACHE], { standing: (rung) => (rung === 0 ? 'parked' : 'ready') });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'not-kept'));
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: null, fault: { kind: 'parked' } });
  });

  it('hears of the first fault when there is no notice either', () => {
    const one = request([model('a', 1), model('b', 1)]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'unreachable'));
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 0, fault: { kind: 'overloaded' } });
  });

  it('begins again elsewhere while only thinking was shown, and breaks honestly after text', () => {
    const soft = request();
    soft.tell({ type: 'asked' });
    soft.tell({ type: 'content', attempt: 0, weight: 'soft' });
    soft.tell(failed(0, 'cut'));
    expect(soft.starts()).toEqual([0, 1]);
    expect(soft.tell({ type: 'content', attempt: 1, weight: 'hard' })).toEqual([{ do: 'commit', attempt: 1 }]);

    const hard = request();
    hard.tell({ type: 'asked' });
    hard.tell({ type: 'content', attempt: 0, weight: 'hard' });
    hard.tell(failed(0, 'cut'));
    expect(hard.starts()).toEqual([0]);
    expect(hard.end()).toMatchObject({ kind: 'broken', fault: { kind: 'cut' } });
  });

  it('takes a second empty answer in a row for the answer', () => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'empty'));
    one.tell(failed(1, 'empty'));
    expect(one.end()).toEqual({ kind: 'answer', attempt: 1 });
  });

  it('waits for a limit that is over in a moment only when nobody else could answer', () => {
    const alone = request([model('a')], { standing: () => 'parked' });
    alone.tell({ type: 'asked' });
    expect(alone.end()).toMatchObject({ kind: 'fault', fault: { kind: 'parked' } });

    let standing: Standing = 'ready';
    const last = request([model('a')], { standing: () => standing });
    last.tell({ type: 'asked' });
    standing = 'parked';
    expect(last.tell(failed(0, 'rate-limited', false, { retryAfterMs: 800 }))).toEqual([
      { do: 'start', attempt: 1, rung: 0, why: 'again', afterMs: 800, patience: 'brief' },
    ]);
  });

  it('asks a resting target when everybody rests, because one that rests is better than none', () => {
    const one = request([model('a'), model('b')], { standing: () => 'resting' });
    one.tell({ type: 'asked' });
    expect(one.starts()).toEqual([0]);
    const sooner = request([model('a'), model('b')], { standing: () => 'resting', rests: [9_000, 4_000] });
    sooner.tell({ type: 'asked' });
    expect(sooner.starts()).toEqual([1]);
  });

  it('asks once more who failed at a bad moment, when nobody else is left', () => {
    const one = request([model('a'), model('b')]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'unreachable'));
    expect(one.starts()).toEqual([0, 1, 0]);
  });

  it('tries another connection at once where somebody else may answer, and none to a target that rests by now', () => {
    let standing: Standing = 'ready';
    const ladder = [model('a'), model('b')];
    const well = request(ladder);
    well.tell({ type: 'asked' });
    expect(well.tell(failed(0, 'reset'))).toMatchObject([{ do: 'start', rung: 0, afterMs: 0 }]);
    const alone = request([model('a')]);
    alone.tell({ type: 'asked' });
    expect(alone.tell(failed(0, 'reset'))).toMatchObject([{ do: 'start', rung: 0, afterMs: 150 }]);

    const resting = request(ladder, { standing: (rung) => (rung === 0 ? standing : 'ready') });
    resting.tell({ type: 'asked' });
    standing = 'resting';
    resting.tell(failed(0, 'reset'));
    resting.tell(failed(1, 'unreachable'));
    expect(resting.starts()).toEqual([0, 1, 0]);
  });

  it('sends signs of life to a streaming caller, who hears them where nothing else is said', () => {
    const one = request();
    one.tell({ type: 'asked' });
    expect(one.tell({ type: 'due', timer: 'quiet' })[0]).toEqual({ do: 'reassure' });
    one.tell({ type: 'content', attempt: 0, weight: 'soft' });
    expect(one.tell({ type: 'due', timer: 'quiet' })[0]).toEqual({ do: 'reassure' });
    one.tell({ type: 'content', attempt: 0, weight: 'hard' });
    // A call of a tool that takes minutes to write is shown when it is whole.
    expect(one.tell({ type: 'due', timer: 'quiet' })).toEqual([
      { do: 'reassure' },
      { do: 'wake', timer: 'quiet', atMs: 10_000 },
    ]);
  });

  it('cancels what runs when its time is over or its caller has left', () => {
    for (const happening of [{ type: 'due', timer: 'deadline' }, { type: 'caller-gone' }] as const) {
      const one = request();
      one.tell({ type: 'asked' });
      expect(one.tell(happening)[0]).toEqual({ do: 'cancel', attempt: 0 });
      expect(one.end()?.kind).toBe(happening.type === 'due' ? 'fault' : 'left');
    }
  });
});

describe('a request whose target is late', () => {
  const late: Happening = { type: 'late', attempt: 0 };

  it('is asked of another one beside it when something speaks against the target, and of nobody else when nothing does', () => {
    const calm = request();
    calm.tell({ type: 'asked' });
    expect(calm.tell(late)).toEqual([]);
    const one = request(LADDER, { suspect: true });
    one.tell({ type: 'asked' });
    expect(one.tell(late)).toEqual([{ do: 'start', attempt: 1, rung: 1, why: 'hedge', afterMs: 0, patience: 'brief' }]);
    expect(one.tell(late)).toEqual([]);
  });

  it('is heard from whoever speaks first, and the other one is let go', () => {
    const one = request(LADDER, { suspect: true });
    one.tell({ type: 'asked' });
    one.tell(late);
    expect(one.tell({ type: 'content', attempt: 1, weight: 'soft' })).toEqual([
      { do: 'cancel', attempt: 0 },
      { do: 'commit', attempt: 1 },
    ]);
    // Being slower is no failure: when the faster one breaks, the slower one may be asked again.
    expect(one.tell(failed(1, 'cut'))).toEqual([
      { do: 'start', attempt: 2, rung: 0, why: 'next', afterMs: 0, patience: 'brief' },
    ]);
  });

  it('goes on with the one that is left when the other fails', () => {
    const one = request(LADDER, { suspect: true });
    one.tell({ type: 'asked' });
    one.tell(late);
    expect(one.tell(failed(1, 'overloaded'))).toEqual([]);
    expect(one.tell(failed(0, 'timeout'))).toEqual([{ do: 'finish', with: { kind: 'notice', rung: 2 } }]);
  });

  it('always, or never, as the rung says', () => {
    const always = request([{ ...model('a'), hedge: 'latency' } as Rung, model('b')]);
    always.tell({ type: 'asked' });
    always.tell(late);
    expect(always.starts()).toEqual([0, 1]);
    const never = request([{ ...model('a'), hedge: 'off' } as Rung, model('b')], { suspect: true });
    never.tell({ type: 'asked' });
    never.tell(late);
    expect(never.starts()).toEqual([0]);
  });

  it.each<[string, Scene]>([
    ['fails together with the next one', { together: true }],
    ['must not be made twice', { mayRepeat: false }],
    ['comes when the budget is used up', { broke: ['hedge'] }],
  ])('is not asked twice when it %s', (_, scene) => {
    const one = request(LADDER, { suspect: true, ...scene });
    one.tell({ type: 'asked' });
    expect(one.tell(late)).toEqual([]);
  });
});

describe('a request on a target whose breaker opens', () => {
  const opened: Happening = { type: 'opened', attempt: 0 };

  it('is rescued at once, even by one that may fail with it, and its own answer still counts when it comes first', () => {
    const one = request(LADDER, { together: true });
    one.tell({ type: 'asked' });
    expect(one.tell(opened)).toEqual([
      { do: 'start', attempt: 1, rung: 1, why: 'rescue', afterMs: 0, patience: 'brief' },
    ]);
    expect(one.tell({ type: 'content', attempt: 0, weight: 'hard' })).toEqual([
      { do: 'cancel', attempt: 1 },
      { do: 'commit', attempt: 0 },
    ]);
  });

  it('is rescued once more when the rescuer fails, too', () => {
    let standing: Standing = 'ready';
    const ladder = [model('a'), model('b'), model('c')];
    const one = request(ladder, { standing: (rung) => (rung === 0 ? standing : 'ready') });
    one.tell({ type: 'asked' });
    standing = 'resting';
    one.tell(opened);
    expect(one.tell(failed(1, 'overloaded'))).toEqual([
      { do: 'start', attempt: 2, rung: 2, why: 'rescue', afterMs: 0, patience: 'brief' },
    ]);
  });

  it('ends with what nobody else may be asked after, once the one beside it cannot answer either', () => {
    const one = request([model('a'), model('b'), model('c')]);
    one.tell({ type: 'asked' });
    one.tell(opened);
    expect(one.tell(failed(1, 'refused'))).toEqual([]);
    expect(one.tell(opened)).toEqual([]);
    one.tell(failed(0, 'timeout'));
    expect(one.starts()).toEqual([0, 1]);
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 1, fault: { kind: 'refused' } });

    const other = request([model('a'), model('b')]);
    other.tell({ type: 'asked' });
    other.tell(opened);
    other.tell(failed(1, 'refused'));
    expect(other.tell({ type: 'content', attempt: 0, weight: 'hard' })).toEqual([{ do: 'commit', attempt: 0 }]);
  });

  it('is left alone once it is being answered, or when nobody else is there', () => {
    const answered = request();
    answered.tell({ type: 'asked' });
    answered.tell({ type: 'content', attempt: 0, weight: 'soft' });
    expect(answered.tell(opened)).toEqual([]);
    const alone = request([model('a')]);
    alone.tell({ type: 'asked' });
    expect(alone.tell(opened)).toEqual([]);
  });
});

describe('the budget', () => {
  it('keeps a gateway from hammering a provider that is down, and lets it mend what is its own', () => {
    const hope = request([model('a')], { broke: ['again'] });
    hope.tell({ type: 'asked' });
    hope.tell(failed(0, 'overloaded'));
    expect(hope.end()).toMatchObject({ kind: 'fault', fault: { kind: 'overloaded' } });
    const mend = request([model('a')], { broke: ['again'] });
    mend.tell({ type: 'asked' });
    mend.tell(failed(0, 'reset'));
    expect(mend.starts()).toEqual([0, 0]);
  });
});

describe('laws of the plan, over random outages', () => {
  const standings = fc.constantFrom<Standing>('ready', 'ready', 'ready', 'resting', 'parked', 'forbidden');
  const kinds = fc.constantFrom(...(Object.keys(FAULTS) as FaultKind[]));
  const steps = fc.array(
    fc.oneof(
      fc.record({ what: fc.constantFrom('soft', 'hard', 'ended', 'kept'), pick: fc.nat(3) }),
      fc.record({ what: fc.constant('failed'), pick: fc.nat(3), kind: kinds, translated: fc.boolean() }),
      fc.record({ what: fc.constantFrom('quiet', 'deadline', 'gone'), pick: fc.constant(0) }),
      fc.record({ what: fc.constantFrom('late', 'opened'), pick: fc.nat(3) }),
    ),
    { maxLength: 40 },
  );

  it('hold whatever happens', () => {
    fc.assert(
      fc.property(
        fc.array(standings, { minLength: 1, maxLength: 5 }),
        steps,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (stands, happenings, cache, notice, mayRestart) => {
          const ladder: Rung[] = stands.map((_, index) => model(`p${index}`));
          if (cache) ladder.push(CACHE);
          if (notice) ladder.push({ kind: 'notice', text: 'away' });
          const continuing = [...ladder.keys()].filter((rung) => rung % 2 === 1);
          const standing = (rung: number): Standing => stands[rung] ?? 'ready';
          const one = request(ladder, { standing, suspect: true, continuing, mayRestart });
          let continued = 0;
          const running = new Set<number>();
          let over = false;
          let committed = -1;
          /** Words were shown. */
          let spoken = false;
          const follow = (commands: readonly Command[]): void => {
            for (const command of commands) {
              expect(over).toBe(false);
              if (command.do === 'start') {
                // Nobody is contacted whom the policy forbids or whose keys all rest, and behind a hard commit nothing starts but
                // who goes on with what was shown, or answers anew where the caller takes that.
                if (ladder[command.rung]?.kind === 'model')
                  expect(['ready', 'resting']).toContain(stands[command.rung]);
                // What is kept is looked for when nobody else is at work, and nobody is asked who rests before that.
                else expect(running.size).toBe(0);
                if (cache && stands[command.rung] === 'resting') expect(one.starts()).toContain(stands.length);
                if (!mayRestart || !spoken) expect(command.why === 'continue').toBe(spoken);
                else expect(['continue', 'next']).toContain(command.why);
                if (command.why === 'continue') {
                  continued += 1;
                  expect(continuing).toContain(command.rung);
                  expect(continued).toBeLessThanOrEqual(2);
                }
                expect(running.size).toBeLessThanOrEqual(1);
                expect(committed < 0 || running.size === 0).toBe(true);
                running.add(command.attempt);
              }
              if (command.do === 'restart') expect([mayRestart, spoken]).toEqual([true, true]);
              if (command.do === 'cancel') expect(running.delete(command.attempt)).toBe(true);
              if (command.do === 'finish') {
                if (spoken) expect(['fault', 'notice', 'kept']).not.toContain(command.with.kind);
                over = true;
                expect(running.size).toBe(0);
              }
            }
          };
          let commands = one.tell({ type: 'asked' });
          follow(commands);
          for (const step of happenings) {
            const attempt = step.pick;
            const known = running.has(attempt);
            // Models speak; what is kept is there or is not.
            const isModel = ladder[one.state().tries[attempt]?.rung ?? 0]?.kind === 'model';
            if (isModel ? step.what === 'kept' : ['soft', 'hard', 'ended'].includes(step.what)) continue;
            switch (step.what) {
              case 'soft':
              case 'hard':
                if (known) committed = attempt;
                commands = one.tell({ type: 'content', attempt, weight: step.what });
                follow(commands);
                // Who answers anew takes back what was said.
                if (commands.some((command) => command.do === 'restart')) spoken = false;
                if (known) spoken ||= step.what === 'hard';
                break;
              case 'late':
              case 'opened':
                follow(one.tell({ type: step.what, attempt }));
                break;
              case 'kept':
              case 'ended':
                running.delete(attempt);
                follow(one.tell({ type: step.what, attempt }));
                break;
              case 'failed':
                running.delete(attempt);
                // What it has shown can be taken back, and whoever comes next has as free a hand as it had.
                if (attempt === committed && !spoken) committed = -1;
                if ('kind' in step) follow(one.tell(failed(attempt, step.kind, step.translated)));
                break;
              case 'gone':
                follow(one.tell({ type: 'caller-gone' }));
                break;
              case 'quiet':
              case 'deadline':
                follow(one.tell({ type: 'due', timer: step.what }));
                break;
            }
          }
          // It is over, or something runs that will tell: a request never hangs.
          expect(over || running.size > 0).toBe(true);
          for (const rung of ladder.keys())
            expect(one.starts().filter((started) => started === rung).length).toBeLessThanOrEqual(3);
          expect(one.starts().length).toBeLessThanOrEqual(6 + ladder.length);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
