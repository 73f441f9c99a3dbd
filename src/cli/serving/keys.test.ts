import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, type Ran, runCli, startCli } from '../testing/commands.ts';

const KEYS = {
  ANTHROPIC_API_KEY: 'sk-ant-api03-secretsecretsecretQx4A',
  OPENAI_API_KEY: 'sk-proj-secretsecretsecretsecret9fTk',
};

type Start = {
  readonly env: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly words?: string[];
};

/** Starts, and ends when its address is shown. */
async function screenOf(
  { env, files = {}, words = [] }: Start,
  prepare: (cwd: string) => void = () => {},
): Promise<Ran> {
  const { path, remove } = folder(files);
  prepare(path);
  const command = startCli(['--port', '0', ...words], { cwd: path, env });
  void command.until('stdout', /http/).then(
    () => command.signal('SIGTERM'),
    () => {},
  );
  const ran = await command.ended;
  remove();
  return ran;
}

const consented =
  (standby: readonly string[], asked: readonly string[]) =>
  (cwd: string): void => {
    mkdirSync(join(cwd, '.failsoft'));
    writeFileSync(join(cwd, '.failsoft', 'consent.json'), JSON.stringify({ standby, asked }));
  };

describe('keys that are found', () => {
  it('are shown with their place and never as a whole', async () => {
    const { code, stdout, stderr } = await screenOf({
      env: { ANTHROPIC_API_KEY: KEYS.ANTHROPIC_API_KEY },
      files: { '.env': `OPENAI_API_KEY=${KEYS.OPENAI_API_KEY}\n` },
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/✓ Anthropic +ANTHROPIC_API_KEY +sk-ant-…Qx4A +\(environment\)/);
    expect(stderr).toMatch(/✓ OpenAI +OPENAI_API_KEY +sk-proj-…9fTk +\(\.env\)/);
    expect(stdout + stderr).not.toContain('secretsecret');
  });

  it('do not make one vendor a standby of another before somebody agreed, and one line says how to', async () => {
    const { stderr } = await screenOf({ env: KEYS });
    expect(stderr).toMatch(/claude-\* +anthropic\/\* → notice/);
    expect(stderr).toContain('No vendor stands in for another until you agree: --standby all');
  });

  it.each([
    ['all', /claude-\* +anthropic\/\* → openai\/gpt-5\.6 → notice/],
    ['openai', /claude-\* +anthropic\/\* → openai\/gpt-5\.6 → notice/],
    ['anthropic', /claude-\* +anthropic\/\* → notice/],
    ['none', /claude-\* +anthropic\/\* → notice/],
  ])('stand in as --standby %s says', async (standby, ladder) => {
    const { stderr } = await screenOf({ env: KEYS, words: ['--standby', standby] });
    expect(stderr).toMatch(ladder);
    expect(stderr).not.toContain('until you agree');
  });

  it('stand in as the person said before', async () => {
    const { stderr } = await screenOf({ env: KEYS }, consented(['openai'], ['anthropic', 'openai']));
    expect(stderr).toMatch(/claude-\* +anthropic\/\* → openai\/gpt-5\.6 → notice/);
    expect(stderr).toMatch(/gpt-\*.* +openai\/\* → notice/);
    expect(stderr).toContain('May stand in for others: OpenAI.');
  });

  it('do not stand in when the person was asked about other vendors only', async () => {
    const env = { ...KEYS, MISTRAL_API_KEY: 'mistral-secretsecretsecret' };
    const { stderr } = await screenOf({ env }, consented(['openai'], ['anthropic', 'openai']));
    expect(stderr).toMatch(/claude-\* +anthropic\/\* → openai\/gpt-5\.6 → notice/);
  });

  it('are refused as standbys under a name that nobody has', async () => {
    const { code, stderr } = await screenOf({ env: KEYS, words: ['--standby', 'openal'] });
    expect(stderr).toContain('not for "openal"');
    expect(code).toBe(2);
  });

  it('are not replaced by a simulation when they cannot be used', async () => {
    const { code, stderr } = await screenOf({ env: { ANTHROPIC_API_KEY: 'two words' } });
    expect(stderr).toContain('ANTHROPIC_API_KEY');
    expect(stderr).not.toContain('two words');
    expect(code).toBe(2);
  });

  it('are used beside the models that Ollama has on this machine', async () => {
    const ollama = createServer((request, response) => {
      const models = [{ name: 'nomic-embed-text:latest' }, { name: 'llama3.2:latest' }];
      response.end(JSON.stringify(request.url === '/api/tags' ? { models } : {}));
    });
    await new Promise<void>((resolve) => ollama.listen(0, '127.0.0.1', resolve));
    const { port } = ollama.address() as { port: number };
    const { stderr } = await screenOf({
      env: { ANTHROPIC_API_KEY: KEYS.ANTHROPIC_API_KEY, OLLAMA_HOST: `127.0.0.1:${port}` },
    });
    ollama.close();
    expect(stderr).toMatch(/claude-\* +anthropic\/\* → ollama\/llama3\.2:latest → notice/);
    expect(stderr).not.toContain('nomic');
  });
});

describe('failsoft config print', () => {
  it('says where each key comes from and prints none', async () => {
    const { path, remove } = folder({ '.env.local': `OPENAI_API_KEY=${KEYS.OPENAI_API_KEY}\n` });
    for (const words of [[], ['--json']]) {
      const env = { ANTHROPIC_API_KEY: KEYS.ANTHROPIC_API_KEY };
      const { code, stdout, stderr } = await runCli(['config', 'print', ...words], { cwd: path, env });
      expect(code).toBe(0);
      expect(stdout).toContain('.env.local');
      expect(stdout).toContain('sk-ant-…Qx4A');
      expect(stdout + stderr).not.toContain('secretsecret');
    }
    remove();
  });
});
