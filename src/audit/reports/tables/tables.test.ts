import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv, tableOf } from '../testing/read-csv.ts';
import { fact, finding, HOSTILE, hostileReport, report, scanOf, site } from '../testing/reports.ts';
import { harmless, renderCsv } from './csv.ts';
import { renderCalls, renderFindings, renderWorkflows } from './tables.ts';

const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

describe('a table for spreadsheets', () => {
  it('comes back from a reader of RFC 4180 as it went in, and holds no formula', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));
    const cell = fc.oneof(text, fc.integer({ min: 0 }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const read = readCsv(renderCsv(rows));
        const wanted = rows.map((row) =>
          row.map((one) =>
            typeof one === 'string' ? harmless(one) : typeof one === 'boolean' ? (one ? 'yes' : 'no') : `${one ?? ''}`,
          ),
        );
        expect(read).toEqual(wanted);
        for (const one of read.flat()) {
          expect(one).not.toMatch(FORMULA);
          expect(one).not.toMatch(/[\r\n\t]/);
          expect(one.length).toBeLessThanOrEqual(32_767);
        }
      }),
    );
  });

  it('changes nothing about a text that no program could misunderstand', () => {
    for (const text of ['openai', 'src/a-b.ts', 'Zürich – 東京 – 🚀', 'a, "b"; c', '1.5', "it's"])
      expect(harmless(text)).toBe(text);
    expect(harmless('=1')).toBe("'=1");
    expect(harmless('  \t@x')).toBe("'@x");
    expect(harmless('x'.repeat(40_000))).toMatch(/… \(cut\)$/);
  });
});

describe('the tables of a report', () => {
  it('have all calls, with what is not known said as unknown', () => {
    const unknown = site({ id: 'other', model: fact<string>('unknown'), timeoutMs: fact<number | null>(1_500) });
    const rows = tableOf(renderCalls(report(scanOf({ sites: [site(), unknown] }))));
    expect(rows).toMatchObject([
      {
        file: 'src/reply.ts',
        line: '7',
        providers: 'openai',
        model: 'gpt-5.6',
        'deadline, s': 'never',
        findings: 'AIC101',
      },
      { model: 'unknown', 'deadline, s': '1.5', findings: '', partial: 'no' },
    ]);
  });

  it('have all findings, and who answers for those that do not count', () => {
    const until = '2027-01-31';
    const silenced = { by: 'suppression', reason: 'by hand then', owner: 'A. Kim', until } as const;
    const rows = tableOf(renderFindings(report(scanOf({ findings: [finding(), finding({ silenced, use: 'test' })] }))));
    expect(rows).toMatchObject([
      { rule: 'AIC101', function: 'draftReply', 'answered for by': '', until: '' },
      { use: 'test', 'answered for by': 'A. Kim', why: 'by hand then', until, through: 'suppression' },
    ]);
  });

  it('have all workflows, and guess nothing', () => {
    const rows = tableOf(
      renderWorkflows(report(scanOf(), [{ id: 'reply', calls: [{ site: 'src/reply.ts#draftReply' }] }])),
    );
    expect(rows).toMatchObject([
      { workflow: 'reply', verdict: 'EXPOSED', 'to go on within (RTO)': 'unknown', 'expected loss a year': 'unknown' },
    ]);
  });

  it('say in every row what they were made from, and where there is none that there is none', () => {
    const partial = report(scanOf({ sites: [], findings: [], notReadCount: 2 }));
    for (const render of [renderCalls, renderFindings, renderWorkflows]) {
      const rows = tableOf(render(partial));
      expect(rows).toHaveLength(1);
      expect(Object.values(rows[0] ?? {})[0]).toBe('(none found)');
      expect(rows[0]).toMatchObject({ 'from scan': partial.about.scanHash, partial: 'yes', 'open unknowns': '0' });
    }
  });

  it('stay tables whatever things are called', () => {
    const hostile = hostileReport();
    for (const render of [renderCalls, renderFindings, renderWorkflows]) {
      const rows = tableOf(render(hostile));
      expect(rows).toHaveLength(HOSTILE.length);
      for (const one of rows.flatMap((row) => Object.values(row))) expect(one).not.toMatch(FORMULA);
    }
  });
});
