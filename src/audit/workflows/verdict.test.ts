import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JoinedRung } from './ladder.ts';
import { SCENARIO_IDS } from './scenarios.ts';
import type { Evidence, Workflow } from './schema.ts';
import { serviceOf } from './service.ts';
import type { Known } from './sources.ts';
import { drill, known, rung } from './testing/known.ts';
import { VERDICTS, verdictOf } from './verdict.ts';

const HASH = 'a1b2c3d4e5f60718';
const LOCAL = rung({ kind: 'local', service: serviceOf('ollama/llama3.2') });
const BEDROCK = rung({ kind: 'same-model-elsewhere', service: serviceOf('bedrock/anthropic.claude-sonnet-5-5') });
const SIGNED = {
  verdict: 'accepted',
  impact: 2,
  by: 'M. Roth',
  until: '2027-03-31',
  why: 'it runs again at night',
} as const;
const IMPACT = { '5m': 0, '1h': 1, '4h': 2, '1d': 3, '3d': 4 } as const;

type Case = readonly [
  title: string,
  verdict: string,
  changes: Partial<Known>,
  workflow?: Partial<Workflow>,
  because?: string,
];

const CASES: readonly Case[] = [
  ['is EXPOSED where nothing stands behind it', 'EXPOSED', {}, {}, 'nothing covers it'],
  ['is CLAIMED where another provider stands behind it on paper', 'CLAIMED', { ladder: [rung()] }],
  ['is PROVEN where that was shown lately', 'PROVEN', { ladder: [rung()], evidence: [drill()] }],
  ['is STALE where it was shown too long ago', 'STALE', { ladder: [rung()], evidence: [drill({ at: '2026-08-01' })] }],
  [
    'is STALE where it was shown with other code',
    'STALE',
    { ladder: [rung()], evidence: [drill({ code: '0000000000' })], hashes: { code: HASH, config: null } },
    {},
    'the code has changed',
  ],
  [
    'is STALE where nobody noted the configuration',
    'STALE',
    { ladder: [rung()], evidence: [drill()], hashes: { code: null, config: HASH } },
    {},
    'nobody has noted with which configuration',
  ],
  [
    'is PROVEN with the code and configuration of now',
    'PROVEN',
    {
      ladder: [rung()],
      evidence: [drill({ code: HASH.slice(0, 8), config: HASH })],
      hashes: { code: HASH, config: HASH },
    },
  ],
  [
    'is STALE where what came of it was too little',
    'STALE',
    { ladder: [rung()], evidence: [drill({ outcome: 'too-little' })] },
  ],
  [
    'is EXPOSED where a drill failed later',
    'EXPOSED',
    { ladder: [rung()], evidence: [drill(), drill({ at: '2026-11-20', result: 'fail' })] },
    {},
    'it failed on 2026-11-20',
  ],
  ['is CLAIMED where the drill was void', 'CLAIMED', { ladder: [rung()], evidence: [drill({ result: 'void' })] }],
  [
    'is CLAIMED where it was only talked through',
    'CLAIMED',
    { ladder: [rung()], evidence: [drill({ kind: 'tabletop' })] },
  ],
  ['is STALE where the drill is still to come', 'STALE', { ladder: [rung()], evidence: [drill({ at: '2027-01-01' })] }],
  ['is EXPOSED where people switch later than is bearable', 'EXPOSED', { ladder: [rung({ switchMs: 5 * 3_600_000 })] }],
  [
    'is CLAIMED where the next one comes in in time',
    'CLAIMED',
    { ladder: [rung({ switchMs: 5 * 3_600_000 }), LOCAL] },
    {},
    'a model on a machine of our own',
  ],
  [
    'is CLAIMED where it took longer than was aimed at',
    'CLAIMED',
    { ladder: [rung()], evidence: [drill({ recovered: '1h' })] },
  ],
  [
    'is UNKNOWN where nobody has said how long it may be away',
    'UNKNOWN',
    { ladder: [rung()] },
    { mtpd: undefined, rto: undefined },
  ],
  ['is UNKNOWN where nobody knows whose AI it is', 'UNKNOWN', { first: [], ladder: [rung()] }],
  [
    'is EXPOSED where nobody says who answers instead',
    'EXPOSED',
    { ladder: [rung({ service: null })] },
    {},
    'nobody says who answers',
  ],
  [
    'is EXPOSED with a second key of the same provider',
    'EXPOSED',
    { ladder: [rung({ service: serviceOf('anthropic/claude-haiku-4-5') })] },
    {},
    'lost with it, by anthropic',
  ],
  ['is EXPOSED with nothing but an honest sentence', 'EXPOSED', { ladder: [rung({ kind: 'message', service: null })] }],
  [
    'is CLAIMED where that sentence is all that is needed',
    'CLAIMED',
    { ladder: [rung({ kind: 'message', service: null, level: 0 })] },
    { mbco: { text: 'they know', level: 0 } },
  ],
  [
    'is EXPOSED where what is left is less than the minimum',
    'EXPOSED',
    { ladder: [rung({ level: 0.2 })] },
    { mbco: { text: 'half', level: 0.5 } },
    'less than the minimum',
  ],
  ['is ACCEPTED where somebody has signed it', 'ACCEPTED', {}, { acceptance: SIGNED, impact: IMPACT }],
  [
    'is EXPOSED where the signature has run out',
    'EXPOSED',
    {},
    { acceptance: { ...SIGNED, until: '2026-01-01' }, impact: IMPACT },
  ],
  [
    'is EXPOSED where it may become worse than was signed',
    'EXPOSED',
    {},
    { acceptance: { ...SIGNED, impact: 1 }, impact: IMPACT },
  ],
  ['is UNKNOWN where it is signed, and nobody knows how bad it becomes', 'UNKNOWN', {}, { acceptance: SIGNED }],
  [
    'is EXPOSED where the owner has said no',
    'EXPOSED',
    {},
    { acceptance: { ...SIGNED, verdict: 'rejected' }, impact: IMPACT },
  ],
  [
    'is EXPOSED where results are wrong without a word, whatever stands behind it',
    'EXPOSED',
    { ladder: [rung()], evidence: [drill()] },
    { behaviour: { outcome: 'data-damage' } },
  ],
];

