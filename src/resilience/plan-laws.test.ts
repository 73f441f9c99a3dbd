import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault, FAULTS, type FaultKind } from '../model/fault.ts';
import type { Rung } from '../model/route.ts';
import type { Command, Standing } from './request-state.ts';
import { CACHE, failed, model, request } from './testing/request.ts';

describe('laws of the plan, over random outages', () => {
  const standings = fc.constantFrom<Standing>('ready', 'ready', 'ready', 'resting', 'parked', 'forbidden');
  const kinds = fc.constantFrom(...(Object.keys(FAULTS) as FaultKind[]));
  const steps = fc.array(
    fc.oneof(
      fc.record({ what: fc.constantFrom('soft', 'hard', 'ended', 'kept'), pick: fc.nat(3) }),
      fc.record({ what: fc.constant('failed'), pick: fc.nat(3), kind: kinds, translated: fc.boolean() }),
      fc.record({ what: fc.constantFrom('quiet', 'halfway', 'deadline', 'gone', 'cut-off'), pick: fc.constant(0) }),
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
              case 'cut-off':
                follow(one.tell({ type: 'cut-off', fault: new Fault('busy', 'It ends') }));
                break;
              case 'quiet':
              case 'halfway':
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
