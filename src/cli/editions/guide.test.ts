import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Author, startAuthor } from '../../../test/fixtures/author.ts';
import { folder, type Ran, runCli } from '../testing/commands.ts';

const guide = readFileSync(new URL('../../../docs/guides/editions.md', import.meta.url), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
const [config = ''] = blocks('yaml');
const commands = blocks('sh').map((block) => block.trim().split('\n'));

const HELP = (hours: string): string =>
  [
    '# Opening hours',
    '',
    `We are there for you on all days of the week, ${hours}, and if you have a question that is not answered here, you can write to us.`,
    '',
  ].join('\n');

let author: Author;
let place: ReturnType<typeof folder>;
beforeAll(async () => {
  author = await startAuthor(HELP('in the morning'));
  const providers = `providers:\n  anthropic: { protocol: openai-chat, baseUrl: "${author.url}", apiKey: sk-0123456789abcdef }\n  openai: { baseUrl: "${author.url}", apiKey: sk-0123456789abcdef }\njournal: { path: null }\n`;
  place = folder({ 'failsoft.yaml': providers + config, 'help.md': 'We are there.' });
});
afterAll(async () => {
  await author.close();
  place.remove();
});

async function run(line: string): Promise<Ran> {
  const [program, ...words] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(program).toBe('failsoft');
  return runCli(words, { cwd: place.path });
}

describe('the guide to editions', () => {
  it('shows commands that build one and show it, by the files alone', async () => {
    const ran: Ran[] = [];
    for (const line of commands[0] ?? []) ran.push(await run(line));
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(ran[0]?.stdout).toMatch(/^✓ help [0-9a-f]{10} is published\n$/);
    expect(ran[1]?.stdout).toMatch(/^help {2}● fresh {2}[0-9a-f]{10} .* anthropic\/claude-opus-5-5 {2}next in /);
    for (const check of ['length', 'language', 'links', 'banned'])
      expect(ran[2]?.stdout).toMatch(new RegExp(`✓ +${check} `));
    const path = join(place.path, 'editions/public/help/current/content.md');
    expect(readFileSync(path, 'utf8')).toBe(HELP('in the morning'));
  });

  it('shows commands that compare, approve and take back', async () => {
    const file = join(place.path, 'failsoft.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('      locale: en', '      locale: en\n      approval: true'),
    );
    author.says(HELP('in the evening'));
    expect((await run('failsoft editions build help')).stdout).toContain(
      'waits for approval: failsoft editions approve help',
    );
    expect((await run('failsoft editions list')).stdout).toMatch(/\n {2}[0-9a-f]{10} waits for approval since /);
    const ran: Ran[] = [];
    for (const line of commands[1] ?? []) ran.push(await run(line));
    expect(ran.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    const [diff, approved, back] = ran.map(({ stdout }) => stdout);
    expect(diff).toMatch(/\n- We are there .*in the morning.*\n\+ We are there .*in the evening/);
    expect(approved).toMatch(/^✓ help [0-9a-f]{10} is published, approved by \S+@\S+\n$/);
    expect(back).toMatch(/^✓ help is back at [0-9a-f]{10}, from [0-9a-f]{10}\n$/);
    const { data } = JSON.parse((await run('failsoft editions list help --json')).stdout);
    expect(data.moves.map(({ kind, why }: { kind: string; why: string }) => [kind, why])).toEqual([
      ['published', ''],
      ['approved', 'read it'],
      ['rolled-back', 'wrong opening hours'],
    ]);
  });

  it('says how commands end that cannot do what they should', async () => {
    author.says(
      "I'm sorry, but I can't help with that. It is what it is, and that is all that there is to say, for you and for all of them, as it was.",
    );
    expect(await run('failsoft editions build help')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is held back: banned:'),
    });
    expect(await run('failsoft editions approve help')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('To publish it all the same: --anyway'),
    });
    expect(await run('failsoft editions list --strict')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('not renewed'),
    });
    expect(await run('failsoft editions approve help --anyway --json')).toMatchObject({ code: 0 });
    expect(await run('failsoft editions rollback help abc')).toMatchObject({ code: 1 });
    expect(await run('failsoft editions diff hlp')).toMatchObject({
      code: 2,
      stderr: 'failsoft: There is no slot "hlp" — did you mean "help"?\n',
    });
    expect(await run('failsoft editions build help --url http://127.0.0.1:9')).toMatchObject({ code: 5 });
    author.says(500);
    expect(await run('failsoft editions build help --json')).toMatchObject({ code: 1 });
    const nowhere = folder();
    expect((await runCli(['editions', 'list'], { cwd: nowhere.path })).stderr).toContain(
      'There is no failsoft.yaml here',
    );
    nowhere.remove();
  });

  it('names every check that the gate has, and every field of a slot', async () => {
    const { judged } = await import('../../editions/gate/gate.ts');
    const { slotSchema } = await import('../../config/schema/editions.ts');
    const configuration = readFileSync(new URL('../../../docs/guides/configuration.md', import.meta.url), 'utf8');
    for (const field of Object.keys(slotSchema.shape)) expect(configuration).toContain(`\`${field}\``);
    const all = judged({
      body: '{}',
      slot: {
        format: 'json',
        locale: 'en',
        rules: {
          length: { min: 0, max: 9 },
          schema: null,
          links: true,
          numbers: true,
          banned: [],
          personal: 'none',
          distanceMax: 1,
          judge: null,
        },
      },
      sources: [],
      previous: 'x',
      secrets: [],
    });
    for (const { name } of all) expect(guide).toContain(`| ${name} |`);
    expect(guide).toContain('| markup |');
  });
});
