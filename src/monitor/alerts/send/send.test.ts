import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../../../test/fixtures/receiver.ts';
import type { Notice, Place } from '../../../model/channel.ts';
import { Secret } from '../../../model/secret.ts';
import { realWorld } from '../../../world/real.ts';
import type { Message } from '../channels/message.ts';
import { alertOf, NOW } from '../testing/alerts.ts';
import { emailPlace, placeOf, SECRET_WORD, webPlaces } from '../testing/places.ts';
import { VENDORS } from '../testing/vendors.ts';
import type { Outcome } from './outcome.ts';
import { type Send, senderFor } from './send.ts';

const pem = (name: string): string =>
  readFileSync(new URL(`../../../../test/fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

const world = realWorld();
const send = senderFor({ world, extraCa: [pem('ca')] });
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.turn({ status: 200 }));
afterAll(async () => {
  await receiver.close();
  await world.close();
});

function messageOf(id: string, kind: Notice['kind'] = 'begin', title = 'Claude API is down'): Message {
  const alert = alertOf({ title, url: 'https://status.claude.com/incidents/1' });
  return {
    id,
    notice: { channel: 'team', kind, alert, sinceMs: NOW },
    host: 'gateway-1',
    origin: 'gateway-1',
    sentAtMs: Date.now(),
  };
}

async function sent(place: Place, message = messageOf('alert_1'), by: Send = send): Promise<Outcome> {
  return new Promise((resolve) => void by(message, place, resolve));
}

type Mail = {
  readonly text: string;
  readonly secure: boolean;
  readonly user: string;
  readonly to: readonly string[];
};

async function startMail(
  options: SMTPServerOptions = {},
): Promise<{ readonly port: number; readonly mails: readonly Mail[]; readonly stop: () => Promise<void> }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    key: pem('key'),
    cert: pem('cert'),
    logger: false,
    authOptional: true,
    onAuth: ({ username, password }, _, done) => {
      if (password !== SECRET_WORD) return done(new Error(`Wrong password ${password ?? ''}`));
      return done(null, { user: username });
    },
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (text += chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ text, secure: session.secure, user: String(session.user ?? ''), to });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const { promise, resolve } = Promise.withResolvers<number>();
  const bound = server.listen(0, '127.0.0.1', () => {
    const address = bound.address();
    resolve(typeof address === 'object' && address !== null ? address.port : 0);
  });
  const port = await promise;
  return { port, mails, stop: async () => new Promise((done) => server.close(done)) };
}

describe('a receiver of requests', () => {
  it.each(webPlaces('').map(({ kind }) => [kind]))('gets what it takes, where it wants it: %s', async (kind) => {
    const before = receiver.got.length;
    expect(await sent(placeOf(kind, receiver.url))).toEqual({ ok: true });
    expect(await sent(placeOf(kind, receiver.url), messageOf('alert_2', 'end'))).toEqual({ ok: true });
    const got = receiver.got.slice(before);
    expect(got).toHaveLength(2);
    for (const { method, body, headers } of got) {
      expect(method).toBe('POST');
      expect(VENDORS[kind].safeParse(JSON.parse(body)).error).toBeUndefined();
      expect(headers['user-agent']).toMatch(/^failsoft /);
    }
    const paths: Readonly<Record<typeof kind, readonly RegExp[]>> = {
      webhook: [/^\/a-secret-of-the-channel$/, /^\/a-secret-of-the-channel$/],
      slack: [/^\/a-secret-of-the-channel$/, /^\/a-secret-of-the-channel$/],
      discord: [/^\/a-secret-of-the-channel$/, /^\/a-secret-of-the-channel$/],
      teams: [/\?sig=a-secret-of-the-channel$/, /\?sig=a-secret-of-the-channel$/],
      pagerduty: [/^\/v2\/enqueue$/, /^\/v2\/enqueue$/],
      opsgenie: [/^\/v2\/alerts$/, /^\/v2\/alerts\/failsoft-[0-9a-f]{32}\/close\?identifierType=alias$/],
      ntfy: [/^\/$/, /^\/$/],
      telegram: [/^\/bota-secret-of-the-channel\/sendMessage$/, /^\/bota-secret-of-the-channel\/sendMessage$/],
    };
    got.forEach(({ path }, at) => expect(path).toMatch(paths[kind][at] ?? /never/));
    const auth = { opsgenie: `GenieKey ${SECRET_WORD}`, ntfy: `Bearer ${SECRET_WORD}` } as Partial<
      Record<typeof kind, string>
    >;
    expect(got[0]?.headers.authorization).toBe(auth[kind]);
  });

  it.each([
    [401, 'channel'],
    [403, 'channel'],
    [404, 'channel'],
    [408, 'channel'],
    [410, 'channel'],
    [429, 'channel'],
    [500, 'channel'],
    [503, 'channel'],
    [400, 'notice'],
    [413, 'notice'],
    [422, 'notice'],
  ] as const)('that says %i is to blame, or what it is sent is: %s', async (status, blames) => {
    receiver.turn({ status, body: '{"error":"because"}' });
    expect(await sent(placeOf('slack', receiver.url))).toMatchObject({
      ok: false,
      blames,
      why: `${status}: {"error":"because"}`,
    });
  });

  it.each([
    ['in the head', { status: 429, headers: { 'retry-after': '7' } }, 7_000],
    ['as Discord does', { status: 429, body: '{"message":"rate limited","retry_after":1.337,"global":false}' }, 1_337],
    ['as Telegram does', { status: 429, body: '{"ok":false,"parameters":{"retry_after":35}}' }, 35_000],
    ['in no way', { status: 503 }, null],
  ] as const)('may say how long it wants to be left alone, %s', async (_, manner, retryAfterMs) => {
    receiver.turn(manner);
    expect(await sent(placeOf('discord', receiver.url))).toMatchObject({ ok: false, retryAfterMs });
  });

  it('is not followed elsewhere', async () => {
    const other = await startReceiver();
    receiver.turn({ status: 307, headers: { location: `${other.url}/` } });
    expect(await sent(placeOf('webhook', receiver.url))).toMatchObject({
      ok: false,
      blames: 'channel',
      why: 'it points elsewhere (307)',
    });
    expect(other.got).toEqual([]);
    await other.close();
  });

  it('is not read for ever', async () => {
    receiver.turn('endless');
    const outcome = await sent(placeOf('webhook', receiver.url));
    expect(outcome).toMatchObject({ ok: false, blames: 'channel' });
    expect(outcome.ok ? '' : outcome.why).toMatch(/^500: x{150,}…$/);
  });

  it('is not waited for longer than ten seconds, and may be given up before', async () => {
    receiver.turn('silent');
    const hanging = await startMail({ onConnect: () => {} });
    const startMs = performance.now();
    const [web, mail] = await Promise.all([
      sent(placeOf('webhook', receiver.url)),
      sent(emailPlace(`smtp://localhost:${hanging.port}`)),
    ]);
    expect(web).toMatchObject({ ok: false, why: 'no answer within 10 s' });
    expect(mail).toMatchObject({ ok: false, blames: 'channel' });
    expect(performance.now() - startMs).toBeGreaterThan(9_900);
    await hanging.stop();
    let called = false;
    const stop = send(messageOf('alert_3'), placeOf('webhook', receiver.url), () => (called = true));
    stop();
    receiver.turn({ status: 200 });
    expect(await sent(placeOf('slack', receiver.url))).toEqual({ ok: true });
    expect(called).toBe(false);
  });

  it('that nobody is at is told as it is', async () => {
    expect(await sent(placeOf('slack', 'http://127.0.0.1:9'))).toMatchObject({
      ok: false,
      why: 'it cannot be reached (ECONNREFUSED)',
    });
  });

  it('that repeats its secrets is quoted without them', async () => {
    receiver.turn(({ path, headers, body }) => ({
      status: 400,
      body: `${path} ${headers.authorization ?? ''} ${body.slice(0, 60)}`,
    }));
    for (const place of webPlaces(receiver.url)) {
      const outcome = await sent(place);
      expect(JSON.stringify(outcome)).not.toContain(SECRET_WORD.slice(0, 10));
    }
  });
});

