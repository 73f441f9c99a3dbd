import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const file = (ladder = 'anthropic/*, openai/gpt-5.6, notice'): string => `listen: 127.0.0.1:0
providers:
  anthropic: { baseUrl: "${sandbox.baseUrl('anthropic')}", apiKey: ${KEY} }
  openai: { baseUrl: "${sandbox.baseUrl('openai')}", apiKey: ${KEY} }
routes:
  - { match: ["claude-*"], ladder: [${ladder}] }
`;

async function running(text = file()): Promise<{ readonly cwd: string; readonly url: string }> {
  const cwd = place({ 'failsoft.yaml': text });
  return { cwd, url: await urlOf(start([], { cwd })) };
}

describe('failsoft ask', () => {
  it('prints the answer alone on stdout and who gave it on stderr', async () => {
    const { cwd } = await running();
    const { code, stdout, stderr } = await runCli(['ask', 'Why', 'is', 'it', 'so?'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Why is it so?');
    expect(stdout).toBe(`${sandbox.seen('anthropic')[0]?.answer?.text}\n`);
    expect(stderr).toContain('answered by anthropic/claude-sonnet-5-5 (primary)');
  });

  it('says why somebody else has answered', async () => {
    const { cwd } = await running();
    sandbox.setFault('anthropic', 'overloaded');
    const { code, stdout, stderr } = await runCli(['ask', 'Hello'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(`${sandbox.seen('openai')[0]?.answer?.text}\n`);
    expect(stderr).toContain('answered by openai/gpt-5.6 (standby)');
    expect(stderr).toMatch(/✗ anthropic\/claude-sonnet-5-5 +overloaded \(529\)/);
  });

  it('asks in this process when no gateway runs, with the same words', async () => {
    const cwd = place({ 'failsoft.yaml': file() });
    sandbox.setFault('anthropic', 'reset-before-headers');
    const { code, stdout, stderr } = await runCli(['ask', '--config', 'failsoft.yaml', '--json', 'Hello'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { ok, data } = JSON.parse(stdout);
    expect(ok).toBe(true);
    expect(data).toMatchObject({ model: 'claude-sonnet-5-5', servedBy: 'openai/gpt-5.6', mode: 'standby' });
    expect(data.attempts.map(({ fault }: { fault: string | null }) => fault)).toContain('reset');
    expect(data.text).toBe(sandbox.seen('openai')[0]?.answer?.text);
  });

  it('reads a question from standard input, and asks the model that it is told', async () => {
    const { cwd } = await running();
    const { code } = await runCli(['ask', '--model', 'claude-opus-5-5', '-'], { cwd, input: 'From a pipe' });
    expect(code).toBe(0);
    const [seen] = sandbox.seen('anthropic');
    expect(seen?.body).toContain('From a pipe');
    expect(seen?.body).toContain('"claude-opus-5-5"');
  });

  it('ends with 1 and never with half an answer as if it were whole', async () => {
    const { cwd } = await running(file('anthropic/*'));
    sandbox.setFault('anthropic', 'clean-cut');
    const cut = await runCli(['ask', 'Hello'], { cwd });
    expect(cut.code).toBe(1);
    expect(cut.stderr).toContain('The answer is not complete');
    sandbox.setFault('anthropic', 'unauthorized');
    const refused = await runCli(['ask', 'Hello', '--json'], { cwd });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, data: { attempts: [{ fault: 'unauthorized' }] } });
    expect(refused.stdout + refused.stderr + cut.stderr).not.toContain(KEY);
  });

  it('ends with 2 without a question', async () => {
    expect((await runCli(['ask', '-'], { cwd: place(), input: ' \n' })).code).toBe(2);
  });
});

describe('failsoft status', () => {
  it('shows routes, rungs and what became of them', async () => {
    const { cwd, url } = await running();
    sandbox.setFault('anthropic', 'overloaded');
    await runCli(['ask', 'Hello'], { cwd });
    const { code, stdout, stderr } = await runCli(['status'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(url);
    expect(stdout).toMatch(/openai\/gpt-5\.6 +● ready +1 answered/);
    expect(stdout).toContain('last fault overloaded');
    expect(stdout).toContain('Requests: 1: 1 answered (1 standby)');
    const report = JSON.parse((await runCli(['status', '--json'], { cwd })).stdout);
    expect(report).toMatchObject({ schema: 'failsoft.status/v1', ok: true, data: { url, requests: { total: 1 } } });
  });

  it('ends with 3 under --strict when a standby rests, and with 1 when a route has no model left', async () => {
    const { cwd } = await running(file('anthropic/*, notice'));
    expect((await runCli(['status', '--strict'], { cwd })).code).toBe(0);
    sandbox.setFault('anthropic', 'unauthorized');
    const asked = await runCli(['ask', 'Hello'], { cwd });
    expect(asked.stderr).toContain('answered by notice');
    const { code, stdout } = await runCli(['status'], { cwd });
    expect(stdout).toContain('○ parked');
    expect(code).toBe(1);

    const two = await running();
    await runCli(['ask', 'Hello'], { cwd: two.cwd });
    expect((await runCli(['status'], { cwd: two.cwd })).code).toBe(0);
    expect((await runCli(['status', '--strict'], { cwd: two.cwd })).code).toBe(3);
  });

  it('ends with 5 when none runs, also for programs', async () => {
    const cwd = place();
    const words = ['status', '--url', 'http://127.0.0.1:9'];
    expect(await runCli(words, { cwd })).toMatchObject({ code: 5, stdout: '' });
    const { code, stdout } = await runCli([...words, '--json'], { cwd });
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, errors: [{ code: 'not-running' }] });
  });
});

describe('failsoft requests', () => {
  it('shows who answered and what was tried before, and one request with all its attempts', async () => {
    const { cwd } = await running();
    await runCli(['ask', 'one'], { cwd });
    sandbox.setFault('anthropic', 'internal-error');
    await runCli(['ask', 'two'], { cwd });

    const all = await runCli(['requests'], { cwd });
    expect(all.code).toBe(0);
    const [, newest = '', oldest = ''] = all.stdout.split('\n');
    expect(newest).toMatch(/answered +openai\/gpt-5\.6 \(standby\) +\d+ +anthropic\/claude-sonnet-5-5 broken/);
    expect(oldest).toMatch(/answered +anthropic\/claude-sonnet-5-5 +\d+$/);

    const { data } = JSON.parse((await runCli(['requests', '--failovers', '--json'], { cwd })).stdout);
    expect(data.requests).toHaveLength(1);
    const one = await runCli(['requests', '--id', data.requests[0].id], { cwd });
    expect(one.stdout).toMatch(/✗ anthropic\/claude-sonnet-5-5 +broken \(500\)/);
    expect(one.stdout).toMatch(/✓ openai\/gpt-5\.6 +answered/);
    expect((await runCli(['requests', '--id', 'req_nobody'], { cwd })).code).toBe(1);
  });

  it('reads the file when no gateway runs any more', async () => {
    const cwd = place({ 'failsoft.yaml': file() });
    const gateway = start([], { cwd });
    await urlOf(gateway);
    await runCli(['ask', 'Hello'], { cwd });
    gateway.signal('SIGTERM');
    expect((await gateway.ended).code).toBe(0);
    // So that no gateway of anybody else at the usual port is taken for this one.
    const { code, stdout, stderr } = await runCli(['requests'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('anthropic/claude-sonnet-5-5');
    expect(stderr).toContain('failsoft.db');
  });

  it('ends with 5 where there is neither', async () => {
    const cwd = place();
    writeFileSync(join(cwd, 'failsoft.yaml'), file());
    expect((await runCli(['requests', '--url', 'http://127.0.0.1:9'], { cwd })).code).toBe(5);
  });
});
