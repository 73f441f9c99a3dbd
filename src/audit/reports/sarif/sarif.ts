import type { CallSite, Finding, Known, NotRead, Place } from '../../../model/audit.ts';
import { provenanceOf } from '../provenance.ts';
import type { Report } from '../report.ts';
import { inOneLine, shortened } from '../text.ts';
import { isRule } from '../../rules/catalogue.ts';
import { DESCRIPTORS, LEVELS, type Level, NOT_READ, type SarifJson, SHORTENED } from './descriptors.ts';

/** All findings in SARIF 2.1.0, with what somebody answers for marked as suppressed. */
export function renderSarif(report: Report): string {
  return rendered(report, report.scan.findings, []);
}

/**
 * What GitHub takes of a run: it refuses more than 25,000 results, and of more than 5,000 shows only some
 * (https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support).
 */
const GITHUB_RESULTS_MAX = 5_000;

/**
 * The same as GitHub's code scanning takes it. It knows no suppressions and would show what they are about as open
 * (https://github.com/github/codeql-action/issues/1230), so that is left out here.
 */
export function renderCodeScanning(report: Report): string {
  const open = report.scan.findings.filter(({ silenced }) => silenced === null);
  const worst = open.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, GITHUB_RESULTS_MAX);
  const kept = new Set(worst);
  const left = open.length - kept.size;
  const words = `${left} of ${open.length} findings are left out, the mildest first: GitHub shows ${GITHUB_RESULTS_MAX} at most.`;
  return rendered(
    report,
    open.filter((one) => kept.has(one)),
    left === 0 ? [] : [notification(SHORTENED, words)],
  );
}

const RANKS: Readonly<Record<Level, number>> = { error: 0, warning: 1, note: 2 };
const rankOf = (finding: Finding): number => RANKS[levelOf(finding)];

/** Tests and examples break nobody's work. */
function levelOf({ severity, use }: Finding): Level {
  return use === 'production' ? LEVELS[severity] : 'note';
}

function rendered(report: Report, findings: readonly Finding[], notes: readonly SarifJson[]): string {
  const { about, scan } = report;
  const sites = new Map(scan.sites.map((site) => [site.id, site]));
  // Where one result says how it stands to a baseline, all have to.
  const hasBaseline = findings.some(({ silenced }) => silenced?.by === 'baseline');
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Failsoft', version: about.version, semanticVersion: about.version, ...DESCRIPTORS } },
        invocations: [
          {
            // False makes GitHub refuse the whole, and keep the alerts that it has: right only where nothing was looked at.
            executionSuccessful: scan.filesSeen > 0,
            endTimeUtc: about.generatedAt,
            toolExecutionNotifications: [...notReadNotes(report), ...notes],
          },
        ],
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that was looked at.' } } },
        results: findings.map((finding) => resultOf(finding, sites.get(finding.site ?? ''), hasBaseline)),
        properties: { ...provenanceOf(report), name: inOneLine(about.name) },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(finding: Finding, site: CallSite | undefined, hasBaseline: boolean): SarifJson {
  const { rule, id, severity, use, silenced } = finding;
  const where = use === 'production' ? '' : ` (in ${use === 'test' ? 'a test' : 'an example'})`;
  return {
    ruleId: rule,
    ...(isRule(rule) ? { ruleIndex: DESCRIPTORS.rules.findIndex((one) => one.id === rule) } : {}),
    level: levelOf(finding),
    message: { text: messageText(`${finding.message}${where}`) },
    locations: [locationOf(finding, site?.symbol ?? '')],
    ...relatedTo(finding, site),
    // No line hash: GitHub's action makes its own, and warns of any other (https://github.com/github/codeql-action/issues/4052).
    partialFingerprints: { 'failsoftFinding/v1': id, ...(site === undefined ? {} : { 'failsoftCall/v1': site.id }) },
    fingerprints: { 'failsoftFinding/v1': id },
    ...(hasBaseline ? { baselineState: silenced?.by === 'baseline' ? 'unchanged' : 'new' } : {}),
    ...(silenced === null ? {} : { suppressions: [suppressionOf(silenced)] }),
    properties: { severity, use, tags: [use] },
  };
}

function suppressionOf({ by, reason, owner, until }: NonNullable<Finding['silenced']>): SarifJson {
  const end = until === null ? 'without an end' : `until ${until}`;
  return {
    kind: 'external',
    status: 'accepted',
    justification: inOneLine(`${reason} (${owner}, ${end})`),
    properties: { by, owner, until },
  };
}

/** Other places that a finding rests on: where the client is made, the deadline is set, the error ends. */
function relatedTo(finding: Finding, site: CallSite | undefined): SarifJson {
  if (site === undefined) return {};
  const facts: readonly (readonly [string, Known<unknown>])[] = [
    ['provider', site.providers],
    ['model', site.model],
    ['deadline', site.timeoutMs],
    ['attempts', site.attempts],
    ['fallback', site.fallback],
    ['error', site.onError],
  ];
  const related = facts.flatMap(([name, { at, because }]) =>
    at === null || (at.file === finding.file && at.line === finding.line)
      ? []
      : [{ ...locationOf(at, ''), message: { text: messageText(`${name}: ${because}`) } }],
  );
  return related.length === 0 ? {} : { relatedLocations: related };
}

const ROOT = '%SRCROOT%';

function locationOf({ file, line }: Place, symbol: string): SarifJson {
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(file), uriBaseId: ROOT }, region: { startLine: line } },
    ...(symbol === '' ? {} : { logicalLocations: [{ fullyQualifiedName: inOneLine(symbol), kind: 'function' }] }),
  };
}

/** A path as a relative reference of RFC 3986. */
export function uriOf(file: string): string {
  return file
    .toWellFormed()
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

const MESSAGE_MAX = 1_000;

/** A message in which nothing from code is a link or a placeholder to a viewer, whichever way it reads §3.11 of the standard. */
function messageText(text: string): string {
  return shortened(inOneLine(text).replace(/[[{]/g, '(').replace(/[\]}]/g, ')'), MESSAGE_MAX);
}

/** Of level `error`, by which the standard says that results cannot be assumed to be complete (appendix I). */
function notReadNotes({ scan: { notRead, notReadCount, filesSeen } }: Report): readonly SarifJson[] {
  const unlisted = notReadCount - notRead.length;
  return [
    ...notRead.map(({ file, why }: NotRead) => ({
      ...notification(NOT_READ, `Not read: ${why}`),
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file), uriBaseId: ROOT } } }],
    })),
    ...(unlisted > 0 ? [notification(NOT_READ, `${unlisted} more files were not read.`)] : []),
    ...(filesSeen === 0 ? [notification(NOT_READ, 'There was nothing to read.')] : []),
  ];
}

function notification(id: string, text: string): SarifJson {
  return { level: 'error', descriptor: { id }, message: { text: messageText(text) } };
}
