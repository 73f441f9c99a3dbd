import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../model/alert.ts';
import type { Notice } from '../../../model/channel.ts';
import { at, type Json, textAt } from '../../../model/json.ts';
import { alertOf, NOW } from '../testing/alerts.ts';
import { emailPlace, placeOf, SECRET_WORD, webPlaces } from '../testing/places.ts';
import { VENDORS } from '../testing/vendors.ts';
import { renderDesktop } from './desktop.ts';
import { renderEmail } from './email.ts';
import { render, type WebPlace } from './index.ts';
import type { Message, Post } from './message.ts';

const KINDS = webPlaces('https://receiver.example').map(({ kind }) => kind);

function messageOf(alert: Partial<Alert> = {}, kind: Notice['kind'] = 'begin'): Message {
  const notice: Notice = { channel: 'team', kind, alert: alertOf({ id: 'a', ...alert }), sinceMs: NOW - 60_000 };
  return { id: 'alert_1', notice, host: 'gateway-1', origin: 'gateway-1', sentAtMs: NOW };
}

const post = (kind: WebPlace['kind'], alert: Partial<Alert> = {}, of: Notice['kind'] = 'begin'): Post =>
  render(messageOf(alert, of), placeOf(kind));
const bodyOf = ({ body }: Post): Json => JSON.parse(body) as Json;

/** Words that would do something somewhere if they were not made harmless. */
const TRAPS = [
  '@everyone @here <@123> <!channel> <!subteam^S1|x> @name',
  '[click](https://evil.example) ![x](https://evil.example/y.png) <https://evil.example|here>',
  '**bold** _it_ ~~gone~~ `code` ```block``` ||hidden|| > quote\n# Heading\n- list\n1. one',
  '<script>alert(1)</script><b>bold</b><a href="https://evil.example">x</a> &lt;b&gt; &amp; "quoted" \'too\'',
  '<at>Everybody</at> {{DATE(2026-11-25T00:00:00Z,SHORT)}} ${x} {0}',
  'Subject\r\nBcc: victim@example.com\r\n\r\nbody',
  '-e do shell script "id" $(id) `id` ; rm -rf / && true | sh --help',
  '\u202Egnihtemos 🔴🔴👩‍👩‍👧‍👦 𝒳 \uD800 lone',
];
const LONG = '<&>*_@'.repeat(20_000);

const someWords = fc.oneof(
  fc.constantFrom(...TRAPS, LONG, '<'.repeat(9_000), '&'.repeat(160), '😀'.repeat(5_000), ' '),
  fc.string({ unit: 'binary', maxLength: 400 }),
);
const someAlert = fc.record({
  title: someWords.map((words) => words.slice(0, 400) || 'x'),
  lines: fc.array(someWords, { maxLength: 6 }).map((lines) => lines.map((line) => line.slice(0, 4_000))),
  severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
  surface: fc.constantFrom('claude-api', null),
  url: fc.constantFrom(null, 'https://status.example.com/incidents/x?a=1&b="<|>"', 'https://status.example.com/'),
});
const someKind = fc.constantFrom(
  'begin' as const,
  'news' as const,
  'reminder' as const,
  'end' as const,
  'missed' as const,
);

/** What a reader of Slack's format would take for more than letters. */
const inSlack = (json: Json): readonly string[] =>
  JSON.stringify(json)
    .replaceAll(/<https:[^<>|]+\|Read more>/g, '')
    .match(/[<>]|&(?!amp;|lt;|gt;)/g) ?? [];
