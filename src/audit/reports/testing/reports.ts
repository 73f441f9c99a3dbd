import { DEFINITIONS } from '../../../history/definitions.ts';
import { coverage, pastIncidents } from '../../../history/past.ts';
import type { CallSite, Finding, Known, Scan } from '../../../model/audit.ts';
import type { Workflow } from '../../workflows/schema.ts';
import { type Report, reportOf } from '../report.ts';

/** Names that have broken reports: markup, formulas, quotes, ends of lines, other scripts, halves of characters, great length. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r\n=1',
  'a "quoted", name; with | all',
  'two\nlines',
  '](javascript:alert(1)) [x](0) {0} `a` *b* | c',
  'Zürich – 東京 – 🚀',
  '\u202Etxt.exe',
  'half \uD800 of a character',
  '\u0000\u0007\u001B[31mred',
  'x'.repeat(40_000),
  '::error::x',
  '../../etc/passwd',
  'C:\\a b\\c.ts',
  'q?a=1#b%20c',
];

/** Something that is known, or not. */
export const fact = <T>(value: T | 'unknown'): Known<T> => ({
  value,
  by: value === 'unknown' ? 'nothing' : 'code',
  at: null,
  because: '',
});

/** A call of a model: OpenAI's, without a deadline and without anything else to fall back to. */
export function site(changes: Partial<CallSite> = {}): CallSite {
  return {
    id: 'aaaaaaaaaaaa',
    file: 'src/reply.ts',
    line: 7,
    end: 9,
    symbol: 'draftReply',
    language: 'typescript',
    sdk: 'openai',
    written: 'client.responses.create',
    api: 'chat',
    use: 'production',
    providers: fact<readonly string[]>(['openai']),
    model: fact('gpt-5.6'),
    address: fact('unknown'),
    streaming: fact(false),
    timeoutMs: fact<number | null>(null),
    attempts: fact(3),
    worstMs: fact<number | null>(null),
    fallback: fact({ kind: 'none', when: [], to: [] }),
    onError: fact('empty'),
    redirectable: fact('environment'),
    ...changes,
  };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'AIC101',
    id: 'bbbbbbbbbbbb',
    site: 'aaaaaaaaaaaa',
    message: 'It waits for ever.',
    file: 'src/reply.ts',
    line: 7,
    severity: 'high',
    use: 'production',
    silenced: null,
    ...changes,
  };
}

export function scanOf(changes: Partial<Scan> = {}): Scan {
  return {
    filesSeen: 3,
    filesWithAi: 1,
    sites: [site()],
    traces: [],
    findings: [finding()],
    notRead: [],
    notReadCount: 0,
    ...changes,
  };
}

export const TODAY = '2026-11-26';

/** A report on a scan and on what people say of workflows; null: they have said nothing. */
export function report(scan: Scan = scanOf(), workflows: readonly Workflow[] | null = null): Report {
  return reportOf({
    name: 'shop',
    generatedAt: `${TODAY}T09:00:00.000Z`,
    version: '0.1.0',
    scan,
    sources:
      workflows === null
        ? null
        : {
            file: { version: 1, workflows: [...workflows] },
            scan: scan.filesSeen === 0 ? null : scan,
            config: null,
            running: null,
            entries: null,
            trials: [],
            own: null,
            ownersOf: () => [],
            hashOf: () => 'c0de'.repeat(16),
            unchangedSince: () => false,
            today: TODAY,
          },
    past: {
      incidents: pastIncidents(),
      coverage: coverage(),
      own: null,
      definition: DEFINITIONS.requests,
      times: 'known',
    },
    assumed: { since: null, failing: null, switchMs: null },
  });
}

/** A report in which every name is hostile. */
export function hostileReport(): Report {
  const sites = HOSTILE.map((name, at) =>
    site({
      id: `site${at}`,
      file: `src/${name}`,
      line: at + 1,
      symbol: name,
      written: name,
      sdk: name,
      providers: at % 3 === 0 ? fact<readonly string[]>('unknown') : fact([name, 'openai']),
      model: fact(at % 2 === 0 ? name : 'unknown'),
      address: fact(`https://example.com/${name}`),
    }),
  );
  const findings = HOSTILE.map((name, at) =>
    finding({
      id: `finding${at}`,
      site: `site${at}`,
      file: `src/${name}`,
      line: at + 1,
      message: name,
      use: at % 4 === 0 ? 'test' : 'production',
      silenced: at % 5 === 0 ? { by: 'baseline', reason: name, owner: name, until: null } : null,
    }),
  );
  const workflows = HOSTILE.map((name, at): Workflow => ({
    id: `flow-${at}`,
    name,
    purpose: name,
    owner: name,
    harm: name,
    uses: [name],
    runbook: name,
    recovery: name,
    suppliers: [{ name, dependsOn: [name] }],
    evidence: [{ kind: 'drill', scenario: 'provider-down', at: '2026-11-01', result: 'fail', by: name, note: name }],
    ladder: [{ rung: 'other-provider', service: name, text: name }],
  }));
  const notRead = HOSTILE.map((name) => ({ file: name, why: name }));
  return report(scanOf({ sites, findings, notRead, notReadCount: HOSTILE.length + 1 }), workflows);
}
