import { Secret } from '../../model/secret.ts';
import type { ProtocolId, ProviderProtocolId } from '../../protocols/protocol.ts';
import type { Account, Keys } from '../../providers/account.ts';
import { PROVIDERS, providerOf } from '../../providers/index.ts';
import { addressOf, type Auth, type Provider, type Settings } from '../../providers/provider.ts';
import { comesBack, type HostPort, isLoopback, normalBase, renderListen } from '../address.ts';
import { isMapping, take } from '../check.ts';
import { type ProviderEntry, providerSchema } from '../schema/providers.ts';
import { type Path, type Source, variableIn } from '../source.ts';
import { didYouMean, shown } from '../words.ts';
import { credentialsFrom, FIELDS_OF, settingsFor } from './credentials.ts';

/** How a key is sent to a provider that is not known. */
export const AUTH: Readonly<Record<ProviderProtocolId, Omit<Auth, 'env'>>> = {
  anthropic: { header: 'x-api-key', prefix: '' },
  'openai-chat': { header: 'authorization', prefix: 'Bearer ' },
  'openai-responses': { header: 'authorization', prefix: 'Bearer ' },
  gemini: { header: 'x-goog-api-key', prefix: '' },
  ollama: { header: 'authorization', prefix: 'Bearer ' },
  'm365-copilot': { header: 'authorization', prefix: 'Bearer ' },
};

/** Where the file lies, and what the gateway itself listens on. */
export type Surroundings = { readonly folder: string; readonly listen: HostPort };

/** Builds the accounts of `providers:`. Those with mistakes are reported and left out. */
export function buildAccounts(source: Source, value: unknown, { folder, listen }: Surroundings): readonly Account[] {
  if (!isMapping(value)) {
    source.report(['providers'], '"providers" must be a mapping of names to settings, such as `openai: {}`');
    return [];
  }
  return Object.entries(value).flatMap(([id, entry]) => {
    const path = ['providers', id];
    if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(id)) {
      source.report(path, `${shown(id)} is no name for a provider; use letters, digits, "-", "_" and "."`, 'key');
      return [];
    }
    const settings = take(source, providerSchema, entry ?? {}, path);
    if (settings === null) return [];
    const provider = buildProvider(source, id, settings, listen);
    const keys = buildKeys(source, id, settings, { provider, folder });
    if (provider === null || keys === null) return [];
    const { models = [], concurrency, spendPerHour } = settings;
    const limits = {
      ...(concurrency !== undefined && { concurrency }),
      ...(spendPerHour !== undefined && { spendPerHour }),
    };
    return [{ id, provider, keys, models, ...limits }];
  });
}

function buildProvider(source: Source, id: string, settings: ProviderEntry, listen: HostPort): Provider | null {
  const path = ['providers', id];
  const row = providerOf(settings.provider ?? id);
  if (row === null && (settings.protocol === undefined || settings.baseUrl === undefined)) {
    const meant = didYouMean(id, Object.keys(PROVIDERS));
    source.report(path, `${shown(id)} is not a known provider, so it needs "protocol" and "baseUrl"${meant}`, 'key');
    return null;
  }
  const protocol = settings.protocol ?? row?.protocol ?? 'openai-chat';
  const same = row?.protocol === protocol;
  const usual = same ? row : row?.also?.[protocol];
  if (row !== null && usual === undefined && settings.baseUrl === undefined) {
    source.report([...path, 'protocol'], `${row.name} speaks ${protocol} at another address; "baseUrl" is needed, too`);
    return null;
  }
  const place = buildPlace(source, path, settings, row);
  if (place === null) return null;
  const baseUrl =
    settings.baseUrl === undefined
      ? addressOf(row ?? {}, usual?.baseUrl ?? '', place)
      : checkedBase(source, path, { protocol, row: same ? row : null, settings, listen });
  if (baseUrl === null) return null;

  const { hostname } = new URL(baseUrl);
  return {
    ...(same && row),
    id: row?.id ?? id,
    name: row?.name ?? id,
    protocol,
    baseUrl,
    auth: authOf(settings, row, protocol),
    statusPage: row?.statusPage ?? null,
    failureDomains: row?.failureDomains ?? [hostname],
    local: settings.local ?? (row?.local === true && isLoopback(hostname)),
    quirks: usual?.quirks ?? {},
    standbyModel: row?.standbyModel ?? null,
    probeCostUsd: row?.probeCostUsd ?? null,
    ...(settings.also !== undefined && { also: alsoOf(settings.also, protocol, settings.baseUrl ?? baseUrl) }),
    ...(row?.cloud !== undefined && { cloud: row.cloud }),
    ...(row?.place !== undefined && { place: row.place, settings: place }),
    ...(settings.deployments !== undefined && { deployments: settings.deployments }),
  };
}

