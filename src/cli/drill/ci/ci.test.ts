import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { at, type Json, listAt, textAt } from '../../../model/json.ts';
import { runCli, stage } from '../../testing/commands.ts';

const { place, start, clear } = stage();
afterEach(clear);

/** A guard in front of something, and what it does when nobody answers. */
const guard = (caught: string): string => `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ timeout: 500, maxRetries: 0 });

export async function isAllowed(text: string): Promise<boolean> {
  try {
    const messages = [{ role: 'user' as const, content: text }];
    const answer = await client.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 5, messages });
    return answer.content.length > 0;
  } catch (error) {
    ${caught}
  }
}
`;
const GUARD_TEST = `import assert from 'node:assert/strict';
import { isAllowed } from './src/guard.ts';
const isOutage = process.env.FAILSOFT_DRILL !== undefined;
const allowed = await isAllowed('a text').catch(() => false);
assert.equal(allowed, !isOutage);
console.log('key ' + process.env.ANTHROPIC_API_KEY);
`;
const WORKFLOWS = `version: 1
workflows:
  - id: moderation
    criticality: important
    mtpd: 4h
    rto: 10m
    calls: [{ site: "src/guard.ts#isAllowed", role: guardrail }]
    behaviour: { outcome: lesser-but-enough }
    ladder: [{ rung: people, automatic: true, switch: 5m }]
`;

