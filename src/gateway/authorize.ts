import { createHash } from 'node:crypto';
import type { Client } from '../config/config.ts';
import { isLoopback } from '../config/address.ts';
import type { Credential } from '../engine/vault.ts';
import { Fault } from '../model/fault.ts';
import type { WireHeaders } from '../world/world.ts';
import type { Live } from './gateway.ts';
import type { Incoming } from './handle.ts';

/**
 * Keeps web pages away from a gateway on this machine: a page may send requests to loopback, but it cannot hide where it
 * comes from (`Origin`, `Sec-Fetch-Site`), and with a name of its own that leads here (DNS rebinding) it cannot hide that
 * either (`Host`). Throws `bad-origin`.
 */
export function keepPagesOut(headers: WireHeaders, listenHost: string): void {
  if (!isLoopback(listenHost)) return;
  keepOtherNamesOut(headers);
  if (headers['sec-fetch-site'] === 'cross-site') throw new Fault('bad-origin', 'Web pages may not use this gateway');
  const origin = headers['origin'];
  if (origin === undefined) return;
  const from = hostOf(origin);
  if (from === null || !isLoopback(from)) throw new Fault('bad-origin', 'Web pages may not use this gateway');
}

/** The same for what people only look at: links in mails and chats lead there, and whoever follows one comes from another page. */
export function keepFramesOut(headers: WireHeaders, listenHost: string): void {
  const isVisit = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!isVisit || headers['origin'] !== undefined) return keepPagesOut(headers, listenHost);
  if (isLoopback(listenHost)) keepOtherNamesOut(headers);
}

function keepOtherNamesOut(headers: WireHeaders): void {
  if (!isOwnName(headers['host'] ?? ''))
    throw new Fault('bad-origin', 'This gateway answers to names of this machine only');
}

/**
 * Administrators sit at this machine. A reverse proxy in front comes from here, too, but says so in its headers. Throws
 * `bad-origin`.
 */
export function keepStrangersOut({ fromHere, headers }: Pick<Incoming, 'fromHere' | 'headers'>): void {
  const host = URL.canParse(`http://${headers['host'] ?? ''}`)
    ? new URL(`http://${headers['host'] ?? ''}`).hostname
    : '';
  const proxied = 'forwarded' in headers || Object.keys(headers).some((name) => name.startsWith('x-forwarded-'));
  if (!fromHere || proxied || !isLoopback(host))
    throw new Fault('bad-origin', 'Administration is for this machine only');
  if (headers['sec-fetch-site'] === 'cross-site')
    throw new Fault('bad-origin', 'Administration is for this machine only');
}

/** Names that were asked for before and lead to this machine. */
const ownNames = new Set<string>();
const OWN_NAMES_MAX = 100;

function isOwnName(host: string): boolean {
  if (ownNames.has(host)) return true;
  const name = hostOf(`http://${host}`);
  if (name === null || !isLoopback(name)) return false;
  if (ownNames.size < OWN_NAMES_MAX) ownNames.add(host);
  return true;
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** A body that is announced as anything but JSON is refused: forms are what pages can send without asking. */
export function requireJson(headers: WireHeaders): void {
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/([a-z.+-]+\+)?json\b/i.test(type)) {
    throw new Fault('bad-media', `The body must be application/json, not ${type.slice(0, 100)}`);
  }
}

/** How clients are looked up: comparing digests takes the same time for every wrong key. */
export function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}

/** Where callers put a key, in the order in which it is looked for. */
const KEY_HEADERS = ['x-failsoft-key', 'authorization', 'x-api-key', 'api-key', 'x-goog-api-key'] as const;

/** Who calls: null for anybody where no clients are named. Throws `forbidden` for a wrong or missing key. */
export function clientOf(headers: WireHeaders, { clients, config }: Live): Client | null {
  if (config.clients.length === 0) return null;
  let presented = false;
  for (const name of KEY_HEADERS) {
    const value = headers[name];
    if (value === undefined) continue;
    presented = true;
    const client = clients.get(digest(value.replace(/^Bearer /i, '')));
    if (client !== undefined) return client;
  }
  throw new Fault('forbidden', presented ? 'This key is not known here' : 'A key is needed to use this gateway');
}

/** What the caller presents for a provider, where an account sends it on. Never the key that lets it in here. */
export function credentialOf(headers: WireHeaders, { clients, sendsCredentials }: Live): Credential | null {
  if (!sendsCredentials) return null;
  for (const header of ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'] as const) {
    const value = headers[header];
    if (value !== undefined && value !== '' && !clients.has(digest(value.replace(/^Bearer /i, ''))))
      return { header, value };
  }
  return null;
}
