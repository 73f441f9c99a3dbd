import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../test/fixtures/scene.ts';

const ROOT = join(import.meta.dirname, '../..');
const guide = readFileSync(join(ROOT, 'docs/guides/client.md'), 'utf8');
const blocks = [...guide.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language = '', text = '']) => ({ language, text }));

const { gateway, provider, sandbox } = scene({ firstTokenMs: 1, tokenMs: 0 });
let url = '';
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-client-'));
  ({ url } = await gateway(['providers:', provider('any'), 'routes: [{ match: ["*"], ladder: [any/*] }]'].join('\n')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly out: string; readonly talk: string }> {
  const child = spawn(command, args, { cwd: folder });
  let out = '';
  let talk = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (talk += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, talk };
}

describe('the guide to the client', () => {
  it.each(blocks.filter(({ language }) => language === 'ts').map(({ text }, index) => [index, text] as const))(
    'shows programs that run: %i',
    async (index, text) => {
      const file = join(folder, `program-${index}.ts`);
      const program = text
        .replace("'failsoft/client'", `'${join(ROOT, 'src/client/client.ts')}'`)
        .replaceAll('http://127.0.0.1:4747', url);
      writeFileSync(file, program);
      const { code, out, talk } = await run(process.execPath, [file]);
      expect({ code, talk }).toEqual({ code: 0, talk: '' });
      const said = sandbox().seen('any').at(-1)?.answer?.text ?? '';
      const [firstWord = 'nothing was said'] = said.split(' ');
      expect(out).toContain(firstWord);
    },
  );

  it('shows how to take up a stream by hand', async () => {
    for (const { text } of blocks.filter(({ language }) => language === 'sh')) {
      const { code, out, talk } = await run('sh', ['-c', text.replaceAll('http://127.0.0.1:4747', url)]);
      expect({ code, talk }).toEqual({ code: 0, talk: '' });
      const numbers = [...out.matchAll(/^id: [\w-]+\.(\d+)$/gm)].map(([, number]) => Number(number));
      const last = Math.max(...numbers);
      const upTo = (from: number): readonly number[] =>
        Array.from({ length: last - from + 1 }, (_, index) => from + index);
      expect(numbers).toEqual([...upTo(1), ...upTo(4)]);
    }
  });

  it('has examples, and knows every kind of trouble', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    for (const kind of ['refused', 'unreachable', 'broken', 'lost', 'unkept'])
      expect(guide).toContain(`| \`${kind}\` |`);
  });
});
