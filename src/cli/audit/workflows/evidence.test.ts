import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../../drill/sandbox/sandbox.ts';
import { at, type Json, listAt, numberAt, textAt } from '../../../model/json.ts';
import { tell } from '../../running/client.ts';
import { runCli, type RunningCommand, stage, startCli, urlOf } from '../../testing/commands.ts';

const run = promisify(execFile);
const { place, start, clear } = stage();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterEach(clear);
afterAll(async () => sandbox.close());

/** A guard in front of something, and what it does when nobody answers. */
const guard = (caught: string): string => `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({
  baseURL: process.env.LLM_URL,
  apiKey: process.env.LLM_KEY,
  timeout: 20_000,
  maxRetries: 0,
  defaultHeaders: { 'x-failsoft-workflow': 'moderation' },
});

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
const APP = `import { isAllowed } from './src/guard.ts';
for (let count = 0; count < 12; count += 1) await isAllowed('text ' + count);
console.log('asked');
`;
const WORKFLOWS = `version: 1
workflows:
  - id: moderation
    criticality: minor
    mtpd: 4h
    rto: 10m
    calls: [{ site: "src/guard.ts#isAllowed", role: guardrail }]
  - id: search
    criticality: critical
    mtpd: 4h
    rto: 10m
    match: { clients: [search-app], routes: [asked] }
    uses: [anthropic]
