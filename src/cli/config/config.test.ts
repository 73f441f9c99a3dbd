import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli, stage } from '../testing/commands.ts';

const { place, clear } = stage();
afterEach(clear);

const env = {
  ANTHROPIC_API_KEY: 'sk-ant-api03-secretsecretsecretQx4A',
  OPENAI_API_KEY: 'sk-proj-secretsecretsecret9fTk',
};

describe('failsoft init', () => {
  it('writes what is in effect, without a key, so that failsoft config check is content', async () => {
    const cwd = place();
    const written = await runCli(['init', '--standby', 'all'], { cwd, env });
    expect(written).toMatchObject({ code: 0, stdout: 'failsoft.yaml\n' });
    expect(written.stderr).toContain('ANTHROPIC_API_KEY is set (environment)');
    const text = readFileSync(join(cwd, 'failsoft.yaml'), 'utf8');
    expect(text).toContain('apiKey: ${OPENAI_API_KEY}');
    expect(text).toContain('[anthropic/*, openai/gpt-5.6, notice]');
    expect(text).not.toContain('secretsecret');

    const checked = await runCli(['config', 'check'], { cwd, env });
    expect(checked.code).toBe(0);
    expect(checked.stdout).toContain('is fine');
    expect(checked.stdout).toMatch(/claude-\* +anthropic\/\* → openai\/gpt-5\.6 → notice/);
  });

  it('does not agree for the person: without consent no vendor stands in for another in it', async () => {
    const cwd = place();
    const { stderr } = await runCli(['init'], { cwd, env });
    expect(stderr).toContain('nobody has agreed');
    const text = readFileSync(join(cwd, 'failsoft.yaml'), 'utf8');
    expect(text).toMatch(/match: \[claude-\*\]\n +ladder: \[anthropic\/\*, notice\]/);
  });

  it('writes an example where there is no key, and says what has to be set', async () => {
    const cwd = place();
    const { code, stderr } = await runCli(['init'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('ANTHROPIC_API_KEY has to be set');
    expect((await runCli(['config', 'check'], { cwd })).stderr).toContain('ANTHROPIC_API_KEY is not set');
    expect((await runCli(['config', 'check'], { cwd, env })).code).toBe(0);
  });

  it('never overwrites a file, but for --force', async () => {
    const cwd = place({ 'failsoft.yaml': '# mine\n' });
    const refused = await runCli(['init'], { cwd, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--force');
    expect(readFileSync(join(cwd, 'failsoft.yaml'), 'utf8')).toBe('# mine\n');
    expect((await runCli(['init', '--force'], { cwd, env })).code).toBe(0);
    expect(readFileSync(join(cwd, 'failsoft.yaml'), 'utf8')).toContain('providers:');
  });

  it('does not write a second file beside one with another ending', async () => {
    const cwd = place({ 'failsoft.yml': '# mine\n' });
    const { code, stderr } = await runCli(['init', '--force'], { cwd, env });
    expect(stderr).toContain('one file counts');
    expect(code).toBe(2);
  });
});

describe('failsoft config check', () => {
  it('tells all mistakes at once, on stderr for people and on stdout as JSON', async () => {
    const cwd = place();
    writeFileSync(
      join(cwd, 'other.yaml'),
      'providers:\n  openai: { apiKey: "${OPENAI_API_KEY}" }\nroutes:\n  - match: ["*"]\n    ladder: [opnai/*]\n    colour: red\n',
    );
    const spoken = await runCli(['config', 'check', 'other.yaml'], { cwd });
    expect(spoken).toMatchObject({ code: 2, stdout: '' });
    expect(spoken.stderr).toContain('other.yaml:2:');
    expect(spoken.stderr).toContain('other.yaml:5:');
    expect(spoken.stderr).toContain('other.yaml:6:');
    const { code, stdout } = await runCli(['config', 'check', 'other.yaml', '--json'], { cwd });
    const report = JSON.parse(stdout);
    expect(code).toBe(2);
    expect(report).toMatchObject({ schema: 'failsoft.config-check/v1', ok: false });
    expect(report.errors).toHaveLength(3);
  });

  it('tells warnings of a file that is fine', async () => {
    const cwd = place({
      'failsoft.yaml':
        'providers:\n  openai: { apiKey: "${OPENAI_API_KEY}" }\nroutes:\n  - { match: ["*"], ladder: [openai/*] }\n' +
        '  - { match: [gpt-*], ladder: [openai/*] }\n',
    });
    const { code, stderr } = await runCli(['config', 'check'], { cwd, env });
    expect(code).toBe(0);
    expect(stderr).toContain('!');
  });

  it('ends with 2 where there is no file', async () => {
    const { code, stderr } = await runCli(['config', 'check'], { cwd: place() });
    expect(stderr).toContain('There is no failsoft.yaml');
    expect(code).toBe(2);
  });
});
