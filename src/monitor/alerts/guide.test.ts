import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelSchemas } from '../../config/schema/alerts.ts';
import { readEnvironment } from '../../config/environment.ts';
import { parseConfig } from '../../config/load.ts';
import { WORST } from '../../model/alert.ts';
import { Secret } from '../../model/secret.ts';
import { realWorld } from '../../world/real.ts';
import type { Outcome } from './send/outcome.ts';
import { until } from '../testing/watch.ts';
import { senderFor } from './send/send.ts';
import { alertOf, NOW } from './testing/alerts.ts';
import { cloudEvent } from './testing/vendors.ts';

const guide = readFileSync(new URL('../../../docs/guides/alerts.md', import.meta.url), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);

/** A value for each variable of the guide, of the kind that its name says. */
const env = Object.fromEntries(
  [...guide.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name = '']) => [
    name,
    name.endsWith('_URL')
      ? 'https://example.com/a/topic'
      : name === 'MAIL_SERVER'
        ? 'smtps://a:b@mail.example.com'
        : 'a-key',
  ]),
);

describe('the guide to alerts', () => {
  it.each(blocks('yaml').map((text) => [text]))('shows only channels that are taken: %s', (text) => {
    const whole = `providers: { ollama: {} }\nroutes: [{ match: ["*"], ladder: [ollama/llama3.2] }]\n${text}`;
    const environment = readEnvironment({ cwd: '/nowhere', env });
    const { problems, config } = parseConfig(whole, { name: 'f.yaml', path: '/nowhere/f.yaml', environment });
    expect(problems).toEqual([]);
    expect(config?.alerts.channels.length).toBeGreaterThan(0);
  });

  it.each(Object.keys(channelSchemas))('shows a channel of the kind %s', (kind) => {
    expect(blocks('yaml').join('\n')).toMatch(new RegExp(`kind: ${kind}\\b`));
  });

  it.each(
    Object.entries(channelSchemas).flatMap(([kind, { shape }]) => Object.keys(shape).map((field) => [kind, field])),
  )('explains or shows what a %s takes: %s', (_, field) => {
    expect(guide).toMatch(new RegExp(`\`${field}\`|\\b${field}: `));
  });

  it('names every type with the severity that it has', () => {
    const rows = [...guide.matchAll(/^\| `([a-z.]+)` \| (info|warning|critical) \|/gm)].map(([, type, severity]) => [
      type,
      severity,
    ]);
    expect(rows).toEqual(Object.entries(WORST));
  });

  it('shows an event as it is', () => {
    const [event = ''] = blocks('json');
    expect(cloudEvent.safeParse(JSON.parse(event)).error).toBeUndefined();
  });

  it('shows a receiver that believes us, and nobody else', async () => {
    const [program = ''] = blocks('js');
    const folder = mkdtempSync(join(tmpdir(), 'failsoft-receiver-'));
    writeFileSync(join(folder, 'receiver.mjs'), program);
    const port = await freePort();
    const secret = `whsec_${Buffer.from('a secret that two share').toString('base64')}`;
    const child = spawn(process.execPath, ['receiver.mjs'], {
      cwd: folder,
      env: { HOOK_SECRET: secret, PORT: String(port) },
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const world = realWorld();
    const send = senderFor({ world, extraCa: [] });
    const told = async (key: string, sentAtMs: number): Promise<Outcome> =>
      new Promise((resolve) => {
        const notice = { channel: 'hook', kind: 'begin', alert: alertOf(), sinceMs: NOW } as const;
        const place = {
          kind: 'webhook',
          url: new Secret(`http://127.0.0.1:${port}/`),
          secret: new Secret(key),
          token: null,
        } as const;
        send({ id: 'alert_1', notice, host: 'h', origin: 'o', sentAtMs }, place, resolve);
      });
    try {
      await until(async () =>
        fetch(`http://127.0.0.1:${port}/`).then(
          () => true,
          () => false,
        ),
      );
      expect(await told(secret, Date.now())).toEqual({ ok: true });
      await until(async () => said !== '');
      expect(said).toBe('alert_1 begin Claude API is down\n');
      expect(await told(secret.replace('whsec_', 'whsec_AAAA'), Date.now())).toMatchObject({ ok: false, why: '401' });
      expect(await told(secret, Date.now() - 400_000)).toMatchObject({ ok: false, why: '401' });
      expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' })).status).toBe(401);
    } finally {
      child.kill();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
