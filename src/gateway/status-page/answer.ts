import type { Running, Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';
import { startOf } from '../../model/incident.ts';
import type { Gateway, Live } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { ASK_FOR_KEY, letLook } from './access.ts';
import { apiAnswer, isApiPath } from './api/api.ts';
import { badgeJson, badgeOf, badgeSvg } from './badge.ts';
import type { Bulletin } from './bulletin.ts';
import { calendar } from './feeds/calendar.ts';
import { feedOf } from './feeds/entries.ts';
import { atom, jsonFeed, rss } from './feeds/feeds.ts';
import { guideOf } from './guide.ts';
import type { Outlook } from './outlook.ts';
import { contentPolicy } from './page/assets.ts';
import { monthBeside, type Wanted } from './page/history.ts';
import { historyPage, incidentPage, plainPage, statusPage } from './page/page.ts';
import { type Reply, sendReply } from './reply.ts';

/** What lives here: the page, its feeds, its badges and its API. */
export function isStatusPath(path: string): boolean {
  return /^\/status(?:\/|$)/.test(path) || (path.startsWith(API) && isApiPath(path.slice(API.length)));
}

/** A stream that lasts as long as somebody looks. */
export const isWatchPath = (path: string): boolean => path === '/status/events';

/** The place of the API where programs for Atlassian Statuspage look for it, besides `/status/api/v2/`. */
const API = '/api/v2/';

const NOTHING: Running = { gone: () => {}, drained: () => {} };

/** Answers whatever is asked of the status page. Never throws: people read what is wrong in words, too. */
export function answerStatus(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const live = gateway.live();
  const path = incoming.path.replace(/^\/status(?:\/|$)/, '').replace(/^\/api\//, 'api/');
  try {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD')
      throw new Fault('no-such-path', `${incoming.method} is not possible here; GET is`);
    letLook(incoming.headers, live, { isPublic: live.config.status.public });
    const { bulletin } = gateway;
    if (bulletin === null) throw new Fault('no-such-path', 'Nothing is watched by this gateway');
    if (path === 'events') return bulletin.watch(sink);
    void replyTo({ live, bulletin, incoming, path })
      .catch((error: unknown) => troubleReply(path, Fault.from(error)))
      .then((reply) => sendReply(incoming, reply, sink));
  } catch (error) {
    sendReply(incoming, troubleReply(path, Fault.from(error)), sink);
  }
  return NOTHING;
}

type Asked = {
  readonly live: Live;
  readonly bulletin: Bulletin;
  readonly incoming: Incoming;
  /** Without `/status/`. */
  readonly path: string;
};

async function replyTo(asked: Asked): Promise<Reply> {
  const { live, bulletin, incoming, path } = asked;
  const outlook = await bulletin.outlook();
  const origin = originOf(incoming, live);
  const parameters = new URLSearchParams(incoming.query);
  if (path === '') return pageReply(statusPage(outlook, guideOf(outlook, live.config.status.advice)));
  if (path === 'history') return historyReply(bulletin, outlook, parameters);
  if (path === 'history.atom') return feedReply('application/atom+xml', atom(feedOf(outlook, origin)));
  if (path === 'history.rss') return feedReply('application/rss+xml', rss(feedOf(outlook, origin)));
  if (path === 'feed.json') return feedReply('application/feed+json', jsonFeed(feedOf(outlook, origin)));
  if (path === 'maintenance.ics') return feedReply('text/calendar', calendar(outlook));
  const [first = '', ...rest] = path.split('/');
  if (first === 'incidents' && rest.length === 1) return incidentReply(bulletin, outlook, decoded(rest[0] ?? ''));
  if (first === 'badges' && rest.length === 1) return badgeReply(outlook, rest[0] ?? '', parameters);
  const json = path.startsWith('api/v2/') ? apiAnswer(path.slice('api/v2/'.length), outlook, origin) : null;
  if (json === null) throw new Fault('no-such-path', `There is nothing at ${incoming.path.slice(0, 200)}`);
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(json), headers: FOR_PROGRAMS };
}

/** Any program may read it, also one in a page of somebody else, as far as it may come here at all. */
const FOR_PROGRAMS = {
  'access-control-allow-origin': '*',
  'cache-control': 'max-age=10, stale-while-revalidate=60',
};

function pageReply(body: string, status = 200): Reply {
  return {
    status,
    type: 'text/html; charset=utf-8',
    body,
    headers: { 'content-security-policy': contentPolicy(), 'cache-control': 'no-cache' },
  };
}

function feedReply(type: string, body: string): Reply {
  return { status: 200, type: `${type}; charset=utf-8`, body, headers: FOR_PROGRAMS };
}

/** As many incidents as one page of the history shows. */
const HISTORY_MAX = 200;
const WORDS_LENGTH_MAX = 200;

async function historyReply({ monitor }: Bulletin, outlook: Outlook, parameters: URLSearchParams): Promise<Reply> {
  const month = parameters.get('month') ?? '';
  const wanted: Wanted = {
    month: /^20\d\d-(?:0[1-9]|1[0-2])$/.test(month) ? month : '',
    text: (parameters.get('q') ?? '').trim().slice(0, WORDS_LENGTH_MAX),
    surface: parameters.get('surface') ?? '',
  };
  const found = await monitor.incidents({
    limit: HISTORY_MAX,
    ...(wanted.text !== '' && { text: wanted.text }),
    ...(outlook.surfaces.some(({ surface }) => surface.id === wanted.surface) && { surface: wanted.surface }),
    ...(wanted.month !== '' && { beforeMs: Date.parse(`${monthBeside(wanted.month, 1)}-01`) }),
  });
  const shown = wanted.month === '' ? found : found.filter((one) => startOf(one) >= Date.parse(`${wanted.month}-01`));
  return pageReply(historyPage(outlook, wanted, shown, HISTORY_MAX));
}

async function incidentReply({ monitor }: Bulletin, outlook: Outlook, id: string): Promise<Reply> {
  const [incident] = await monitor.incidents({ limit: 1, id });
  if (incident === undefined) throw new Fault('no-such-path', 'There is no such incident');
  return pageReply(incidentPage(outlook, incident));
}

/** `claude-api.svg`, `all.json`; with `?uptime=30` of the last 30 days. */
function badgeReply(outlook: Outlook, name: string, parameters: URLSearchParams): Reply {
  const [, id = '', form = ''] = /^([\w-]+)\.(svg|json)$/.exec(name) ?? [];
  const [, days] = /^(7|30|90)d?$/.exec(parameters.get('uptime') ?? '') ?? [];
  const badge = badgeOf(outlook, id, days === undefined ? null : Number(days));
  if (badge === null) throw new Fault('no-such-path', 'There is no such badge');
  if (form === 'svg') return { status: 200, type: 'image/svg+xml', body: badgeSvg(badge), headers: FOR_BADGES };
  const body = JSON.stringify(badgeJson(badge));
  return { status: 200, type: 'application/json; charset=utf-8', body, headers: FOR_BADGES };
}

const FOR_BADGES = { ...FOR_PROGRAMS, 'cache-control': 'max-age=60' };

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** People get a page, programs get JSON. */
function troubleReply(path: string, fault: Fault): Reply {
  const headers = fault.kind === 'forbidden' ? ASK_FOR_KEY : {};
  const { status } = fault.rule;
  if (path === '' || path === 'history' || path.startsWith('incidents/')) {
    const title = status === 404 ? 'There is nothing here' : 'This cannot be shown now';
    const page = pageReply(plainPage(title, `${fault.message}.`), status);
    return { ...page, headers: { ...page.headers, ...headers } };
  }
  const body = JSON.stringify({ error: { type: fault.kind, message: fault.message } });
  return {
    status,
    type: 'application/json; charset=utf-8',
    body,
    headers: { 'cache-control': 'no-store', ...headers },
  };
}

/** How whoever asks calls us: feeds and programs need whole addresses. */
function originOf({ headers }: Incoming, { config }: Live): string {
  const host = headers['host'] ?? '';
  const isSecure = config.tls !== null || headers['x-forwarded-proto'] === 'https';
  const named = /^[\w.:[\]-]{1,255}$/.test(host) ? host : `${config.listen.host}:${config.listen.port}`;
  return `${isSecure ? 'https' : 'http'}://${named}`;
}
