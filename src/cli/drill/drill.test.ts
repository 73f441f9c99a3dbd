import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { folder, runCli, type RunningCommand, startCli } from '../testing/commands.ts';

let sandbox: Sandbox;
let gateway: RunningCommand;
let place: ReturnType<typeof folder>;
let url = '';

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  place = folder({
    'failsoft.yaml': [
      'providers:',
      `  claude: { protocol: anthropic, baseUrl: "${sandbox.baseUrl('claude')}", apiKey: a-key-of-this-test }`,
      `  gpt: { protocol: openai-chat, baseUrl: "${sandbox.baseUrl('gpt')}", apiKey: a-key-of-this-test }`,
      'routes:',
      '  - { match: [alone-*], ladder: [gpt/*] }',
      '  - { match: ["*"], ladder: [claude/*, gpt/gpt-5.6] }',
      'journal: { path: null }',
    ].join('\n'),
  });
  gateway = startCli(['serve', '--port', '0'], { cwd: place.path });
  [url] = await gateway.until('stdout', /http:\/\/127\.0\.0\.1:\d+/);
});
afterAll(async () => {
  gateway.signal('SIGTERM');
  await gateway.ended;
  place.remove();
  await sandbox.close();
});

const question = (model: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
  body: JSON.stringify({ model, max_tokens: 200, messages: [{ role: 'user', content: 'Hello' }] }),
});
const ask = async (model: string, at = url): Promise<{ status: number; by: string | null }> => {
  const answer = await fetch(`${at}/v1/messages`, question(model));
  await answer.text();
  return { status: answer.status, by: answer.headers.get('x-failsoft-served-by') };
};
/** A gateway of its own, whose providers `one` and `two` are these of the sandbox. */
const serveTwo = async (one: string, two: string) => {
  const here = folder({
    'failsoft.yaml': [
      'providers:',
      `  one: { protocol: anthropic, baseUrl: "${sandbox.baseUrl(one)}", apiKey: a-key-of-this-test }`,
      `  two: { protocol: openai-chat, baseUrl: "${sandbox.baseUrl(two)}", apiKey: a-key-of-this-test }`,
      'routes:',
      '  - { match: ["*"], ladder: [one/*, two/gpt-5.6] }',
      'journal: { path: null }',
    ].join('\n'),
  });
  const served = startCli(['serve', '--port', '0'], { cwd: here.path });
  const [address] = await served.until('stdout', /http:\/\/127\.0\.0\.1:\d+/);
  return { here, served, address };
};
const drill = async (...words: readonly string[]) => runCli(['drill', ...words], { cwd: place.path });

