import { respond } from '../script/any-faults.ts';
import { CHALLENGE_PAGE, errorPage } from '../script/pages.ts';
import type { Script } from '../script/script.ts';

/** One way in which a status page misbehaves. */
export type PageMisbehaviour = {
  /** What a watcher should make of it, who has read it before. */
  readonly expects: 'blocked' | 'unreadable' | 'silent';
  readonly summary: string;
  /** `healthy`: what it would answer. */
  readonly play: (healthy: Uint8Array, type: string) => Script;
};

const HUGE_BYTES = 200 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/** All that status pages have been seen to do wrong, and what they could. */
export const PAGE_MISBEHAVIOURS = {
  challenge: {
    expects: 'blocked',
    summary: 'Answers 405 with a challenge of the AWS firewall.',
    play: () => respond(405, { 'content-type': 'text/html', 'x-amzn-waf-action': 'captcha' }, CHALLENGE_PAGE),
  },
  'challenge-200': {
    expects: 'blocked',
    summary: 'Answers 200 with a web page that asks whether you are a person.',
    play: () => respond(200, { 'content-type': 'text/html' }, CHALLENGE_PAGE),
  },
  forbidden: {
    expects: 'blocked',
    summary: 'Answers 403.',
    play: () => respond(403, { 'content-type': 'text/html' }, errorPage('403 Forbidden', 'cloudflare')),
  },
  'too-many': {
    expects: 'blocked',
    summary: 'Answers 429 and wants to be left alone for an hour.',
    play: () => respond(429, { 'retry-after': '3600' }, ''),
  },
  trouble: {
    expects: 'silent',
    summary: 'Answers 503.',
    play: () => respond(503, {}, errorPage('503 Service Unavailable', 'nginx')),
  },
  hang: { expects: 'silent', summary: 'Takes the request and never says anything.', play: () => [{ do: 'hang' }] },
  reset: { expects: 'silent', summary: 'Resets the connection.', play: () => [{ do: 'reset' }] },
  'other-shape': {
    expects: 'unreadable',
    summary: 'Answers with JSON, or XML, of another shape.',
    play: (_, type) =>
      respond(
        200,
        {
          'content-type': type,
        },
        type.includes('xml') ? '<notes><note/></notes>' : '{"data":{"status":"fine"}}',
      ),
  },
  half: {
    expects: 'unreadable',
    summary: 'Sends the first half as if it were all of it.',
    play: (healthy, type) =>
      respond(200, { 'content-type': type }, healthy.subarray(0, Math.floor(healthy.length / 2))),
  },
  empty: {
    expects: 'unreadable',
    summary: 'Answers 200 with nothing.',
    play: (_, type) => respond(200, { 'content-type': type }, ''),
  },
  huge: {
    expects: 'unreadable',
    summary: 'Sends 200 MB.',
    play: function* () {
      yield { do: 'head', status: 200, headers: { 'content-type': 'application/json' } };
      const piece = ' '.repeat(PIECE_BYTES);
      for (let sent = 0; sent < HUGE_BYTES; sent += PIECE_BYTES) yield { do: 'write', bytes: piece };
      yield { do: 'end' };
    },
  },
  compressed: {
    expects: 'unreadable',
    summary: 'Says that it is compressed, which nobody asked for.',
    play: (healthy, type) => respond(200, { 'content-type': type, 'content-encoding': 'gzip' }, healthy),
  },
  redirect: {
    expects: 'unreadable',
    summary: 'Answers 302 and points at another host.',
    play: () => respond(302, { location: 'http://elsewhere.invalid/status.json' }, ''),
  },
  gone: {
    expects: 'unreadable',
    summary: 'Answers 404.',
    play: () => respond(404, {}, errorPage('404 Not Found', 'nginx')),
  },
} as const satisfies Record<string, PageMisbehaviour>;

export type PageMisbehaviourName = keyof typeof PAGE_MISBEHAVIOURS;

export function isPageMisbehaviour(name: string): name is PageMisbehaviourName {
  return Object.hasOwn(PAGE_MISBEHAVIOURS, name);
}

/** The misbehaviours as the table of the guide. */
export function renderPageTable(): string {
  const rows = Object.entries(PAGE_MISBEHAVIOURS).map(
    ([name, { summary, expects }]) => `| \`${name}\` | ${summary} | ${expects} |`,
  );
  return ['| name | what the page does | what Failsoft makes of it |', '| --- | --- | --- |', ...rows].join('\n');
}
