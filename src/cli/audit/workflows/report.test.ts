import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { at, type Json } from '../../../model/json.ts';
import { type Ran, runCli, stage } from '../../testing/commands.ts';

const { place, clear } = stage();
afterAll(clear);

const CODE = `import OpenAI from 'openai';
const client = new OpenAI();
export const answer = (question) => client.responses.create({ model: 'gpt-5.6', input: question });
`;
const WORKFLOWS = `version: 1
workflows:
  - id: letters
    criticality: minor
    uses: [claude-app]
    impact: { 1h: 1, 4h: 1 }
    acceptance: { verdict: accepted, impact: 1, by: M. Roth, until: "2099-12-31", why: they can wait }
  - id: search
    name: Answer a search
    calls: [{ site: "search.js#answer" }]
    mtpd: 4h
`;

const run = (cwd: string, ...words: readonly string[]): Promise<Ran> =>
  runCli(['audit', ...words], { cwd, env: { HOME: cwd } });

describe('audit report', () => {
  it('writes a page into the folder where one is', async () => {
    const cwd = place({ 'search.js': CODE, 'failsoft.workflows.yaml': WORKFLOWS });
    const { code, stdout, stderr } = await run(cwd, 'report', '--no-cache', '--offline');
    expect([code, stdout, stderr]).toEqual([0, '', 'failsoft-audit.html: a page for people\n']);
    const page = readFileSync(join(cwd, 'failsoft-audit.html'), 'utf8');
    expect(page).toContain('1 of 2 workflows stops when AI is out.');
    expect(page).toContain('Answer a search');
  });

  it('writes several formats of one scan into a folder, or one to the output, and takes none of them for a part of the code', async () => {
    const cwd = place({ 'search.js': CODE });
    mkdirSync(join(cwd, 'reports'));
    const many = await run(cwd, 'report', '--no-cache', '--format', 'html, markdown,json', '--out', 'reports');
    expect(many.code).toBe(0);
    expect(readdirSync(join(cwd, 'reports'))).toEqual([
      'failsoft-audit.html',
      'failsoft-audit.json',
      'failsoft-audit.md',
    ]);
    const { stdout, stderr } = await run(cwd, 'report', '--no-cache', '--format', 'json', '--out', '-');
    const report: Json = JSON.parse(stdout);
    const kept: Json = JSON.parse(readFileSync(join(cwd, 'reports', 'failsoft-audit.json'), 'utf8'));
    expect(at(report, 'schema')).toBe('failsoft.audit-report/v1');
    expect(at(report, 'data')).toEqual(at(kept, 'data'));
    expect(stderr).toBe('');
  });

  it('says on its first page that it is not whole, and ends with 6', async () => {
    const cwd = place({ 'search.js': CODE, 'failsoft.workflows.yaml': WORKFLOWS });
    symlinkSync('/etc/hostname', join(cwd, 'elsewhere.js'));
    const { code, stdout } = await run(cwd, 'report', '--no-cache', '--offline', '--format', 'markdown', '--out', '-');
    expect(code).toBe(6);
    expect(stdout).toMatch(/^# .*\n\n.*\n\n1 file was not read, so nothing here is a clean bill\.\n/);
    expect(stdout).toContain('partial: yes');
  });

  it('takes nothing to read for nothing to say', async () => {
    const cwd = place();
    expect((await run(cwd, 'report')).code).toBe(6);
    expect(readFileSync(join(cwd, 'failsoft-audit.html'), 'utf8')).toContain('There was nothing to read.');
  });

  it.each([
    [['--format', 'word'], /^failsoft: --format takes html, markdown, json.*, not "word"\.$/m],
    [['--format', 'html,json', '--out', 'one.html'], /^failsoft: --out has to be a folder that exists/m],
    [['--out', 'no/such/folder.html'], /^failsoft: .*folder\.html cannot be written\.$/m],
    [['nowhere'], /nowhere is no folder\.$/m],
  ])('says what is wrong with %j, and writes nothing', async (words, message) => {
    const cwd = place({ 'search.js': CODE });
    const { code, stdout, stderr } = await run(cwd, 'report', ...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(existsSync(join(cwd, 'failsoft-audit.html'))).toBe(false);
  });
});

describe('audit beside workflows', () => {
  it('says below the scan how they stand, the worst first, and what to do', async () => {
    const cwd = place({ 'search.js': CODE, 'failsoft.workflows.yaml': WORKFLOWS });
    const { code, stdout } = await run(cwd, '--no-cache');
    expect(code).toBe(0);
    const [, below = ''] = stdout.split('\nWorkflows\n');
    expect(below).toMatch(/^ {2}search +EXPOSED .* 4h +nothing +never\n {2}letters +ACCEPTED /m);
    expect(below).toMatch(/\nWhat earns most\n(?: {2}\+\d+ {2}.*\n){3}/);
    expect(below.trimEnd().split('\n').length).toBeLessThan(12);
  });

  it('says nothing of them where there are none', async () => {
    const { stdout } = await run(place({ 'search.js': CODE }), '--no-cache');
    expect(stdout).not.toContain('Workflows');
  });
});
