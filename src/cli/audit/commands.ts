import { FORMAT_NAMES } from '../../audit/reports/names.ts';
import type { Command, Word } from '../command.ts';
import { JSON, URL_OF } from '../options.ts';

const FOLDER: Word = ['[path]', 'The folder. Default: this one.'];

/** How code is read, where something else is the matter. */
const SCANNING: readonly Word[] = [
  ['--signatures <file>', 'Wrappers of your own. Default: failsoft.signatures.yaml in the folder.'],
  ['--no-cache', 'Read everything anew, and keep nothing for the next time.'],
];

/** Where the traffic is looked up. */
const JOINING: readonly Word[] = [URL_OF, ['--offline', 'Look at no gateway and no journal.']];

/** What a forecast rests on. */
const FORECASTING: readonly Word[] = [
  ['--definition <name>', 'What counts as down: requests, minor, major, critical, statuspage. Default: requests.'],
  ['--past <which>', 'Which past: shipped, own (what the gateway here knows itself) or both. Default: both.'],
  ['--since <day>', 'Play only what has happened since then, such as 2026-05-07. Default: all that is known.'],
  ['--failing <share>', 'How likely every standby is to fail, 0 to 1. Default: as its evidence says.'],
  ['--switch <time>', 'How long every switch takes, such as 3s or 30m. Default: as each rung says.'],
];

/** What finds out where AI is depended on, and what an outage would do. A part of the table in main.ts. */
export const AUDIT_COMMANDS = {
  audit: {
    summary: 'Find where code depends on AI, and what an outage would do to it. Contacts nobody.',
    arguments: [['[path]', 'The folder. Default: this one.']],
    options: [
      [
        '--ci',
        'For pipelines: end with 1 on findings and exposed workflows that are new, say what to do, and tell GitHub.',
      ],
      [
        '--fail-on <severity>',
        'End with 1 when there is a finding of this severity or above: high, medium or low. With --ci: medium.',
      ],
      [
        '--baseline <file>',
        'Count only what is not in this file. With --ci: failsoft.baseline.json, where it is there.',
      ],
      [
        '--write-baseline <file>',
        'Write all that is found, and how workflows stand, to this file, with --owner and --reason.',
      ],
      ['--owner <name>', 'Who answers for the baseline.'],
      ['--reason <text>', 'Why it is accepted.'],
      ['--until <day>', 'Until when, such as 2027-01-31. Default: without an end.'],
      ['--signatures <file>', 'Wrappers of your own. Default: failsoft.signatures.yaml in the folder.'],
      ['--explain <rule>', 'Explain a rule, such as AIC203, and scan nothing.'],
      ['--all', 'Show tests and examples too, and every line.'],
      ['--no-cache', 'Read everything anew, and keep nothing for the next time.'],
      JSON,
    ],
    examples: [
      'failsoft audit',
      'failsoft audit --ci',
      'failsoft audit ../shop --fail-on high',
      'failsoft audit --explain AIC203',
    ],
    load: () => import('./run.ts'),
  },
  'audit fix': {
    summary: 'Propose the smallest change that mends a finding, as a patch. Writes only with --write. Contacts nobody.',
    arguments: [FOLDER],
    options: [
      ['--rule <rules>', 'Only findings of these, with commas between, such as AIC101,AIC102.'],
      ['--at <place>', 'Only findings there: a file, file:line or file#function. May be in tests and examples.'],
      [
        '--timeout <time>',
        'What a call gets that has no deadline, such as 45s. Default: 60s, less where it is sent often.',
      ],
      [
        '--gateway [url]',
        'Also propose a ladder of a gateway, and lead calls there. Default: the one of failsoft.yaml, else a new one.',
      ],
      ['--write', 'Change the files, each whole or not at all.'],
      ...SCANNING,
      JSON,
    ],
    examples: ['failsoft audit fix', 'failsoft audit fix --rule AIC102 --write', 'failsoft audit fix | git apply'],
    load: () => import('./fix.ts'),
  },
  'audit init': {
    summary: 'Propose workflows from where the code asks models, in failsoft.workflows.yaml.',
    arguments: [FOLDER],
    options: [['--dry-run', 'Show what would be added, and write nothing.'], ...SCANNING, JSON],
    examples: ['failsoft audit init', 'failsoft audit init --dry-run'],
    load: () => import('./workflows/init.ts'),
  },
  'audit interview': {
    summary: 'Ask what only people know of each workflow, and write it down. Works without any code, too.',
    arguments: [FOLDER],
    options: [['--workflow <id>', 'Only this one.'], ...JOINING, ...SCANNING, JSON],
    examples: ['failsoft audit interview', 'failsoft audit interview --workflow support-reply'],
    load: () => import('./workflows/interview.ts'),
  },
  'audit workflows': {
    summary: 'Show how every workflow stands: verdict, score, expected loss, and what does not fit together.',
    arguments: [FOLDER],
    options: [
      ['--workflow <id>', 'Only this one, with all that is known of it.'],
      ['--strict', 'End with 3 unless all are proven or accepted.'],
      ...FORECASTING,
      ...JOINING,
      ...SCANNING,
      JSON,
    ],
    examples: ['failsoft audit workflows', 'failsoft audit workflows --workflow support-reply'],
    load: () => import('./workflows/show.ts'),
  },
  'audit report': {
    summary: 'Write down how everything stands, as a page for people or a file for programs. Contacts nobody.',
    arguments: [FOLDER],
    options: [
      ['--format <names>', `What to write, with commas between: ${FORMAT_NAMES.join(', ')}. Default: html.`],
      ['--out <file>', 'Where to: a file, a folder, or - for the output. Default: failsoft-audit.* in this folder.'],
      ['--baseline <file>', 'What is known already, and who answers for it.'],
      ...FORECASTING,
      ...JOINING,
      ...SCANNING,
    ],
    examples: ['failsoft audit report', 'failsoft audit report --format json --out -'],
    load: () => import('./workflows/report.ts'),
  },
  forecast: {
    summary: 'Play the incidents of past years against your ladders: hours of a year without AI, and what would help.',
    arguments: [FOLDER],
    options: [['--workflow <id>', 'Only this one.'], ...FORECASTING, ...JOINING, ...SCANNING, JSON],
    examples: [
      'failsoft forecast',
      'failsoft forecast --failing 0.1 --switch 30m',
      'failsoft forecast --definition major',
    ],
    load: () => import('./forecast/forecast.ts'),
  },
} as const satisfies Record<string, Command>;