/** A server of one's own that speaks several dialects, as OpenAI-compatible ones often do. */
function alsoOf(
  also: readonly ProtocolId[],
  protocol: ProviderProtocolId,
  written: string,
): NonNullable<Provider['also']> {
  const others = also.filter((other) => other !== protocol);
  return Object.fromEntries(
    others.map((other) => [other, { baseUrl: normalBase(other, written), quirks: {}, forCallers: true }]),
  );
}

/** What the row needs to know of its place. An address of one's own makes it needless, but for the region of a signature. */
function buildPlace(source: Source, path: Path, entry: ProviderEntry, row: Provider | null): Settings | null {
  if (row?.place === undefined) return {};
  const said: Readonly<Record<string, unknown>> = entry;
  const { settings, lacks, wrong } = settingsFor(row, (name) => {
    const value = said[name];
    return typeof value === 'string' ? value : undefined;
  });
  if (wrong !== null) {
    source.report([...path, wrong], `"${wrong}" cannot be that. ${row.place.needs[wrong]?.about ?? ''}`);
    return null;
  }
  if (lacks === null || (entry.baseUrl !== undefined && !(lacks === 'region' && entry.accessKeyId !== undefined)))
    return settings;
  source.report(path, `${row.name} needs "${lacks}". ${row.place.needs[lacks]?.about ?? ''}`, 'key');
  return null;
}

function authOf(settings: ProviderEntry, row: Provider | null, protocol: ProviderProtocolId): Auth | null {
  const env = row?.auth?.env ?? [];
  if (settings.auth !== undefined) return { ...AUTH[settings.auth === 'bearer' ? 'openai-chat' : 'anthropic'], env };
  if (row !== null && row.protocol === protocol && row.auth !== null) return row.auth;
  const keyed = settings.apiKey !== undefined || settings.apiKeys !== undefined;
  return keyed || (row !== null && row.auth !== null) ? { ...AUTH[protocol], env } : null;
}

type Base = {
  readonly protocol: ProviderProtocolId;
  /** The row, when its own dialect is spoken. */
  readonly row: Provider | null;
  readonly settings: ProviderEntry;
  readonly listen: HostPort;
};

function checkedBase(source: Source, path: Path, { protocol, row, settings, listen }: Base): string | null {
  const text = settings.baseUrl ?? '';
  const fail = (message: string): null => {
    source.report([...path, 'baseUrl'], message);
    return null;
  };
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) {
    return fail('"baseUrl" must be an address such as https://api.example.com/v1');
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return fail('"baseUrl" must hold no user name or password; use "apiKey"');
  if (url.search !== '' || url.hash !== '') return fail('"baseUrl" must end before any "?" or "#"');
  if (comesBack(text, listen)) return fail(`"baseUrl" points at this gateway itself (${renderListen(listen)})`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && settings.insecure !== true) {
    return fail('"baseUrl" must use https; for a machine that you trust, add `insecure: true`');
  }
  return baseFor(protocol, row, url.href);
}

/** An address as a provider needs it: with the path that a cloud has, or else with what the protocol adds. */
export function baseFor(protocol: ProviderProtocolId, row: Provider | null, url: string): string {
  const bare = url.replace(/\/+$/, '');
  const { pathname } = new URL(bare);
  if (row?.basePath !== undefined && ['/', '/openai', '/anthropic'].includes(pathname))
    return new URL(bare).origin + row.basePath;
  return row?.place === undefined ? normalBase(protocol, url) : bare;
}

