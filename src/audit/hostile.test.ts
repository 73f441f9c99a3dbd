import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { processorClock } from '../../test/fixtures/processor.ts';
import { folder, runCli } from '../cli/testing/commands.ts';
import type { Scan } from '../model/audit.ts';
import { walkTree } from './read/walk.ts';
import { scan } from './scan.ts';
import { knowledge, scanned, tree } from './testing/tree.ts';

const CALL = "import OpenAI from 'openai';\nawait new OpenAI().responses.create({ model: 'gpt-5', input: 'x' });\n";
const roots: (() => void)[] = [];

function made(files: Readonly<Record<string, string | Buffer>>): string {
  const { root, remove } = tree(files);
  roots.push(remove);
  return root;
}

async function scanOf(root: string): Promise<Scan> {
  return scan({ root, knowledge, cacheFolder: null, onProgress: () => {} });
}

afterEach(() => {
  for (const remove of roots.splice(0)) remove();
});

describe('a repository that means no good', () => {
  it('leads out by links, and is not followed', async () => {
    const outside = made({ 'secret.ts': CALL, 'deep/more.ts': CALL });
    const root = made({ 'a.ts': 'export const a = 1;' });
    symlinkSync(join(outside, 'secret.ts'), join(root, 'b.ts'));
    symlinkSync(join(outside, 'deep'), join(root, 'deep'));
    symlinkSync(root, join(root, 'round'));
    symlinkSync('/nowhere', join(root, 'gone.ts'));
    const { sites, notRead } = await scanOf(root);
    expect(sites).toEqual([]);
    expect(notRead.map(({ file, why }) => `${file}: ${why}`).toSorted()).toEqual([
      'b.ts: a link that leads out of the tree',
      'deep: a link that leads out of the tree',
      'gone.ts: a link that leads nowhere',
    ]);
  });

  it('has a line of a gigabyte', async () => {
    const root = made({ 'a.ts': CALL, 'b.js': CALL });
    truncateSync(join(root, 'b.js'), 1_000_000_000);
    const processorMs = processorClock();
    const { sites, notRead } = await scanOf(root);
    expect(sites.map(({ file }) => file)).toEqual(['a.ts']);
    expect(notRead).toEqual([{ file: 'b.js', why: 'larger than 64 MB' }]);
    expect(processorMs()).toBeLessThan(5_000);
  });

  it('has files that are too large to parse: they are looked through, and it is said when there is AI in them', async () => {
    const { notRead } = await scanned({
      'plain.js': `const a = '${'x'.repeat(2_000_000)}';`,
      'bundle.js': `${'x();'.repeat(500_000)}${CALL}`,
    });
    expect(notRead).toEqual([{ file: 'bundle.js', why: 'larger than 1 MB, and has AI in it' }]);
  });

  it.each([
    ['brackets', `${CALL}const a = ${'('.repeat(200_000)}1${')'.repeat(200_000)};`],
    ['lists', `${CALL}const a = ${'['.repeat(5_000)}${']'.repeat(5_000)};`],
    ['operators', `${CALL}const a = ${'!'.repeat(100_000)}1;`],
    ['additions', `${CALL}const a = ${"'a' + ".repeat(20_000)}'b';`],
  ])('nests %s deeper than anybody reads', async (_, text) => {
    const { notRead } = await scanned({ 'a.ts': text, 'b.ts': CALL });
    expect(notRead.map(({ file }) => file)).toEqual(['a.ts']);
  });

  it('has an alias bomb in its settings', async () => {
    const bomb = [
      'a: &a ["x","x","x","x","x","x","x","x","x"]',
      ...'bcdefghij'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at] ?? 'a'},`.repeat(9)}]`),
    ].join('\n');
    const processorMs = processorClock();
    const { traces } = await scanned({ 'application.yml': `${bomb}\nopenai:\n  api-key: x\n` });
    expect(traces.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['key openai.api-key']);
    expect(processorMs()).toBeLessThan(2_000);
  });

  it('has bytes instead of a program', async () => {
    const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 256));
    const { sites, notRead } = await scanned({
      'a.ts': bytes,
      'b.py': Buffer.concat([Buffer.from('import openai\n'), bytes]),
      'c.rb': Buffer.from('OpenAI::Client.new\u0000'),
    });
    expect({ sites, notRead }).toEqual({ sites: [], notRead: [] });
  });

  it('has patterns on which careless expressions would run for ever', async () => {
    const processorMs = processorClock();
    await scanned({
      'requirements.txt': `openai${' '.repeat(50_000)}x\n${'a-'.repeat(50_000)}\n`,
      'a.yml': `openai_key${' '.repeat(100_000)}\n${'- '.repeat(50_000)}x\n${'"a'.repeat(50_000)}`,
      'package.json': `{"openai": "${'\\\\"'.repeat(50_000)}`,
      '.env': `OPENAI_API_KEY${'='.repeat(100_000)}`,
      'a.py': `import openai\nx = "https://${'a.'.repeat(50_000)}"\n`,
      Dockerfile: `ENV OPENAI_API_KEY=${'A_'.repeat(50_000)}`,
    });
    expect(processorMs()).toBeLessThan(5_000);
  });

  it('writes to the terminal: nothing in its names gets there as it is', async () => {
    const model = '</script><script>alert(1)</script>\u001B[2J=cmd|\u202Egpt';
    const text = `import OpenAI from 'openai';\nawait new OpenAI().responses.create({ model: ${JSON.stringify(model)}, input: 'x' });\n`;
    const root = made({ '=cmd\u001B[31m.ts': text, '::error file=x::y.ts': text });
    const { code, stdout } = await runCli(['audit', root, '--no-cache'], { cwd: root });
    expect(code).toBe(0);
    expect(stdout).toContain('2 calls of a model');
    expect(stdout).not.toContain('\u001B');
    expect(stdout).not.toContain('\u202E');
    expect(stdout).not.toMatch(/^\s*::/m);
  });

  it('has keys in its addresses: none of them is told', async () => {
    const ask =
      "fetch('https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent?key=SECRET1')";
    const client = "new OpenAI({ baseURL: 'https://me:SECRET2@llm.example.com/v1#SECRET3' })";
    const files = {
      'a.ts': `import OpenAI from 'openai';\nawait ${ask};\nawait ${client}.responses.create({ model: 'x' });\n`,
    };
    const found = await scanOf(
      made({ ...files, '.env': 'OPENAI_BASE_URL=https://me:SECRET4@llm.example.com?k=SECRET5\n' }),
    );
    expect(found.sites.map(({ address }) => address.value)).toEqual([
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent',
      'https://llm.example.com/v1',
    ]);
    expect(JSON.stringify(found)).not.toContain('SECRET');
  });

  it('ends with 6 when something was not read, and says what', async () => {
    const root = made({ 'a.ts': CALL });
    symlinkSync('/etc/hosts', join(root, 'b.ts'));
    const { code, stdout } = await runCli(['audit', root, '--no-cache'], { cwd: root });
    expect(code).toBe(6);
    expect(stdout).toContain('b.ts  a link that leads out of the tree');
    const asked = await runCli(['audit', root, '--no-cache', '--json'], { cwd: root });
    expect(asked.code).toBe(6);
    expect(JSON.parse(asked.stdout)).toMatchObject({ ok: false, data: { partial: true, notReadCount: 1 } });
  });

  it('is looked through without a socket being opened', async () => {
    const root = made({ 'a.ts': CALL });
    const trap = "import net from 'node:net'; net.Socket.prototype.connect = () => process.exit(99);";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(trap)}` };
    expect((await runCli(['audit', root, '--no-cache'], { cwd: root, env })).code).toBe(0);
    expect((await runCli(['status', '--url', 'http://127.0.0.1:9'], { cwd: root, env })).code).toBe(99);
  });

  it('is empty, which is no pass', async () => {
    const place = folder();
    const { code, stdout } = await runCli(['audit', '--no-cache'], { cwd: place.path });
    place.remove();
    expect(code).toBe(6);
    expect(stdout).toContain('nothing can be said');
  });

  it('has more files than anybody wants to wait for', () => {
    const root = made(Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}.ts`, 'export {};'])));
    const { candidates, notRead } = walkTree(root, 50);
    expect(candidates).toHaveLength(50);
    expect(notRead).toEqual([{ file: '', why: 'more than 50 files; the rest was not looked at' }]);
  });

  it('has folders without an end', async () => {
    const root = made({ 'a.ts': CALL });
    let path = root;
    for (let depth = 0; depth < 80; depth++) path = join(path, 'd');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'b.ts'), CALL);
    const { sites, notRead } = await scanOf(root);
    expect(sites).toHaveLength(1);
    expect(notRead.map(({ why }) => why)).toEqual(['deeper than 60 folders']);
  });
});
