import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../../test/fixtures/schemas.ts';
import { RULES } from '../../rules/catalogue.ts';
import { finding, HOSTILE, hostileReport, report, scanOf, site } from '../testing/reports.ts';
import { renderCodeScanning, renderSarif, uriOf } from './sarif.ts';

/** What programs see of the one run of a log. */
function runOf(text: string) {
  const log = JSON.parse(text);
  expect(problemsOf('sarif-2.1.0', text)).toEqual([]);
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

const suppressed = { by: 'suppression', reason: 'by hand then', owner: 'A. Kim', until: '2027-01-31' } as const;
const old = { by: 'baseline', reason: 'before', owner: 'A. Kim', until: null } as const;

describe('a SARIF log', () => {
  it('has a result for each finding, where it is and known by what does not change with lines', () => {
    const run = runOf(renderSarif(report()));
    expect(run.results).toHaveLength(1);
    expect(run.results[0]).toMatchObject({
      ruleId: 'AIC101',
      level: 'error',
      message: { text: 'It waits for ever.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/reply.ts', uriBaseId: '%SRCROOT%' },
            region: { startLine: 7 },
          },
          logicalLocations: [{ fullyQualifiedName: 'draftReply' }],
        },
      ],
      partialFingerprints: { 'failsoftFinding/v1': 'bbbbbbbbbbbb', 'failsoftCall/v1': 'aaaaaaaaaaaa' },
    });
    expect(run.tool.driver.rules[run.results[0].ruleIndex].id).toBe('AIC101');
    expect(renderSarif(report())).not.toContain('primaryLocationLineHash');
  });

  it('lists the rules that code can answer, with help that needs no address, and no other', () => {
    const { rules } = runOf(renderSarif(report())).tool.driver;
    const answered = Object.entries(RULES).flatMap(([id, { decidedBy }]) => (decidedBy === 'code' ? [id] : []));
    expect(rules.map((one: { readonly id: string }) => one.id)).toEqual(answered);
    for (const { name, help, helpUri } of rules) {
      expect(name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
      expect(help.markdown).toContain('**What to do:**');
      expect(helpUri).toBeUndefined();
    }
  });

  it('says who answers for what, and how that stands to the baseline', () => {
    const findings = [finding(), finding({ silenced: suppressed }), finding({ silenced: old, use: 'test' })];
    const { results } = runOf(renderSarif(report(scanOf({ findings }))));
    expect(results).toMatchObject([
      { baselineState: 'new' },
      {
        baselineState: 'new',
        suppressions: [{ status: 'accepted', justification: 'by hand then (A. Kim, until 2027-01-31)' }],
      },
      { baselineState: 'unchanged', level: 'note', properties: { use: 'test', severity: 'high' } },
    ]);
    expect(results[2].message.text).toContain('(in a test)');
    expect(results[0].suppressions).toBeUndefined();
  });

  it('says that it is not whole where something was not read, and that it failed where nothing was', () => {
    const partial = scanOf({ notRead: [{ file: 'a b/x.ts', why: 'too large' }], notReadCount: 3 });
    const { invocations, properties } = runOf(renderSarif(report(partial)));
    expect(invocations[0].executionSuccessful).toBe(true);
    expect(invocations[0].toolExecutionNotifications).toMatchObject([
      {
        level: 'error',
        message: { text: 'Not read: too large' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b/x.ts' } } }],
      },
      { message: { text: '2 more files were not read.' } },
    ]);
    expect(properties).toMatchObject({ partial: 'yes', scan: report(partial).about.scanHash, openUnknowns: 0 });
    const nothing = runOf(renderSarif(report(scanOf({ filesSeen: 0, sites: [], findings: [] }))));
    expect(nothing.invocations[0].executionSuccessful).toBe(false);
  });

  it('shows the other places that a finding rests on', () => {
    const timeoutMs = {
      value: null,
      by: 'code',
      at: { file: 'src/client.ts', line: 3 },
      because: 'no timeout',
    } as const;
    const { results } = runOf(renderSarif(report(scanOf({ sites: [site({ timeoutMs })] }))));
    expect(results[0].relatedLocations).toMatchObject([
      {
        physicalLocation: { artifactLocation: { uri: 'src/client.ts' }, region: { startLine: 3 } },
        message: { text: 'deadline: no timeout' },
      },
    ]);
  });

  it('stays one whatever things are called: no name is a link or a placeholder', () => {
    for (const render of [renderSarif, renderCodeScanning]) {
      const run = runOf(render(hostileReport()));
      for (const { message, locations } of run.results) {
        expect(message.text).not.toMatch(/[[\]{}\n]/);
        expect(message.text.length).toBeLessThanOrEqual(1_000);
        expect(new URL(locations[0].physicalLocation.artifactLocation.uri, 'file:///root/').protocol).toBe('file:');
      }
    }
    expect(runOf(renderSarif(hostileReport())).results).toHaveLength(HOSTILE.length);
  });

  it('names files by references from which the path comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 }), (parts) => {
        const file = parts.join('/');
        expect(uriOf(file)).toMatch(/^(?:[\w.~-]|%[0-9A-F]{2}|\/)*$/);
        expect(uriOf(file).split('/').map(decodeURIComponent).join('/')).toBe(file);
      }),
    );
  });
});

describe('a log for code scanning', () => {
  it('leaves out what somebody answers for, because GitHub would show it as open', () => {
    const findings = [finding(), finding({ silenced: suppressed }), finding({ silenced: old })];
    const { results } = runOf(renderCodeScanning(report(scanOf({ findings }))));
    expect(results).toHaveLength(1);
    expect(results[0].baselineState).toBeUndefined();
  });

  it('has everything without which GitHub refuses a log, and no more than it takes of each', () => {
    const { results, tool } = runOf(renderCodeScanning(hostileReport()));
    for (const { ruleId, message, locations } of results) {
      expect(tool.driver.rules.map((one: { readonly id: string }) => one.id)).toContain(ruleId);
      expect(message.text).not.toBe('');
      expect(locations).toHaveLength(1);
      expect(locations[0].physicalLocation.artifactLocation.uri).not.toBe('');
      expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
    for (const { name, shortDescription, fullDescription, properties } of tool.driver.rules) {
      expect(name.length).toBeLessThanOrEqual(255);
      expect(shortDescription.text.length).toBeLessThanOrEqual(1_024);
      expect(fullDescription.text.length).toBeLessThanOrEqual(1_024);
      expect(properties.tags.length).toBeLessThanOrEqual(10);
    }
  });

  it('keeps to what GitHub takes, the worst first, and says what is missing', () => {
    const many = Array.from({ length: 6_000 }, (_, at) =>
      finding({ id: `f${at}`, severity: at < 3_000 ? 'low' : 'high', message: `m${at} `.repeat(200), line: at + 1 }),
    );
    const text = renderCodeScanning(report(scanOf({ findings: many })));
    const { results, invocations } = JSON.parse(text).runs[0];
    expect(results).toHaveLength(5_000);
    expect(results.filter((one: { readonly level: string }) => one.level === 'error')).toHaveLength(3_000);
    expect(invocations[0].toolExecutionNotifications).toMatchObject([
      {
        descriptor: { id: 'shortened' },
        message: { text: expect.stringMatching(/^1000 of 6000 findings are left out/) },
      },
    ]);
    // 10 MB, compressed, are taken.
    expect(gzipSync(text).byteLength).toBeLessThan(10_000_000);
  });
});