type Whose = { readonly provider: Provider | null; readonly folder: string };

function buildKeys(source: Source, id: string, settings: ProviderEntry, whose: Whose): Keys | null {
  const { provider } = whose;
  const path = ['providers', id];
  if (settings.apiKey !== undefined && settings.apiKeys !== undefined) {
    source.report([...path, 'apiKeys'], 'use "apiKey" or "apiKeys", not both', 'key');
    return null;
  }
  if (settings.apiKey === 'caller') return { kind: 'caller' };
  if (settings.apiKey !== undefined) {
    const secret = checkedSecret(source, [...path, 'apiKey'], settings.apiKey);
    return secret === null ? null : { kind: 'own', secrets: [secret] };
  }
  if (settings.apiKeys !== undefined) {
    const secrets = settings.apiKeys.map((key, index) => checkedSecret(source, [...path, 'apiKeys', index], key));
    const values = settings.apiKeys;
    values.forEach((key, index) => {
      if (values.indexOf(key) < index) source.report([...path, 'apiKeys', index], 'this key stands in the list twice');
    });
    return { kind: 'own', secrets: secrets.filter((secret) => secret !== null) };
  }
  const row = providerOf(settings.provider ?? id);
  if (row?.cloud !== undefined) {
    const keys = provider === null ? null : buildCloudKeys(source, path, settings, whose);
    if (keys !== undefined) return keys;
    source.report(path, `${row.name} needs ${cloudNeeds(row)}`, 'key');
    return null;
  }
  if (row === null || row.auth === null || (settings.baseUrl !== undefined && isLocalBase(provider)))
    return { kind: 'none' };
  source.report(path, `${row.name} needs a key: apiKey: "\${${row.auth.env[0] ?? 'API_KEY'}}"`, 'key');
  return null;
}

/** Null when they are no good, undefined when there are none. */
function buildCloudKeys(
  source: Source,
  path: Path,
  said: ProviderEntry,
  { provider, folder }: Whose,
): Keys | null | undefined {
  if (provider?.cloud === undefined) return undefined;
  const variable = (field: string): string => variableIn(source.written([...path, field]));
  const outcome = credentialsFrom(provider.cloud, said, { folder, settings: provider.settings ?? {}, variable });
  switch (outcome.kind) {
    case 'credentials':
      return { kind: 'cloud', credentials: outcome.credentials, file: said.credentialsFile ?? null };
    case 'trouble':
      source.report(said[outcome.field] === undefined ? path : [...path, outcome.field], outcome.message);
      return null;
    case 'nothing':
      return undefined;
  }
}

function cloudNeeds({ auth, cloud }: Provider): string {
  const key = auth === null ? '' : `a key (apiKey: "\${${auth.env[0] ?? 'API_KEY'}}") or `;
  const fields = cloud === undefined ? [] : FIELDS_OF[cloud.kind];
  const [first, ...more] = fields.map((name) => `"${name}"`);
  return cloud?.kind === 'google' ? `${key}${[first, ...more].join(' or ')}` : `${key}${[first, ...more].join(', ')}`;
}

function isLocalBase(provider: Provider | null): boolean {
  return provider !== null && isLoopback(new URL(provider.baseUrl).hostname);
}

/** A key, without the line end that often comes along when one is copied; null when it cannot be one. */
export function checkedSecret(source: Source, path: Path, value: string): Secret | null {
  const key = value.trim();
  const problem = keyTrouble(key);
  if (problem !== '') source.report(path, problem);
  return problem === '' ? new Secret(key, variableIn(source.written(path))) : null;
}

/** Why this text cannot be a key; empty when it can. */
export function keyTrouble(key: string): string {
  if (key === '') return 'this key is empty';
  return /^[\x21-\x7e]+$/.test(key) ? '' : 'this key holds a space or another character that no key has';
}
