import type { Command, Word } from '../command.ts';
import { CONFIG, JSON, URL_OF } from '../options.ts';

const SLOT: Word = ['<slot>', 'Its name in the configuration.'];

/** Who moves what is current, and why. */
const MOVE: readonly Word[] = [
  ['--why <text>', 'Why, for the record of moves.'],
  ['--by <name>', 'Who does it, for the same. Default: you on this machine.'],
];

/** What is made ahead of time. A part of the table in main.ts. */
export const EDITIONS_COMMANDS = {
  'editions list': {
    summary: 'Show how what is made ahead of time is doing, or all that is known of one slot.',
    arguments: [['[slot]', 'Its name in the configuration. Default: all.']],
    options: [CONFIG, ['--strict', 'End with 3 when one is old, missing or was not renewed.'], JSON],
    examples: ['failsoft editions list', 'failsoft editions list daily --json'],
    load: () => import('./list.ts'),
  },
  'editions build': {
    summary: 'Make a new edition now.',
    arguments: [SLOT],
    options: [CONFIG, URL_OF, ...MOVE, JSON],
    examples: ['failsoft editions build daily'],
    load: () => import('./build.ts'),
  },
  'editions diff': {
    summary: 'Show what differs between two editions.',
    arguments: [
      SLOT,
      ['[from]', 'An id, or its beginning. Default: the current one, or the one before.'],
      ['[to]', 'Default: the newest that is staged, or the current one.'],
    ],
    options: [CONFIG, JSON],
    examples: ['failsoft editions diff daily', 'failsoft editions diff daily 5f3a9c 91be07'],
    load: () => import('./diff.ts'),
  },
  'editions approve': {
    summary: 'Publish an edition that waits for that.',
    arguments: [SLOT, ['[id]', 'Its id, or the beginning of it. Default: the newest that waits.']],
    options: [CONFIG, ['--anyway', 'Although the gate holds it back.'], ...MOVE, JSON],
    examples: [
      'failsoft editions approve daily',
      'failsoft editions approve daily 5f3a9c --anyway --why "the source is wrong"',
    ],
    load: () => import('./approve.ts'),
  },
  'editions rollback': {
    summary: 'Go back to an edition that was published before.',
    arguments: [SLOT, ['[id]', 'Its id, or the beginning of it. Default: the one before the current one.']],
    options: [CONFIG, ...MOVE, JSON],
    examples: ['failsoft editions rollback daily', 'failsoft editions rollback daily 5f3a9c --why "wrong prices"'],
    load: () => import('./rollback.ts'),
  },
} as const satisfies Record<string, Command>;
