import { renderCycloneDx } from './bom/cyclonedx.ts';
import { renderSpdx } from './bom/spdx.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import type { FormatName } from './names.ts';
import { renderHtml } from './page/page.ts';
import { doraSheet } from './regulators/dora.ts';
import { AI_RMF, renderEvidence, SOC_2 } from './regulators/evidence.ts';
import { isoSheet } from './regulators/iso22301.ts';
import { nistSheet } from './regulators/nist.ts';
import { renderSheetCsv } from './regulators/sheet-csv.ts';
import { renderSheetMarkdown } from './regulators/sheet-markdown.ts';
import type { Report } from './report.ts';
import { renderCodeScanning, renderSarif } from './sarif/sarif.ts';
import { renderCalls, renderFindings, renderWorkflows } from './tables/tables.ts';

/** A way to write a report down. */
export type Format = {
  /** What it is, for people who choose. */
  readonly title: string;
  /** Of its file, without the first dot; no two formats have the same. */
  readonly extension: string;
  readonly render: (report: Report) => string;
};

/** Every format; a further one is a name in names.ts and a row here. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  html: { title: 'a page for people', extension: 'html', render: renderHtml },
  markdown: { title: 'the same in short, for a pull request or a wiki', extension: 'md', render: renderMarkdown },
  json: { title: 'everything, for programs', extension: 'json', render: renderJson },
  sarif: { title: 'findings, in SARIF 2.1.0', extension: 'sarif', render: renderSarif },
  'code-scanning': {
    title: 'findings that nobody answers for, as GitHub takes them',
    extension: 'code-scanning.sarif',
    render: renderCodeScanning,
  },
  cyclonedx: { title: 'who is depended on, in CycloneDX 1.6', extension: 'cdx.json', render: renderCycloneDx },
  spdx: { title: 'who is depended on, in SPDX 3.0.1', extension: 'spdx.json', render: renderSpdx },
  'calls-csv': { title: 'calls of models, as a table', extension: 'calls.csv', render: renderCalls },
  'findings-csv': { title: 'findings, as a table', extension: 'findings.csv', render: renderFindings },
  'workflows-csv': { title: 'workflows, as a table', extension: 'workflows.csv', render: renderWorkflows },
  dora: {
    title: 'parts of the register of information of DORA, to be checked',
    extension: 'dora.csv',
    render: (report) => renderSheetCsv(report, doraSheet(report)),
  },
  iso22301: {
    title: 'impact analysis and exercises for ISO 22301, to be checked',
    extension: 'iso22301.md',
    render: (report) => renderSheetMarkdown(report, isoSheet(report)),
  },
  'nist-800-34': {
    title: 'impact analysis for NIST SP 800-34, to be checked',
    extension: 'nist-800-34.md',
    render: (report) => renderSheetMarkdown(report, nistSheet(report)),
  },
  'nist-ai-rmf': {
    title: 'evidence for the NIST AI RMF, to be checked',
    extension: 'nist-ai-rmf.csv',
    render: (report) => renderEvidence(report, AI_RMF),
  },
  soc2: {
    title: 'evidence for SOC 2, to be checked',
    extension: 'soc2.csv',
    render: (report) => renderEvidence(report, SOC_2),
  },
};

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
