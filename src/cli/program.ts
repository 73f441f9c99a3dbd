import { Command as Parser, CommanderError, Option } from 'commander';
import type { Command, Given, Run } from './command.ts';
import { renderExitCodes } from './exit-codes.ts';

export type Chosen = { readonly run: Run; readonly given: Pick<Given, 'words' | 'options'> };

/** What the words after `failsoft` come to: a command to run, or an end that needs none. */
export type Understood =
  | { readonly kind: 'run'; readonly chosen: Chosen }
  /** Help was printed, or a mistake was. */
  | { readonly kind: 'done'; readonly mistaken: boolean };

type Settings = {
  readonly version: string;
  /** Runs when there is no command. */
  readonly usual: string;
  /** What help says of the first word of commands that have two. */
  readonly groups: Readonly<Record<string, string>>;
};

const INTRODUCTION = 'Keeps software and people working when an AI provider goes down.';

/** Reads a command line by a table. `failsoft --port 5000` means the usual command. */
export async function understand(
  words: readonly string[],
  commands: Readonly<Record<string, Command>>,
  settings: Settings,
): Promise<Understood> {
  let chosen: Chosen | null = null;
  const program = parserFor(commands, settings, (one) => (chosen = one));
  try {
    await program.parseAsync(withCommand(words, settings.usual), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { kind: 'done', mistaken: error.exitCode !== 0 };
    throw error;
  }
  return chosen === null ? { kind: 'done', mistaken: false } : { kind: 'run', chosen };
}

function withCommand(words: readonly string[], usual: string): readonly string[] {
  const [first] = words;
  if (first === undefined) return [usual];
  const own = ['-h', '--help', '-V', '--version'].includes(first);
  return first.startsWith('-') && !own ? [usual, ...words] : words;
}

function parserFor(
  commands: Readonly<Record<string, Command>>,
  { version, usual, groups: summaries }: Settings,
  choose: (chosen: Chosen) => void,
): Parser {
  const program = new Parser('failsoft')
    .description(INTRODUCTION)
    .usage('[command] [options]')
    .version(version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print help.')
    .helpCommand(false)
    // What comes behind the name of a command is its own, also where the one above it has an option of the same name.
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText('after', `\nWithout a command: failsoft ${usual}. Help for one: failsoft <command> --help.`);
  const groups = new Map<string, Parser>();
  for (const [name, command] of Object.entries(commands)) {
    const [first = name, second] = name.split(' ');
    const parent = second === undefined ? program : groupIn(program, groups, first, summaries[first] ?? '');
    parent.addCommand(commandParser(second ?? first, command, choose).copyInheritedSettings(program));
  }
  const help = new Parser('help')
    .description('Print help for a command, or: help exit-codes.')
    .argument('[topic...]')
    .action((topic: readonly string[]) => {
      if (topic[0] === 'exit-codes') return void process.stdout.write(`${renderExitCodes()}\n`);
      let found = program;
      for (const word of topic) {
        const next = found.commands.find((one) => one.name() === word);
        if (next === undefined) found.error(`error: there is no help for '${topic.join(' ')}'`);
        else found = next;
      }
      found.outputHelp();
    });
  program.addCommand(help.copyInheritedSettings(program));
  return program;
}

function groupIn(program: Parser, groups: Map<string, Parser>, name: string, summary: string): Parser {
  const found = groups.get(name);
  if (found !== undefined) return found;
  // A command of one word may have others below it.
  const command = program.commands.find((one) => one.name() === name);
  if (command !== undefined) return command.helpCommand(false);
  const group = new Parser(name).description(summary).copyInheritedSettings(program).helpCommand(false);
  groups.set(name, group);
  program.addCommand(group);
  return group;
}

function commandParser(name: string, command: Command, choose: (chosen: Chosen) => void): Parser {
  const parser = new Parser(name).description(command.summary);
  for (const [written, summary] of command.arguments ?? []) parser.argument(written, summary);
  for (const [written, summary] of command.options ?? []) parser.addOption(new Option(written, summary));
  if (command.choices !== undefined) {
    parser.addHelpText('after', `\n${command.arguments?.[0]?.[0] ?? ''}: ${command.choices.join(', ')}`);
  }
  const examples = command.examples ?? [];
  if (examples.length > 0) {
    parser.addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
  }
  return parser.action(async () => {
    const { run } = await command.load();
    choose({ run, given: { words: parser.args, options: parser.opts() } });
  });
}
