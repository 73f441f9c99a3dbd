import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, type Json, listAt, textAt } from '../../../model/json.ts';
import { tell } from '../../running/client.ts';
import { runCli, stage, urlOf } from '../../testing/commands.ts';
import { hasTerminal, openTerminal, type Terminal } from '../../testing/terminal.ts';

const { place, start, later, clear } = stage();
afterEach(clear);

const FILE = 'failsoft.workflows.yaml';

const PROTECTED = `import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
const first = new Anthropic({ timeout: 20_000, maxRetries: 0 });
const second = new OpenAI({ timeout: 20_000, maxRetries: 0 });
export async function draftReply(mail: string) {
  const messages = [{ role: 'user' as const, content: mail }];
  try {
    return await first.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 500, messages });
  } catch {
    return await second.chat.completions.create({ model: 'gpt-5.6', messages });
  }
}
`;
const MUTATED = PROTECTED.replace(
  "    return await second.chat.completions.create({ model: 'gpt-5.6', messages });",
  '    throw new Error("away");',
);
const TAGGING = `import Anthropic from '@anthropic-ai/sdk';
export async function tag(text: string) {
  return new Anthropic().messages.create({ model: 'claude-haiku-4-5', max_tokens: 5, messages: [{ role: 'user', content: text }] });
}
`;

