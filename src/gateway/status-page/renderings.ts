import type { Advice } from '../../model/advice.ts';
import { Fault } from '../../model/fault.ts';
import { apiAnswer } from './api/api.ts';
import { badgeJson, badgeOf, badgeSvg } from './badge.ts';
import { calendar } from './feeds/calendar.ts';
import { feedOf } from './feeds/entries.ts';
import { atom, jsonFeed, rss } from './feeds/feeds.ts';
import { guideOf } from './guide.ts';
import type { Outlook } from './outlook.ts';
import { contentPolicy } from './page/assets.ts';
import { statusPage } from './page/page.ts';
import { prepare, type Prepared, type Reply } from './reply.ts';

/** All that a rendering depends on, besides its path. */
export type Given = {
  readonly outlook: Outlook;
  readonly advice: readonly Advice[];
  /** How whoever asks calls us: `https://gateway.example.com`. */
  readonly origin: string;
  /** With its `?`, or empty. */
  readonly query: string;
};

/** By path below `/status/`. */
const RENDERINGS: Readonly<Record<string, (given: Given) => Reply>> = {
  '': ({ outlook, advice }) => pageReply(statusPage(outlook, guideOf(outlook, advice))),
  'history.atom': ({ outlook, origin }) => feedReply('application/atom+xml', atom(feedOf(outlook, origin))),
  'history.rss': ({ outlook, origin }) => feedReply('application/rss+xml', rss(feedOf(outlook, origin))),
  'feed.json': ({ outlook, origin }) => feedReply('application/feed+json', jsonFeed(feedOf(outlook, origin))),
  'maintenance.ics': ({ outlook }) => feedReply('text/calendar', calendar(outlook)),
};

const JSON_TYPE = 'application/json; charset=utf-8';

/** Any program may read it, also one in a page of somebody else, as far as it may come here at all. */
const FOR_PROGRAMS = {
  'access-control-allow-origin': '*',
  'cache-control': 'max-age=10, stale-while-revalidate=60',
};

const FOR_BADGES = { ...FOR_PROGRAMS, 'cache-control': 'max-age=60' };

function render(path: string, given: Given): Reply {
  const rendering = Object.hasOwn(RENDERINGS, path) ? RENDERINGS[path] : undefined;
  if (rendering !== undefined) return rendering(given);
  const [, badge, form] = /^badges\/([\w-]+)\.(svg|json)$/.exec(path) ?? [];
  if (badge !== undefined) return badgeReply(badge, form === 'svg', given);
  const [, api = ''] = /^api\/v2\/(.+)$/.exec(path) ?? [];
  const json = apiAnswer(api, given.outlook, given.origin);
  if (json === null) throw new Fault('no-such-path', 'There is nothing here');
  return { status: 200, type: JSON_TYPE, body: JSON.stringify(json), headers: FOR_PROGRAMS };
}

export function pageReply(body: string, status = 200): Reply {
  const headers = { 'content-security-policy': contentPolicy(), 'cache-control': 'no-cache' };
  return { status, type: 'text/html; charset=utf-8', body, headers };
}

function feedReply(type: string, body: string): Reply {
  return { status: 200, type: `${type}; charset=utf-8`, body, headers: FOR_PROGRAMS };
}

/** How a service is; with `?uptime=30` how it was for so many days. */
function badgeReply(id: string, isPicture: boolean, { outlook, query }: Given): Reply {
  const [, days] = /^(7|30|90)d?$/.exec(new URLSearchParams(query).get('uptime') ?? '') ?? [];
  const badge = badgeOf(outlook, id, days === undefined ? null : Number(days));
  if (badge === null) throw new Fault('no-such-path', 'There is no such badge');
  if (isPicture) return { status: 200, type: 'image/svg+xml', body: badgeSvg(badge), headers: FOR_BADGES };
  return { status: 200, type: JSON_TYPE, body: JSON.stringify(badgeJson(badge)), headers: FOR_BADGES };
}

/** What was made of an outlook, for as long as there is one: a page takes milliseconds, and all who watch ask for it at once. */
const made = new WeakMap<Outlook, Map<string, Prepared>>();
/** Different things that are kept of one outlook. */
const KEPT_MAX = 50;

/** Throws `no-such-path`. */
export function rendered(path: string, given: Given): Prepared {
  const kept = made.get(given.outlook) ?? new Map<string, Prepared>();
  made.set(given.outlook, kept);
  const key = `${path}\n${given.query}\n${given.origin}`;
  const before = kept.get(key);
  if (before !== undefined) return before;
  const fresh = prepare(render(path, given));
  if (kept.size < KEPT_MAX) kept.set(key, fresh);
  return fresh;
}
