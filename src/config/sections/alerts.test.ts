import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Config } from '../config.ts';
import { parseConfig } from '../load.ts';
import { redacted } from '../redacted.ts';
import { renderConfig, variablesOf } from '../write/write.ts';
import { ADDRESSES } from './alerts.ts';

const SECRETS: Readonly<Record<string, string>> = {
  HOOK_URL: 'https://hooks.example.com/T0/B0/a-secret-path-of-slack',
  HOOK_SECRET: 'whsec_c2VjcmV0LWZvci1zaWduYXR1cmVz',
  BOT_TOKEN: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  MAIL_SERVER: 'smtps://ops:a-long-password@mail.example.com',
};

function parse(alerts: string): ReturnType<typeof parseConfig> {
  const environment = new Map(
    Object.entries(SECRETS).map(([name, value]) => [name, { value, origin: 'environment' as const }]),
  );
  const text = `providers: { openai: { apiKey: a-key-of-some-length } }\nroutes: [{ match: ["*"], ladder: [openai/*] }]\n${alerts}`;
  return parseConfig(text, { name: 'f.yaml', path: '/nowhere/f.yaml', environment });
}

function load(alerts: string): Config {
  const { config, problems } = parse(alerts);
  expect(problems).toEqual([]);
  if (config === null) throw new Error('no configuration');
  return config;
}

/** Mistakes with their place, counted from the first line of the section. */
function mistakes(alerts: string): readonly string[] {
  return parse(alerts).problems.map(({ line, column, message }) => `${line - 2}:${column}  ${message}`);
}

const ALL = `
alerts:
  channels:
    hook: { kind: webhook, url: "\${HOOK_URL}", secret: "\${HOOK_SECRET}", token: "\${BOT_TOKEN}", types: [provider.down, official.updated] }
    team: { kind: slack, url: "\${HOOK_URL}", least: info, quiet: "22:00-07:00 Europe/Berlin", remind: 4h, after: 15m }
    game: { kind: discord, url: "https://discord.com/api/webhooks/1/a-secret-path" }
    office: { kind: teams, url: "http://127.0.0.1:9/x" }
    pager: { kind: pagerduty, key: "\${HOOK_SECRET}", address: "https://events.eu.pagerduty.com" }
    genie: { kind: opsgenie, key: "\${HOOK_SECRET}" }
    phone: { kind: ntfy, url: "http://ntfy.internal/a-secret-topic", insecure: true, token: "\${BOT_TOKEN}" }
    bot: { kind: telegram, token: "\${BOT_TOKEN}", chat: -100123 }
    mail: { kind: email, server: "\${MAIL_SERVER}", from: "Failsoft <ops@example.com>", to: [a@example.com, b@example.com] }
    here: { kind: desktop, quiet: "12:00-13:30" }
`;

describe('channels', () => {
  it('are none, and nobody is told, unless somebody wants to be', () => {
    expect(load('').alerts).toEqual({ channels: [] });
    expect(load('alerts: {}').alerts).toEqual({ channels: [] });
  });

  it('have their defaults, and what is said of them', () => {
    const { channels } = load(ALL).alerts;
    expect(channels.map(({ name, place }) => [name, place.kind])).toEqual([
      ['hook', 'webhook'],
      ['team', 'slack'],
      ['game', 'discord'],
      ['office', 'teams'],
      ['pager', 'pagerduty'],
      ['genie', 'opsgenie'],
      ['phone', 'ntfy'],
      ['bot', 'telegram'],
      ['mail', 'email'],
      ['here', 'desktop'],
    ]);
    expect(channels[0]?.wish).toEqual({
      least: 'info',
      types: ['provider.down', 'official.updated'],
      afterMs: 0,
      remindMs: null,
      quiet: null,
    });
    expect(channels[1]?.wish).toEqual({
      least: 'info',
      types: null,
      afterMs: 900_000,
      remindMs: 14_400_000,
      quiet: { from: 22 * 60, to: 7 * 60, zone: 'Europe/Berlin' },
    });
    expect(channels[2]?.wish).toMatchObject({ least: 'warning', types: null });
    expect(channels[5]?.place).toMatchObject({ address: ADDRESSES.opsgenie });
    expect(channels[7]?.place).toMatchObject({ chat: '-100123', address: ADDRESSES.telegram });
  });

  it('say the same when they are written down and read again, with no secret in the file', () => {
    const first = load(ALL);
    const text = renderConfig(first);
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    for (const [name, secret] of variablesOf(first)) Object.assign(SECRETS, { [name]: secret.reveal() });
    const again = load(text.slice(text.indexOf('alerts:'), text.indexOf('\n# Who may see')));
    const revealed = ({ alerts }: Config): unknown =>
      JSON.parse(
        JSON.stringify(alerts, (_, value: unknown) =>
          value instanceof Object && 'reveal' in value ? (value as { reveal: () => string }).reveal() : value,
        ),
      );
    expect(revealed(again)).toEqual(revealed(first));
  });

  it('show no secret where the configuration is shown', () => {
    const config = load(ALL);
    for (const text of [JSON.stringify(redacted(config)), JSON.stringify(config), inspect(config, { depth: 9 })])
      for (const secret of ['a-secret-path', 'a-secret-topic', 'AAHdqTcv', 'a-long-password', 'c2VjcmV0'])
        expect(text).not.toContain(secret);
  });
});

