import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  sandbox.setFault('anthropic', 'overloaded');
});
afterEach(clear);
afterAll(async () => sandbox.close());

const file = (): string => `listen: 127.0.0.1:0
providers:
  anthropic: { baseUrl: "${sandbox.baseUrl('anthropic')}", apiKey: sk-written-in-place-0000 }
routes:
  - { name: all, match: ["*"], ladder: [anthropic/*, defer, notice] }
store: { key: a-key-of-more-than-thirty-two-letters }
`;

async function promised(url: string, content: string): Promise<string> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'x' },
    body: JSON.stringify({ model: 'claude-x', max_tokens: 400, messages: [{ role: 'user', content }] }),
  });
  await response.text();
  return response.headers.get('x-failsoft-deferred') ?? '';
}

describe('failsoft queue', () => {
  it('lists, shows, cancels and wants again: in a running gateway, and in what it has left behind', async () => {
    const cwd = place({ 'failsoft.yaml': file() });
    const queue = async (...words: readonly string[]) => runCli(['queue', ...words], { cwd });
    expect(await queue('list')).toMatchObject({ code: 5, stdout: '' });

    const gateway = start([], { cwd });
    const url = await urlOf(gateway);
    const ids = [await promised(url, 'One'), await promised(url, 'Two'), await promised(url, 'Three')];
    const [one = '', two = '', three = ''] = ids;
    const list = await queue('list');
    expect(list.stderr).toMatch(/^3 waiting, the oldest for .*; 0\.0 MB\n$/);
    expect(list.stdout).toMatch(/^job +state +age +priority +tenant +route +model +tries\n/);
    expect(
      list.stdout
        .split('\n')
        .slice(1, 4)
        .map((line) => line.split(' ')[0]),
    ).toEqual([three, two, one]);
    expect(list.stdout).toContain('for 24 h more');
    const page = await queue('list', '-n', '1', '--before', three);
    expect(page.stdout).toContain(two);
    expect(page.stderr).toContain(`More: --before ${two}`);
    expect((await queue('list', '--state', 'lost')).code).toBe(2);

    expect(await queue('cancel', one, 'job_none')).toMatchObject({ code: 1, stdout: `${one} is cancelled.\n` });
    expect((await queue('retry', two)).code).toBe(1);
    const shown = await queue('show', one);
    expect(shown.stdout).toMatch(/state +cancelled\n/);
    expect(shown.stdout).not.toContain('One');
    const { data } = JSON.parse((await queue('list', '--state', 'cancelled', '--json')).stdout);
    expect(data.jobs).toMatchObject([{ id: one, state: 'cancelled' }]);
    expect(data.counts.states).toMatchObject({ waiting: expect.any(Number) });

    gateway.signal('SIGTERM');
    await gateway.ended;
    expect(await queue('retry', one)).toMatchObject({ code: 0, stdout: `${one} waits again.\n` });
    expect((await queue('show', one)).stdout).toMatch(/state +waiting\n/);
    expect((await queue('show', 'job_none')).code).toBe(1);
    const report = JSON.parse((await queue('cancel', two, '--json')).stdout);
    expect(report).toMatchObject({ schema: 'failsoft.queue-cancel/v1', ok: true, data: { jobs: [{ id: two }] } });
  });
});
