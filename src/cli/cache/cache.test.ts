import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterEach(clear);
afterAll(async () => sandbox.close());

const file = (): string => `listen: 127.0.0.1:0
providers:
  anthropic: { baseUrl: "${sandbox.baseUrl('anthropic')}", apiKey: sk-written-in-place-0000 }
routes:
  - { name: quick, match: ["claude-q*"], cache: { fresh: 1h, sampled: true }, ladder: [anthropic/*] }
  - { name: other, match: ["*"], cache: { fresh: 1h, sampled: true }, ladder: [anthropic/*] }
`;

async function ask(url: string, model: string, content: string): Promise<string> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'x' },
    body: JSON.stringify({ model, max_tokens: 400, messages: [{ role: 'user', content }] }),
  });
  await response.text();
  return response.headers.get('x-failsoft-mode') ?? '';
}

describe('failsoft cache', () => {
  it('lists, shows and forgets what a running gateway keeps, in its memory, too', async () => {
    const cwd = place({ 'failsoft.yaml': file() });
    const gateway = start([], { cwd });
    const url = await urlOf(gateway);
    const cache = async (...words: readonly string[]) => runCli(['cache', ...words], { cwd });
    expect(await cache('list')).toMatchObject({ code: 0, stdout: '', stderr: 'No answer is kept.\n' });

    for (const [model, text] of [
      ['claude-quick', 'Why are lamps warm?'],
      ['claude-slow', 'What is a kettle?'],
      ['gpt-x', 'Who was Ada Lovelace?'],
    ] as const) {
      await ask(url, model, text);
      // Each is newer than the one before.
      await sleep(5);
    }
    const list = await cache('list');
    expect(list.stdout).toMatch(/^key +age +of use for +size +route +tenant +model +answered by\n/);
    expect(list.stdout).toMatch(/^[0-9a-f]{12} +[\d.]+ m?s +/m);
    expect(list.stdout.trim().split('\n').length).toBe(4);
    const { data } = JSON.parse((await cache('list', '--model', 'claude-*', '--json')).stdout);
    expect(data.answers.map(({ model }: { model: string }) => model)).toEqual(['claude-slow', 'claude-quick']);
    expect((await cache('list', '--older-than', '1h')).stderr).toBe('No answer is kept that fits.\n');
    expect((await cache('list', '--older-than', 'soon')).code).toBe(2);

    const [{ key }] = data.answers;
    const shown = await cache('show', key.slice(0, 12));
    expect(shown.stdout).toMatch(/route +other\n/);
    expect(shown.stdout).toMatch(/Asked\n {2}What is a kettle\?\n\nAnswered\n {2}You asked: “What is a kettle\?”/);
    expect((await cache('show', 'nothing-like-it')).code).toBe(1);

    expect((await cache('purge')).code).toBe(2);
    expect((await cache('purge', '--route', 'quick', '--dry-run')).stderr).toBe('Nothing was forgotten.\n');
    expect(await ask(url, 'claude-quick', 'Why are lamps warm?')).toBe('cache');
    expect(await cache('purge', '--route', 'quick')).toMatchObject({ code: 0, stdout: '1 answer was forgotten.\n' });
    expect(await ask(url, 'claude-quick', 'Why are lamps warm?')).toBe('primary');
    expect(await ask(url, 'gpt-x', 'Who was Ada Lovelace?')).toBe('cache');
    const elsewhere = await fetch(`${url}/admin/cache/purge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://somewhere.else' },
      body: '{"all":true}',
    });
    expect(elsewhere.status).toBe(403);

    expect((await cache('list')).stdout).toContain('claude-quick');
    gateway.signal('SIGTERM');
    await gateway.ended;
    const later = await cache('list', '--json');
    expect(later.stderr).toContain('failsoft.db');
    const kept: readonly { readonly model: string }[] = JSON.parse(later.stdout).data.answers;
    expect(kept.map(({ model }) => model)).toEqual(['claude-quick', 'gpt-x', 'claude-slow']);
    expect((await cache('show', key)).stdout).toContain('What is a kettle?');
    expect(await cache('purge', '--all')).toMatchObject({ code: 0, stdout: '3 answers were forgotten.\n' });
    expect((await cache('list')).stderr).toContain('No answer is kept.');
  });

  it('ends with 5 where there is neither a gateway nor a file', async () => {
    const cwd = place();
    for (const words of [['list'], ['show', 'x'], ['purge', '--all']])
      expect((await runCli(['cache', ...words, '--url', 'http://127.0.0.1:9'], { cwd })).code).toBe(5);
  });
});