describe('a mistake in a channel', () => {
  const channel = (settings: string): string => `alerts: { channels: { team: { ${settings} } } }`;

  it.each([
    ['alerts: [1]', '1:9  "alerts" must be a mapping with "channels"'],
    ['alerts: { chanels: {} }', '1:11  unknown key "chanels" — did you mean "channels"?'],
    ['alerts: { channels: [slack] }', '1:21  "channels" must be a mapping of names to settings'],
    ['alerts: { channels: { "a b": {} } }', '"a b" is no name for a channel'],
    [channel('url: "https://x.y/z"'), '1:23  "kind" is missing here: "webhook", "slack"'],
    [channel('kind: slak, url: "https://x.y/z"'), '1:37  "kind" must be "webhook", "slack"'],
    [channel('kind: slak, url: "https://x.y/z"'), '— did you mean "slack"?'],
    [channel('kind: slack'), '"url" is missing here'],
    [channel('kind: slack, urls: "https://x.y/z"'), 'unknown key "urls" — did you mean "url"?'],
    [channel('kind: slack, url: "hooks.slack.com/x"'), '1:49  "url" must be an https address'],
    [channel('kind: slack, url: "http://hooks.example.com/x"'), '"url" must use https, or say "insecure: true"'],
    [channel('kind: slack, url: "https://me:password@x.y/z"'), '"url" must hold no user name and no password'],
    [channel('kind: slack, url: "${NOT_SET}"'), 'the environment variable NOT_SET is not set'],
    [channel('kind: ntfy, url: "https://ntfy.sh/"'), '"url" must end with the topic'],
    [channel('kind: pagerduty, key: "with space"'), 'this key holds a space or another character that no key has'],
    [channel('kind: pagerduty, key: k, address: "events.pagerduty.com"'), '"address" must be an https address'],
    [channel('kind: telegram, token: t, chat: true'), '"chat" must be the number of a chat, or "@name" of a channel'],
    [channel('kind: email, server: "https://mail", from: a@b, to: c@d'), '"server" must be smtps://name:password@host'],
    [
      channel('kind: email, server: "smtp://mail", from: a@b, to: [c@d, "e, f@g"]'),
      '"e, f@g" is no address such as ops@example.com',
    ],
    [channel('kind: desktop, least: bad'), '"least" must be "info", "warning" or "critical"'],
    [channel('kind: desktop, types: [provider.dwn]'), 'did you mean "provider.down"?'],
    [channel('kind: desktop, types: [provider.recovered]'), '"types" entry 1 must be "provider.suspected"'],
    [channel('kind: desktop, types: []'), '"types" must not be empty'],
    [
      channel('kind: desktop, least: warning, types: [provider.down, maintenance.ahead]'),
      '"maintenance.ahead" is never more than info, so with "least: warning" it never comes',
    ],
    [
      channel('kind: desktop, quiet: "10pm-7am"'),
      '"quiet" must be hours with a time zone, such as 22:00-07:00 Europe/Berlin',
    ],
    [channel('kind: desktop, quiet: "22:00-07:00 Mars/Base"'), '"quiet" must be hours with a time zone'],
    [channel('kind: desktop, remind: 1m'), '"remind" must be between 5m and 168h'],
    [channel('kind: desktop, remind: daily'), '"remind" is not a duration such as 30m or 4h'],
    [channel('kind: desktop, after: 25h'), '"after" must be between 0s and 24h'],
  ])('is told with its place: %s', (alerts, message) => {
    expect(mistakes(alerts).join('\n')).toContain(message);
  });

  it('is never told with a secret', () => {
    const wrong = channel(
      'kind: slack, url: "${HOOK_URL}", token: "${BOT_TOKEN}", kin: "${HOOK_SECRET}", least: "${BOT_TOKEN}"',
    );
    for (const secret of ['a-secret-path', 'AAHdqTcv', 'c2VjcmV0'])
      expect(mistakes(wrong).join('\n')).not.toContain(secret);
  });
});
