import type { Secret } from '../../model/secret.ts';
import type { Account, Credentials } from '../../providers/account.ts';
import { providerOf } from '../../providers/index.ts';
import { addressOf, type Provider } from '../../providers/provider.ts';
import { isLoopback } from '../address.ts';
import { AUTH } from '../sections/accounts.ts';
import { escapeVariables } from '../source.ts';

/** An account as `providers:` has it. `reference`: how the file names a secret. */
export function renderAccount(account: Account, reference: (secret: Secret) => string): object {
  const { id, provider, keys, models, concurrency, spendPerHour } = account;
  const row = providerOf(provider.id);
  const usual = row !== null && row.protocol === provider.protocol ? row.auth : AUTH[provider.protocol];
  const { hostname, protocol } = new URL(provider.baseUrl);
  const localByItself = row?.local === true && isLoopback(hostname);
  return {
    ...(row !== null && id !== provider.id ? { provider: provider.id } : {}),
    ...(row?.protocol === provider.protocol ? {} : { protocol: provider.protocol }),
    ...(provider.also === undefined || provider.also === row?.also ? {} : { also: Object.keys(provider.also) }),
    ...(usualAddress(row, provider) === provider.baseUrl ? {} : { baseUrl: own(provider.baseUrl) }),
    ...provider.settings,
    ...renderKeys(id, keys, reference),
    ...(provider.auth === null || provider.auth.header === usual?.header
      ? {}
      : { auth: provider.auth.prefix === '' ? 'x-api-key' : 'bearer' }),
    ...(models.length === 0 ? {} : { models: models.map(own) }),
    ...(provider.deployments === undefined ? {} : { deployments: provider.deployments }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(spendPerHour === undefined ? {} : { spendPerHour }),
    ...(provider.local === localByItself ? {} : { local: provider.local }),
    ...(protocol === 'http:' && !isLoopback(hostname) ? { insecure: true } : {}),
  };
}

function usualAddress(row: Provider | null, { protocol, settings }: Provider): string | null {
  if (row === null) return null;
  const baseUrl = row.protocol === protocol ? row.baseUrl : row.also?.[protocol]?.baseUrl;
  return baseUrl === undefined ? null : addressOf(row, baseUrl, settings ?? {});
}

/** Secrets that stand in a field of their own. A file of Google's is named, and never written down. */
export function cloudVariables(id: string, credentials: Credentials): readonly (readonly [string, Secret])[] {
  switch (credentials.kind) {
    case 'aws':
      return [
        [`${shouted(id)}_SECRET_ACCESS_KEY`, credentials.secret],
        ...(credentials.sessionToken === null
          ? []
          : [[`${shouted(id)}_SESSION_TOKEN`, credentials.sessionToken] as const]),
      ];
    case 'entra':
      return [[`${shouted(id)}_CLIENT_SECRET`, credentials.secret]];
    case 'entra-user': {
      const { secret, clientSecret } = credentials;
      const own = clientSecret === null ? [] : [[`${shouted(id)}_CLIENT_SECRET`, clientSecret] as const];
      return [[`${shouted(id)}_REFRESH_TOKEN`, secret], ...own];
    }
    case 'google-service':
    case 'google-user':
      return [];
  }
}

type CloudKeys = Extract<Account['keys'], { readonly kind: 'cloud' }>;

function renderCloud(id: string, { credentials, file }: CloudKeys, reference: (secret: Secret) => string): object {
  switch (credentials.kind) {
    case 'aws': {
      const { accessKeyId, secret, sessionToken } = credentials;
      const session = sessionToken === null ? {} : { sessionToken: reference(sessionToken) };
      return { accessKeyId: own(accessKeyId), secretAccessKey: reference(secret), ...session };
    }
    case 'entra': {
      const { tenantId, clientId, ...elsewhere } = renderEntra(credentials);
      return { tenantId, clientId, clientSecret: reference(credentials.secret), ...elsewhere };
    }
    case 'entra-user': {
      const { secret, clientSecret } = credentials;
      const { tenantId, clientId, ...elsewhere } = renderEntra(credentials);
      const ofIts = clientSecret === null ? {} : { clientSecret: reference(clientSecret) };
      return { tenantId, clientId, refreshToken: reference(secret), ...ofIts, ...elsewhere };
    }
    case 'google-service':
    case 'google-user': {
      const { variable } = credentials.secret;
      return file === null
        ? { credentials: `\${${variable === '' ? `${shouted(id)}_CREDENTIALS` : variable}}` }
        : { credentialsFile: own(file) };
    }
  }
}

type Application = { readonly clientId: string; readonly tokenUrl: string };
type WrittenApplication = { readonly tenantId: string; readonly clientId: string; readonly tokenUrl?: string };

function renderEntra({ clientId, tokenUrl }: Application): WrittenApplication {
  const tenantId = /\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(new URL(tokenUrl).pathname)?.[1] ?? 'common';
  const usual = tokenUrl === `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  return { tenantId: own(tenantId), clientId: own(clientId), ...(!usual && { tokenUrl: own(tokenUrl) }) };
}

function renderKeys(id: string, keys: Account['keys'], reference: (secret: Secret) => string): object {
  switch (keys.kind) {
    case 'cloud':
      return renderCloud(id, keys, reference);
    case 'none':
      return {};
    case 'caller':
      return { apiKey: 'caller' };
    case 'own': {
      const [first, ...more] = keys.secrets.map(reference);
      return more.length === 0 ? { apiKey: first } : { apiKeys: [first, ...more] };
    }
  }
}

const own = escapeVariables;

/** An id as it stands in names of variables. */
export function shouted(id: string): string {
  const name = id.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}
