import { Fault } from '../model/fault.ts';
import type { Command, Given } from './command.ts';
import type { Ending } from './exit-codes.ts';
import { out } from './print.ts';

/** Prints a script that makes a shell complete our commands, their options and what their first argument may be. */
export function run({ words: [shell = ''], commands }: Given): Promise<Ending> {
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (script === undefined) {
    throw new Fault('configuration', `"${shell}" is none of the shells that are known: bash, zsh, fish.`);
  }
  for (const line of script(entriesOf(commands))) out.line(line);
  return Promise.resolve('fine');
}

/** A command as a shell needs to know it. */
type Entry = {
  /** `config check` */
  readonly name: string;
  readonly summary: string;
  /** `--config`, `-c` */
  readonly options: readonly string[];
  /** Those of them that take the name of a file. */
  readonly files: readonly string[];
  /** What may come next beside options. */
  readonly words: readonly string[];
};

function entriesOf(commands: Readonly<Record<string, Command>>): readonly Entry[] {
  const all = Object.entries(commands);
  const groups = new Set(all.flatMap(([name]) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : [])));
  const below = (name: string): readonly string[] =>
    all.flatMap(([one]) => (one.startsWith(`${name} `) ? [one.slice(name.length + 1)] : []));
  return [
    ...all.map(([name, command]) => {
      const entry = entryOf(name, command);
      return { ...entry, words: [...entry.words, ...below(name)] };
    }),
    ...[...groups]
      .filter((name) => !Object.hasOwn(commands, name))
      .map((name) => ({ name, summary: '', options: ['--help'], files: [], words: below(name) })),
  ];
}

function entryOf(name: string, { summary, options = [], choices = [] }: Command): Entry {
  const flags = options.map(([written]) => ({ written, flags: written.match(/--?[a-z][\w-]*/g) ?? [] }));
  const files = flags.filter(({ written }) => written.includes('<file>')).flatMap((one) => one.flags);
  return { name, summary, options: [...flags.flatMap((one) => one.flags), '--help'], files, words: choices };
}

const SHELLS: Readonly<Record<string, (entries: readonly Entry[]) => readonly string[]>> = {
  bash: (entries) => [
    '# failsoft completion bash >> ~/.bashrc',
    '_failsoft() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} at=$COMP_CWORD next=',
    '  local command=${COMP_WORDS[1]} second=${COMP_WORDS[2]}',
    `  case $before in ${filePattern(entries)}) COMPREPLY=($(compgen -f -- "$word")); return;; esac`,
    ...choosing(entries),
    '  COMPREPLY=($(compgen -W "$next" -- "$word"))',
    '}',
    'complete -F _failsoft failsoft',
  ],
  zsh: (entries) => [
    '#compdef failsoft',
    '# failsoft completion zsh >> ~/.zshrc, below compinit',
    '_failsoft() {',
    '  local before=${words[CURRENT-1]} command=${words[2]} second=${words[3]} next=',
    '  integer at=$((CURRENT - 1))',
    `  case $before in ${filePattern(entries)}) _files; return;; esac`,
    ...choosing(entries),
    '  compadd -- ${=next}',
    '}',
    'compdef _failsoft failsoft',
  ],
  fish: (entries) => [
    '# failsoft completion fish > ~/.config/fish/completions/failsoft.fish',
    'complete -c failsoft -f',
    ...entries.flatMap(fishLines),
  ],
};

/** What comes next depends on the words before: a command, its second word, its options. */
function choosing(entries: readonly Entry[]): readonly string[] {
  return [
    `  if [ $at -gt 2 ]; then case "$command $second" in ${groupPattern(entries)}) command="$command $second";; esac; fi`,
    `  if [ $at -eq 1 ]; then next="${firstWords(entries).join(' ')} --help --version"`,
    '  else case $command in',
    ...entries.map(({ name, options, words }) => `    ${quoted(name)}) next="${[...words, ...options].join(' ')}";;`),
    '  esac; fi',
  ];
}

function filePattern(entries: readonly Entry[]): string {
  return [...new Set(entries.flatMap(({ files }) => files))].join('|');
}

function groupPattern(entries: readonly Entry[]): string {
  return entries
    .filter(({ name }) => name.includes(' '))
    .map(({ name }) => quoted(name))
    .join('|');
}

function firstWords(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ name }) => name).filter((name) => !name.includes(' '));
}

function fishLines({ name, summary, options, files, words }: Entry): readonly string[] {
  const [first = '', second] = name.split(' ');
  const seen =
    second === undefined
      ? `__fish_seen_subcommand_from ${first}`
      : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
  const offer =
    second === undefined ? [`complete -c failsoft -n __fish_use_subcommand -a ${first} -d ${quoted(summary)}`] : [];
  return [
    ...offer,
    ...options.map((option) => {
      const flag = option.startsWith('--') ? `-l ${option.slice(2)}` : `-s ${option.slice(1)}`;
      return `complete -c failsoft -n ${quoted(seen)} ${flag}${files.includes(option) ? ' -r -F' : ''}`;
    }),
    ...words.map(
      (word) =>
        `complete -c failsoft -n ${quoted(`${seen}; and not __fish_seen_subcommand_from ${words.join(' ')}`)} -a ${word}`,
    ),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
