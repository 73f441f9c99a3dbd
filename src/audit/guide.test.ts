import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { folder, type Ran, runCli } from '../cli/testing/commands.ts';
import { isMendable } from './fix/mendings.ts';
import { RULE_IDS } from './rules/catalogue.ts';

const guide = readFileSync(new URL('../../docs/guides/audit.md', import.meta.url), 'utf8');

/** The blocks of one language, in their order. */
function blocks(language: string): readonly string[] {
  return [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '');
}

const [reply = ''] = blocks('ts');
const [suppressions = '', signatures = ''] = blocks('yaml');
const [example = '', accepting = ''] = blocks('console');
const place = folder({ 'reply.ts': reply });

async function run(words: readonly string[]): Promise<Ran> {
  return runCli(words, { cwd: place.path, env: { HOME: place.path, XDG_CACHE_HOME: join(place.path, '.cache') } });
}

/** The words of a line as a shell would cut it; no more than the guide needs. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(2);
}

afterAll(place.remove);

describe('the guide to the audit', () => {
  it('shows what is said about its example', async () => {
    const { code, stdout } = await run(['audit']);
    const plain = (text: string): string =>
      text
        .replace(/^Where .* depends/m, 'Where it depends')
        .replace(/[\d.]+ m?s$/m, 'a while')
        .trim();
    const [, said = ''] = /^\$ failsoft audit\n(.*)$/s.exec(example) ?? [];
    expect(code).toBe(0);
    expect(plain(stdout)).toBe(plain(said));
    expect(stdout).toContain(basename(place.path));
  });

  it.each(blocks('sh').flatMap((block) => block.trim().split('\n')))('shows a command that runs: %s', async (line) => {
    const { code, stdout } = await run(['audit', ...wordsOf(line)]);
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
  });

  it('has a suppression that is one', async () => {
    writeFileSync(join(place.path, 'failsoft.audit.yaml'), suppressions);
    const { stdout } = await run(['audit', '--json']);
    const { findings } = JSON.parse(stdout).data;
    const silenced = findings.filter((one: { readonly silenced: unknown }) => one.silenced !== null);
    expect(silenced).toMatchObject([{ rule: 'AIC201', silenced: { by: 'suppression', owner: 'A. Kim' } }]);
  });

  it('has a baseline behind which nothing fails but what is new', async () => {
    const lines = accepting
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\$ /, ''));
    expect((await run(['audit', '--fail-on', 'medium'])).code).toBe(1);
    for (const line of lines) expect((await run(['audit', ...wordsOf(line)])).code).toBe(0);
  });

  it('has a wrapper of its own that is found', async () => {
    writeFileSync(join(place.path, 'failsoft.signatures.yaml'), signatures);
    writeFileSync(
      join(place.path, 'own.ts'),
      "import { ask } from '@acme/llm';\nexport const hi = () => ask('hi', { model: 'x', timeoutMs: 5_000 });\n",
    );
    const { stdout } = await run(['audit', '--json']);
    const site = JSON.parse(stdout).data.sites.find((one: { readonly file: string }) => one.file === 'own.ts');
    expect(site).toMatchObject({
      providers: { value: ['anthropic'] },
      timeoutMs: { value: 5_000 },
      attempts: { value: 1 },
    });
  });

  it('says what is wrong with a signature', async () => {
    writeFileSync(join(place.path, 'wrong.yaml'), 'name: x\nprovider: y\ncals: []\n');
    const { code, stderr } = await run(['audit', '--signatures', 'wrong.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('cals');
  });

  it('mends what it says, and shows the patch that comes of it', async () => {
    const own = folder({ 'reply.ts': reply });
    const [, command = '', said = ''] = /```console\n\$ (failsoft audit fix[^\n]*)\n(.*?)```/s.exec(guide) ?? [];
    const { code, stdout } = await runCli(['audit', ...wordsOf(command)], { cwd: own.path, env: { HOME: own.path } });
    own.remove();
    expect(code).toBe(0);
    expect(stdout).toBe(said);
  });

  it('writes the reports that it shows, where it says', async () => {
    const own = folder({ 'reply.ts': reply });
    const [, lines = ''] = /## Reports\n\n```console\n(.*?)```/s.exec(guide) ?? [];
    const shown = [...lines.matchAll(/^\$ (.*)\n(.*)\n/gm)];
    expect(shown).toHaveLength(2);
    for (const [, command = '', said = ''] of shown) {
      const words = ['audit', ...wordsOf(command)];
      const { code, stderr } = await runCli(words, { cwd: own.path, env: { HOME: own.path } });
      expect([code, stderr]).toEqual([0, `${said}\n`]);
      expect(readFileSync(join(own.path, said.split(':')[0] ?? ''), 'utf8')).toContain('what happens when AI is out');
    }
    own.remove();
  });

  it('names every rule that an edit can mend, and no other', () => {
    const [, table = ''] = /\| rule \| what is changed \|\n(.*?)\n\n/s.exec(guide) ?? [];
    const named = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/\d{3}/g)].map(([digits]) => `AIC${digits}`),
    );
    expect(named.toSorted()).toEqual(RULE_IDS.filter(isMendable).toSorted());
  });

  it('shows a pipeline that passes on what is known, and inputs that the action has', async () => {
    const own = folder({ 'reply.ts': reply });
    const [, lines = ''] = /## In a pipeline\n\n```console\n(.*?)```/s.exec(guide) ?? [];
    for (const line of lines.trim().split('\n')) {
      const words = ['audit', ...wordsOf(line.replace(/^\$ /, ''))];
      expect((await runCli(words, { cwd: own.path, env: { HOME: own.path } })).code).toBe(0);
    }
    own.remove();
    const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'));
    const [, table = ''] = /\| input \| meaning \|\n(.*?)\n\n/s.exec(guide) ?? [];
    const inputs = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(inputs).toEqual(Object.keys(action.inputs));
    const [workflow = ''] = blocks('yaml').filter((text) => text.includes('failsoft/failsoft@'));
    const used = parse(workflow).jobs.audit.steps.find(({ uses }: { readonly uses: string }) =>
      uses.startsWith('failsoft/'),
    );
    expect(Object.keys(used.with).filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([]);
  });
});
