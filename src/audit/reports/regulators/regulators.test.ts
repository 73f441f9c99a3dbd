import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Workflow } from '../../workflows/schema.ts';
import type { Report } from '../report.ts';
import { tableOf } from '../testing/read-csv.ts';
import { finding, hostileReport, report, scanOf } from '../testing/reports.ts';
import { doraSheet } from './dora.ts';
import { AI_RMF, renderEvidence, SOC_2 } from './evidence.ts';
import { isoSheet } from './iso22301.ts';
import { nistSheet } from './nist.ts';
import type { Field, Sheet } from './sheet.ts';
import { renderSheetCsv } from './sheet-csv.ts';
import { renderSheetMarkdown } from './sheet-markdown.ts';

const SHEETS: readonly (readonly [string, (report: Report) => Sheet])[] = [
  ['DORA', doraSheet],
  ['ISO 22301', isoSheet],
  ['NIST SP 800-34', nistSheet],
];

const answered: Workflow = {
  id: 'reply',
  name: 'Draft a reply',
  criticality: 'critical',
  harm: 'late replies',
  calls: [{ site: 'src/reply.ts#draftReply' }],
  impact: { '5m': 0, '1h': 1, '4h': 2, '1d': 3, '3d': 4 },
  mtpd: '4h',
  rto: '10m',
  rpo: '90m',
  parity: { enough: true },
  ladder: [{ rung: 'other-provider', service: 'mistral', automatic: true }],
  evidence: [
    {
      kind: 'drill',
      scenario: 'provider-down',
      at: '2026-11-01',
      result: 'pass',
      recovered: '12s',
      code: 'c0de'.repeat(16),
    },
  ],
  acceptance: { verdict: 'rejected', by: 'M. Roth', until: '2027-12-31', why: 'customers wait' },
};

function fieldsOf(sheet: Sheet): readonly Field[] {
  return sheet.parts.flatMap(({ entries }) => entries.flatMap(({ fields }) => fields));
}

/** The fields of one workflow's register of information, by their codes. */
function dora(workflow: Workflow, of = scanOf()): Readonly<Record<string, Field>> {
  return Object.fromEntries(fieldsOf(doraSheet(report(of, [workflow]))).map((field) => [field.code, field]));
}

describe.each(SHEETS)('the parts of %s', (_, sheetOf) => {
  it('leave open what nobody knows, and say who has to fill it in', () => {
    for (const of of [report(scanOf(), [{ id: 'reply' }]), report(scanOf(), [answered]), hostileReport()]) {
      for (const { value, state, why } of fieldsOf(sheetOf(of))) {
        expect(value === '').toBe(state === 'open');
        if (state === 'open') expect(why).not.toBe('');
      }
    }
  });

  it('say that a person has to check them, what they were made from, and never that anything is met', () => {
    for (const of of [report(scanOf(), [answered]), report(scanOf({ notReadCount: 1 }), [answered]), report()]) {
      for (const text of [renderSheetCsv(of, sheetOf(of)), renderSheetMarkdown(of, sheetOf(of))]) {
        expect(text).toContain('A person has to check every field');
        expect(text).toContain(of.about.scanHash);
        expect(text).not.toMatch(/complian|certified|conformant/i);
      }
    }
    expect(renderSheetMarkdown(report(scanOf({ notReadCount: 1 }), []), sheetOf(report()))).toContain('partial: yes');
  });

  it('say where nobody has told of any workflow that there is nothing to fill in', () => {
    expect(renderSheetCsv(report(), sheetOf(report()))).toContain('failsoft audit init');
    expect(renderSheetMarkdown(report(), sheetOf(report()))).toContain('failsoft audit init');
  });

  it('stay tables whatever things are called', () => {
    const hostile = hostileReport();
    expect(tableOf(renderSheetCsv(hostile, sheetOf(hostile))).length).toBeGreaterThan(19);
    const lines = renderSheetMarkdown(hostile, sheetOf(hostile)).split('\n');
    for (const line of lines) {
      expect(line).not.toMatch(/<(?!\/?$)/);
      if (line.startsWith('|')) expect(line.replaceAll(/\\./g, '').split('|')).toHaveLength(6);
    }
  });
});