describe('mail', () => {
  it('is handed over encrypted, by name and password, to everybody', async () => {
    const { port, mails, stop } = await startMail();
    const to = ['a@example.com', 'b@example.com'];
    expect(await sent(emailPlace(`smtp://ops:${SECRET_WORD}@localhost:${port}`, { to }))).toEqual({ ok: true });
    await stop();
    expect(mails).toMatchObject([{ secure: true, user: 'ops', to }]);
    const text = mails[0]?.text ?? '';
    expect(text).toContain('Message-ID: <alert_1@failsoft.invalid>');
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(text).toMatch(/^From: Failsoft <failsoft@example\.com>/m);
    expect(text).toContain('14 of 20 requests failed with 529');
  });

  it('is told to those whom the server takes, once, and names the others', async () => {
    const { port, mails, stop } = await startMail({
      onRcptTo: ({ address }, _, done) => done(address.startsWith('gone') ? new Error('No such mailbox') : null),
    });
    const to = ['a@example.com', 'gone@example.com'];
    expect(await sent(emailPlace(`smtp://localhost:${port}`, { to }))).toEqual({
      ok: true,
      note: 'not taken for gone@example.com',
    });
    expect(mails).toMatchObject([{ to: ['a@example.com'] }]);
    const nobody = await sent(emailPlace(`smtp://localhost:${port}`, { to: ['gone@example.com'] }));
    await stop();
    expect(nobody).toMatchObject({ ok: false, blames: 'channel' });
  });

  it('takes the way that is encrypted from the first byte, too', async () => {
    const { port, mails, stop } = await startMail({ secure: true });
    expect(await sent(emailPlace(`smtps://localhost:${port}`))).toEqual({ ok: true });
    await stop();
    expect(mails).toMatchObject([{ secure: true }]);
  });

  it('is not handed over in the clear, nor to a stranger, unless somebody has said so', async () => {
    const open = await startMail({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    expect(await sent(emailPlace(`smtp://localhost:${open.port}`))).toMatchObject({ ok: false, blames: 'channel' });
    expect(open.mails).toEqual([]);
    expect(await sent(emailPlace(`smtp://localhost:${open.port}`, { insecure: true }))).toEqual({ ok: true });
    expect(open.mails).toMatchObject([{ secure: false }]);
    await open.stop();
    const stranger = await startMail({ cert: pem('stranger'), secure: true });
    const trusting = senderFor({ world, extraCa: [] });
    expect(await sent(emailPlace(`smtps://localhost:${stranger.port}`), messageOf('x'), trusting)).toMatchObject({
      ok: false,
    });
    expect(stranger.mails).toEqual([]);
    await stranger.stop();
  });

  it('cannot be given a head by what it says', async () => {
    const { port, mails, stop } = await startMail();
    const trap = 'Down\r\nBcc: victim@example.com\r\nX-Evil: yes\r\n\r\nbody';
    expect(await sent(emailPlace(`smtp://localhost:${port}`), messageOf('alert_9', 'begin', trap))).toEqual({
      ok: true,
    });
    await stop();
    expect(mails[0]?.to).toEqual(['ops@example.com']);
    const [head = ''] = (mails[0]?.text ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^(?:Bcc|X-Evil):/m);
  });

  it('that is refused is quoted without the password', async () => {
    const { port, stop } = await startMail();
    const wrong = await sent(emailPlace(`smtp://ops:not-${SECRET_WORD}@localhost:${port}`));
    expect(wrong).toMatchObject({ ok: false, blames: 'channel' });
    expect(JSON.stringify(wrong)).not.toContain(SECRET_WORD);
    await stop();
    expect(await sent(emailPlace('smtp://127.0.0.1:9'))).toMatchObject({ ok: false, blames: 'channel' });
  });
});

describe.runIf(process.platform === 'linux')('a notification on the desktop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-desktop-'));
  const path = process.env['PATH'] ?? '';
  afterEach(() => (process.env['PATH'] = path));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A program of this name that writes down what it is given, each word on a line. */
  function pretend(script: string): string {
    const file = join(folder, 'given');
    const program = join(folder, 'notify-send');
    writeFileSync(program, `#!/bin/sh\nfor word in "$@"; do printf '%s\\n' "$word" >> '${file}'; done\n${script}\n`);
    chmodSync(program, 0o755);
    process.env['PATH'] = `${folder}:${path}`;
    return file;
  }

  it('gets words that no shell has touched', async () => {
    const file = pretend('');
    const trap = '$(touch pwned) `id`; rm -rf / && true';
    expect(await sent({ kind: 'desktop' }, messageOf('x', 'begin', trap))).toEqual({ ok: true });
    const words = readFileSync(file, 'utf8').split('\n');
    expect(words.slice(0, 4)).toEqual(['--app-name=Failsoft', '--urgency=critical', '--', `Failsoft: ${trap}`]);
  });

  it('that fails says why', async () => {
    pretend('echo "Cannot autolaunch D-Bus" >&2\nexit 1');
    expect(await sent({ kind: 'desktop' })).toMatchObject({
      ok: false,
      why: 'notify-send failed (1) Cannot autolaunch D-Bus',
    });
    process.env['PATH'] = '/nowhere';
    expect(await sent({ kind: 'desktop' })).toMatchObject({ ok: false, why: 'there is no notify-send here' });
  });
});

it('a secret is not in the message that is sent on', () => {
  expect(JSON.stringify(placeOf('slack'))).not.toContain(SECRET_WORD);
  expect(String(new Secret(SECRET_WORD))).toBe('[secret]');
});
