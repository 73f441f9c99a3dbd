import { describe, expect, it } from 'vitest';
import { VERSION } from '../app.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { folder, runCli } from './testing/commands.ts';

const here = { cwd: folder().path };

describe('the command line', () => {
  it('prints its help on stdout', async () => {
    const { code, stdout, stderr } = await runCli(['--help'], here);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['serve', 'status', 'ask', 'doctor', 'launch', 'demo']) expect(stdout).toContain(word);
  });

  it('loads nothing of the gateway for its help, which keeps it fast', async () => {
    // Measured 2026-11: 70 ms, of which Node itself takes 40; loading the gateway would add 300.
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ load: (url, context, next) => (process.stderr.write('loads ' + url + '\\n'), next(url, context)) });`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
    const { stderr } = await runCli(['--help'], { ...here, env });
    const loaded = [...stderr.matchAll(/^loads file:\S+?\/(src|node_modules)\/(\S+)$/gm)].map(
      ([, , path]) => path ?? '',
    );
    expect(loaded).toContain('cli/main.ts');
    // Names that an option takes, and nothing of what they are names of.
    expect(loaded.filter((path) => !/^(cli\/|commander\/)/.test(path))).toEqual(['audit/reports/names.ts']);
    expect(loaded.length).toBeLessThan(20);
  });

  it('prints its version alone', async () => {
    expect(await runCli(['--version'], here)).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  it.each([
    ['a command', ['statsu'], /unknown command 'statsu'[^]*Did you mean status\?/],
    ['a command of a group', ['config', 'chek'], /unknown command 'chek'[^]*Did you mean check\?/],
    ['an option', ['status', '--jsno'], /unknown option '--jsno'[^]*Did you mean --json\?/],
    ['an option of the usual command', ['--prot', '5000'], /unknown option '--prot'[^]*Did you mean --port\?/],
  ])('tells what was probably meant by the wrong name of %s, and ends with 2', async (_, words, said) => {
    const { code, stdout, stderr } = await runCli(words, here);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  it.each([
    [['serve', '--port', '70000'], '--port takes a number'],
    [['ask'], "missing required argument 'question'"],
    [['requests', '--limit', 'many'], '--limit takes a number'],
    [['status', '--url', 'http://['], 'is no address'],
    [['serve', '--config', 'nowhere.yaml'], 'nowhere.yaml cannot be read'],
  ])('ends with 2 for wrong usage: %j', async (words, said) => {
    const { code, stderr } = await runCli(words, here);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
  });

  it('explains its exit codes', async () => {
    const { code, stdout } = await runCli(['help', 'exit-codes'], here);
    expect(code).toBe(0);
    for (const { code: number, meaning } of Object.values(EXIT_CODES))
      expect(stdout).toContain(`${number}  ${meaning}`);
  });

  it('gives help for one command with an example', async () => {
    const { code, stdout } = await runCli(['help', 'config', 'check'], here);
    expect(code).toBe(0);
    expect(stdout).toContain('failsoft config check other.yaml');
  });

  it('uses no colour on a pipe', async () => {
    const { stderr } = await runCli(['status', '--url', 'http://127.0.0.1:9'], here);
    expect(stderr).not.toContain('\u001B');
  });
});