describe('the register of information of DORA', () => {
  it('is proposed with the codes of the taxonomy', () => {
    expect(dora(answered)).toMatchObject({
      'B_02.02.0180': { value: 'eba_ZZ:x795', meaning: 'Low reliance', state: 'derived' },
      'B_05.02.0050': { value: '2' },
      'B_06.01.0030': { value: 'Draft a reply', state: 'asked' },
      'B_06.01.0050': { value: 'eba_BT:x28', meaning: 'Yes', state: 'asked' },
      'B_06.01.0080': { value: '1', why: '10m, in whole hours' },
      'B_06.01.0090': { value: '2' },
      'B_06.01.0100': { value: 'eba_ZZ:x793' },
      'B_07.01.0050': { value: 'eba_ZZ:x962', state: 'derived' },
      'B_07.01.0110': { value: 'eba_BT:x28' },
      'B_07.01.0120': { value: 'Mistral API' },
    });
  });

  it.each<readonly [string, Partial<Workflow>, string]>([
    ['nothing covers an outage: full', { ladder: [], evidence: [] }, 'eba_ZZ:x797'],
    ['covered on paper: material', { evidence: [] }, 'eba_ZZ:x796'],
    ['shown to work: low', {}, 'eba_ZZ:x795'],
    ['nobody knows whose AI it is: open', { calls: [], evidence: [] }, ''],
  ])('says how far a function relies on a service: %s', (_, changes, code) => {
    expect(dora({ ...answered, ...changes })['B_02.02.0180']?.value ?? '').toBe(code);
  });

  it.each<readonly [string, Partial<Workflow>, string, string]>([
    ['who stands in cannot do the job', { parity: { enough: false, text: 'no images' } }, 'eba_ZZ:x960', 'eba_ZZ:x964'],
    ['it stands in, and that was never shown', { evidence: [] }, 'eba_ZZ:x961', ''],
    ['nobody has said that it can do the job', { parity: undefined }, 'eba_ZZ:x961', ''],
    ['nobody stands in', { ladder: [] }, '', ''],
  ])('says how hard a provider is to replace: %s', (_, changes, code, reason) => {
    const fields = dora({ ...answered, ...changes });
    expect([fields['B_07.01.0050']?.value, fields['B_07.01.0060']?.value]).toEqual([code, reason]);
  });

  it('takes what lies at the provider for a reason why it is hard to replace', () => {
    const fields = dora(answered, scanOf({ findings: [finding({ rule: 'AIC404' })] }));
    expect(fields['B_07.01.0060']).toMatchObject({ value: 'eba_ZZ:x964', why: 'AIC404 at src/reply.ts:7' });
  });

  it('writes no date that stands for none, no code of "not assessed", and no identifier', () => {
    const fields = Object.values(dora({ id: 'reply', uses: ['chatgpt'] }));
    for (const { value } of fields) expect(value).not.toMatch(/9999|x21|x799|x959|x794/);
    for (const code of ['B_06.01.0010', 'B_06.01.0070', 'B_07.01.0070', 'B_07.01.0020'])
      expect(fields.find((one) => one.code === code)?.state).toBe('open');
  });

  it('has nothing to say of models on a machine of one’s own, which no third party provides', () => {
    const sheet = doraSheet(report(scanOf(), [{ id: 'local', uses: ['ollama', 'local-transformers'] }]));
    expect(sheet.parts.map(({ code, entries }) => [code, entries.length])).toEqual([
      ['B_02.02', 0],
      ['B_05.02', 0],
      ['B_06.01', 1],
      ['B_07.01', 0],
    ]);
  });
});

