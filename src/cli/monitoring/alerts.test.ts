import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { type Receiver, startReceiver } from '../../../test/fixtures/receiver.ts';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { type Ran, runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
let sandbox: Sandbox;
let receiver: Receiver;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  receiver = await startReceiver();
});
afterEach(async () => {
  await clear();
  sandbox.clear();
  receiver.turn({ status: 200 });
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

const SECRET = 'a-secret-path-that-nobody-sees';

const file = (channels: string): string => `listen: 127.0.0.1:0
providers:
  anthropic: { baseUrl: "${sandbox.baseUrl('anthropic')}", apiKey: sk-written-in-place-0000 }
  openai: { baseUrl: "${sandbox.baseUrl('openai')}", apiKey: sk-written-in-place-0000 }
routes:
  - { match: ["claude-*"], ladder: [anthropic/*, openai/gpt-5.6, notice] }
monitor: { pages: off }
${channels}
`;

const CHANNELS = (): string => `alerts:
  channels:
    team: { kind: slack, url: "${receiver.url}/${SECRET}" }
    on-call: { kind: webhook, url: "http://127.0.0.1:9/${SECRET}", least: critical }
`;

const question = {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': 'x', 'anthropic-version': '2023-06-01' },
  body: JSON.stringify({ model: 'claude-opus-5-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] }),
};

function clean({ stdout, stderr }: Ran): string {
  expect(stdout + stderr).not.toContain(SECRET);
  return stdout;
}

describe('failsoft alerts', () => {
  it('says who is told, tries it, tells of an outage, and shows who does not get to hear of it', async () => {
    const cwd = place({ 'failsoft.yaml': file(CHANNELS()) });
    const gateway = start([], { cwd });
    const url = await urlOf(gateway);
    expect(clean(await runCli(['alerts'], { cwd }))).toBe(
      '–  team     slack    nothing sent yet\n–  on-call  webhook  nothing sent yet\n',
    );
    const tried = await runCli(['alerts', 'test'], { cwd });
    expect(tried.code).toBe(1);
    expect(clean(tried)).toMatch(
      /^✓ {2}team +slack +got through in .*\n✗ {2}on-call +webhook +it cannot be reached \(ECONNREFUSED\)\n$/,
    );
    expect(receiver.got.at(-1)).toMatchObject({ method: 'POST', path: `/${SECRET}` });
    expect(receiver.got.at(-1)?.body).toContain('A test: alerts of Failsoft arrive here');
    const one = await runCli(['alerts', 'test', 'team', '--json'], { cwd });
    expect(one.code).toBe(0);
    expect(JSON.parse(clean(one))).toMatchObject({
      schema: 'failsoft.alerts-test/v1',
      ok: true,
      data: { results: [{ channel: 'team', kind: 'slack', ok: true, why: '' }] },
    });
    expect((await runCli(['alerts', 'test', 'nobody'], { cwd })).code).toBe(2);
    expect((await runCli(['alerts', 'send'], { cwd })).code).toBe(2);

    sandbox.setFault('anthropic', 'overloaded');
    const isTold = (): boolean => receiver.got.some(({ body }) => body.includes('Claude API is down'));
    for (let tries = 0; tries < 60 && !isTold(); tries += 1) {
      await Promise.all(Array.from({ length: 5 }, async () => fetch(`${url}/v1/messages`, question)));
      await sleep(1_000);
    }
    expect(isTold()).toBe(true);
    for (let tries = 0; tries < 120 && !/Alerts do not get through to "on-call"/.test(gateway.stderr()); tries += 1)
      await sleep(500);
    const list = clean(await runCli(['alerts'], { cwd }));
    expect(list).toMatch(/✓ {2}team +slack +\d sent, the last/);
    expect(list).toMatch(/✗ {2}on-call +webhook +failing for .*: it cannot be reached \(ECONNREFUSED\); 1 waiting/);
    expect(list).toMatch(/Going on\n(?: .*\n)* {2}critical +Claude API is down +for /);
    expect(list).toMatch(/Waiting\n {2}on-call +begin +Claude API is down +\d tries in /);
    const status = await runCli(['status', '--strict'], { cwd });
    expect(status.code).toBe(3);
    expect(clean(status)).toMatch(/Alerts have not got through to on-call \(webhook\) for .*; 1 waiting/);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('failsoft_alert_channel_up{channel="on-call"} 0');
    expect(metrics).toContain('failsoft_alert_channel_up{channel="team"} 1');
    expect(metrics).toContain('failsoft_alerts_waiting{channel="on-call"} 1');
    expect(gateway.stdout() + gateway.stderr()).not.toContain(SECRET);
    const admin = await (await fetch(`${url}/admin/alerts`)).text();
    expect(admin).not.toContain(SECRET);
    expect(JSON.parse(admin)).toMatchObject({
      channels: [
        { name: 'team', state: 'well' },
        { name: 'on-call', state: 'failing' },
      ],
    });
  });

  it('says that nobody is told where there is no channel, until a reload brings one', async () => {
    const cwd = place({ 'failsoft.yaml': file('') });
    const gateway = start([], { cwd });
    const url = await urlOf(gateway);
    expect(clean(await runCli(['alerts'], { cwd }))).toMatch(/^Nobody is told of trouble/);
    expect((await runCli(['alerts', 'test'], { cwd })).code).toBe(1);
    writeFileSync(`${cwd}/failsoft.yaml`, file(CHANNELS()));
    await runCli(['reload'], { cwd });
    expect((await runCli(['alerts', 'test', 'team'], { cwd })).code).toBe(0);
    const stranger = await fetch(`${url}/admin/alerts/test`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(stranger.status).toBe(403);
    const plain = await fetch(`${url}/admin/alerts/test`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(plain.status).toBeGreaterThanOrEqual(400);
  });

  it('ends with 5 where no gateway runs', async () => {
    const cwd = place({});
    expect((await runCli(['alerts'], { cwd })).code).toBe(5);
    expect((await runCli(['alerts', 'test'], { cwd })).code).toBe(5);
  });
});
