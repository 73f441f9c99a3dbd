import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Ran, runCli, stage } from '../testing/commands.ts';

const stages = stage();
const REPLY = `import OpenAI from 'openai';
const client = new OpenAI();
export async function draftReply(input) {
  try {
    return await client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
  } catch (error) {
    return '';
  }
}
`;

async function fix(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return runCli(['audit', 'fix', '--no-cache', ...words], { cwd, env: { HOME: cwd, ...env } });
}

afterAll(stages.clear);

describe('failsoft audit fix', () => {
  it('prints a patch for programs, says beside it what it does and what is left, and writes nothing', async () => {
    const cwd = stages.place({ 'reply.js': REPLY });
    const { code, stdout, stderr } = await fix(cwd, []);
    expect(code).toBe(0);
    expect(stdout).toBe(`diff --git a/reply.js b/reply.js
--- a/reply.js
+++ b/reply.js
@@ -1,5 +1,5 @@
 import OpenAI from 'openai';
-const client = new OpenAI();
+const client = new OpenAI({ timeout: 40000 });
 export async function draftReply(input) {
   try {
     return await client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
`);
    expect(stderr).toContain('sets a deadline of 40 s where the client is made');
    expect(stderr).toContain('AIC301 A failure looks like an empty answer  reply.js:5');
    expect(stderr).toContain('Throw the error');
    expect(readFileSync(join(cwd, 'reply.js'), 'utf8')).toBe(REPLY);
  });

  it('writes with --write, and has nothing more to propose afterwards', async () => {
    const cwd = stages.place({ 'reply.js': REPLY });
    const { stdout, stderr } = await fix(cwd, ['--write', '--timeout', '20s']);
    expect(stdout).toBe('');
    expect(stderr).toContain('One file was changed');
    expect(readFileSync(join(cwd, 'reply.js'), 'utf8')).toBe(
      REPLY.replace('new OpenAI()', 'new OpenAI({ timeout: 20000 })'),
    );
    expect((await fix(cwd, [])).stdout).toBe('');
  });

  it.each([
    [['--rule', 'aic301'], ''],
    [['--rule', 'AIC102,AIC301', '--at', 'reply.js#draftReply'], 'timeout'],
    [['--at', 'reply.js:5'], 'timeout'],
    [['--at', 'reply.js#other'], ''],
  ])('looks only at what is meant: %j', async (words, text) => {
    const { code, stdout } = await fix(stages.place({ 'reply.js': REPLY }), words);
    expect(code).toBe(0);
    expect(stdout.includes('timeout')).toBe(text !== '');
  });

  it.each([
    [['--rule', 'AIC999'], 'There is no rule AIC999'],
    [['--at', 'other.js'], 'There is no finding at other.js'],
    [['--timeout', 'soon'], '--timeout takes whole seconds'],
    [['--timeout', '10m'], '--timeout takes whole seconds'],
  ])('says what is wrong with %j', async (words, text) => {
    const { code, stderr } = await fix(stages.place({ 'reply.js': REPLY }), words);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
  });

  it('begins a gateway where that is asked for, and has nothing more to propose when it is there', async () => {
    const cwd = stages.place({ 'reply.js': REPLY, '.env.example': 'OPENAI_API_KEY=\n' });
    const { code, stderr } = await fix(cwd, ['--rule', 'AIC201', '--gateway', '--write']);
    expect(code).toBe(0);
    expect(stderr).toContain('begins failsoft.yaml with a ladder of OpenAI and Anthropic');
    expect(stderr).toContain('failsoft config check');
    expect(readFileSync(join(cwd, '.env.example'), 'utf8')).toContain('OPENAI_BASE_URL=http://127.0.0.1:4747/v1');
    const env = { OPENAI_API_KEY: 'sk-aaaaaaaaaaaaaaaaaaaa', ANTHROPIC_API_KEY: 'sk-ant-aaaaaaaaaaaaaaaaaaaa' };
    expect((await runCli(['config', 'check'], { cwd, env })).code).toBe(0);
    expect((await fix(cwd, ['--rule', 'AIC201', '--gateway'])).stdout).toBe('');
    expect((await fix(cwd, ['--gateway', 'somewhere'])).code).toBe(2);
  });

  it('says all of it as JSON', async () => {
    const { stdout } = await fix(stages.place({ 'reply.js': REPLY }), ['--json']);
    const { schema, data } = JSON.parse(stdout);
    expect(schema).toBe('failsoft.audit-fix/v1');
    expect(data).toMatchObject({
      written: false,
      mended: [{ files: ['reply.js'], findings: [{ rule: 'AIC102', line: 5 }] }],
      left: [{ rule: 'AIC201' }, { rule: 'AIC301' }],
      files: ['reply.js'],
    });
    expect(data.patch).toContain('+const client = new OpenAI({ timeout: 40000 });');
  });

  it('leaves what somebody answers for alone', async () => {
    const cwd = stages.place({ 'reply.js': REPLY });
    const until = '2099-01-01';
    writeFileSync(
      join(cwd, 'failsoft.audit.yaml'),
      `version: 1\nsuppress:\n  - {rule: AIC102, at: reply.js, reason: by hand, owner: A. Kim, until: ${until}}\n`,
    );
    expect((await fix(cwd, [])).stdout).toBe('');
  });

  it('lets a runner of GitHub carry out nothing that stands in the code', async () => {
    const cwd = stages.place({ 'reply.js': `::error::hello\n${REPLY}`.replace('::error::', '// ::error::') });
    const { stdout } = await fix(cwd, [], { GITHUB_ACTIONS: 'true' });
    const [, token = ''] = /^::stop-commands::(\S{30,})\n/.exec(stdout) ?? [];
    expect(token).not.toBe('');
    expect(stdout.endsWith(`::${token}::\n`)).toBe(true);
  });

  it('is never a pass where something was not read', async () => {
    const cwd = stages.place({
      'reply.js': REPLY,
      'deep.js': `${REPLY}const a = ${'('.repeat(3_000)}1${')'.repeat(3_000)};`,
    });
    expect((await fix(cwd, [])).code).toBe(6);
  });
});
