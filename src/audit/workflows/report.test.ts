import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFINITIONS } from '../../history/definitions.ts';
import { coverage, pastIncidents } from '../../history/past.ts';
import { answersOf, openFields } from './answers.ts';
import { QUESTIONS } from './questions.ts';
import { assess } from './report.ts';
import type { Workflow } from './schema.ts';
import { scoreOf } from './score.ts';
import { serviceOf } from './service.ts';
import { knownOf, type Sources } from './sources.ts';
import { drill, known, rung, TODAY } from './testing/known.ts';
import { verdictOf } from './verdict.ts';

const PAST = {
  incidents: pastIncidents(),
  coverage: coverage(),
  own: null,
  definition: DEFINITIONS.requests,
  times: 'known',
} as const;
const PLAIN = { since: null, failing: null, switchMs: null };

function sources(workflows: Workflow[]): Sources {
  return {
    file: { version: 1, workflows },
    scan: null,
    config: null,
    running: null,
    entries: null,
    trials: [],
    own: null,
    ownersOf: () => [],
    hashOf: () => null,
    unchangedSince: () => false,
    today: TODAY,
  };
}

describe('the 24 questions', () => {
  it('are those of the reference, each with somebody who can tell', () => {
    expect(QUESTIONS.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
    for (const { from, fields } of QUESTIONS) {
      expect(from.length).toBeGreaterThan(0);
      expect(from.includes('person')).toBe(fields.length > 0);
    }
  });

  it('are asked of nobody where they can be derived, and open where nobody knows', () => {
    const route = { name: 'chat', match: ['*'], allow: null, ladder: [] };
    const traffic = {
      requests: 9,
      failed: 0,
      fromMs: 0,
      toMs: 1,
      perDay: 3,
      busiestHour: 9,
      route: 'chat',
      targets: [],
      usual: ['anthropic/x'],
      standby: null,
    };
    const first = [{ service: serviceOf('anthropic/x'), by: 'traffic' }] as const;
    const one = known({ first, ladder: [rung()], route, traffic, evidence: [drill({ outcome: 'same' })] });
    const open = openFields(one).map(({ question }) => question.number);
    for (const derived of [5, 6, 7, 9, 17, 18, 22]) expect(open).not.toContain(derived);
    for (const { by, question } of answersOf(one))
      if (by !== null && by !== 'person') expect(open).not.toContain(question.number);
    expect(open).toEqual(expect.arrayContaining([1, 10, 11, 13, 14, 15, 16, 20, 24]));
    // Nobody can be asked for what only a drill can show.
    expect(openFields(known()).map(({ question }) => question.number)).not.toContain(22);
  });

  it('about the owner are answered by CODEOWNERS, where nobody is named', () => {
    const workflow: Workflow = { id: 'reply', calls: [{ site: 'src/reply.ts#draft' }] };
    const all = (file: string): readonly string[] => (file === 'src/reply.ts' ? ['@core'] : []);
    const answer = (one: Workflow) =>
      answersOf(knownOf(one, { ...sources([one]), ownersOf: all })).find(({ question }) => question.number === 2);
    expect(answer(workflow)).toMatchObject({ said: '@core', by: 'scan', at: 'CODEOWNERS' });
    expect(answer({ ...workflow, owner: 'me' })).toMatchObject({ said: 'me', by: 'person' });
    expect(answer({ id: 'other' })).toMatchObject({ said: null });
  });

  it('name both where sources disagree', () => {
    const one = known({
      first: [{ service: serviceOf('anthropic/x'), by: 'traffic' }],
      traffic: {
        requests: 9,
        failed: 0,
        fromMs: 0,
        toMs: 1,
        perDay: 3,
        busiestHour: 9,
        route: 'chat',
        targets: [],
        usual: ['anthropic/x'],
        standby: null,
      },
      route: {
        name: 'chat',
        match: ['*'],
        allow: null,
        ladder: [
          {
            kind: 'model',
            provider: 'openai',
            model: 'gpt-5.6',
            tries: 1,
            limits: {
              connectMs: 1,
              firstContentMs: 1,
              thinkingMs: 1,
              answerMs: 1,
              byteIdleMs: 1,
              contentIdleMs: 1,
              thinkingIdleMs: 1,
              callIdleMs: 1,
              totalMs: 1,
            },
          },
        ],
      },
    });
    expect(answersOf(one).find(({ question }) => question.number === 5)).toMatchObject({
      said: 'anthropic/x',
      by: 'traffic',
      conflicts: ['configuration: openai/gpt-5.6'],
    });
  });
});

describe('the score', () => {
  it('adds up, names what earns each missing point, and gives nothing for what is not known', () => {
    const workflow = fc.record({
      mtpd: fc.constantFrom('4h', undefined),
      rto: fc.constantFrom('10m', undefined),
      uses: fc.constantFrom<string[] | undefined>(['claude-app'], undefined),
    });
    fc.assert(
      fc.property(
        workflow,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('2026-11-01', '2026-07-20', '2020-01-01'),
        (said, covered, shown, at) => {
          const one = known(
            { ladder: covered ? [rung()] : [], evidence: shown ? [drill({ at })] : [], owner: null },
            said,
          );
          const { items, possible, earned, outstanding, excluded } = scoreOf(one, verdictOf(one));
          expect(possible + excluded).toBe(100);
          expect(earned + outstanding).toBeCloseTo(possible, 9);
          for (const { possible: most, earned: got, excluded: why, action } of items) {
            expect(got).toBeGreaterThanOrEqual(0);
            expect(got).toBeLessThanOrEqual(most);
            if (why === null && got < most) expect(action).not.toBe('');
          }
          if (!covered || !shown) expect(items.find(({ component }) => component === 'proven')?.earned).toBe(0);
        },
      ),
    );
  });

  it('fades with the age of evidence, and is held back by damage', () => {
    const proven = (at: string, workflow: Partial<Workflow> = {}): number => {
      const one = known({ ladder: [rung()], evidence: [drill({ at })] }, workflow);
      return scoreOf(one, verdictOf(one)).items.find(({ component }) => component === 'proven')?.earned ?? -1;
    };
    expect(proven('2026-11-01')).toBe(30);
    expect(proven('2026-07-14')).toBeCloseTo(15, 0);
    expect(proven('2026-01-01')).toBe(0);
    const damaging = known({ ladder: [rung()], evidence: [drill()] }, { behaviour: { outcome: 'data-damage' } });
    expect(scoreOf(damaging, verdictOf(damaging))).toMatchObject({ capped: 'data is damaged' });
    expect(scoreOf(damaging, verdictOf(damaging)).earned).toBeLessThanOrEqual(39);
  });
});

describe('the ranking', () => {
  it('puts most to lose first, what is not known behind it, and what loses nothing last', () => {
    const cost = (amount: number) => ({ costPerHour: { amount, currency: 'EUR' } });
    const { workflows, counts } = assess(
      sources([
        { id: 'free', uses: ['claude-app'], ...cost(0) },
        { id: 'blind' },
        { id: 'small', uses: ['claude-app'], ...cost(1) },
        { id: 'large', uses: ['chatgpt'], ...cost(1_000) },
      ]),
      PAST,
      PLAIN,
    );
    expect(workflows.map(({ known: { workflow } }) => workflow.id)).toEqual(['large', 'small', 'blind', 'free']);
    expect(counts).toMatchObject({ EXPOSED: 3, UNKNOWN: 1, PROVEN: 0 });
    expect(workflows[2]?.loss).toBeNull();
  });
});