describe('the verdict on a workflow', () => {
  it.each(CASES.map((one) => [one[0], one] as const))('%s', (_, [, verdict, changes, workflow = {}, because = '']) => {
    const said = verdictOf(known(changes, workflow));
    expect(said.verdict).toBe(verdict);
    expect(said.because).toContain(because);
  });

  it('counts what they share: an edge network, the models of a maker, the way to all models', () => {
    const critical = (...ladder: readonly JoinedRung[]) =>
      Object.fromEntries(
        verdictOf(known({ ladder }, { criticality: 'critical' })).scenarios.map(({ scenario, verdict }) => [
          scenario,
          verdict,
        ]),
      );
    // OpenAI stands behind the same edge network.
    expect(critical(rung())).toMatchObject({
      'provider-down': 'CLAIMED',
      'edge-down': 'EXPOSED',
      'model-suspended': 'CLAIMED',
      'no-models': 'EXPOSED',
    });
    expect(critical(BEDROCK)).toMatchObject({
      'provider-down': 'CLAIMED',
      'edge-down': 'CLAIMED',
      'model-suspended': 'EXPOSED',
    });
    expect(new Set(Object.values(critical(LOCAL)))).toEqual(new Set(['CLAIMED']));
  });

  const scenario = fc.constantFrom(...SCENARIO_IDS);
  const evidence: fc.Arbitrary<Evidence> = fc.record({
    kind: fc.constantFrom('drill', 'incident', 'tabletop', 'traffic'),
    scenario,
    at: fc.constantFrom('2026-11-01', '2025-01-01', '2027-05-05'),
    result: fc.constantFrom('pass', 'fail', 'partial', 'void'),
    recovered: fc.constantFrom('12s', '1h', '9h'),
  });
  const rungs = fc.array(
    fc.constantFrom(rung(), LOCAL, BEDROCK, rung({ service: null }), rung({ kind: 'message', service: null })),
    { maxLength: 3 },
  );
  const criticality = fc.constantFrom('critical', 'important', 'minor');
  const maybe = <T>(value: T): fc.Arbitrary<T | undefined> => fc.constantFrom(value, undefined);

  it('is a pass only where every scenario has a proof of its own or a signature: no unknown ever is', () => {
    fc.assert(
      fc.property(
        fc.record({
          mtpd: maybe('4h'),
          rto: maybe('10m'),
          acceptance: maybe(SIGNED),
          impact: maybe(IMPACT),
          criticality,
        }),
        rungs,
        fc.array(evidence, { maxLength: 6 }),
        fc.boolean(),
        (workflow, ladder, shown, isKnown) => {
          const one = known({ ladder, evidence: shown, ...(!isKnown && { first: [] }) }, workflow);
          const { verdict, scenarios } = verdictOf(one);
          if (!VERDICTS[verdict].isPass) return;
          expect(isKnown).toBe(true);
          for (const row of scenarios) {
            const proof = shown.some(
              ({ kind, result, scenario: of, at }) =>
                of === row.scenario &&
                result === 'pass' &&
                at === '2026-11-01' &&
                (kind === 'drill' || kind === 'incident'),
            );
            const isSigned = workflow.acceptance !== undefined && workflow.impact !== undefined;
            expect(row.verdict === 'PROVEN' ? proof : isSigned).toBe(true);
            if (row.verdict === 'PROVEN') expect(workflow.mtpd ?? workflow.rto).toBeDefined();
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
