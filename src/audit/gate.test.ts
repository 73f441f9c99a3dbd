import { describe, expect, it } from 'vitest';
import type { Finding } from '../model/audit.ts';
import { type Compared, compared, type Standing } from './gate.ts';
import { type Baseline, silence } from './rules/silence.ts';

const TODAY = '2026-11-26';
const finding = (id: string, severity: Finding['severity'] = 'high'): Finding => ({
  rule: 'AIC101',
  id,
  site: `s-${id}`,
  file: 'src/reply.ts',
  line: 7,
  message: 'It waits for ever.',
  severity,
  use: 'production',
  silenced: null,
});
const baseline = (more: Partial<Baseline> = {}): Baseline => ({
  version: 1,
  owner: 'A. Kim',
  reason: 'before the audit',
  until: null,
  findings: [{ id: 'old', rule: 'AIC101', at: 'src/reply.ts:3' }],
  ...more,
});
const standing = (verdict: Standing['verdict']): Standing => ({ id: 'reply', verdict, because: 'nothing covers it' });

function gate(findings: readonly Finding[], more: Partial<Compared> = {}): ReturnType<typeof compared> {
  const all = { baseline: baseline(), suppressions: [], symbols: new Map<string, string>(), today: TODAY, ...more };
  return compared({ workflows: [], isPartial: false, failOn: 'medium', ...all, findings: silence(findings, all) });
}

describe('the gate', () => {
  it('fails on what is new and bad enough, and on nothing else', () => {
    expect(gate([finding('old')]).isFailing).toBe(false);
    expect(gate([finding('old'), finding('new')])).toMatchObject({ isFailing: true, findings: [{ id: 'new' }] });
    expect(gate([finding('old'), finding('new', 'low')])).toMatchObject({ isFailing: false, below: 1 });
    expect(gate([finding('old'), finding('new', 'low')], { failOn: 'low' }).isFailing).toBe(true);
    expect(gate([{ ...finding('new'), use: 'test' }]).isFailing).toBe(false);
  });

  it('counts everything again when the time of the baseline is over, and says so', () => {
    const lapsed = gate([finding('old')], { baseline: baseline({ until: '2026-11-25' }) });
    expect(lapsed.isFailing).toBe(true);
    expect(lapsed.old).toEqual(['The baseline ran out on 2026-11-25 (A. Kim): all that is in it counts again.']);
    expect(gate([finding('old')], { baseline: baseline({ until: TODAY }) }).isFailing).toBe(false);
  });

  it.each([
    ['that are exposed now and were not', 'EXPOSED', 'CLAIMED', true],
    ['that are exposed and were not there', 'EXPOSED', null, true],
    ['not those that were exposed before', 'EXPOSED', 'EXPOSED', false],
    ['not those that nobody knows of', 'UNKNOWN', null, false],
    ['not those that only lost their proof', 'STALE', 'PROVEN', false],
  ] as const)('fails on workflows %s', (_, now, was, isFailing) => {
    const workflows = was === null ? [] : [{ id: 'reply', verdict: was }];
    const found = gate([finding('old')], { workflows: [standing(now)], baseline: baseline({ workflows }) });
    expect(found.isFailing).toBe(isFailing);
    expect(found.weaker.length).toBe(now === 'STALE' ? 1 : 0);
  });

  it('takes a baseline that was written before there were verdicts', () => {
    expect(gate([finding('old')], { workflows: [standing('CLAIMED')] }).isFailing).toBe(false);
    expect(gate([finding('old')], { workflows: [standing('EXPOSED')] }).isFailing).toBe(true);
  });

  it('names what is answered for and is gone or over, but nothing as gone where not all could be read', () => {
    const suppressions = [
      { rule: 'AIC201' as const, at: 'src/gone.ts', reason: 'by hand', owner: 'A. Kim', until: '2027-01-31' },
      { rule: 'AIC101' as const, at: 'src/reply.ts', reason: 'by hand', owner: 'B. Roth', until: '2026-11-25' },
    ];
    const more = { suppressions, baseline: baseline({ workflows: [{ id: 'reply', verdict: 'PROVEN' as const }] }) };
    expect(gate([finding('new')], more).old).toEqual([
      'The suppression of AIC201 at src/gone.ts covers nothing any more (A. Kim).',
      'The suppression of AIC101 at src/reply.ts ran out on 2026-11-25 (B. Roth: by hand).',
      'AIC101 at src/reply.ts:3 is in the baseline and not in the code any more.',
      'The workflow reply is in the baseline and nowhere else any more.',
    ]);
    expect(gate([finding('new')], { ...more, isPartial: true }).old).toHaveLength(1);
  });
});