/** Markdown that is no letter. */
const inDiscord = (text: string): readonly string[] =>
  text.replaceAll(/\\[^a-z0-9\s]/gi, '').match(/[\\*_~`|>#[\]()<@-]/g) ?? [];
const inTelegram = (text: string): readonly string[] =>
  text
    .replaceAll(/<\/?[bi]>|<a href="https:[^"<>]+">Read more<\/a>/g, '')
    .match(/[<>"]|&(?!amp;|lt;|gt;|quot;)|@(?!\u2060)/g) ?? [];

describe.each(KINDS)('%s', (kind) => {
  it.each(['begin', 'news', 'reminder', 'end', 'missed'] as const)('takes what is said: %s', (of) => {
    const { url, headers } = post(kind, { url: 'https://status.claude.com/incidents/1' }, of);
    expect(
      VENDORS[kind].safeParse(bodyOf(post(kind, { url: 'https://status.claude.com/incidents/1' }, of))).error,
    ).toBeUndefined();
    expect(headers['content-type']).toMatch(/^application\/(?:cloudevents\+)?json/);
    expect(new URL(url).origin).toBe('https://receiver.example');
  });

  it('takes it whatever the words are, and however many', () => {
    fc.assert(
      fc.property(someAlert, someKind, (alert, of) => {
        const body = bodyOf(post(kind, alert, of));
        expect(VENDORS[kind].safeParse(body).error).toBeUndefined();
        if (kind === 'slack') expect(inSlack(body)).toEqual([]);
        if (kind === 'discord') {
          const words = [textAt(body, 'embeds', 0, 'title'), textAt(body, 'embeds', 0, 'description')].join('\n');
          expect(inDiscord(words.replaceAll(/…$/gm, ''))).toEqual([]);
        }
        if (kind === 'telegram') expect(inTelegram(textAt(body, 'text'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is told no secret in the body but where it belongs', () => {
    const { body } = post(kind);
    // A topic of ntfy is its own password, and PagerDuty wants its key there.
    if (kind !== 'pagerduty' && kind !== 'ntfy') expect(body).not.toContain(SECRET_WORD);
  });
});

describe('what belongs together', () => {
  const keyAt = (kind: 'pagerduty' | 'opsgenie', of: Notice['kind'], alert: Partial<Alert> = {}): string => {
    const { body, url } = post(kind, alert, of);
    const json = JSON.parse(body) as Json;
    return kind === 'pagerduty'
      ? textAt(json, 'dedup_key')
      : textAt(json, 'alias') || (/alerts\/([^/]+)\/close/.exec(url)?.[1] ?? '');
  };

  it.each(['pagerduty', 'opsgenie'] as const)('is opened and closed under one key at %s', (kind) => {
    expect(keyAt(kind, 'end')).toBe(keyAt(kind, 'begin'));
    expect(keyAt(kind, 'news')).toBe(keyAt(kind, 'begin'));
    expect(keyAt(kind, 'begin', { episode: 'official:x:../../y?z' })).not.toBe(keyAt(kind, 'begin'));
    expect(keyAt(kind, 'begin')).toMatch(/^failsoft-[0-9a-f]{32}$/);
  });

  it('is one thread of mails', () => {
    const mail = (of: Notice['kind'], id: string): ReturnType<typeof renderEmail> =>
      renderEmail({ ...messageOf({}, of), id }, emailPlace('smtp://127.0.0.1'));
    expect(mail('end', 'b').references).toBe(mail('begin', 'a').references);
    expect(mail('end', 'b').messageId).not.toBe(mail('begin', 'a').messageId);
  });
});

describe('a signature', () => {
  it('is one that the library of Standard Webhooks accepts, with a key in base64 or any other, and only of that body', () => {
    const { body, headers } = post('webhook');
    // Its clock has to be ours.
    const now = messageOf();
    const signed = render({ ...now, sentAtMs: Date.now() }, placeOf('webhook'));
    const judge = new Webhook(`whsec_${Buffer.from(SECRET_WORD).toString('base64')}`);
    expect(judge.verify(signed.body, signed.headers)).toMatchObject({ id: 'alert_1', type: 'failsoft.provider.down' });
    expect(() => judge.verify(`${signed.body} `, signed.headers)).toThrow();
    expect(() => judge.verify(body, headers)).toThrow('too old');
    expect(headers).toMatchObject({ 'webhook-id': 'alert_1', 'webhook-timestamp': String(NOW / 1_000) });
  });

  it('changes from try to try, and what is signed does not', () => {
    const one = render(messageOf(), placeOf('webhook'));
    const other = render({ ...messageOf(), sentAtMs: NOW + 5_000 }, placeOf('webhook'));
    expect(other.body).toBe(one.body);
    expect(other.headers['webhook-id']).toBe(one.headers['webhook-id']);
    expect(other.headers['webhook-signature']).not.toBe(one.headers['webhook-signature']);
  });
});

describe('a mail', () => {
  it('has a head that nothing can be put into', () => {
    fc.assert(
      fc.property(someAlert, (alert) => {
        const { subject, text } = renderEmail(messageOf(alert), emailPlace('smtp://127.0.0.1'));
        expect(subject).not.toMatch(/[\r\n]/);
        expect(subject.length).toBeLessThanOrEqual(200);
        expect(text).toContain('Failsoft on gateway-1');
      }),
    );
  });
});

describe('a notification on the desktop', () => {
  it.each(['linux', 'darwin', 'win32'] as const)(
    'gives words as words on %s, never as something to run',
    (platform) => {
      fc.assert(
        fc.property(someAlert, (alert) => {
          const { words, input } = renderDesktop(messageOf(alert), platform);
          const plain = renderDesktop(messageOf({ title: 'T', lines: [] }), platform);
          if (platform === 'win32') {
            expect(words).toEqual(plain.words);
            expect(input).toMatch(/^[\u0020-\u007e]*$/);
            expect(textAt(JSON.parse(input) as Json, 'title')).toMatch(/^Failsoft: /);
          } else {
            expect(words.slice(0, -2).map((word) => word.replace('critical', 'normal'))).toEqual(
              plain.words.slice(0, -2).map((word) => word.replace('critical', 'normal')),
            );
            expect(words.at(-2)).toMatch(/^Failsoft: /);
            if (platform === 'linux') expect(words.at(-1)).not.toMatch(/[<>]/);
          }
        }),
      );
    },
  );
});

it('a signature cannot be got out of what is shown', () => {
  expect(at(bodyOf(post('webhook')), 'data', 'host')).toBe('gateway-1');
});
