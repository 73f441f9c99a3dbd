import { Secret } from '../model/secret.ts';
import type { ProtocolId } from '../protocols/protocol.ts';
import type { Account, Keys } from '../providers/account.ts';
import { PROVIDERS, providerOf } from '../providers/index.ts';
import type { Auth, Provider } from '../providers/provider.ts';
import { comesBack, type HostPort, isLoopback, normalBase, renderListen } from './address.ts';
import { isMapping, take } from './check.ts';
import { type ProviderEntry, providerSchema } from './schema.ts';
import { type Path, type Source, variableIn } from './source.ts';
import { didYouMean, shown } from './words.ts';

/** How a key is sent to a provider that is not known. */
export const AUTH: Readonly<Record<ProtocolId, Omit<Auth, 'env'>>> = {
  anthropic: { header: 'x-api-key', prefix: '' },
  'openai-chat': { header: 'authorization', prefix: 'Bearer ' },
  'openai-responses': { header: 'authorization', prefix: 'Bearer ' },
  gemini: { header: 'x-goog-api-key', prefix: '' },
  ollama: { header: 'authorization', prefix: 'Bearer ' },
};

/** Builds the accounts of `providers:`. Those with mistakes are reported and left out. */
export function buildAccounts(source: Source, value: unknown, listen: HostPort): readonly Account[] {
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
    const keys = buildKeys(source, id, settings, provider);
    return provider === null || keys === null ? [] : [{ id, provider, keys, models: settings.models ?? [] }];
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
  if (row !== null && protocol !== row.protocol && settings.baseUrl === undefined) {
    source.report([...path, 'protocol'], `${row.name} speaks ${protocol} at another address; "baseUrl" is needed, too`);
    return null;
  }
  const baseUrl = settings.baseUrl === undefined ? row?.baseUrl : checkedBase(source, path, protocol, settings, listen);
  if (baseUrl === undefined || baseUrl === null) return null;

  const { hostname } = new URL(baseUrl);
  const same = row?.protocol === protocol;
  return {
    id: row?.id ?? id,
    name: row?.name ?? id,
    protocol,
    baseUrl,
    auth: authOf(settings, row, protocol),
    statusPage: row?.statusPage ?? null,
    failureDomains: row?.failureDomains ?? [hostname],
    local: settings.local ?? (row?.local === true && isLoopback(hostname)),
    quirks: same ? row.quirks : {},
    standbyModel: row?.standbyModel ?? null,
    probeCostUsd: row?.probeCostUsd ?? null,
  };
}

function authOf(settings: ProviderEntry, row: Provider | null, protocol: ProtocolId): Auth | null {
  const env = row?.auth?.env ?? [];
  if (settings.auth !== undefined) return { ...AUTH[settings.auth === 'bearer' ? 'openai-chat' : 'anthropic'], env };
  if (row !== null && row.protocol === protocol && row.auth !== null) return row.auth;
  const keyed = settings.apiKey !== undefined || settings.apiKeys !== undefined;
  return keyed || (row !== null && row.auth !== null) ? { ...AUTH[protocol], env } : null;
}

function checkedBase(
  source: Source,
  path: Path,
  protocol: ProtocolId,
  settings: ProviderEntry,
  listen: HostPort,
): string | null {
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
  return normalBase(protocol, url.href);
}

function buildKeys(source: Source, id: string, settings: ProviderEntry, provider: Provider | null): Keys | null {
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
  if (row === null || row.auth === null || (settings.baseUrl !== undefined && isLocalBase(provider)))
    return { kind: 'none' };
  source.report(path, `${row.name} needs a key: apiKey: "\${${row.auth.env[0] ?? 'API_KEY'}}"`, 'key');
  return null;
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
