import { describe, expect, it } from 'vitest';
import type { Fallback } from '../../model/audit.ts';
import type { Workflow } from '../workflows/schema.ts';
import { rulesOf } from './code-summary.ts';
import { summaryOf } from './summary.ts';
import { fact, finding, report, scanOf, site } from './testing/reports.ts';

const DRILL = { kind: 'drill', scenario: 'provider-down', at: '2026-11-20', result: 'pass', recovered: '5s' } as const;

const bare: Workflow = { id: 'bare', name: 'Search', criticality: 'minor', uses: ['anthropic'], mtpd: '4h' };
const claimed: Workflow = {
  ...bare,
  id: 'claimed',
  name: 'Reply',
  ladder: [{ rung: 'other-provider', service: 'groq', automatic: true }],
};
const proven: Workflow = { ...claimed, id: 'proven', name: 'Letters', evidence: [DRILL] };
const dark: Workflow = { id: 'dark', name: 'Somewhere' };
const paid: Workflow = { ...bare, id: 'paid', name: 'Sales', costPerHour: { amount: 100, currency: 'EUR' } };

const none = scanOf({ sites: [], findings: [] });

describe('what stands at the top', () => {
  it.each<readonly [readonly Workflow[], string]>([
    [[bare, claimed], '1 of 2 workflows stops when AI is out.'],
    [[bare, { ...bare, id: 'b' }, proven], '2 of 3 workflows stop when AI is out.'],
    [[bare], 'The one workflow stops when AI is out.'],
    [[{ ...bare, behaviour: { outcome: 'data-damage' } }], 'The one workflow stops or does harm when AI is out.'],
    [[dark, claimed], 'Nobody knows what becomes of 1 of 2 workflows when AI is out.'],
    [[dark, { ...dark, id: 'b' }], 'Nobody knows what becomes of both workflows when AI is out.'],
    [[claimed, proven], '1 of 2 workflows has a way to go on when AI is out, and no proof that it works.'],
    [[proven], 'The one workflow goes on when AI is out, or may stand still.'],
    [[proven, { ...proven, id: 'b' }], 'Both workflows go on when AI is out, or may stand still.'],
  ])('%# says how it stands', (workflows, sentence) => {
    expect(summaryOf(report(none, workflows)).sentence).toBe(sentence);
  });

  it('says what that costs as far as it is known, and of how many it is not', () => {
    const [, , cost] = summaryOf(report(none, [paid, claimed])).figures;
    expect(cost?.value).toMatch(/^[\d,]+ EUR$/);
    expect(cost?.note).toBe('of 1 of 2 workflows; of the others it is not known');
    const [, , unknown] = summaryOf(report(none, [claimed])).figures;
    expect(unknown?.value).toBe('not known');
  });

  it('names no more than three things to do, one for each workflow, and what they change', () => {
    const { next } = summaryOf(report(none, [bare, claimed, dark, paid, proven]));
    expect(next).toHaveLength(3);
    expect(new Set(next.map(({ title }) => title.split(':')[0])).size).toBe(3);
    expect(next.map(({ gain }) => gain).join()).toMatch(/^\d+ h a year without any answer become [\d.<]+ h/);
  });

  it('begins with the harm where there is some', () => {
    const harmful: Workflow = { ...claimed, id: 'harm', name: 'Guard', behaviour: { outcome: 'silently-wrong' } };
    const { next, beside } = summaryOf(report(none, [bare, paid, harmful]));
    expect(next[0]?.title).toBe('Guard: mend how it fails');
    expect(beside[0]).toBe('Worse than standing still: Guard, because its results are wrong without anybody noticing.');
  });

  it('is never calm about what was not read', () => {
    const partial = { ...none, notRead: [{ file: 'a.ts', why: 'too large' }], notReadCount: 1 };
    const { tone, beside } = summaryOf(report(partial, [proven]));
    expect([tone, beside[0]]).toEqual(['trouble', '1 file was not read, so nothing here is a clean bill.']);
    expect(summaryOf(report({ ...none, filesSeen: 0 })).beside[0]).toBe('There was nothing to read.');
  });
});

describe('the top where nobody has named workflows', () => {
  it('says what the code tells, and that workflows come next', () => {
    const sites = [
      site(),
      site({ id: 'b', providers: fact<readonly string[]>('unknown'), fallback: fact<Fallback>('unknown') }),
    ];
    const { sentence, figures, next } = summaryOf(report(scanOf({ sites })));
    expect(sentence).toBe('1 of 2 calls of a model has nothing to fall back to.');
    expect(figures.map(({ value }) => value)).toEqual(['1 provider', '1 of 2', '2 of 2', '2 of 2']);
    expect(figures[0]?.note).toBe('openai; of 1 call nobody knows');
    expect(next.map(({ title }) => title)).toEqual(['Name what people rely on', 'No deadline (AIC101, in 1 place)']);
  });

  it('does not say that there is no AI where there are only traces of it, or none', () => {
    expect(summaryOf(report(none)).sentence).toBe('No call of a model was found.');
    expect(summaryOf(report(none)).beside[0]).toContain('without any code');
  });

  it('counts no rule for which somebody answers, and none of tests', () => {
    const silenced = { by: 'baseline', reason: 'old', owner: 'A. Kim', until: null } as const;
    const findings = [finding({ silenced }), finding({ use: 'test' }), finding({ rule: 'AIC201' }), finding()];
    expect(rulesOf(findings).map(({ rule, places }) => [rule, places.length])).toEqual([
      ['AIC101', 1],
      ['AIC201', 1],
    ]);
  });
});