describe('the sheets of ISO and NIST', () => {
  const text = (sheetOf: (of: Report) => Sheet): string =>
    renderSheetMarkdown(report(scanOf(), [answered]), sheetOf(report(scanOf(), [answered])));

  it('have impact over time, tolerances and every exercise with its result', () => {
    expect(text(isoSheet)).toContain('| Impact after a day | 3: serious | asked | as answered |');
    expect(text(isoSheet)).toContain('| Recovery time objective (RTO) | 10m | asked | as answered |');
    expect(text(isoSheet)).toMatch(/### reply, 2026-11-01\n\n.*\n.*\n\| Kind \| drill \| asked/);
    expect(text(isoSheet)).toContain('| Counts until | 2027-01-30 | derived |');
    expect(text(isoSheet)).toMatch(/\| Corrective action, by whom, until when \| {2}\| open \|/);
  });

  it('have downtime, resources and the order in which they come back', () => {
    expect(text(nistSheet)).toContain('| Maximum tolerable downtime (MTD) | 4h | asked |');
    expect(text(nistSheet)).toContain('| Priority | 1 | derived | the shortest RTO first |');
  });

  it('take for asked only what somebody has said', () => {
    const trial = { ...answered, evidence: answered.evidence?.map((one) => ({ ...one, trial: 'drill 7' })) };
    const results = (workflow: Workflow) =>
      fieldsOf(isoSheet(report(scanOf(), [workflow]))).find(({ name }) => name === 'Result');
    expect(results(answered)).toMatchObject({ value: 'pass', state: 'asked' });
    expect(results(trial)).toMatchObject({ value: 'pass', state: 'derived', why: 'measured by the gateway: drill 7' });
    const proposed = report(scanOf(), [{ ...answered, confirmed: false }]);
    expect(fieldsOf(isoSheet(proposed)).find(({ name }) => name === 'Activity')?.state).toBe('derived');
  });
});

const renderSoc2 = (of: Report): string => renderEvidence(of, SOC_2);

describe('the evidence', () => {
  it('lists vendors, ways to recover and tests, each with the hash of what it rests on', () => {
    const rows = tableOf(renderSoc2(report(scanOf(), [answered])));
    const of = (criterion: string) => rows.filter((row) => row['criterion'] === criterion);
    expect(of('CC9.2').map(({ about, state }) => [about, state])).toEqual([
      ['Mistral API', 'derived'],
      ['Mistral API', 'open'],
      ['OpenAI API', 'derived'],
      ['OpenAI API', 'open'],
      ['reply', 'asked'],
    ]);
    expect(of('A1.2')).toMatchObject([
      { evidence: 'a way to go on: another provider', state: 'asked' },
      { evidence: 'a way to go on without AI', state: 'open', sha256: '' },
    ]);
    const sha256 = createHash('sha256').update(JSON.stringify(answered.evidence?.[0])).digest('hex');
    expect(of('A1.3')).toMatchObject([{ date: '2026-11-01', 'what it says': 'pass; went on after 12s', sha256 }]);
  });

  it('says what is missing, and what findings somebody answers for', () => {
    const silenced = { by: 'baseline', reason: 'before', owner: 'A. Kim', until: null } as const;
    const rows = tableOf(renderSoc2(report(scanOf({ findings: [finding({ silenced })] }), [{ id: 'reply' }])));
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ evidence: 'an accepted risk: AIC101', state: 'asked' }),
        expect.objectContaining({ criterion: 'A1.2', state: 'open' }),
        expect.objectContaining({ criterion: 'A1.3', state: 'open', sha256: '' }),
      ]),
    );
  });

  it('is told to each standard by its own numbers', () => {
    const rows = tableOf(renderEvidence(report(scanOf(), [{ ...answered, runbook: 'R7' }]), AI_RMF));
    expect(rows.slice(2).map(({ criterion, state }) => [criterion, state])).toEqual([
      ['MANAGE 3.1', 'derived'],
      ['MANAGE 3.1', 'open'],
      ['MANAGE 3.1', 'derived'],
      ['MANAGE 3.1', 'open'],
      ['GOVERN 6.2', 'asked'],
      ['MANAGE 2.1', 'open'],
      ['MANAGE 2.4', 'asked'],
      ['GOVERN 6.2', 'asked'],
    ]);
  });

  it('stays a table whatever things are called', () => {
    expect(tableOf(renderSoc2(hostileReport())).length).toBeGreaterThan(19);
    expect(renderSoc2(hostileReport())).not.toMatch(/complian/i);
  });
});