function project(reply: string): string {
  const cwd = place();
  for (const [name, text] of [
    ['src/routes/reply.ts', reply],
    ['src/jobs/tagging.ts', TAGGING],
  ] as const) {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

async function json(words: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Json> {
  const { stdout } = await runCli([...words, '--json', ...(words[1] === 'interview' ? [] : ['--no-cache'])], {
    cwd,
    env: { HOME: cwd, ...env },
  });
  const report: Json = JSON.parse(stdout);
  return at(report, 'data') ?? null;
}

function verdicts(data: Json): Record<string, string> {
  return Object.fromEntries(
    listAt(data, 'workflows').map((one) => [textAt(one, 'known', 'workflow', 'id'), textAt(one, 'verdict', 'verdict')]),
  );
}

const WRITTEN = `version: 1
workflows:
  - id: reply
    mtpd: 4h
    calls: [{ site: "src/routes/reply.ts#draftReply" }]
  - id: tagging-job
    criticality: minor
    mtpd: 3d
    calls: [{ site: "src/jobs/tagging.ts#tag" }]
`;

describe('workflows', () => {
  it('are proposed from where the code asks models, and never twice', async () => {
    const cwd = project(PROTECTED);
    const { code, stdout } = await runCli(['audit', 'init'], { cwd, env: { HOME: cwd } });
    expect(code).toBe(0);
    expect(stdout).toContain('2 workflows were added');
    const file: unknown = parse(readFileSync(join(cwd, FILE), 'utf8'));
    expect(file).toMatchObject({
      version: 1,
      workflows: [
        { id: 'tagging-job', confirmed: false, calls: [{ site: 'src/jobs/tagging.ts#tag' }] },
        { id: 'reply', confirmed: false, entryPoints: ['src/routes/reply.ts#draftReply'] },
      ],
    });
    const before = readFileSync(join(cwd, FILE), 'utf8');
    expect((await runCli(['audit', 'init'], { cwd, env: { HOME: cwd } })).stdout).toContain(
      'Every call that was found belongs',
    );
    expect(readFileSync(join(cwd, FILE), 'utf8')).toBe(before);
  });

  it('lose their verdict with what protects them, and no other one does', async () => {
    const [good, bad] = [project(PROTECTED), project(MUTATED)];
    for (const cwd of [good, bad]) writeFileSync(join(cwd, FILE), WRITTEN);
    const [before, after] = [
      await json(['audit', 'workflows', '--offline'], good),
      await json(['audit', 'workflows', '--offline'], bad),
    ];
    expect(verdicts(before)).toEqual({ reply: 'CLAIMED', 'tagging-job': 'EXPOSED' });
    expect(verdicts(after)).toEqual({ reply: 'EXPOSED', 'tagging-job': 'EXPOSED' });
    const tagging = (data: Json): Json =>
      listAt(data, 'workflows').find((one) => textAt(one, 'known', 'workflow', 'id') === 'tagging-job') ?? null;
    expect(textAt(tagging(after), 'verdict', 'because')).toBe(textAt(tagging(before), 'verdict', 'because'));
    expect(at(tagging(after), 'score')).toEqual(at(tagging(before), 'score'));
  });

  it('are judged without one connection', async () => {
    const cwd = project(PROTECTED);
    writeFileSync(join(cwd, FILE), WRITTEN);
    const hook = `import net from 'node:net'; import dns from 'node:dns';
      net.Socket.prototype.connect = () => { process.stderr.write('CONNECTS'); throw new Error('blocked'); };
      dns.lookup = () => { process.stderr.write('LOOKS UP'); throw new Error('blocked'); };`;
    const env = { HOME: cwd, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
    for (const words of [
      ['audit', 'init'],
      ['audit', 'workflows', '--offline'],
      ['audit', 'interview', '--offline'],
      ['forecast', '--offline'],
    ]) {
      const { code, stdout, stderr } = await runCli(words, { cwd, env });
      expect(stderr).not.toMatch(/CONNECTS|LOOKS UP/);
      expect([code, stdout !== '']).toEqual([0, true]);
    }
  });

  it('are joined with what the gateway sees', async () => {
    const cwd = project(PROTECTED);
    writeFileSync(join(cwd, FILE), WRITTEN);
    const url = await urlOf(start(['serve', '--sandbox', '--port', '0'], { cwd, env: { HOME: cwd } }));
    const body = { model: 'claude-sonnet-5-5', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] };
    for (const workflow of ['reply', 'reply', 'stranger'])
      expect(
        (await tell(url, { method: 'POST', path: '/v1/messages', body, headers: { 'x-failsoft-workflow': workflow } }))
          .status,
      ).toBe(200);
    const data = await json(['audit', 'workflows', '--url', url], cwd);
    const reply = listAt(data, 'workflows').find((one) => textAt(one, 'known', 'workflow', 'id') === 'reply') ?? null;
    expect(at(reply, 'known', 'traffic')).toMatchObject({
      requests: 2,
      failed: 0,
      usual: ['anthropic/claude-sonnet-5-5'],
    });
    expect(listAt(reply, 'known', 'first')).toMatchObject([{ by: 'traffic', service: { id: 'claude-api' } }]);
    // The folder has no configuration; how it is served is told by the gateway that runs.
    expect(listAt(reply, 'known', 'ladder')[0]).toMatchObject({
      by: 'configuration',
      service: { target: 'openai/gpt-5.6' },
    });
    expect(listAt(data, 'drift')).toEqual(
      expect.arrayContaining([
        { workflow: null, what: '1 requests belong to no workflow: the workflow stranger' },
        { workflow: 'tagging-job', what: 'it is in the code, and not one request of the journal is its own' },
      ]),
    );
  });

  it('with names that mean harm are shown as names', async () => {
    const names = ['<script>alert(1)</script>', '=cmd()', '\u001B[31mred', '::error::x'];
    const workflows = names.map((name, number) => ({
      id: `w${number}`,
      name,
      uses: [`${name}/x`],
      acceptance: { verdict: 'accepted', by: name, until: '2030-01-01', why: name },
    }));
    const cwd = place({ [FILE]: JSON.stringify({ version: 1, workflows }) });
    for (const words of [['audit', 'workflows'], ['audit', 'workflows', '--workflow', 'w2'], ['forecast']]) {
      const { code, stdout } = await runCli([...words, '--offline'], { cwd, env: { HOME: cwd } });
      expect(code).toBe(0);
      expect(stdout).not.toContain('\u001B');
      expect(stdout).not.toContain('::error');
    }
  });

  it('of which not all code could be read are no pass, and no file outside is read', async () => {
    const cwd = project(PROTECTED);
    writeFileSync(join(cwd, FILE), WRITTEN);
    symlinkSync('/etc', join(cwd, 'src', 'outside'));
    writeFileSync(
      join(cwd, 'src', 'long.ts'),
      `import OpenAI from 'openai'; new OpenAI(); // ${'x'.repeat(8_000_000)}`,
    );
    const { code, stdout } = await runCli(['audit', 'workflows', '--offline'], { cwd, env: { HOME: cwd } });
    expect(stdout).toContain('Not all of the code could be read');
    expect(stdout).toContain('UNKNOWN  ');
    expect(stdout).not.toMatch(/CLAIMED {2}|etc\//);
    expect(code).toBe(6);
  });

  it.each([
    ['audit workflows', {}, /There is no failsoft\.workflows\.yaml/],
    [
      'audit workflows',
      { [FILE]: 'version: 1\nworkflows: [{ id: a, ownr: x }]' },
      /^failsoft\.workflows\.yaml:2:22 {2}unknown key "ownr"/m,
    ],
    ['audit workflows --workflow b', { [FILE]: 'version: 1\nworkflows: [{ id: a }]' }, /There is no workflow b/],
    ['audit interview --workflow b', { [FILE]: 'version: 1\nworkflows: [{ id: a }]' }, /There is no workflow b/],
    ['forecast', {}, /neither workflows .* nor routes/],
    ['forecast --failing 2', {}, /--failing takes a share/],
    ['forecast --switch soon', {}, /--switch takes a time/],
    ['forecast --definition bad', {}, /--definition is one of/],
    ['forecast --since 2026-13-01', {}, /--since takes a day/],
  ])('say what is wrong with %s', async (words, files, said) => {
    const cwd = place(files);
    const { code, stderr } = await runCli([...words.split(' '), '--offline'], { cwd, env: { HOME: cwd } });
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
  });
});

function onTerminal(words: readonly string[], cwd: string): Terminal {
  const terminal = openTerminal(words, { cwd, env: { HOME: cwd } });
  later(terminal.close);
  return terminal;
}

const DOWN = '\u001B[B';

describe.skipIf(!hasTerminal)('the interview', () => {
  it('works in an empty folder, and keeps what was said when it is interrupted', async () => {
    const cwd = place();
    const terminal = onTerminal(['audit', 'interview', '--offline'], cwd);
    const say = async (question: RegExp, keys: string): Promise<void> => {
      await terminal.until(question);
      terminal.press(keys);
    };
    await say(/What do people here use AI for/, 'Letters in claude.ai\r');
    await say(/What does it produce/, 'letters to customers\r');
    await say(/For whom/, 'customers\r');
    await say(/How much depends on it/, `${DOWN}\r`);
    await say(/Who answers for it/, 'A. Kim\r');
    await say(/Who is called/, '\r');
    await say(/Whose AI is used/, `${DOWN} \r`);
    await say(/How often in a day/, 'many\r');
    await say(/A number is needed/, '\u007F\u007F\u007F\u007F30\r');
    await say(/When mostly/, '\u0003');
    expect(await terminal.ended).toBe(130);
    const file: unknown = parse(readFileSync(join(cwd, FILE), 'utf8'));
    expect(file).toMatchObject({
      workflows: [
        {
          id: 'letters-in-claude-ai',
          name: 'Letters in claude.ai',
          purpose: 'letters to customers',
          criticality: 'important',
          owner: 'A. Kim',
          uses: ['claude-app'],
        },
      ],
    });
    expect(file).not.toMatchObject({ workflows: [{ demand: {} }] });
  });

  it('asks only what is open, and writes it between what stands there', async () => {
    const text = `# Ours.
version: 1
defaults: { owner: team }
workflows:
  # People know this one.
  - id: letters
    name: Letters   # as they say
    purpose: letters
    consumers: customers
    criticality: minor
    onCall: A. Kim
    uses: [claude-app]
    demand: { perDay: 3 }
    behaviour: { outcome: visible-error, sees: an error, silent: false }
    harm: none
    impact: { 5m: 0, 1h: 0, 4h: 1, 1d: 2, 3d: 3 }
    rpo: 0s
    mbco: { text: a template }
    costPerHour: { amount: 50, currency: EUR }
    acceptance: { verdict: accepted, impact: 1, by: A. Kim, until: 2099-12-31, why: it can wait }
    ladder: [{ rung: people }]
    parity: { enough: true }
    runbook: on paper
    teamTools: none are used
    recovery: nothing is kept
    suppliers: []
# The end.
`;
    const cwd = place({ [FILE]: text });
    const terminal = onTerminal(['audit', 'interview', '--workflow', 'letters', '--offline'], cwd);
    await terminal.until(/From when is its absence unacceptable/);
    terminal.press('soon\r');
    await terminal.until(/A time is written like/);
    terminal.press('\u007F\u007F\u007F\u007F3d\r');
    await terminal.until(/Within what is it to go on/);
    terminal.press('1d\r');
    await terminal.until(/Nothing is open any more/);
    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(cwd, FILE), 'utf8')).toBe(
      text.replace('    suppliers: []\n', '    suppliers: []\n    mtpd: 3d\n    rto: 1d\n'),
    );
    expect(verdicts(await json(['audit', 'workflows', '--offline'], cwd))).toEqual({ letters: 'CLAIMED' });
  });
});
