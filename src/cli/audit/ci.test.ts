import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Ran, runCli, stage } from '../testing/commands.ts';

const stages = stage();
const call = (name: string, client = ''): string => `import OpenAI from 'openai';
const client = new OpenAI(${client});
export const ${name} = (input) => client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
`;
const FINE = '{ timeout: 20000, maxRetries: 1 }';
const WORKFLOWS = `version: 1
workflows:
  - id: other
    criticality: minor
  - id: reply
    criticality: important
    calls: [{site: 'reply.js#reply'}]
    mtpd: 4h
`;

async function audit(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return runCli(['audit', '--no-cache', ...words], { cwd, env: { HOME: cwd, ...env } });
}

async function withBaseline(cwd: string): Promise<void> {
  const words = [
    '--write-baseline',
    'failsoft.baseline.json',
    '--owner',
    'A. Kim',
    '--reason',
    'before',
    '--until',
    '2099-01-01',
  ];
  expect((await audit(cwd, words)).code).toBe(0);
}

afterAll(stages.clear);

describe('failsoft audit --ci', () => {
  it('passes on what is in the baseline, and fails on what is new, with its place and what to do', async () => {
    const cwd = stages.place({ 'reply.js': call('reply') });
    expect((await audit(cwd, ['--ci'])).stdout).toContain('There is no baseline');
    await withBaseline(cwd);
    const pass = await audit(cwd, ['--ci']);
    expect(pass.stdout).toMatch(/^PASSED: nothing new in /);
    expect(pass.code).toBe(0);
    writeFileSync(join(cwd, 'more.js'), call('more'));
    const { code, stdout, stderr } = await audit(cwd, ['--ci']);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toContain('One finding is new:\n  medium  AIC102  more.js:3  Only the deadline of the SDK.');
    expect(stdout).toContain('AIC102: Set the deadline yourself.');
    expect(stdout).toContain('failsoft audit fix --rule AIC102');
    expect(stdout).toContain('FAILED: ');
    expect((await audit(cwd, ['--ci', '--fail-on', 'high'])).code).toBe(0);
  });

  it('fails on a workflow that is exposed and was not, also with an older baseline, and says where it stands', async () => {
    const cwd = stages.place({ 'reply.js': call('reply', FINE), 'failsoft.workflows.yaml': WORKFLOWS });
    await withBaseline(cwd);
    const file = join(cwd, 'failsoft.baseline.json');
    const baseline = JSON.parse(readFileSync(file, 'utf8'));
    expect(baseline.workflows).toContainEqual({ id: 'reply', verdict: 'EXPOSED' });
    expect((await audit(cwd, ['--ci'])).code).toBe(0);
    writeFileSync(file, JSON.stringify({ ...baseline, workflows: undefined }));
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd };
    const { code, stdout } = await audit(cwd, ['--ci'], env);
    expect(code).toBe(1);
    expect(stdout).toContain('failsoft audit workflows --workflow reply');
    expect(stdout).toContain('::error file=failsoft.workflows.yaml,line=5,title=Workflow reply is exposed::');
  });

  it('is partial and no pass where something was not read', async () => {
    const deep = `${call('deep')}const a = ${'('.repeat(3_000)}1${')'.repeat(3_000)};`;
    const cwd = stages.place({ 'reply.js': call('reply', FINE), 'deep.js': deep });
    const { code, stdout } = await audit(cwd, ['--ci']);
    expect(code).toBe(6);
    expect(stdout).toContain('Not read (1):\n  deep.js  nested too deeply');
    expect(stdout).toContain('NOT KNOWN: ');
    expect((await audit(stages.place({}), ['--ci'])).code).toBe(6);
  });

  it('tells GitHub of files from the top of the repository, and writes a summary', async () => {
    const top = stages.place();
    const cwd = join(top, 'app');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'reply.js'), call('reply'));
    const page = join(top, 'summary.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: top, GITHUB_STEP_SUMMARY: page };
    const { code, stdout } = await audit(top, ['app', '--ci'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^::error file=app\/reply\.js,line=3,title=AIC102 Only the deadline of the SDK::Nobody set a deadline, .*%0ASet the deadline yourself/m,
    );
    expect(readFileSync(page, 'utf8')).toContain('| AIC102 Only the deadline of the SDK (medium) | reply.js&#58;3 |');
    expect((await audit(top, ['app', '--ci'], { GITHUB_ACTIONS: 'false' })).stdout).not.toContain('::error');
  });

  it('lets nothing in the names of a repository become a command, markup or a line', async () => {
    const cwd = stages.place();
    const name = 'a,b::error file=x%0A|<img src=x>`**[x](y)\n::warning::z.js';
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'src', name.replaceAll('/', '')), call('reply'));
    const page = join(cwd, 'summary.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd, GITHUB_STEP_SUMMARY: page };
    const { stdout } = await audit(cwd, ['--ci'], env);
    const commands = stdout.split('\n').filter((line) => line.trim().startsWith('::'));
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain(
      'file=src/a%2Cb%3A%3Aerror file=x%250A|<img src=x>`**[x](y)%0A%3A%3Awarning%3A%3Az.js,line=3',
    );
    const summary = readFileSync(page, 'utf8');
    expect(summary).not.toContain('<img');
    expect(summary).not.toContain('**[x]');
    expect(summary.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
  });

  it('says all of it as JSON, and nothing else', async () => {
    const cwd = stages.place({ 'reply.js': call('reply') });
    const { code, stdout } = await audit(cwd, ['--ci', '--json'], { GITHUB_ACTIONS: 'true' });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'failsoft.audit-ci/v1',
      ok: false,
      data: { failOn: 'medium', baseline: false, partial: false, findings: [{ rule: 'AIC102' }], exposed: [] },
    });
  });

  it('writes no baseline', async () => {
    const cwd = stages.place({ 'reply.js': call('reply') });
    const words = ['--ci', '--write-baseline', 'b.json', '--owner', 'A', '--reason', 'b'];
    expect((await audit(cwd, words)).code).toBe(2);
    expect(existsSync(join(cwd, 'b.json'))).toBe(false);
  });
});
