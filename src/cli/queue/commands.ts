import type { Command } from '../command.ts';
import { JSON, URL_OF } from '../options.ts';

/** What is answered later. A part of the table in main.ts. */
export const QUEUE_COMMANDS = {
  'queue list': {
    summary: 'Show what waits to be answered when a model is back, and what became of it, newest first.',
    options: [
      URL_OF,
      ['-n, --limit <number>', 'How many. Default: 20.'],
      ['--before <job>', 'Only those before this one: the next page.'],
      ['--state <state>', 'Only these: waiting, running, done, failed, cancelled or expired.'],
      ['--tenant <name>', 'Only those of this tenant.'],
      JSON,
    ],
    examples: ['failsoft queue list', 'failsoft queue list --state failed --json'],
    load: () => import('./list.ts'),
  },
  'queue show': {
    summary: 'Show all that is known of one job, but not what was asked.',
    arguments: [['<job>', 'Its id.']],
    options: [URL_OF, JSON],
    examples: ['failsoft queue show job_0mwx6eegm08jzmxd9233z'],
    load: () => import('./show.ts'),
  },
  'queue retry': {
    summary: 'Want an answer once more to jobs that have failed, expired or been cancelled.',
    arguments: [['<job...>', 'Their ids.']],
    options: [URL_OF, JSON],
    examples: ['failsoft queue retry job_0mwx6eegm08jzmxd9233z'],
    load: () => import('./retry.ts'),
  },
  'queue cancel': {
    summary: 'Cancel jobs that are open.',
    arguments: [['<job...>', 'Their ids.']],
    options: [URL_OF, JSON],
    examples: ['failsoft queue cancel job_0mwx6eegm08jzmxd9233z'],
    load: () => import('./cancel.ts'),
  },
} as const satisfies Record<string, Command>;
