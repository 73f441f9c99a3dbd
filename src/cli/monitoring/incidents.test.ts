import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterEach(async () => {
  await clear();
  sandbox.clear();
});
afterAll(async () => sandbox.close());

const KEY = 'sk-written-in-place-0000';

const file = (): string => `listen: 127.0.0.1:0
providers:
  anthropic: { baseUrl: "${sandbox.baseUrl('anthropic')}", apiKey: ${KEY} }
  openai: { baseUrl: "${sandbox.baseUrl('openai')}", apiKey: ${KEY} }
routes:
  - { match: ["claude-*"], ladder: [anthropic/*, openai/gpt-5.6, notice] }
`;

const question = (model: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': 'x', 'anthropic-version': '2023-06-01' },
  body: JSON.stringify({ model, max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] }),
});

/** Asks as a client would, until the status says what is waited for; returns what it said. */
async function statusWith(words: RegExp, cwd: string, url: string): Promise<string> {
  for (let tries = 0; tries < 40; tries += 1) {
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => fetch(`${url}/v1/messages`, question('claude-opus-5-5'))),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { stdout } = await runCli(['status'], { cwd });
    if (words.test(stdout)) return stdout;
    await sleep(1_000);
  }
  throw new Error(`The status never said ${words}: ${(await runCli(['status'], { cwd })).stdout}`);
}

describe('failsoft incidents and the services in failsoft status', () => {
  it('tell of an outage, who answers meanwhile, and of both after the gateway has ended', async () => {
    const cwd = place({ 'failsoft.yaml': file() });
    const gateway = start([], { cwd });
    const url = await urlOf(gateway);
    expect(await statusWith(/● working/, cwd, url)).toMatch(/^Everything .*is working\.\n/);

    sandbox.setFault('anthropic', 'overloaded');
    const said = await statusWith(/is down since/, cwd, url);
    expect(said.split('\n')[0]).toMatch(
      /^Claude API is down since \d\d:\d\d; your requests are answered by GPT-5\.6\.$/,
    );
    expect(said).toMatch(/Claude API +○ down +for .* failed with 529/);
    expect(said).toMatch(/openai\/gpt-5\.6 +● ready/);

    const report = JSON.parse((await runCli(['status', '--json'], { cwd })).stdout);
    expect(report.data.services.verdicts[0]).toMatchObject({ cell: { surface: 'claude-api' }, condition: 'down' });
    const list = await runCli(['incidents', '--open'], { cwd });
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toMatch(/, open +Claude API +major outage +Claude API is down\n$/);
    const { data } = JSON.parse((await runCli(['incidents', '--surface', 'Claude API', '--json'], { cwd })).stdout);
    const [incident, ...past] = data.incidents;
    expect(incident.requests.saved).toBeGreaterThan(0);
    expect(incident.requests.lost).toBe(0);
    expect(past.length).toBe(19);
    expect(past.every(({ imported }: { imported: boolean }) => imported)).toBe(true);

    gateway.signal('SIGTERM');
    expect((await gateway.ended).code).toBe(0);
    const later = await runCli(['incidents', '--id', incident.id], { cwd });
    expect(later.code).toBe(0);
    expect(later.stderr).toContain('failsoft.db');
    expect(later.stdout).toMatch(/answered by a standby, 0 not answered/);
    expect(later.stdout).toMatch(/failed with 529/);
    expect(later.stdout + said + list.stdout).not.toContain(KEY);
    const words = await runCli(['incidents', '--text', 'failed 529', '--surface', 'claude-api'], { cwd });
    expect(words.stdout.split('\n')).toHaveLength(3);
    expect((await runCli(['incidents', '--id', 'nothing'], { cwd })).code).toBe(1);
    expect((await runCli(['incidents', '--limit', '0'], { cwd })).code).toBe(2);
  });

  it('asks nobody’s page and sends nothing to anybody by starting, and ends with 5 where there is neither gateway nor file', async () => {
    const cwd = place({ 'failsoft.yaml': file() });
    expect((await runCli(['incidents', '--url', 'http://127.0.0.1:9'], { cwd })).code).toBe(5);
    const gateway = start([], { cwd });
    const url = await urlOf(gateway);
    const sources = (await (await fetch(`${url}/admin/sources`)).json()) as { sources: readonly unknown[] };
    expect(sources.sources).toEqual([]);
    expect(sandbox.seen('anthropic')).toEqual([]);
  });
});
