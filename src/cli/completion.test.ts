import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CONNECTABLE } from './connect/clients.ts';
import { CLIENTS } from './launch/clients.ts';
import { runCli, stage } from './testing/commands.ts';

const { place, clear } = stage();
afterAll(clear);

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

async function script(shell: string): Promise<string> {
  const folder = place();
  const { stdout, code } = await runCli(['completion', shell], { cwd: folder });
  expect(code).toBe(0);
  const file = join(folder, `failsoft.${shell}`);
  writeFileSync(file, stdout);
  return file;
}

const inQuotes = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');

/** The arguments by which a shell says what it would offer. */
const ASKING: Readonly<Record<string, (file: string, line: readonly string[]) => readonly string[]>> = {
  bash: (file, line) => [
    '--norc',
    '-c',
    `source ${file}; COMP_WORDS=(${inQuotes(line)}); COMP_CWORD=${line.length - 1}; _failsoft; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  // Only a terminal has its own `compadd`, which takes what begins with the word.
  zsh: (file, line) => [
    '-f',
    '-c',
    `compdef() { :; }; compadd() { shift; print -l -- \${(M)@:#\${words[CURRENT]}*}; }
     source ${file}; words=(${inQuotes(line)}); CURRENT=${line.length}; _failsoft`,
  ],
  fish: (file, line) => ['--no-config', '-c', `source ${file}; complete -C '${line.join(' ')}'`],
};

/** What a shell offers for the last of these words. */
async function offered(shell: string, words: readonly string[]): Promise<readonly string[]> {
  const file = await script(shell);
  const line = ['failsoft', ...words];
  const { status, stderr, stdout } = spawnSync(shell, ASKING[shell]?.(file, line) ?? [], { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').flatMap((one) => (one === '' ? [] : [one.split('\t')[0] ?? '']));
}

describe.each(['bash', 'zsh', 'fish'].filter(has))('the completion of %s', (shell) => {
  it.each([
    [['conn'], ['connect']],
    [
      ['launch', 'c'],
      ['claude', 'codex'],
    ],
    [['config', 'c'], ['check']],
    [['doctor', '--de'], ['--deep']],
    [['disconnect', 'z'], ['zed']],
    [['config', 'print', '--st'], ['--standby']],
    [['completion', 'f'], ['fish']],
  ])('offers for %j what the command line knows', async (words, expected) => {
    expect(await offered(shell, words)).toEqual(expected);
  });

  it('offers every command that help has', async () => {
    const { stdout } = await runCli(['--help'], { cwd: place() });
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name ?? '');
    expect(commands.length).toBeGreaterThan(10);
    expect(await offered(shell, [''])).toEqual(expect.arrayContaining(commands.filter((name) => name !== 'help')));
  });
});

describe('failsoft completion', () => {
  it('refuses a shell that it does not know', async () => {
    const { code, stderr } = await runCli(['completion', 'csh'], { cwd: place() });
    expect(code).toBe(2);
    expect(stderr).toContain('bash, zsh, fish');
  });
});

describe('the clients that help names', () => {
  it.each([
    ['launch', Object.keys(CLIENTS)],
    ['connect', Object.keys(CONNECTABLE)],
    ['disconnect', Object.keys(CONNECTABLE)],
  ])('are those that %s knows', async (command, clients) => {
    const { stdout } = await runCli(['help', command], { cwd: place() });
    const [, list = ''] = /^[<[]client[\]>]: (.+)$/m.exec(stdout) ?? [];
    expect(list.split(', ').toSorted()).toEqual(clients.toSorted());
  });
});
