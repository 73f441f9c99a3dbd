/** The formats of reports, as the command line names them: apart from what writes them, because help loads this and nothing else. */
export const FORMAT_NAMES = [
  'html',
  'markdown',
  'json',
  'sarif',
  'code-scanning',
  'cyclonedx',
  'spdx',
  'calls-csv',
  'findings-csv',
  'workflows-csv',
  'dora',
  'iso22301',
  'nist-800-34',
  'nist-ai-rmf',
  'soc2',
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
