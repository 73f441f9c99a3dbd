import type { Command, Word } from '../command.ts';
import { JSON, URL_OF } from '../options.ts';

/** Which kept answers are meant. */
const KEPT: readonly Word[] = [
  ['--route <name>', 'Only those of this route.'],
  ['--model <name>', 'Only those to requests for this model; * stands for any run of characters.'],
  ['--tenant <name>', 'Only those of this tenant.'],
  ['--key <key>', 'Only those whose key begins like this.'],
  ['--older-than <time>', 'Only those that were made so long ago, such as 30m, 12h or 7d.'],
];

/** Answers that are kept. A part of the table in main.ts. */
export const CACHE_COMMANDS = {
  'cache list': {
    summary: 'Show which answers are kept, newest first.',
    options: [URL_OF, ...KEPT, ['-n, --limit <number>', 'How many. Default: 20.'], JSON],
    examples: ['failsoft cache list', 'failsoft cache list --route default --older-than 12h'],
    load: () => import('./list.ts'),
  },
  'cache show': {
    summary: 'Show a kept answer, and what was asked.',
    arguments: [['<key>', 'Its key, or the beginning of it.']],
    options: [URL_OF, JSON],
    examples: ['failsoft cache show 5f3a9c0d71be'],
    load: () => import('./show.ts'),
  },
  'cache purge': {
    summary: 'Forget kept answers, in memory and on disk.',
    options: [
      URL_OF,
      ...KEPT,
      ['--all', 'Every one.'],
      ['--dry-run', 'Show which that would be, and forget none.'],
      ['-n, --limit <number>', 'With --dry-run: how many are shown. Default: 20.'],
      JSON,
    ],
    examples: ['failsoft cache purge --tenant acme', 'failsoft cache purge --model "gpt-*" --older-than 7d'],
    load: () => import('./purge.ts'),
  },
} as const satisfies Record<string, Command>;
