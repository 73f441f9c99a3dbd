import { createHash, timingSafeEqual } from 'node:crypto';
import type { Client, Config } from '../config/config.ts';
import { isLoopback } from '../config/address.ts';
import type { Credential } from '../engine/vault.ts';
import { Fault } from '../model/fault.ts';
import type { WireHeaders } from '../world/world.ts';
import type { Live } from './gateway.ts';
import type { Incoming } from './handle.ts';

/** Where the gateway is, and where a proxy shows it. */
type Shown = Pick<Config, 'listen' | 'origins'>;

/**
 * Keeps web pages away from a gateway on this machine: a page may send requests to loopback, but it cannot hide where it
 * comes from (`Origin`, `Sec-Fetch-Site`), and with a name of its own that leads here (DNS rebinding) it cannot hide that
 * either (`Host`). Those of `origins` may. Throws `bad-origin`.
 */
export function keepPagesOut(headers: WireHeaders, shown: Shown): void {
  if (!isLoopback(shown.listen.host)) return;
  keepOtherNamesOut(headers, shown);
  if (headers['sec-fetch-site'] === 'cross-site') throw new Fault('bad-origin', 'Web pages may not use this gateway');
  const origin = headers['origin'];
  if (origin === undefined) return;
  const from = hostOf(origin);
  if ((from === null || !isLoopback(from)) && !shown.origins.includes(origin))
    throw new Fault('bad-origin', 'Web pages may not use this gateway');
}

/** The same for what people only look at: links in mails and chats lead there, and whoever follows one comes from another page. */
export function keepFramesOut(headers: WireHeaders, shown: Shown): void {
  const isVisit = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!isVisit || headers['origin'] !== undefined) return keepPagesOut(headers, shown);
  if (isLoopback(shown.listen.host)) keepOtherNamesOut(headers, shown);
}

function keepOtherNamesOut(headers: WireHeaders, { origins }: Shown): void {
  const host = headers['host'] ?? '';
  if (!isOwnName(host) && !origins.some((origin) => new URL(origin).host === host))
    throw new Fault('bad-origin', 'This gateway answers to names of this machine, and of "origins", only');
}

/** What proxies add to what they pass on. Those that add nothing cannot be told from a program on this machine. */
const PROXIED = /^(?:forwarded|via|x-forwarded-.+|x-(?:real|client|cluster-client)-ip|true-client-ip|cf-.+)$/;

/** Whoever administers sits at this machine. A reverse proxy in front comes from here, too, but mostly says so. Throws `bad-origin`. */
export function keepStrangersOut({ fromHere, headers }: Pick<Incoming, 'fromHere' | 'headers'>): void {
  const host = URL.canParse(`http://${headers['host'] ?? ''}`)
    ? new URL(`http://${headers['host'] ?? ''}`).hostname
    : '';
  const proxied = Object.keys(headers).some((name) => PROXIED.test(name));
  if (!fromHere || proxied || !isLoopback(host))
    throw new Fault('bad-origin', 'Administration is for this machine only');
  if (headers['sec-fetch-site'] === 'cross-site')
    throw new Fault('bad-origin', 'Administration is for this machine only');
}

/**
 * Lets in who may administer. Behind a proxy that the operator knows of (`origins`), where everybody may seem to be here, it takes the
 * key of this run, which the commands find in `.failsoft/gateway.json`. Throws `bad-origin`, `forbidden`.
 */
export function letAdminister(
  { fromHere, headers }: Pick<Incoming, 'fromHere' | 'headers'>,
  { origins }: Pick<Config, 'origins'>,
  key: string,
): void {
  keepStrangersOut({ fromHere, headers });
  if (origins.length === 0) return;
  const presented = Buffer.from(digest(headers['x-failsoft-admin-key'] ?? ''));
  if (timingSafeEqual(presented, Buffer.from(digest(key)))) return;
  throw new Fault(
    'forbidden',
    'Where "origins" are named, administration takes the key in .failsoft/gateway.json, in the folder of the gateway: commands that ' +
      'are run there send it',
  );
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
