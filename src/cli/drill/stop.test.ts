import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { type RunningCommand, stage, startCli, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
let sandbox: Sandbox;
let cwd = '';
let url = '';

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  cwd = place({
    'failsoft.yaml': [
      'providers:',
      `  claude: { protocol: anthropic, baseUrl: "${sandbox.baseUrl('claude')}", apiKey: a-key-of-this-test }`,
      `  gpt: { protocol: openai-chat, baseUrl: "${sandbox.baseUrl('gpt')}", apiKey: a-key-of-this-test }`,
      'routes:',
      '  - { match: ["*"], ladder: [claude/*, gpt/gpt-5.6] }',
      'journal: { path: null }',
    ].join('\n'),
  });
  url = await urlOf(start(['serve', '--port', '0'], { cwd }));
});
afterAll(async () => {
  await clear();
  await sandbox.close();
});

// Each test asks for a model of its own: what rests after the drill before is a model.
const ask = async (model: string, limitMs = 20_000): Promise<void> => {
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ model, max_tokens: 200, messages: [{ role: 'user', content: 'Hello' }] }),
    signal: AbortSignal.timeout(limitMs),
  });
  await answer.text();
};

describe('a drill that is watched', () => {
  it('ends at once and has failed when it does more harm than somebody bears', async () => {
    const impatient = async (): Promise<unknown> => ask('harmed', 1_000).catch(() => null);
    const running = startCli(['drill', 'claude', 'gpt', '--for', '5m', '--unproven', '--stop-when', 'answered<95%'], {
      cwd,
    });
    await running.until('stderr', /fail for 5m/);
    const over = running.ended.then(() => true);
    const asking = async (): Promise<boolean> => {
      await Promise.all(Array.from({ length: 12 }, impatient));
      return false;
    };
    for (let isOver = false; !isOver;) isOver = await Promise.race([over, asking()]);
    const { code, stdout } = await running.ended;
    expect(stdout).toMatch(/✗ FAILED {2}ended at once: 0 of \d\d requests that met it were answered, fewer than 95 %/);
    expect(code).toBe(1);
  });

  it('ends at once with the metric of the operator: failed when that shows harm, void when it is gone', async () => {
    let value = '{"value":0.001}';
    const answer: RequestListener = (_, response) => void response.end(value);
    const metric = createServer(answer).listen(0, '127.0.0.1');
    await once(metric, 'listening');
    const address = metric.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const words = ['drill', 'claude', '--for', '5m', '--unproven', '--stop-when', 'metric>0.02', '--metric'];
    const begin = async (model: string): Promise<RunningCommand> => {
      const running = startCli([...words, `http://127.0.0.1:${port}/rate?token=secret-word`], { cwd });
      await running.until('stderr', /claude fails for 5m/);
      for (let count = 0; count < 11; count += 1) await ask(model);
      return running;
    };
    const harmed = await begin('watched');
    value = '{"data":{"result":[{"metric":{},"value":[1795000000,"0.3"]}]}}';
    const failed = await harmed.ended;
    expect(failed.stdout).toContain(`✗ FAILED  ended at once: the metric at http://127.0.0.1:${port}/rate is 0.3`);
    expect(failed.code).toBe(1);

    value = '0';
    const blind = await begin('unwatched');
    metric.close();
    metric.closeAllConnections();
    const { code, stdout, stderr } = await blind.ended;
    expect(stdout).toContain(`! VOID  the metric at http://127.0.0.1:${port}/rate was not to be read for 10 s`);
    expect(stdout + stderr + failed.stdout + failed.stderr).not.toContain('secret-word');
    expect(code).toBe(6);
  });
});