describe('failsoft drill', () => {
  it('is refused while no standby has shown that it can answer, and says what to do', async () => {
    const { code, stderr } = await drill('claude', '--for', '2s');
    expect(code).toBe(2);
    expect(stderr).toContain('No standby has answered in the last 24 hours on default');
    expect((await ask('m')).by).toBe('claude/m');
  });

  it.each([
    [['nobody'], 'There is no provider nobody; there are claude, gpt'],
    [['claude', '--mode', 'fire'], '--mode is one of 529, 404, timeout, slow, reset, cut'],
    [['claude', '--for', 'ever'], '--for takes a time'],
    [['claude', '--for', '2h'], 'between one second and one hour'],
    [['claude', '--percent', '0'], '--percent takes a number'],
    [['gpt', '--for', '1s'], 'on alone-*'],
    [['claude', '--stop-when', 'answered<many'], 'conditions such as answered<90%, first-token>30s'],
    [['claude', '--stop-when', 'metric>1'], '--metric <url>'],
    [
      ['claude', '--metric', 'http://127.0.0.1:9/rate?token=secret-word'],
      'the metric at http://127.0.0.1:9/rate cannot be read',
    ],
  ])('refuses %j', async (words, why) => {
    const { code, stderr } = await drill(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  it('lets a provider fail for its time, tells who was served by what, and ends by itself', async () => {
    // The standby answers once, and is proven by it.
    sandbox.setFault('claude', 'overloaded', { times: 1 });
    expect((await ask('m')).by).toBe('gpt/gpt-5.6');
    const running = startCli(['drill', 'claude', '--for', '3s', '--json'], { cwd: place.path });
    await running.until('stderr', /claude fails for 3s \(529\)/);
    const before = sandbox.seen('claude').length;
    for (let count = 0; count < 12; count += 1) expect(await ask('m')).toEqual({ status: 200, by: 'gpt/gpt-5.6' });
    expect(sandbox.seen('claude').length).toBe(before);
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    const { data } = JSON.parse(stdout) as {
      data: { struck: number; leftMs: number; outcomes: unknown; trial: unknown };
    };
    expect(data.leftMs).toBe(0);
    expect(data.struck).toBeGreaterThan(0);
    expect(data.outcomes).toEqual([{ outcome: 'answered', servedBy: 'gpt/gpt-5.6', count: 12 }]);
    expect(data.trial).toMatchObject({
      verdict: 'passed',
      why: 'all 12 requests that met it were answered',
      providers: ['claude'],
      trouble: 'all',
      void: '',
      groups: [{ workflow: '', route: 'default', answered: 12, lost: 0 }],
    });
    const kept: unknown = await (await fetch(`${url}/admin/trials`)).json();
    expect(kept).toMatchObject({ trials: [data.trial] });
  });

  it('ends at once when it is interrupted, and says in words what came of it', async () => {
    const running = startCli(['drill', 'claude', '--for', '5m', '--mode', 'reset'], { cwd: place.path });
    await running.until('stderr', /Ctrl\+C ends it/);
    // One of its own: what rests after the drill before is a model.
    await ask('another');
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(stderr).toContain('The drill ends now.');
    expect(stdout).toContain('! VOID  only 1 request met the trouble, 1 answered; 10 are needed');
    expect(code).toBe(6);
  });

  it('lets several fail together, and has failed where nobody is left to answer', async () => {
    const running = startCli(['drill', 'claude', 'gpt', '--for', '2s', '--unproven'], { cwd: place.path });
    await running.until('stderr', /claude and gpt fail for 2s/);
    // What waits for the end of it, and is answered then, was not answered in it.
    await Promise.all(Array.from({ length: 10 }, async () => ask('together')));
    const { code, stdout } = await running.ended;
    expect(stdout).toMatch(/✗ FAILED {2}0 of 10 requests that met it were answered; \d+ calls were made to fail/);
    expect(code).toBe(1);
  });

  it('is refused while the standby is down, whatever it has shown before', async () => {
    const both = ['claude', 'gpt'] as const;
    for (const provider of both) sandbox.setFault(provider, 'overloaded');
    const impatient = async (): Promise<unknown> =>
      fetch(`${url}/v1/messages`, { ...question('m'), signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await Promise.all(Array.from({ length: 8 }, impatient));
    const { code, stderr } = await drill('claude', '--for', '2s');
    for (const provider of both) sandbox.setFault(provider, null);
    expect(code).toBe(2);
    expect(stderr).toContain('Every standby that has answered lately rests, is only just back or is over a limit now');
    expect(stderr).not.toContain('No standby has answered');
  });

  it('is refused while the keys of the standby rest, which says nothing against its health', async () => {
    const { here, served, address } = await serveTwo('lead', 'spare');
    sandbox.setFault('lead', 'overloaded');
    expect((await ask('m', address)).by).toBe('two/gpt-5.6');
    sandbox.setFault('spare', 'insufficient-quota');
    expect((await ask('m', address)).status).toBe(529);
    for (const provider of ['lead', 'spare']) sandbox.setFault(provider, null);
    const { code, stderr } = await runCli(['drill', 'one', '--for', '1s'], { cwd: here.path });
    served.signal('SIGTERM');
    await served.ended;
    here.remove();
    expect(stderr).toContain('is over a limit now');
    expect(code).toBe(2);
  });
});

describe('failsoft drill, when it is killed', () => {
  it('ends within its lease, and traffic is as it was before', async () => {
    const { here, served, address } = await serveTwo('one', 'two');
    const leftMs = async (): Promise<number> => {
      const report = (await (await fetch(`${address}/admin/drill`)).json()) as { leftMs: number };
      return report.leftMs;
    };
    const drilling = startCli(['drill', 'one', '--for', '10m', '--unproven'], { cwd: here.path });
    await drilling.until('stderr', /one fails for 10m/);
    expect((await ask('m', address)).by).toBe('two/gpt-5.6');
    drilling.signal('SIGKILL');
    await drilling.ended;
    // It was to last for ten minutes; its lease is ten seconds.
    await expect.poll(leftMs, { timeout: 60_000, interval: 100 }).toBe(0);
    expect((await ask('m', address)).by).toBe('one/m');
    served.signal('SIGTERM');
    await served.ended;
    here.remove();
  });
});

describe('failsoft drill, when the gateway begins anew under it', () => {
  it('ends, and says that nobody saw what came of it', async () => {
    const { here, served, address } = await serveTwo('one', 'two');
    const drilling = startCli(['drill', 'one', '--for', '10m', '--unproven'], { cwd: here.path });
    await drilling.until('stderr', /one fails for 10m/);
    served.signal('SIGKILL');
    await served.ended;
    const again = startCli(['serve', '--port', new URL(address).port], { cwd: here.path });
    const { code, stdout, stderr } = await drilling.ended;
    again.signal('SIGTERM');
    await again.ended;
    here.remove();
    expect(stderr).toContain('knows nothing of the drill any more. Nobody saw what came of the drill');
    expect([code, stdout]).toEqual([6, '']);
  });
});

describe('failsoft drill --prove', () => {
  it('lets every rung answer once, and the drill begins with nothing asked before', async () => {
    const here = folder({
      'failsoft.yaml': [
        'providers:',
        `  first: { protocol: anthropic, baseUrl: "${sandbox.baseUrl('first')}", apiKey: a-key-of-this-test }`,
        `  second: { protocol: openai-chat, baseUrl: "${sandbox.baseUrl('second')}", apiKey: a-key-of-this-test }`,
        `  third: { protocol: openai-chat, baseUrl: "${sandbox.baseUrl('third')}", apiKey: a-key-of-this-test }`,
        'routes:',
        '  - { match: ["*"], ladder: [first/m, second/m, third/m] }',
        'journal: { path: null }',
      ].join('\n'),
    });
    sandbox.setFault('third', 'unauthorized');
    const served = startCli(['serve', '--port', '0'], { cwd: here.path });
    await served.until('stdout', /http:\/\/127\.0\.0\.1:\d+/);
    const { code, stderr, stdout } = await runCli(['drill', 'first', '--prove', '--for', '1s'], { cwd: here.path });
    expect(stderr).toContain('✓ first/m would answer');
    expect(stderr).toContain('✓ second/m would answer');
    expect(stderr).toMatch(/✗ third\/m would not: \S/);
    expect(stdout).toContain('Nobody asked anything meanwhile, so nothing was proven.');
    expect(code).toBe(6);
    expect(JSON.parse(sandbox.seen('second')[0]?.body ?? '{}')).toMatchObject({ model: 'm' });
    const status = await runCli(['status'], { cwd: here.path });
    expect(status.stdout).toContain('2 of 3 rungs seen at work in the last 24 hours');
    served.signal('SIGTERM');
    await served.ended;
    here.remove();
  });
});
