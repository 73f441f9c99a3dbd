import { OVER, type Running, type Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';
import { startOf } from '../../model/incident.ts';
import type { Gateway, Live } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { ASK_FOR_KEY, letLook } from './access.ts';
import { isApiPath } from './api/api.ts';
import type { Bulletin } from './bulletin.ts';
import type { Outlook } from './outlook.ts';
import { figuresAsked, figuresOf } from './figures.ts';
import { monthBeside, type Wanted } from './page/history.ts';
import { figuresPage, historyPage, incidentPage, plainPage } from './page/page.ts';
import { pageReply, rendered } from './renderings.ts';
import { prepare, type Prepared, type Reply, send } from './reply.ts';

/** The page, its feeds, its badges and its API. */
export function isStatusPath(path: string): boolean {
  return /^\/status(?:\/|$)/.test(path) || (path.startsWith(API) && isApiPath(path.slice(API.length)));
}

/** A stream that lasts as long as somebody looks. */
export const isWatchPath = (path: string): boolean => path === '/status/events';

/** Where programs for Atlassian Statuspage look for the API; it is below `/status/`, too. */
const API = '/api/v2/';

/** Answers whatever is asked of the status page. Never throws: people read what is wrong in words, too. */
export function answerStatus(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const live = gateway.live();
  const path = incoming.path.replace(/^\/status(?:\/|$)/, '').replace(/^\/api\//, 'api/');
  const refuse = (error: unknown): Prepared => prepare(troubleReply(path, Fault.from(error)));
  try {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD')
      throw new Fault('no-such-path', `${incoming.method} is not possible here; GET is`);
    letLook(incoming.headers, live, { isPublic: live.config.status.public });
    const { bulletin } = gateway;
    if (bulletin === null) throw new Fault('no-such-path', 'Nothing is watched by this gateway');
    if (path === 'events') return bulletin.watch(sink);
    void replyTo(path, { live, bulletin, incoming })
      .catch(refuse)
      .then((reply) => send(incoming, reply, sink));
  } catch (error) {
    send(incoming, refuse(error), sink);
  }
  return OVER;
}

type Asked = { readonly live: Live; readonly bulletin: Bulletin; readonly incoming: Incoming };

/** `path` is without `/status/`. */
async function replyTo(path: string, { live, bulletin, incoming }: Asked): Promise<Prepared> {
  const { query } = incoming;
  const outlook = await bulletin.outlook();
  if (path === 'history') return prepare(await historyReply(bulletin, outlook, new URLSearchParams(query)));
  if (path === 'figures') {
    const figures = await figuresOf(bulletin.monitor, figuresAsked(new URLSearchParams(query)), outlook.atMs);
    return prepare(pageReply(figuresPage(figures)));
  }
  const [, incident] = /^incidents\/([^/]+)$/.exec(path) ?? [];
  if (incident !== undefined) return prepare(await incidentReply(bulletin, outlook, decoded(incident)));
  const { advice } = live.config.status;
  return rendered(path, { outlook, advice, origin: originOf(incoming, live), query });
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** People get a page, programs get JSON. */
function troubleReply(path: string, fault: Fault): Reply {
  const ask = fault.kind === 'forbidden' ? ASK_FOR_KEY : {};
  const { status } = fault.rule;
  if (path === '' || path === 'history' || path === 'figures' || path.startsWith('incidents/')) {
    const title = status === 404 ? 'There is nothing here' : 'This cannot be shown now';
    const page = pageReply(plainPage(title, `${fault.message}.`), status);
    return { ...page, headers: { ...page.headers, ...ask } };
  }
  const body = JSON.stringify({ error: { type: fault.kind, message: fault.message } });
  return { status, type: 'application/json; charset=utf-8', body, headers: { 'cache-control': 'no-store', ...ask } };
}

/** How whoever asks calls us: feeds and programs need whole addresses. */
function originOf({ headers }: Incoming, { config }: Live): string {
  const host = headers['host'] ?? '';
  const isSecure = config.tls !== null || headers['x-forwarded-proto'] === 'https';
  const named = /^[\w.:[\]-]{1,255}$/.test(host) ? host : `${config.listen.host}:${config.listen.port}`;
  return `${isSecure ? 'https' : 'http'}://${named}`;
}
