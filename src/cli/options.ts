import type { Word } from './command.ts';

// What several commands take, each said once.

export const CONFIG: Word = ['-c, --config <file>', 'Configuration file. Default: failsoft.yaml in this folder.'];
export const STANDBY: Word = [
  '--standby <who>',
  'Who may stand in for other vendors, without a file: all, none, or a list.',
];
export const URL_OF: Word = ['--url <url>', 'The gateway. Default: the one that runs here.'];
export const JSON: Word = ['--json', 'Print one JSON object.'];
export const MODEL: Word = ['-m, --model <name>', 'The model to ask for.'];
