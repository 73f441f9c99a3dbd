import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_CATALOGUE } from '../src/drill/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import { configOf } from './fixtures/gateway.ts';

const ROOT = join(import.meta.dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '');
const blockWith = (language: string, word: string): string => {
  const block = blocks(language).find((text) => text.includes(word));
  if (block === undefined) throw new Error(`No block of ${language} with ${word}`);
  return block;
};

const folder = mkdtempSync(join(tmpdir(), 'failsoft-readme-'));
const env = {
  PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
  HOME: folder,
  A_KEY: 'a-key-for-the-readme',
};
const children: ChildProcess[] = [];

/** Runs a command to its end; `input` opens what it says when a word has come. */
async function run(
  command: string,
  args: readonly string[],
  cwd = folder,
): Promise<{ code: number | null; text: string }> {
  const child = spawn(command, args, { cwd, env });
  children.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text };
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 1, tokenMs: 1 } });
  const provider = (name: string, protocol: string): string =>
    `  ${name}: { protocol: ${protocol}, baseUrl: "${sandbox.baseUrl(name)}", apiKey: "\${A_KEY}" }`;
  writeFileSync(
    join(folder, 'failsoft.yaml'),
    [
      'providers:',
      provider('anthropic', 'anthropic'),
      'routes: [{ match: ["*"], ladder: [anthropic/*] }]',
      'journal: { path: null }',
    ].join('\n'),
  );
});
afterAll(async () => {
  for (const child of children) child.kill();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the README', () => {
  it('starts a gateway with its two commands, and its question is answered, by the standby when Claude is off', async () => {
    expect(blocks('sh')[0]).toBe('npm ci\nnpm start\n');
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
    const [command = '', ...words] = scripts.start.split(' ');
    const empty = mkdtempSync(join(tmpdir(), 'failsoft-empty-'));
    const child = spawn(
      command,
      [...words.map((word) => (word.endsWith('.ts') ? join(ROOT, word) : word)), '--port', '0'],
      { cwd: empty, env },
    );
    children.push(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const until = async (pattern: RegExp): Promise<string> => {
      for (let tries = 0; tries < 2_400; tries += 1) {
        const found = pattern.exec(said);
        if (found !== null) return found[0];
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`Not said: ${pattern}\n${said}`);
    };
    const url = await until(/^http:\/\/127\.0\.0\.1:\d+$/m);
    await until(/PUT http[^\s]+/);
    const curl = blockWith('sh', 'curl').replaceAll('http://127.0.0.1:4747', url);
    const first = await run('sh', ['-c', curl]);
    expect(first.text).toContain('x-failsoft-served-by: anthropic/claude-sonnet-5-5');
    const control = (await until(/PUT http[^\s]+/)).replace('PUT ', '');
    const off = await fetch(control, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"fault":"overloaded"}',
    });
    expect(off.ok).toBe(true);
    const second = await run('sh', ['-c', curl]);
    expect(second.text).toContain('x-failsoft-served-by: openai/gpt-5.6');
    child.kill('SIGTERM');
    rmSync(empty, { recursive: true, force: true });
  });

  it('shows a demo that plays by itself', async () => {
    expect(blockWith('sh', 'demo')).toBe('npx failsoft demo\n');
    const { code, text } = await run('node', [join(ROOT, 'bin/failsoft.cjs'), 'demo']);
    expect(code).toBe(0);
    expect(text).toContain('standing in for');
  });

  it('shows a configuration that loads', () => {
    const keys = { ANTHROPIC_API_KEY: 'a-key-of-some-length', OPENAI_API_KEY: 'another-key-of-some-length' };
    const config = configOf(blocks('yaml')[0] ?? '', keys);
    expect(config.routes).toHaveLength(2);
    expect(config.warnings).toEqual([]);
  });

  it('shows programs that run', async () => {
    for (const [index, block] of blocks('ts').entries()) {
      const program = block
        .replaceAll("from 'failsoft'", `from '${join(ROOT, 'src/index.ts')}'`)
        .replaceAll("from 'failsoft/gateway'", `from '${join(ROOT, 'src/gateway/serve.ts')}'`)
        .replace('listen(8080', 'listen(0');
      const stop = program.includes('const server') ? '\nserver.close();\nawait failsoft.close();\n' : '';
      const file = join(folder, `program-${index}.ts`);
      writeFileSync(file, program + stop);
      const { code, text } = await run('node', [file]);
      expect({ code, text: code === 0 ? '' : text }).toEqual({ code: 0, text: '' });
      if (program.includes('console.log')) expect(text).toContain('anthropic/claude-sonnet-5-5');
    }
  });

  it('counts the faults of the sandbox right, and points at nothing that is not there', () => {
    expect(readme).toContain(`${Object.keys(FAULT_CATALOGUE).length} ways`);
    for (const [, target] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect({ target, there: existsSync(join(ROOT, target ?? '')) }).toEqual({ target, there: true });
    }
  });
});
