import { PRIORITY } from '../../model/job.ts';
import type { DeferRung, Route } from '../../model/route.ts';
import { Secret } from '../../model/secret.ts';
import { isLoopback } from '../address.ts';
import { take } from '../check.ts';
import { DEFERRED, type DeferredConfig, type StoreConfig, type Webhook } from '../config.ts';
import { type Environment, firstSet } from '../environment.ts';
import { durationMs, renderDuration, renderSize, sizeBytes } from '../quantities.ts';
import { deferredSchema, deferRungSchema, storeSchema, type WebhookEntry } from '../schema/deferred.ts';
import type { Path, Source } from '../source.ts';
import { checkedSecret } from './accounts.ts';

/** The variable that holds the key of the store where no file names one. */
export const STORE_KEY = 'FAILSOFT_STORE_KEY';

/** `openssl rand -base64 32` gives 44 characters; fewer than this can be guessed. */
const KEY_LENGTH_MIN = 32;
/** The shortest and the longest time that may be written here, ms: a minute and thirty days. */
const MS_MIN = 60_000;
const MS_MAX = 30 * 24 * 3_600_000;
const BYTES_MAX = 1024 ** 4;

/** Builds `store:`. */
export function buildStore(source: Source, value: unknown, environment: Environment): StoreConfig {
  const said = value === undefined ? null : take(source, storeSchema, value, ['store']);
  const oldKeys = (said?.oldKeys ?? []).map((key, index) => checkedSecret(source, ['store', 'oldKeys', index], key));
  const found = storeFrom(environment).key;
  const key = said?.key === undefined ? found : checkedSecret(source, ['store', 'key'], said.key);
  if (key !== null && key.reveal().length < KEY_LENGTH_MIN) {
    const words = `needs at least ${KEY_LENGTH_MIN} characters, such as \`openssl rand -base64 32\` gives`;
    if (said?.key === undefined) source.report([], `the environment variable ${STORE_KEY} ${words}`);
    else source.report(['store', 'key'], `this key ${words}`);
  }
  const url = said?.url === undefined ? null : buildUrl(source, said.url);
  if (url !== null && key === null && said?.key === undefined)
    source.report(['store', 'url'], `others can read that database, so "key" (or ${STORE_KEY}) is needed`);
  return { key, oldKeys: oldKeys.filter((one) => one !== null), url };
}

/** What the environment says of it. */
export function storeFrom(environment: Environment): StoreConfig {
  const found = firstSet(environment, [STORE_KEY]);
  return { key: found === null ? null : new Secret(found.value, STORE_KEY), oldKeys: [], url: null };
}

function buildUrl(source: Source, text: string): Secret | null {
  const url = checkedSecret(source, ['store', 'url'], text);
  if (url !== null && /^postgres(?:ql)?:\/\/./.test(url.reveal()) && URL.canParse(url.reveal())) return url;
  source.report(['store', 'url'], '"url" must be postgres://user:password@host/database');
  return null;
}

/** Builds `deferred:`. */
export function buildDeferred(source: Source, value: unknown): DeferredConfig {
  const said = value === undefined ? null : take(source, deferredSchema, value, ['deferred']);
  if (said === null) return DEFERRED;
  const bytes = typeof said.bytes === 'string' ? sizeBytes(said.bytes) : (said.bytes ?? DEFERRED.bytes);
  if (!(bytes >= 1 && bytes <= BYTES_MAX))
    source.report(['deferred', 'bytes'], `"bytes" must be between 1B and ${renderSize(BYTES_MAX)}`);
  return {
    expiresMs: waitMs(source, said.expires, ['deferred', 'expires']) ?? DEFERRED.expiresMs,
    keepMs: waitMs(source, said.keep, ['deferred', 'keep']) ?? DEFERRED.keepMs,
    jobs: said.jobs ?? DEFERRED.jobs,
    bytes,
    webhooks: (said.webhooks ?? []).flatMap((entry, index) => buildWebhook(source, entry, index) ?? []),
  };
}

function buildWebhook(source: Source, entry: WebhookEntry, index: number): Webhook | null {
  const path = ['deferred', 'webhooks', index];
  const secret = checkedSecret(source, [...path, 'secret'], entry.secret);
  const { url, tenants = null, private: isPrivate = false } = entry;
  const { protocol, hostname, username } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', hostname: '', username: '' };
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  if (!isSafe || username !== '' || hostname.includes('*') || /\*./.test(url)) {
    source.report([...path, 'url'], '"url" must begin with https:// and a host, and may have one * at its end');
    return null;
  }
  return secret && { url, secret, tenants, private: isPrivate };
}

/** Builds a rung that is written at length: `{ defer: { expires: 8h } }`. */
export function buildDeferRung(source: Source, entry: unknown, path: Path): DeferRung | null {
  const said = take(source, deferRungSchema, entry, path);
  if (said === null) return null;
  const { expires, priority = PRIORITY.usual } = said.defer;
  return { kind: 'defer', expiresMs: waitMs(source, expires, [...path, 'defer', 'expires']), priority };
}

function waitMs(source: Source, written: string | undefined, path: Path): number | null {
  if (written === undefined) return null;
  const ms = durationMs(written);
  if (ms >= MS_MIN && ms <= MS_MAX) return ms;
  source.report(path, `"${path.at(-1)}" must be between 1m and 720h`);
  return null;
}

/** What is to be said of promises that anybody who can read the file could read. */
export function deferredWarnings(routes: readonly Route[], { key }: StoreConfig): readonly string[] {
  const promising = routes.find(({ ladder }) => ladder.some(({ kind }) => kind === 'defer'));
  if (promising === undefined || key !== null) return [];
  return [
    `Deferred questions and answers are stored as they are, readable by the owner of the file only: set ${STORE_KEY} to have them sealed.`,
  ];
}

/** A rung as it is written. */
export function renderDeferRung({ expiresMs, priority }: DeferRung): string | object {
  if (expiresMs === null && priority === PRIORITY.usual) return 'defer';
  return {
    defer: {
      ...(expiresMs !== null && { expires: renderDuration(expiresMs) }),
      ...(priority !== PRIORITY.usual && { priority }),
    },
  };
}
