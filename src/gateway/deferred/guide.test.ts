import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Started } from '../../../test/fixtures/gateway.ts';
import { runCli } from '../../cli/testing/commands.ts';
import { call, later, waitingScene } from './testing/waiting.ts';

const ROOT = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(ROOT, 'docs/guides/deferred.md'), 'utf8');
const blocksIn = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);

const { sandbox, gateway, newFile } = waitingScene();
let started: Started;
let folder = '';
beforeEach(async () => {
  const file = newFile();
  started = await gateway('guide', 'anthropic', { file, clients: 'none' });
  folder = dirname(file);
  mkdirSync(folder, { recursive: true });
});

async function run(
  command: string,
  args: readonly string[],
): Promise<{ code: number | null; out: string; talk: string }> {
  const child = spawn(command, args, { cwd: folder });
  let out = '';
  let talk = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (talk += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { code, out, talk };
}

const here = (text: string): string => text.replaceAll('http://127.0.0.1:4747', started.url);

describe('the guide to deferred answers', () => {
  it('shows how to ask later by hand', async () => {
    const [curl = ''] = blocksIn('sh');
    const { code, out } = await run('sh', ['-c', here(curl)]);
    expect(code).toBe(0);
    expect(out).toMatch(/^HTTP\/1\.1 202 /);
    const [, id = ''] = /^location: \/v1\/deferred\/(job_[0-9a-z]+)\r$/im.exec(out) ?? [];
    expect((await call(`${started.url}/v1/deferred/${id}`, 'GET')).ok).toBe(true);
  });

  it('shows a program that runs to the answer', async () => {
    const [program = ''] = blocksIn('ts');
    const file = join(folder, 'program.ts');
    writeFileSync(file, here(program).replace("'failsoft/client'", `'${join(ROOT, 'src/client/client.ts')}'`));
    const { code, out, talk } = await run(process.execPath, [file]);
    expect({ code, talk }).toEqual({ code: 0, talk: '' });
    expect(out.trim().split('\n').at(-1)).toMatch(/^done .*You asked: “Why is the sky blue\?”/);
  });

  it('shows commands that do what it says', async () => {
    sandbox().setFault('guide', 'overloaded');
    const id = (await later(started, 'anthropic')).headers.get('x-failsoft-deferred') ?? '';
    await call(`${started.url}/v1/deferred/${id}`, 'DELETE');
    const commands = (blocksIn('sh')[1] ?? '').trim().split('\n');
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) {
      const words = command
        .replace(/^failsoft /, '')
        .replace(/job_\w+/, id)
        .split(' ');
      const { code, stderr } = await runCli([...words, '--url', started.url], { cwd: folder });
      expect([command, code, code === 0 ? '' : stderr]).toEqual([command, 0, '']);
    }
    sandbox().setFault('guide', null);
  });

  it('names every header that there is', () => {
    const wish = readFileSync(join(import.meta.dirname, '../../deferred/wish.ts'), 'utf8');
    for (const [, name = ''] of wish.matchAll(/headers\['([\w-]+)'\]/g)) expect(guide).toContain(`\`${name}\``);
  });
});
