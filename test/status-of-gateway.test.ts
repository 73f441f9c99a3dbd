import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { startApp } from '../src/app.ts';
import { listen } from '../src/gateway/serve.ts';
import { ask } from './fixtures/client.ts';
import { configOf } from './fixtures/gateway.ts';
import { question } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, provider } = scene();
const started: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(started.map(async (stop) => stop()));
});

/** A gateway that watches its providers. */
async function watching(text: string): Promise<{ readonly url: string; readonly page: () => Promise<string> }> {
  const config = configOf(`${text}\njournal: { path: null }\nmonitor: { pages: off }\n`);
  const app = startApp({ config, reread: () => config, say: () => {}, watch: true });
  const { url, close } = await listen(app.gateway, config);
  started.push(async () => {
    await close(0);
    await app.close();
  });
  const page = async (): Promise<string> => {
    const html = await (await fetch(`${url}/status`)).text();
    return html.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ');
  };
  return { url, page };
}

const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

const PROMPT = 'a prompt that nobody else may read';

const words = (streamed = false): object =>
  question('claude-x', { stream: streamed, messages: [{ role: 'user', content: PROMPT }] });

const LADDER = (): string =>
  [
    'providers:',
    provider('anthropic'),
    provider('openai', 'openai-chat'),
    'routes:',
    '  - { name: main, match: ["*"], ladder: [anthropic/*, openai/gpt-5.6, notice] }',
  ].join('\n');

describe('the status page of a gateway that watches its own calls', () => {
  it('says in one sentence who is down and who answers instead, and that it is over', async () => {
    const { url, page } = await watching(LADDER());
    for (let turn = 0; turn < 3; turn += 1) await ask(url, 'anthropic', words());
    sandbox().setFault('anthropic', 'overloaded');
    for (let turn = 0; turn < 40 && !/Claude API is down since/.test(await page()); turn += 1) {
      await ask(url, 'anthropic', words());
      await wait(500);
    }
    const said = await page();
    expect(said).toMatch(/Claude API is down since \d\d:\d\d UTC; your requests are answered by GPT-5\.6\./);
    expect(said).toMatch(/\d+ of \d+ requests failed with 529/);
    expect(said).toContain('a standby answered all of them');
    const metrics = await metricsOf(url);
    expect(metrics).toMatch(/failsoft_provider_up\{surface="claude-api"[^}]*\} 0/);
    expect(metrics).toMatch(/failsoft_incidents_open\{surface="claude-api"\} 1/);
    expect(metrics).toMatch(/failsoft_breaker_state\{provider="anthropic",model="claude-x",state="open"\} 1/);
    sandbox().setFault('anthropic', null);
  });
});

describe('the numbers', () => {
  it('count requests, attempts, failovers, tokens and times', async () => {
    const { url } = await watching(LADDER());
    await ask(url, 'anthropic', words(true));
    sandbox().setFault('anthropic', 'overloaded', { times: 1 });
    await ask(url, 'anthropic', words(true));
    const metrics = await metricsOf(url);
    for (const line of [
      'failsoft_requests_total{route="main",outcome="answered",mode="primary"} 1',
      'failsoft_requests_total{route="main",outcome="answered",mode="standby"} 1',
      'failsoft_attempts_total{provider="anthropic",model="claude-x",result="overloaded"} 1',
      'failsoft_attempts_total{provider="openai",model="gpt-5.6",result="answered"} 1',
      'failsoft_failovers_total{route="main",from="anthropic",to="openai",reason="overloaded"} 1',
      'failsoft_request_duration_seconds_count{route="main"} 2',
      'failsoft_time_to_first_token_seconds_count{provider="openai",model="gpt-5.6"} 1',
      'failsoft_route_ready{route="main"} 1',
      'failsoft_config_last_reload_successful 1',
    ])
      expect(metrics).toContain(line);
    expect(metrics).toMatch(/failsoft_tokens_total\{provider="openai",model="gpt-5.6",type="output"\} [1-9]/);
    expect(metrics).toContain('process_cpu_user_seconds_total');
  });

  it('are in the format: every name is explained once, and every line is a number', async () => {
    const { url } = await watching(LADDER());
    await ask(url, 'anthropic', words());
    const names: string[] = [];
    for (const line of (await metricsOf(url)).split('\n')) {
      if (line.startsWith('# TYPE ')) names.push(line.split(' ')[2] ?? '');
      if (line === '' || line.startsWith('#')) continue;
      expect(line).toMatch(/^[a-z0-9_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})? (?:-?[\d.e+-]+|N[aA][nN]|\+Inf)$/);
      expect(line.startsWith(names.at(-1) ?? '?')).toBe(true);
    }
    expect(new Set(names).size).toBe(names.length);
  });

  it('stay few, whatever models callers make up, and never show keys or prompts', async () => {
    const { url, page } = await watching(LADDER());
    for (let at = 0; at < 260; at += 20) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, more) =>
          ask(url, 'anthropic', { ...words(), model: `made-up-${at + more}"\n` }),
        ),
      );
    }
    const metrics = await metricsOf(url);
    const models = new Set(
      [...metrics.matchAll(/failsoft_attempts_total\{[^}]*model="([^"]*)"/g)].map(([, name]) => name),
    );
    expect(models.size).toBeLessThanOrEqual(201);
    expect(models).toContain('other');
    for (const text of [metrics, await page()]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(PROMPT);
    }
  });
});
