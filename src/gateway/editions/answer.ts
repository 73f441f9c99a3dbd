import { OVER, type Running, type Sink } from '../../engine/asked.ts';
import { printable } from '../../engine/answer.ts';
import { told, typeOf } from '../../engine/below/edition-rung.ts';
import type { Shown } from '../../model/edition.ts';
import { Fault } from '../../model/fault.ts';
import { isLoopback } from '../../config/address.ts';
import type { Gateway } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { letLook } from '../status-page/access.ts';
import { prepare, type Reply, send } from '../status-page/reply.ts';
import { cacheControl } from './caching.ts';

/** What was made ahead of time, for everybody. */
export function isEditionsPath(path: string): boolean {
  return path === '/editions' || path.startsWith('/editions/');
}

/** Answers those who read editions. Throws a Fault. */
export function answerEditions(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const { path, method } = incoming;
  if (method !== 'GET' && method !== 'HEAD')
    throw new Fault('no-such-path', `${method} ${path.slice(0, 200)} is not possible`);
  const live = gateway.live();
  const { public: isPublic, slots } = live.config.editions;
  letLook(incoming.headers, live, { isPublic });
  const isShared = isPublic || isLoopback(live.config.listen.host);
  const [, name, part] = /^\/editions\/([a-z0-9-]+)(?:\/(edition\.json))?$/.exec(path) ?? [];
  if (name === undefined || !slots.some((slot) => slot.name === name))
    throw new Fault('no-such-path', `There is no slot at ${path.slice(0, 200)}`);
  const shown = gateway.editions.shown(name);
  if (shown === null) throw new Fault('not-kept', `Nothing is published in ${name} that may be shown`);
  const sinceMs = gateway.editions.sinceMs(name);
  const prepared = part === undefined ? content(name, shown, { sinceMs, isShared }) : known(shown, isShared);
  // What is for everybody is for the pages of everybody, too.
  const headers = isPublic ? { ...prepared.headers, 'access-control-allow-origin': '*' } : prepared.headers;
  send(incoming, { ...prepared, headers }, sink);
  return OVER;
}

type Place = { readonly sinceMs: number; readonly isShared: boolean };

/** The content as it was published; what is said of it stands in the head, so that its bytes are those of its file. */
function content(name: string, shown: Shown, { sinceMs, isShared }: Place): ReturnType<typeof prepare> {
  const { age: _, ...said } = told(name, shown).headers;
  const type = typeOf(shown);
  const head = {
    'x-failsoft-mode': 'edition',
    ...said,
    'cache-control': cacheControl(shown, isShared),
    // A page that a model has written runs nothing, and shows nothing of the gateway's.
    ...(type.startsWith('text/html') && { 'content-security-policy': SANDBOX }),
  };
  if (shown.kind === 'fallback') return prepare({ status: 200, type, body: shown.text, headers: head });
  const { edition, body } = shown.printed;
  const headers = {
    ...head,
    'last-modified': new Date(Math.max(sinceMs, edition.createdAtMs)).toUTCString(),
    'x-failsoft-served-by': printable(edition.servedBy),
    'x-failsoft-generated': edition.created,
    ...(edition.locale !== null && { 'content-language': edition.locale }),
  };
  return prepare({ status: 200, type, body, headers });
}

const SANDBOX = "sandbox; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'";

/** What is known of the edition. */
function known(shown: Shown, isShared: boolean): ReturnType<typeof prepare> {
  if (shown.kind === 'fallback') throw new Fault('not-kept', 'No edition may be shown');
  return json(shown.printed.edition, cacheControl(shown, isShared));
}

function json(value: object, cache: string): ReturnType<typeof prepare> {
  const reply: Reply = {
    status: 200,
    type: 'application/json',
    body: `${JSON.stringify(value)}\n`,
    headers: { 'cache-control': cache },
  };
  return prepare(reply);
}
