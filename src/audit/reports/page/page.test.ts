import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Workflow } from '../../workflows/schema.ts';
import { FORMATS } from '../formats.ts';
import { fact, finding, hostileReport, report, scanOf, site } from '../testing/reports.ts';
import { renderHtml } from './page.ts';

const WORKFLOW: Workflow = {
  id: 'reply',
  name: 'Draft a reply',
  criticality: 'important',
  uses: ['anthropic'],
  mtpd: '4h',
  ladder: [{ rung: 'other-provider', service: 'openai', automatic: true }],
};

const page = (html: string): { readonly style: string; readonly policy: string } => {
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
  const [, policy = ''] = /http-equiv="content-security-policy" content="([^"]*)"/.exec(html) ?? [];
  return { style, policy: policy.replaceAll('&#39;', "'") };
};

describe('the page of a report', () => {
  it('needs nothing from anywhere, and lets nothing in', () => {
    const html = renderHtml(hostileReport());
    const { style, policy } = page(html);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`);
    expect(html).not.toMatch(/<script|<img|<iframe|<link|<object|\son\w+=|\sstyle=|url\(|@import/i);
    expect([...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].filter(([, to = '']) => !to.startsWith('#'))).toEqual([]);
  });

  it('is the same for the same input, whatever the hour, but for the hour', () => {
    const one = report(scanOf(), [WORKFLOW]);
    const later = { ...one, about: { ...one.about, generatedAt: '2027-01-02T10:11:12.000Z' } };
    expect(renderHtml(one)).toBe(renderHtml(report(scanOf(), [WORKFLOW])));
    expect(renderHtml(later).replace('2 January 2027, 10:11', '26 November 2026, 09:00')).toBe(renderHtml(one));
  });

  it('says on its first screen what it was made of', () => {
    const html = renderHtml(
      report(scanOf({ notRead: [{ file: 'a.ts', why: 'too large' }], notReadCount: 1 }), [WORKFLOW]),
    );
    expect(html).toMatch(
      /Generated from scan <code title="[\da-f]{64}">[\da-f]{12}<\/code>; partial:\s+<strong>yes<\/strong>/,
    );
    expect(html).toMatch(/\d+ open unknowns\s+\(\d+ answers, \d+ in the code\)/);
  });

  it('has all 24 answers, and who told them', () => {
    const html = renderHtml(report(scanOf(), [WORKFLOW]));
    const answers = [...html.matchAll(/<li value="(\d+)">/g)].map(([, number]) => Number(number));
    expect(answers).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
    expect(html).toContain('told by a person');
    expect(html).toContain('not known');
  });

  it('says of all evidence how it went, and whether it counts', () => {
    const evidence = [
      {
        kind: 'drill',
        scenario: 'brownout',
        at: '2026-11-20',
        result: 'pass',
        requests: 20,
        answered: 18,
        trial: 'abc',
      },
      { kind: 'drill', scenario: 'provider-down', at: '2026-01-20', result: 'pass', recovered: '5s', by: 'A. Kim' },
      { kind: 'drill', scenario: 'provider-down', at: '2026-11-21', result: 'void' },
      { kind: 'tabletop', scenario: 'provider-down', at: '2026-11-22', result: 'pass' },
    ] as const;
    const html = renderHtml(report(scanOf(), [{ ...WORKFLOW, evidence: [...evidence] }]));
    for (const told of [
      '18 of 20 requests answered; as the gateway has seen it (abc)',
      'went on after 5s; says A. Kim',
      'it was last shown 310 days ago',
      'no: it says nothing',
      'no: tabletop proves nothing',
      '>yes</td>',
    ])
      expect(html).toContain(told);
  });

  it('stays small however much there is, and says how much is left out', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => at);
    const html = renderHtml(
      report(
        scanOf({
          sites: many.map((at) => site({ id: `s${at}`, line: at, providers: fact<readonly string[]>([`p${at}`]) })),
          findings: many.map((at) => finding({ id: `f${at}`, line: at })),
          notRead: many.slice(0, 200).map((at) => ({ file: `${at}.ts`, why: 'too large' })),
          notReadCount: 3_000,
        }),
        many.slice(0, 150).map((at) => ({ ...WORKFLOW, id: `flow-${at}`, uses: [] })),
      ),
    );
    expect(html.length).toBeLessThan(2_000_000);
    for (const left of ['And 2,700 more', 'And 2,960 more', 'And 2800 more', 'And 90 more', 'And 142 more'])
      expect(html).toContain(left);
  });

  it('is written where there are no workflows, no code and no AI, too', () => {
    for (const scan of [
      scanOf(),
      scanOf({ sites: [], findings: [] }),
      scanOf({ filesSeen: 0, sites: [], findings: [] }),
    ])
      expect(renderHtml(report(scan))).toMatch(/<h1>[^<]+<\/h1>/);
    expect(renderHtml(report(scanOf({ filesSeen: 0, sites: [], findings: [] })))).not.toContain('Everything was read');
    expect(renderHtml(report(scanOf(), []))).toMatch(/<h1>[^<]+<\/h1>/);
  });
});

describe('formats', () => {
  it('each have a file of their own', () => {
    const extensions = Object.values(FORMATS).map(({ extension }) => extension);
    expect(new Set(extensions).size).toBe(extensions.length);
  });
});
