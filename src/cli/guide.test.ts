import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONNECTABLE } from './connect/clients.ts';
import { VERDICTS } from './doctor/verdict.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { CLIENTS } from './launch/clients.ts';
import { folder, runCli } from './testing/commands.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/guides/${name}`, import.meta.url), 'utf8');
const guide = read('command-line.md');
const clients = read('clients.md');

/** The commands of the blocks that say that they run as they are. */
const lines = [...`${guide}\n${clients}`.matchAll(/```sh\n(.*?)```/gs)]
  .flatMap(([, block]) => (block ?? '').split('\n'))
  .filter((line) => line.trim() !== '');

const COMMANDS = [
  ...'serve,demo,init,config check,config print,doctor,status,requests,incidents,alerts,figures,ask,launch'.split(','),
  ...'connect,disconnect,local,completion,reload,writer,audit'.split(','),
  ...'audit fix,audit init,audit interview,audit workflows,audit report,forecast'.split(','),
  ...'queue list,queue show,queue retry,queue cancel'.split(','),
  ...'drill,drill ci,drill presets'.split(','),
  ...'cache list,cache show,cache purge'.split(','),
  ...'editions list,editions build,editions diff,editions approve,editions rollback'.split(','),
];

/** The words of a line as a shell would cut it; no more than the guide needs. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('the guide to the command line', () => {
  it.each(lines)('shows a command that runs in a folder without keys: %s', async (line) => {
    const [program, ...words] = wordsOf(line);
    expect(program).toBe('failsoft');
    const place = folder();
    const { code, stdout } = await runCli(words, { cwd: place.path, env: { HOME: place.path } });
    place.remove();
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
  });

  it('has commands to run', () => {
    expect(lines.length).toBeGreaterThanOrEqual(5);
  });

  it.each(COMMANDS)('has a section about %s that names all its options', async (name) => {
    const { code, stdout } = await runCli(['help', ...name.split(' ')], { cwd: folder().path });
    expect(code).toBe(0);
    const [, section = ''] = new RegExp(`\n## ${name}\n([^]*?)(?=\n## |$)`).exec(guide) ?? [];
    const general = guide.slice(0, guide.indexOf('\n## Exit codes'));
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option ?? '');
    const isNamed = (option: string): boolean =>
      section.includes(option) || (option === '--json' && general.includes(option));
    expect(options).toContain('--help');
    expect(options.filter((one) => !['--help', '--url'].includes(one) && !isNamed(one))).toEqual([]);
  });

  it('says how commands end, as they do', () => {
    for (const { code, meaning } of Object.values(EXIT_CODES)) {
      expect(guide.replaceAll('`', '')).toContain(`| ${code} | ${meaning} |`);
    }
  });

  it('names every client that can be launched or connected', () => {
    const table = clients.slice(0, clients.indexOf('\n## '));
    for (const name of Object.keys(CLIENTS)) expect(table).toContain(`\`launch ${name}\``);
    for (const name of Object.keys(CONNECTABLE)) {
      expect(table).toContain(`\`connect ${name}\``);
      expect(guide).toContain(`\`${name}\``);
    }
  });

  it('knows every word that the doctor may say', () => {
    for (const verdict of Object.keys(VERDICTS)) expect(guide).toContain(`\`${verdict}\``);
  });
});
