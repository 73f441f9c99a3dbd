import { AUDIT_COMMANDS } from './audit/commands.ts';
import { CACHE_COMMANDS } from './cache/commands.ts';
import type { Command } from './command.ts';
import { DRILL_COMMANDS } from './drill/commands.ts';
import { EDITIONS_COMMANDS } from './editions/commands.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { CONFIG, JSON, MODEL, STANDBY, URL_OF } from './options.ts';
import { understand } from './program.ts';
import { QUEUE_COMMANDS } from './queue/commands.ts';
import { version } from './version.ts';

const CLIENTS = 'claude codex gemini opencode continue vscode zed cline cursor langchain ai-sdk sdk'.split(' ');

/** Every command. Help and the completion of shells are made from this table. */
const COMMANDS = {
  serve: {
    summary: 'Run the gateway. Without keys it runs on two simulated providers.',
    options: [
      CONFIG,
      ['-p, --port <number>', 'Port to listen on; 0 takes a free one. Default: 4747 or as configured.'],
      ['--host <address>', 'Address to listen on. Default: 127.0.0.1 or as configured.'],
      STANDBY,
      ['--no-store', 'Keep nothing on disk: the journal in memory, no state file.'],
      ['--sandbox', 'Run on two simulated providers although there are keys.'],
      JSON,
    ],
    examples: ['failsoft', 'failsoft serve --config failsoft.yaml --port 5000', 'failsoft serve --standby all'],
    load: () => import('./serving/serve.ts'),
  },
  writer: {
    summary: 'Open the writing assistant, which goes on when AI is away.',
    options: [
      CONFIG,
      STANDBY,
      ['--sandbox', 'Let simulated providers answer.'],
      ['--no-open', 'Print its address only.'],
      URL_OF,
    ],
    examples: ['failsoft writer', 'failsoft writer --no-open'],
    load: () => import('./serving/writer.ts'),
  },
  demo: {
    summary: 'Watch a failover: ask simulated providers, and switch them off while you do.',
    options: [['--fast', 'Without the pace of a real model.']],
    examples: ['failsoft demo'],
    load: () => import('./demo/demo.ts'),
  },
  init: {
    summary: 'Write the configuration that is in effect into failsoft.yaml.',
    options: [['--force', 'Overwrite a file that is there.'], STANDBY],
    examples: ['failsoft init'],
    load: () => import('./config/init.ts'),
  },
  'config check': {
    summary: 'Check a configuration file.',
    arguments: [['[file]', 'Default: failsoft.yaml in this folder.']],
    options: [JSON],
    examples: ['failsoft config check', 'failsoft config check other.yaml'],
    load: () => import('./config/check.ts'),
  },
  'config print': {
    summary: 'Print the configuration that is in effect, without secrets.',
    options: [CONFIG, STANDBY, JSON],
    examples: ['failsoft config print', 'failsoft config print --json'],
    load: () => import('./config/print.ts'),
  },
  status: {
    summary: 'Show how routes and providers are doing.',
    options: [URL_OF, ['-w, --watch', 'Show it anew every second.'], ['--strict', 'End with 3 when degraded.'], JSON],
    examples: ['failsoft status', 'failsoft status --json'],
    load: () => import('./status/status.ts'),
  },
  requests: {
    summary: 'Show recent requests: who answered, and what was tried before.',
    options: [
      URL_OF,
      ['-n, --limit <number>', 'How many. Default: 20.'],
      ['--failovers', 'Only those that the first rung did not answer.'],
      ['--id <id>', 'One request with all its attempts.'],
      JSON,
    ],
    examples: ['failsoft requests', 'failsoft requests --failovers'],
    load: () => import('./status/requests.ts'),
  },
  figures: {
    summary: 'Show how reliable each service was: uptime, time between and length of incidents, lag of its page.',
    options: [
      URL_OF,
      ['--days <number>', 'Of the last 30, 90 or 365 days. Default: 90.'],
      [
        '--definition <name>',
        'What counts as down: minor, major, critical, statuspage, requests. Default: statuspage.',
      ],
      ['--surface <name>', 'Only of this service, such as claude-api or "Claude API".'],
      JSON,
    ],
    examples: ['failsoft figures', 'failsoft figures --days 365 --definition major'],
    load: () => import('./monitoring/figures.ts'),
  },
  incidents: {
    summary: 'Show when services had trouble: what was seen here, and what their pages said.',
    options: [
      URL_OF,
      ['-n, --limit <number>', 'How many. Default: 20.'],
      ['--surface <name>', 'Only of this service, such as claude-api or "Claude API".'],
      ['--text <words>', 'Only those that have these words in them.'],
      ['--open', 'Only those that are not over.'],
      ['--id <id>', 'One incident with all that is known of it.'],
      JSON,
    ],
    examples: ['failsoft incidents', 'failsoft incidents --surface claude-api --text opus'],
    load: () => import('./monitoring/incidents.ts'),
  },
  alerts: {
    summary: 'Show who is told of trouble and whether that gets through, or try it.',
    arguments: [
      ['[test]', 'Send a test to every channel.'],
      ['[channel]', 'Only to this one.'],
    ],
    choices: ['test'],
    options: [URL_OF, JSON],
    examples: ['failsoft alerts', 'failsoft alerts test', 'failsoft alerts test team'],
    load: () => import('./monitoring/alerts.ts'),
  },
  ...CACHE_COMMANDS,
  ...QUEUE_COMMANDS,
  ...EDITIONS_COMMANDS,
  ask: {
    summary: 'Ask one question, and see who answers.',
    arguments: [['<question...>', 'The question; - reads it from standard input.']],
    options: [MODEL, CONFIG, URL_OF, JSON],
    examples: ['failsoft ask "Why is the sky blue?"', 'git diff | failsoft ask --model claude-opus-5-5 -'],
    load: () => import('./ask/ask.ts'),
  },
  doctor: {
    summary: 'Find out whether every rung of every route would really answer.',
    options: [
      CONFIG,
      MODEL,
      STANDBY,
      ['--sandbox', 'Look at simulated providers, to see what it is like.'],
      ['--free', 'Ask no model; keys are only looked at as far as that is free.'],
      ['--deep', 'Try tools, schemas and images, too, every dialect of clients, and an outage of every first rung.'],
      ['-y, --yes', 'Ask every model a short question without confirming its price first.'],
      ['--strict', 'End with 3 when something could not be proved.'],
      JSON,
    ],
    examples: ['failsoft doctor --free', 'failsoft doctor --yes --json'],
    load: () => import('./doctor/doctor.ts'),
  },
  ...AUDIT_COMMANDS,
  ...DRILL_COMMANDS,
  launch: {
    summary: 'Run a coding agent through the gateway: claude, codex, gemini, opencode or aider.',
    arguments: [
      ['<client>', 'claude, codex, gemini, opencode or aider'],
      ['[words...]', 'Its own arguments, after --'],
    ],
    choices: ['claude', 'codex', 'gemini', 'opencode', 'aider'],
    options: [CONFIG, STANDBY, ['--sandbox', 'Let simulated providers answer.'], URL_OF],
    examples: ['failsoft launch claude', 'failsoft launch claude -- --model opus', 'failsoft launch codex'],
    load: () => import('./launch/launch.ts'),
  },
  local: {
    summary: 'Show the models of this machine, which need no network, and get or keep one.',
    options: [
      ['--pull [model]', 'Download a model; without a name one that fits this machine.'],
      ['--keep <model>', 'Load a model and keep it in memory.'],
      ['--for <time>', 'With --keep: for how long after each answer, such as 24h. Default: for ever.'],
      ['--release <model>', 'Take a model out of memory.'],
      ['-y, --yes', 'Download without asking.'],
      JSON,
    ],
    examples: ['failsoft local', 'failsoft local --pull', 'failsoft local --keep llama3.2'],
    load: () => import('./local/local.ts'),
  },
  connect: {
    summary: 'Lead a client to the gateway for good, by changing its own settings.',
    arguments: [['[client]', 'Which one; see the list below.']],
    choices: CLIENTS,
    options: [
      MODEL,
      CONFIG,
      URL_OF,
      ['--list', 'Show which clients are connected.'],
      ['--dry-run', 'Show what would be changed, and change nothing.'],
      ['-y, --yes', 'Change it without asking.'],
      JSON,
    ],
    examples: ['failsoft connect claude', 'failsoft connect codex --dry-run', 'failsoft connect --list'],
    load: () => import('./connect/connect.ts'),
  },
  disconnect: {
    summary: "Take out of a client's settings what connect put in.",
    arguments: [['<client>', 'What was connected; see failsoft connect --list.']],
    choices: CLIENTS,
    options: [
      ['--dry-run', 'Show what would be changed, and change nothing.'],
      ['-y, --yes', 'Change it without asking.'],
      JSON,
    ],
    examples: ['failsoft disconnect claude'],
    load: () => import('./connect/disconnect.ts'),
  },
  completion: {
    summary: 'Print what makes a shell complete the commands of failsoft.',
    arguments: [['<shell>', 'bash, zsh or fish']],
    choices: ['bash', 'zsh', 'fish'],
    examples: ['failsoft completion bash >> ~/.bashrc'],
    load: () => import('./completion.ts'),
  },
  reload: {
    summary: 'Have the running gateway read its configuration again.',
    options: [URL_OF, JSON],
    examples: ['failsoft reload'],
    load: () => import('./serving/reload.ts'),
  },
} as const satisfies Record<string, Command>;

/** Runs the command that a command line names, and leaves its exit code behind. */
async function main(argv: readonly string[]): Promise<void> {
  // `failsoft requests | head` ends the pipe early. What was not said to the end may not pass for fine.
  process.stdout.on('error', () => process.exit(process.exitCode ?? EXIT_CODES.unread.code));
  // A gateway outlives the terminal or the program that read what it says.
  process.stderr.on('error', () => {});
  const understood = await understand(argv.slice(2), COMMANDS, {
    version: version(),
    usual: 'serve',
    groups: {
      config: 'Check or print the configuration.',
      cache: 'Show or forget answers that are kept.',
      queue: 'Show what is answered later, want it once more, or cancel it.',
      editions: 'Show, make, approve or take back what is made ahead of time.',
    },
  });
  if (understood.kind === 'done') {
    process.exitCode = understood.mistaken ? EXIT_CODES.usage.code : EXIT_CODES.fine.code;
    return;
  }
  const { carryOut } = await import('./carry-out.ts');
  process.exitCode = await carryOut(understood.chosen, COMMANDS);
}

await main(process.argv);
