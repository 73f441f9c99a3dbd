import type { Command } from '../command.ts';
import { JSON, URL_OF } from '../options.ts';

/** Outages on purpose. A part of the table in main.ts. */
export const DRILL_COMMANDS = {
  drill: {
    summary: 'Let a provider fail on purpose for a while, and see who is served by what.',
    arguments: [['<provider...>', 'Its name in the configuration; several fail together.']],
    options: [
      ['--for <time>', 'How long, at most an hour. Default: 60s.'],
      ['--mode <mode>', 'How it fails: 529, 404, timeout, slow, reset or cut. Default: 529.'],
      ['--percent <number>', 'How many of its calls fail. Default: 100.'],
      ['--workflow <name>', 'Only for requests of this workflow.'],
      [
        '--stop-when <conditions>',
        'End it at once, with commas between. Default: answered<90%,first-token>30s,silent>60s.',
      ],
      [
        '--metric <url>',
        'A number of your own to watch, such as with --stop-when "metric>0.02"; ends when it is gone.',
      ],
      ['--code <folder>', 'Where the code is that it tries, with failsoft.workflows.yaml. Default: this folder.'],
      ['--record', 'Note what it has shown in failsoft.workflows.yaml there, too, to be committed.'],
      ['--prove', 'Let every rung answer a question of one token first.'],
      ['--unproven', 'Even where no standby has answered lately.'],
      URL_OF,
      JSON,
    ],
    examples: [
      'failsoft drill anthropic',
      'failsoft drill anthropic --for 5m --mode timeout --percent 10',
      'failsoft drill anthropic openai --for 5m',
      'failsoft drill anthropic --stop-when "answered<99%,first-token>10s"',
    ],
    load: () => import('./drill.ts'),
  },
  'drill ci': {
    summary: 'Run the tests of a project once in each of several outages, and tell what it did in them.',
    arguments: [['<command...>', 'What runs the tests, after --']],
    options: [
      [
        '--preset <names>',
        'Only these outages, with commas between. Default: those that the workflows have to be ready for.',
      ],
      ['--all', 'Every outage that takes anybody whom the tests ask; see failsoft drill presets.'],
      [
        '--timeout <time>',
        'How long each run may take. Default: three times as long as without an outage, and a minute.',
      ],
      [
        '--variables <list>',
        'Variables of your own that hold an address, such as LLM_URL=openai/v1. Those of the usual SDKs are known.',
      ],
      [
        '--gateway [file]',
        'Behind a gateway before the simulated providers, too, with the ladders of failsoft.yaml in this folder.',
      ],
      ['--workflow <ids>', 'Whose the requests are that name no workflow. Default: the only one that there is.'],
      ['--code <folder>', 'Where the code is, with failsoft.workflows.yaml. Default: this folder.'],
      ['--record', 'Note what was shown in that file, to be committed.'],
      ['--junit <file>', 'Write the runs down as JUnit does, too.'],
      JSON,
    ],
    examples: [
      'failsoft drill ci -- npm test',
      'failsoft drill ci --preset down,hang -- pytest tests/ai',
      'failsoft drill ci --record --junit drill.xml -- npm test',
    ],
    load: () => import('./ci/ci.ts'),
  },
  'drill presets': {
    summary: 'List the outages that drill ci can play.',
    options: [JSON],
    examples: ['failsoft drill presets'],
    load: () => import('./ci/presets.ts'),
  },
} as const satisfies Record<string, Command>;