function project(files: Readonly<Record<string, string>>): string {
  // What it imports lies above it, as in a repository of several.
  const above = place();
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(above, 'node_modules'));
  const cwd = join(above, 'shop');
  mkdirSync(join(cwd, 'src'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

const surroundings = (cwd: string) => ({ cwd, env: { HOME: cwd, ANTHROPIC_API_KEY: 'sk-a-real-one' } });
const drillCi = async (cwd: string, ...words: readonly string[]) =>
  runCli(['drill', 'ci', ...words], surroundings(cwd));

async function drilled(cwd: string, ...words: readonly string[]): Promise<Json> {
  const { stdout } = await drillCi(cwd, '--json', ...words);
  const report: Json = JSON.parse(stdout);
  return report;
}

async function verdictOf(cwd: string, keys: Readonly<Record<string, string>> = {}): Promise<string> {
  const { env } = surroundings(cwd);
  const words = ['audit', 'workflows', '--offline', '--json', '--no-cache'];
  const { stdout } = await runCli(words, { cwd, env: { ...env, ...keys } });
  const report: Json = JSON.parse(stdout);
  return textAt(report, 'data', 'workflows', 0, 'verdict', 'verdict');
}

/** It will not end when it is asked to. */
const SLOW = `import { renameSync, writeFileSync } from 'node:fs';
process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
writeFileSync('pid-new', String(process.pid));
renameSync('pid-new', 'pid');
`;
const SUITE = ['--', 'node', 'guard.test.mjs'] as const;

describe('failsoft drill ci', () => {
  it('finds a guard that lets everything through, proves it when it is mended, and until it is touched', async () => {
    const files = { 'src/guard.ts': guard('return true;'), 'guard.test.mjs': GUARD_TEST };
    const cwd = project({ ...files, 'failsoft.workflows.yaml': WORKFLOWS });
    const broken = await drillCi(cwd, '--record', ...SUITE);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/✗ down +anthropic +FAILED +1 +1 +.*it ended with 1/);
    expect(broken.stdout).toContain(
      '! moderation: the file says that an outage comes to lesser-but-enough, and the command failed',
    );
    expect(broken.stdout).toContain('0 of 4 passed, 4 failed.');
    expect(broken.stderr).toContain('AssertionError');
    expect(await verdictOf(cwd)).toBe('EXPOSED');

    writeFileSync(join(cwd, 'src/guard.ts'), guard('throw error;'));
    // What was shown of the code before still counts against it.
    expect(await verdictOf(cwd)).toBe('EXPOSED');
    const mended = await drillCi(cwd, '--record', '--junit', 'drill.xml', ...SUITE);
    expect(mended.stdout).toMatch(/moderation +provider-down +EXPOSED → PROVEN +people do it by hand/);
    expect(mended.code).toBe(0);
    expect(await verdictOf(cwd)).toBe('PROVEN');
    const noted = readFileSync(join(cwd, 'failsoft.workflows.yaml'), 'utf8');
    expect(noted.match(/provider-down/g)).toHaveLength(1);
    expect(noted).not.toContain('"fail"');
    const junit = readFileSync(join(cwd, 'drill.xml'), 'utf8');
    expect(junit).toContain('<testsuite name="node guard.test.mjs" tests="4" failures="0" errors="0"');

    writeFileSync(join(cwd, 'src/guard.ts'), `${guard('throw error;')}// A word more.\n`);
    expect(await verdictOf(cwd)).toBe('STALE');
  });

  it('shows nothing of tests that mock the SDK, and of those that fail anyway', async () => {
    const cwd = project({
      'mock.mjs': 'process.exit(0)',
      'broken.mjs': 'console.log("no such luck"); process.exit(3)',
    });
    const mocked = await drillCi(cwd, '--', 'node', 'mock.mjs');
    expect(mocked.code).toBe(6);
    expect(mocked.stderr).toMatch(/VOID {2}No request reached the simulated providers/);
    const broken = await drillCi(cwd, '--json', '--', 'node', 'broken.mjs');
    expect(broken.code).toBe(6);
    expect(broken.stderr).toContain('no such luck');
    expect(JSON.parse(broken.stdout)).toMatchObject({
      schema: 'failsoft.drill-ci/v1',
      ok: false,
      errors: [{ code: 'void', message: expect.stringContaining('It fails without an outage, too (it ended with 3)') }],
    });
  });

  it('ends what waits without a deadline, and all that it has started', async () => {
    const ask = `fetch(process.env.LLM_URL + '/chat/completions', {
      method: 'POST', headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-5.6', messages: [{ role: 'user', content: 'Hi' }] }),
    }).then((answer) => answer.text())`;
    const parent = `import { spawnSync } from 'node:child_process';
      process.exit(spawnSync(process.execPath, ['ask.mjs'], { stdio: 'inherit' }).status ?? 9);`;
    const cwd = project({ 'parent.mjs': parent, 'ask.mjs': `await ${ask}; console.log('pid ' + process.pid);` });
    const words = ['--preset', 'hang,down', '--timeout', '3s', '--variables', 'LLM_URL=openai/v1'];
    const report = await drilled(cwd, ...words, '--', 'node', 'parent.mjs');
    expect(listAt(report, 'data', 'runs')).toMatchObject([
      { preset: 'hang', takes: ['openai'], struck: 1, code: null, verdict: 'failed' },
      { preset: 'down', takes: ['openai'], struck: 1, code: 0, verdict: 'passed' },
    ]);
    expect(textAt(report, 'data', 'runs', 0, 'why')).toBe(
      'it was still at it after 3 s: something waits without a deadline',
    );
  });

  it('lets no real key out, and takes nobody down who is not meant', async () => {
    const both = `import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
const messages = [{ role: 'user', content: 'Hi' }];
const claude = () => new Anthropic({ maxRetries: 0 }).messages.create({ model: 'claude-sonnet-5-5', max_tokens: 5, messages });
const gpt = () => new OpenAI({ maxRetries: 0 }).chat.completions.create({ model: 'gpt-5.6', messages });
if (process.env.ANTHROPIC_API_KEY.startsWith('sk-')) process.exit(7);
await claude().catch(gpt);
`;
    const cwd = project({ 'both.mjs': both });
    const report = await drilled(
      cwd,
      '--preset',
      'down,openai-2024-12-11,cloudflare-2025-11-18',
      '--',
      'node',
      'both.mjs',
    );
    expect(at(report, 'data', 'usual')).toMatchObject({ code: 0, requests: 1, asked: ['anthropic'] });
    expect(listAt(report, 'data', 'runs')).toMatchObject([
      { preset: 'down', requests: 2, struck: 1, verdict: 'passed' },
      { preset: 'openai-2024-12-11', struck: 0, verdict: 'void' },
      { preset: 'cloudflare-2025-11-18', requests: 2, struck: 2, verdict: 'failed' },
    ]);
    // Those that take nobody whom it asks are left out where nobody has named them.
    const all = await drilled(cwd, '--all', '--timeout', '3s', '--', 'node', 'both.mjs');
    const names = listAt(all, 'data', 'runs').map((run) => textAt(run, 'preset'));
    expect(names).toContain('anthropic-2026-06-23');
    expect(names).not.toContain('openai-2024-12-11');
    expect(names).not.toContain('anthropic-2026-06-22');
  });

  it('tries the ladder of a gateway with the code, and proves both until one is touched', async () => {
    const asking = `import Anthropic from '@anthropic-ai/sdk';
export async function reply(mail: string) {
  const client = new Anthropic({ maxRetries: 0, timeout: 20_000, defaultHeaders: { 'x-failsoft-workflow': 'reply' } });
  const messages = [{ role: 'user' as const, content: mail }];
  return client.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 5, messages });
}
`;
    const configuration = `providers:
  anthropic: { apiKey: "\${ANTHROPIC_API_KEY}" }
  openai: { apiKey: "\${SOME_KEY_THAT_NOBODY_HAS}" }
routes:
  - { match: ["*"], workflows: [reply], ladder: [anthropic/*, openai/gpt-5.6] }
`;
    const cwd = project({
      'src/reply.ts': asking,
      'reply.test.mjs': `import { reply } from './src/reply.ts';\nfor (let n = 0; n < 3; n += 1) await reply('Hello ' + n);\n`,
      'failsoft.yaml': configuration,
      'failsoft.workflows.yaml': `version: 1
workflows:
  - { id: reply, criticality: minor, mtpd: 4h, rto: 10m, calls: [{ site: "src/reply.ts#reply" }] }
`,
    });
    const words = ['--preset', 'down,cloudflare-2025-11-18', '--', 'node', 'reply.test.mjs'];
    const alone = await drilled(cwd, ...words);
    expect(listAt(alone, 'data', 'runs').map((run) => textAt(run, 'verdict'))).toEqual(['failed', 'failed']);
    const report = await drilled(cwd, '--record', '--gateway', ...words);
    expect(at(report, 'data', 'usual')).toMatchObject({ requests: 3, asked: ['anthropic'] });
    expect(listAt(report, 'data', 'runs')).toMatchObject([
      { preset: 'down', takes: ['anthropic'], requests: 3, struck: 3, workflows: ['reply'], verdict: 'passed' },
      { preset: 'cloudflare-2025-11-18', struck: 1, verdict: 'failed' },
    ]);
    expect(listAt(report, 'data', 'workflows')).toMatchObject([
      { scenario: 'provider-down', was: 'CLAIMED', is: 'PROVEN' },
    ]);
    const keys = { SOME_KEY_THAT_NOBODY_HAS: 'here-it-is-after-all' };
    expect(await verdictOf(cwd, keys)).toBe('PROVEN');
    writeFileSync(join(cwd, 'failsoft.yaml'), `${configuration}# A word more.\n`);
    expect(await verdictOf(cwd, keys)).toBe('STALE');
  });

  it('ends with all that it has started when it is interrupted', async () => {
    const cwd = project({ 'slow.mjs': SLOW });
    const running = start(['drill', 'ci', '--', 'node', 'slow.mjs'], surroundings(cwd));
    await running.until('stderr', /without an outage/);
    const pid = async (): Promise<number> => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (existsSync(join(cwd, 'pid'))) return Number(readFileSync(join(cwd, 'pid'), 'utf8'));
      }
    };
    const child = await pid();
    running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(() => process.kill(child, 0)).toThrow(/ESRCH/);
  });

  it.each([
    [[], "missing required argument 'command'"],
    [['--preset', 'flood', '--', 'node'], 'There is no outage flood. There are down, hang'],
    [['--timeout', 'ever', '--', 'node'], '--timeout takes a time'],
    [['--variables', 'LLM_URL', '--', 'node'], '--variables takes names'],
    [['--workflow', 'reply', '--', 'node'], 'failsoft.workflows.yaml'],
    [['--', 'no-such-program-anywhere'], 'There is no program no-such-program-anywhere'],
  ])('refuses %j', async (words, why) => {
    const { code, stderr } = await drillCi(project({}), ...words);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  });

  it('lists what it can play', async () => {
    const { code, stdout } = await runCli(['drill', 'presets'], { cwd: place() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^total-ai-loss +everybody +no-models +Nobody answers at all/m);
  });
});
