import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DRILL_MODES } from '../../../engine/drills/faults.ts';
import { runCli, stage } from '../../testing/commands.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../../docs/guides/${name}`, import.meta.url), 'utf8');
const guide = read('drills.md');
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
const [code = ''] = blocks('ts');
const [suite = ''] = blocks('js');
const [workflows = ''] = blocks('yaml');

const { place, clear } = stage();
afterAll(clear);

/** Times and days are of one machine. */
const still = (text: string): string =>
  text
    .replaceAll(/\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'some time')
    .replaceAll(/\d+/g, 'n')
    .replaceAll(/ +/g, ' ')
    .trim();

describe('the guide to drills', () => {
  it('shows what its commands print, before and after the guard was mended', async () => {
    const above = place();
    symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(above, 'node_modules'));
    const cwd = join(above, 'shop');
    mkdirSync(join(cwd, 'src'), { recursive: true });
    writeFileSync(join(cwd, 'guard.test.mjs'), suite);
    writeFileSync(join(cwd, 'failsoft.workflows.yaml'), workflows);
    const sources = [code, code.replace('return true;', 'throw error;')];
    const sessions = blocks('console');
    expect(sessions).toHaveLength(sources.length);
    for (const [at, session] of sessions.entries()) {
      writeFileSync(join(cwd, 'src/guard.ts'), sources[at] ?? '');
      const [, command = '', said = ''] = /^\$ failsoft (.*)\n([^]*)$/.exec(session) ?? [];
      const { stdout, code: ended } = await runCli(command.split(' '), { cwd, env: { HOME: cwd } });
      expect([still(stdout), ended]).toEqual([still(said), at === 0 ? 1 : 0]);
    }
    const judged = await runCli(['audit', 'workflows', '--offline', '--no-cache'], { cwd, env: { HOME: cwd } });
    expect(judged.stdout).toContain('1 PROVEN');
    expect(readFileSync(join(cwd, 'drill.xml'), 'utf8')).toContain('tests="2" failures="0"');
  });

  it('shows commands that work', async () => {
    const cwd = place();
    for (const line of blocks('sh').flatMap((block) => block.trim().split('\n'))) {
      const { code: ended, stdout } = await runCli(line.split(' ').slice(1), { cwd, env: { HOME: cwd } });
      expect([line, ended, stdout !== '']).toEqual([line, 0, true]);
    }
  });

  it.each(DRILL_MODES)('goes with a table that names the mode %s', (mode) => {
    expect(read('command-line.md')).toContain(`\`${mode}\``);
  });
});