`;

function configuration(): string {
  const account = (id: string): string => `  ${id}: { apiKey: a-key-of-this-test, baseUrl: "${sandbox.baseUrl(id)}" }`;
  return [
    'providers:',
    account('anthropic'),
    account('openai'),
    'routes:',
    '  - { name: asked, match: [claude-*], workflows: [moderation], ladder: [anthropic/*, openai/gpt-5.6] }',
    'monitor: { pages: off }',
    'clients: [{ id: app, key: key-of-the-app-of-this-test }, { id: search-app, key: key-of-the-search-of-this-test }]',
    '',
  ].join('\n');
}

type Project = { readonly cwd: string; readonly app: () => Promise<void>; readonly serve: () => Promise<string> };

function project(): Project {
  // What it imports lies above it, as in a repository of several.
  const above = place();
  const cwd = join(above, 'shop');
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(above, 'node_modules'));
  mkdirSync(join(cwd, 'src'), { recursive: true });
  for (const [name, text] of [
    ['failsoft.yaml', configuration()],
    ['failsoft.workflows.yaml', WORKFLOWS],
    ['app.mjs', APP],
  ] as const)
    writeFileSync(join(cwd, name), text);
  writeFileSync(join(cwd, 'src', 'guard.ts'), guard('return true;'));
  let url = '';
  return {
    cwd,
    serve: async () => {
      url = await urlOf(start(['serve', '--port', '0'], { cwd, env: { HOME: cwd } }));
      return url;
    },
    app: async () => {
      const env = { PATH: process.env['PATH'], LLM_URL: url, LLM_KEY: 'key-of-the-app-of-this-test' };
      const { stdout } = await run(process.execPath, ['app.mjs'], { cwd, env });
      expect(stdout).toContain('asked');
    },
  };
}

async function data(words: readonly string[], cwd: string): Promise<Json> {
  const { stdout } = await runCli([...words, '--json', '--no-cache'], { cwd, env: { HOME: cwd } });
  const report: Json = JSON.parse(stdout);
  return at(report, 'data') ?? null;
}

async function assessed(cwd: string, id: string): Promise<Json> {
  const all = listAt(await data(['audit', 'workflows'], cwd), 'workflows');
  return all.find((one) => textAt(one, 'known', 'workflow', 'id') === id) ?? null;
}

const verdictOf = async (cwd: string, id: string): Promise<readonly [string, string]> => {
  const one = await assessed(cwd, id);
  return [textAt(one, 'verdict', 'verdict'), textAt(one, 'verdict', 'because')];
};

const body = { model: 'claude-sonnet-5-5', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] };
const headers = { 'x-failsoft-key': 'key-of-the-search-of-this-test' };

/** Is the first rung asked by everybody again, and not by a share only? */
async function isBack(url: string): Promise<boolean> {
  await search(url, 1);
  const { body: status } = await tell(url, { path: '/admin/status' });
  return listAt(status, 'routes', 0, 'rungs', 0, 'targets').every((one) => textAt(one, 'breaker') === 'closed');
}

/** Asks as an app that has a key and says no name. */
async function search(url: string, count: number): Promise<void> {
  const one = async (): Promise<unknown> => tell(url, { method: 'POST', path: '/v1/messages', body, headers });
  await Promise.all(Array.from({ length: count }, one));
}

async function during(drill: RunningCommand, work: () => Promise<void>): Promise<string> {
  await drill.until('stderr', /Ctrl\+C ends it at once/);
  await work();
  drill.signal('SIGINT');
  return (await drill.ended).stdout;
}

describe('evidence that nobody has to write', () => {
  it('proves a guard that was mended, as long as its code stays what it is', async () => {
    const { cwd, serve, app } = project();
    expect(await verdictOf(cwd, 'moderation')).toEqual([
      'EXPOSED',
      expect.stringMatching(/the guard lets everything through \(AIC304/),
    ]);
    writeFileSync(join(cwd, 'src', 'guard.ts'), guard('throw error;'));
    expect((await verdictOf(cwd, 'moderation'))[0]).toBe('CLAIMED');

    const before = readFileSync(join(cwd, 'failsoft.workflows.yaml'), 'utf8');
    const url = await serve();
    const drill = startCli(['drill', 'anthropic', '--for', '5m', '--prove'], { cwd, env: { HOME: cwd } });
    expect(await during(drill, app)).toMatch(
      /✓ PASSED {2}all 12 requests that met it were answered[^]*moderation +PASSED +12 +12 .*openai\/gpt-5\.6 \(12\)/,
    );
    expect(await verdictOf(cwd, 'moderation')).toEqual([
      'PROVEN',
      expect.stringMatching(/another provider was shown to work on \S+: 12 of 12 requests answered/),
    ]);
    expect(readFileSync(join(cwd, 'failsoft.workflows.yaml'), 'utf8')).toBe(before);

    // The chance and the time of the forecast are those of the drill, and it says what they have changed.
    const [forecast] = listAt(await data(['forecast', '--workflow', 'moderation'], cwd), 'forecasts');
    expect(listAt(forecast, 'inputs')[0]).toMatchObject({ chance: { passed: 1, failed: 0 }, isMeasured: true });
    const moved = listAt(forecast, 'moved').find((one) => textAt(one, 'what', 'kind') === 'rung') ?? null;
    expect(numberAt(moved, 'without', 'withoutAi')).toBeGreaterThan(numberAt(forecast, 'year', 'withoutAi', 'mean'));

    // Noted beside the code as well, it counts once, and without the gateway.
    // Whoever still rests after the first drill is not asked in another one, which would show nothing.
    await expect.poll(async () => isBack(url), { timeout: 60_000, interval: 1_000 }).toBe(true);
    const again = startCli(['drill', 'anthropic', '--for', '5m', '--record'], { cwd, env: { HOME: cwd } });
    expect(await during(again, app)).toContain('✓ PASSED');
    const after = readFileSync(join(cwd, 'failsoft.workflows.yaml'), 'utf8');
    expect(after.startsWith(before.slice(0, before.indexOf('  - id: search')))).toBe(true);
    const noted: Json = parse(after);
    expect(listAt(noted, 'workflows', 0, 'evidence')).toMatchObject([
      { kind: 'drill', scenario: 'provider-down', result: 'pass', requests: 12, answered: 12 },
      { scenario: 'model-suspended' },
    ]);
    const offline = await data(['audit', 'workflows', '--offline'], cwd);
    const [alone] = listAt(offline, 'workflows').filter(
      (one) => textAt(one, 'known', 'workflow', 'id') === 'moderation',
    );
    expect(textAt(alone, 'verdict', 'verdict')).toBe('PROVEN');
    const both = listAt(await assessed(cwd, 'moderation'), 'known', 'evidence');
    expect(both.filter((one) => textAt(one, 'scenario') === 'provider-down')).toHaveLength(2);

    // From the file of the gateway as from the gateway itself.
    await clearGateway(cwd);
    expect((await verdictOf(cwd, 'moderation'))[0]).toBe('PROVEN');
    writeFileSync(join(cwd, 'src', 'guard.ts'), `${guard('throw error;')}// A word more.\n`);
    expect(await verdictOf(cwd, 'moderation')).toEqual(['STALE', expect.stringMatching(/the code has changed since/)]);
  });

  it(
    'shows that two behind one edge network are none, by what a drill of both comes to',
    { timeout: 120_000 },
    async () => {
      const { cwd, serve } = project();
      const url = await serve();
      await search(url, 1);
      const scenarios = async (): Promise<Record<string, string>> =>
        Object.fromEntries(
          listAt(await assessed(cwd, 'search'), 'verdict', 'scenarios').map((one) => [
            textAt(one, 'scenario'),
            `${textAt(one, 'verdict')} ${textAt(one, 'because')}`,
          ]),
        );
      expect((await scenarios())['edge-down']).toContain('EXPOSED OpenAI API is lost with it, by cloudflare');

      const one = startCli(['drill', 'anthropic', '--for', '5m', '--prove'], { cwd, env: { HOME: cwd } });
      expect(await during(one, async () => search(url, 12))).toContain('✓ PASSED');
      const both = startCli(['drill', 'anthropic', 'openai', '--for', '5m', '--unproven'], { cwd, env: { HOME: cwd } });
      let asked: Promise<void> = Promise.resolve();
      const begin = async (): Promise<void> => {
        asked = search(url, 12);
        // They wait for the end of it: nobody else is left to be asked.
        await vi.waitFor(async () => {
          const { body } = await tell(url, { path: '/admin/drill' });
          expect(numberAt(body, 'underWay')).toBe(12);
        });
      };
      expect(await during(both, begin)).toContain('✗ FAILED');
      await asked;
      const shown = await scenarios();
      // What a drill of both has shown is about both, and takes nothing from what the standby of one has shown.
      expect(shown['provider-down']).toMatch(/^PROVEN another provider was shown to work on \S+: 12 of 12/);
      expect(shown['edge-down']).toMatch(/^EXPOSED it failed on \S+: 0 of 12 requests answered/);
      expect(shown['brownout']).toMatch(/^CLAIMED/);

      const { known } = (await assessed(cwd, 'search')) as { known: Json };
      // Attributed by key and route; the standby is seen at work.
      expect(at(known, 'traffic')).toMatchObject({
        requests: 25,
        route: 'asked',
        usual: ['anthropic/claude-sonnet-5-5'],
        standby: { target: 'openai/gpt-5.6' },
      });
    },
  );
});

/** Ends the gateway of a folder. */
async function clearGateway(cwd: string): Promise<void> {
  const state: Json = JSON.parse(readFileSync(join(cwd, '.failsoft', 'gateway.json'), 'utf8'));
  process.kill(numberAt(state, 'pid'), 'SIGTERM');
  const url = textAt(state, 'url');
  for (;;) {
    try {
      await tell(url, { path: '/healthz', limitMs: 20_000 });
      await new Promise((resolve) => setTimeout(resolve, 100));
    } catch {
      // Gone.
      return;
    }
  }
}
