import { describe, expect, it } from 'vitest';
import type { Finding } from '../../model/audit.ts';
import { type Baseline, baselineOf, silence, type Suppression } from './silence.ts';

const finding: Finding = {
  rule: 'AIC201',
  id: 'f1',
  site: 's1',
  file: 'src/llm/reply.ts',
  line: 7,
  message: 'When this fails nothing else is asked.',
  severity: 'low',
  use: 'production',
  silenced: null,
};
const symbols = new Map([['s1', 'draftReply']]);
const today = '2026-11-26';
const said = (at: string, until = '2027-01-31', rule: Suppression['rule'] = 'AIC201'): Suppression => ({
  rule,
  at,
  reason: 'by hand',
  owner: 'A. Kim',
  until,
});

function isSilenced(suppressions: readonly Suppression[], baseline: Baseline | null = null): boolean {
  return silence([finding], { suppressions, baseline, symbols, today })[0]?.silenced !== null;
}

describe('a suppression', () => {
  it.each([
    ['of the file', said('src/llm/reply.ts'), true],
    ['of a folder', said('src/llm/'), true],
    ['of a pattern', said('src/*/reply.ts'), true],
    ['of the function', said('src/llm/reply.ts#draftReply'), true],
    ['of another function', said('src/llm/reply.ts#other'), false],
    ['of a folder that only begins alike', said('src/ll'), false],
    ['of another rule', said('src/llm', '2027-01-31', 'AIC101'), false],
    ['on its last day', said('src/llm', today), true],
    ['that has run out', said('src/llm', '2026-11-25'), false],
  ])('%s', (_, suppression, silenced) => {
    expect(isSilenced([suppression])).toBe(silenced);
  });
});

describe('a baseline', () => {
  const of = (until: string | null): Baseline =>
    baselineOf([finding], { owner: 'A. Kim', reason: 'before the audit', until });

  it('covers what was there, until its day, and nothing that is new', () => {
    expect(isSilenced([], of(null))).toBe(true);
    expect(isSilenced([], of(today))).toBe(true);
    expect(isSilenced([], of('2026-11-25'))).toBe(false);
    expect(isSilenced([], { ...of(null), findings: [] })).toBe(false);
  });
});
