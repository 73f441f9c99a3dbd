import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { knowledge, tree } from '../testing/tree.ts';
import { plainText } from '../read/plain-text.ts';
import { writeChanges } from './disk.ts';
import { type Fix, fixTree } from './fix.ts';
import { patchOf } from './patch.ts';
import { CASES } from './testing/cases.ts';

const ASK = 'export const ask = (input) => client.responses.create({ model: "gpt-5.6-2026-03-01", input });';
const CLIENT = `import OpenAI from 'openai';\nconst client = new OpenAI();\n${ASK}\n`;
const roots: (() => void)[] = [];

function made(files: Readonly<Record<string, string | Buffer>>): string {
  const { root, remove } = tree(files);
  roots.push(remove);
  return root;
}

async function fixed(root: string): Promise<Fix> {
  return fixTree({ root, knowledge, cacheFolder: null, onProgress: () => {} }, ({ findings }) => findings, {
    deadlineMs: 30_000,
    gateway: null,
    onProgress: () => {},
  });
}

function git(root: string, words: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('git', words, { cwd: root, input, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

afterEach(() => {
  for (const remove of roots.splice(0)) remove();
});

describe('a patch', () => {
  it('does with Git what writing does, in every language', async () => {
    const root = made(Object.fromEntries(CASES.map(({ file, text }, at) => [`${at}/${file}`, text])));
    git(root, ['init', '--quiet']);
    const { proposal } = await fixed(root);
    expect(proposal.files.length).toBeGreaterThan(15);
    git(root, ['apply', '--whitespace=nowarn'], patchOf(proposal.files));
    for (const { file, after } of proposal.files) expect(readFileSync(join(root, file), 'utf8')).toBe(after);
  });

  it.each([
    ['line ends of Windows', CLIENT.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${CLIENT}`],
    ['no line end at the end', CLIENT.trimEnd()],
    [
      'tabs and nothing but one line',
      `\tconst { OpenAI } = require('openai'); const client = new OpenAI(); ${ASK.replace('export ', '')}`,
    ],
    ['characters of two units before the place', `// 🦊 ${'é'.repeat(5)}\n${CLIENT}`],
  ])('keeps %s', async (_, text) => {
    const root = made({ 'a.js': text });
    git(root, ['init', '--quiet']);
    const { proposal } = await fixed(root);
    git(root, ['apply', '--whitespace=nowarn'], patchOf(proposal.files));
    const after = text.replace('new OpenAI()', 'new OpenAI({ timeout: 30000 })');
    expect(readFileSync(join(root, 'a.js'), 'utf8')).toBe(after);
    expect(proposal.files[0]?.after).toBe(after);
  });

  it.each(['with space.js', 'quo"te.js', 'tab\tand\nline.js', 'ümlaut.js', 'back\\slash.js', '-rf.js'])(
    'names a file called %j so that Git finds it',
    async (name) => {
      const root = made({ [name]: CLIENT });
      git(root, ['init', '--quiet']);
      const { proposal } = await fixed(root);
      git(root, ['apply'], patchOf(proposal.files));
      expect(readFileSync(join(root, name), 'utf8')).toContain('timeout: 30000');
    },
  );

  it('of a file that is new, and of lines far from each other', () => {
    const root = made({ 'a.txt': Array.from({ length: 60 }, (_, at) => `line ${at}\n`).join('') });
    git(root, ['init', '--quiet']);
    const before = readFileSync(join(root, 'a.txt'), 'utf8');
    const after = before.replace('line 3\n', '').replace('line 30\n', 'line 30\nmore\n').replace('line 59\n', 'end');
    const files = [
      { file: 'a.txt', before, after },
      { file: 'new.yaml', before: null, after: 'a: 1\n' },
    ];
    git(root, ['apply'], patchOf(files));
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe(after);
    expect(readFileSync(join(root, 'new.yaml'), 'utf8')).toBe('a: 1\n');
  });
});

describe('writing', () => {
  it('keeps the mode, and leaves nothing behind', async () => {
    const root = made({ 'a.js': CLIENT });
    chmodSync(join(root, 'a.js'), 0o755);
    writeChanges(root, (await fixed(root)).proposal.files);
    expect(statSync(join(root, 'a.js')).mode & 0o777).toBe(0o755);
    expect(readdirSync(root)).toEqual(['a.js']);
    expect((await fixed(root)).proposal.files).toEqual([]);
  });

  it('writes nothing at all where one of the files has changed since', async () => {
    const root = made({ 'a.js': CLIENT, 'b.js': CLIENT });
    const { proposal } = await fixed(root);
    writeFileSync(join(root, 'b.js'), `${CLIENT}// changed\n`);
    expect(() => writeChanges(root, proposal.files)).toThrow('b.js has changed since');
    expect(readFileSync(join(root, 'a.js'), 'utf8')).toBe(CLIENT);
  });

  it('goes through no link, neither of a file nor of a folder', async () => {
    const outside = made({ 'a.js': CLIENT });
    const root = made({ 'in/a.js': CLIENT, 'b.js': CLIENT });
    const { proposal } = await fixed(root);
    rmSync(join(root, 'b.js'));
    symlinkSync(join(outside, 'a.js'), join(root, 'b.js'));
    expect(() => writeChanges(root, proposal.files)).toThrow('b.js has changed since');
    renameSync(join(root, 'in'), join(root, 'was'));
    symlinkSync(outside, join(root, 'in'));
    expect(() => writeChanges(root, proposal.files.slice(-1))).toThrow('in/a.js is reached through a link');
    expect(readFileSync(join(outside, 'a.js'), 'utf8')).toBe(CLIENT);
  });

  it('goes out of no tree, and makes no folder', () => {
    const root = made({ 'a.js': CLIENT });
    const file = { before: null, after: 'x' };
    for (const path of ['../x.js', 'no/x.js', '/tmp/x.js', 'a/../../x.js'])
      expect(() => writeChanges(root, [{ ...file, file: path }])).toThrow('nothing was written');
    expect(plainText(root, '../a.js')).toBeNull();
  });

  it('does not touch what is no UTF-8', async () => {
    const root = made({ 'a.js': Buffer.from(`// caf\u00e9\n${CLIENT}`, 'latin1') });
    const { proposal } = await fixed(root);
    expect(proposal.files).toEqual([]);
    expect(proposal.left[0]?.why).toContain('no plain text in UTF-8');
  });

  it('takes the place of no file that somebody else has made meanwhile', () => {
    const root = made({});
    mkdirSync(join(root, 'a'));
    writeFileSync(join(root, 'a/new.yaml'), 'theirs');
    expect(() => writeChanges(root, [{ file: 'a/new.yaml', before: null, after: 'ours' }])).toThrow(
      'has changed since',
    );
    expect(readFileSync(join(root, 'a/new.yaml'), 'utf8')).toBe('theirs');
  });
});
