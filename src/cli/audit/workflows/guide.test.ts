import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROLES, workflowSchema } from '../../../audit/workflows/schema.ts';
import { SCENARIO_IDS } from '../../../audit/workflows/scenarios.ts';
import { VERDICTS } from '../../../audit/workflows/verdict.ts';
import { tell } from '../../running/client.ts';
import { runCli, stage, urlOf } from '../../testing/commands.ts';

const guide = readFileSync(new URL('../../../../docs/guides/workflows.md', import.meta.url), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);

const [workflows = '', configuration = ''] = blocks('yaml');
const [code = ''] = blocks('ts');
const all = blocks('console').map((block) => {
  const [, command = '', said = ''] = /^\$ failsoft (.*)\n([^]*)$/.exec(block) ?? [];
  return { command, said };
});
const sessions = all.filter(({ command }) => !command.startsWith('drill'));
const [drill] = all.filter(({ command }) => command.startsWith('drill'));

/** Numbers and widths are of one day and one machine. */
const still = (text: string): string => text.replaceAll(/\d+/g, 'n').replaceAll(/[ ─]+/g, ' ');

const { place, start, clear } = stage();
afterAll(clear);

/** The folder that the guide is about. */
function project(): { readonly cwd: string; readonly env: Readonly<Record<string, string>> } {
  const cwd = place({ 'failsoft.workflows.yaml': workflows, 'failsoft.yaml': configuration });
  mkdirSync(join(cwd, 'src', 'routes'), { recursive: true });
  writeFileSync(join(cwd, 'src', 'routes', 'reply.ts'), code);
  return { cwd, env: { HOME: cwd, ANTHROPIC_API_KEY: 'a-key-of-some-length', OPENAI_API_KEY: 'a-key-of-some-length' } };
}

describe('the guide to workflows', () => {
  it('shows what commands print, as far as it shows it', async () => {
    const here = project();
    expect(sessions).toHaveLength(3);
    for (const { command, said } of sessions) {
      const { code: ended, stdout } = await runCli(command.split(' '), here);
      expect([command, ended]).toEqual([command, 0]);
      expect(stdout.slice(0, stdout.indexOf('Down means')).trim()).toBe(said.trim());
      // What the figures mean stands below them.
      expect(stdout).toMatch(/Down means: .*[^]*P50, P90: /);
    }
  });

  it('shows a drill as it is', async () => {
    const { cwd, env } = project();
    const url = await urlOf(start(['serve', '--sandbox', '--port', '0'], { cwd, env }));
    const drilling = start(drill?.command.split(' ') ?? [], { cwd, env });
    await drilling.until('stderr', /Ctrl\+C ends it at once/);
    const body = { model: 'claude-sonnet-5-5', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] };
    const headers = { 'x-failsoft-workflow': 'support-reply' };
    const one = async (): Promise<unknown> => tell(url, { method: 'POST', path: '/v1/messages', body, headers });
    await Promise.all(Array.from({ length: 12 }, one));
    drilling.signal('SIGINT');
    const { stdout, stderr } = await drilling.ended;
    const shown = still(`${stderr}\n${stdout}`);
    for (const line of drill?.said.split('\n') ?? []) expect(shown).toContain(still(line).trim());
    // Simulated providers prove nothing of real ones, and that is said.
    const judged = await runCli(['audit', 'workflows', '--url', url], { cwd, env });
    expect(judged.stderr).toContain('are simulated');
    expect(judged.stdout).toContain('support-reply  CLAIMED');
  });

  it('begins with commands that work', async () => {
    const here = project();
    for (const line of blocks('sh').flatMap((block) => block.trim().split('\n'))) {
      const [program, ...words] = line.replace(/ +#.*/, '').split(' ');
      const { code: ended, stdout } = await runCli(words, here);
      expect([program, line, ended, stdout !== '']).toEqual(['failsoft', line, 0, true]);
    }
  });

  it.each([...Object.keys(workflowSchema.shape), ...ROLES, ...SCENARIO_IDS, ...Object.keys(VERDICTS)])(
    'names %s',
    (word) => {
      expect(guide).toContain(`\`${word}\``);
    },
  );
});
