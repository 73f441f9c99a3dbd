import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isObject, type Json, textAt } from '../../model/json.ts';
import { Secret } from '../../model/secret.ts';
import type { Credentials } from '../../providers/account.ts';
import type { CloudAuth, Provider, Settings } from '../../providers/provider.ts';
import { isLoopback } from '../address.ts';

/** What somebody has said about credentials, in a file or in the environment; empty texts count as nothing. */
export type Said = Readonly<Partial<Record<SaidField, string | undefined>>>;

type SaidField =
  | 'accessKeyId'
  | 'secretAccessKey'
  | 'sessionToken'
  | 'credentialsFile'
  | 'credentials'
  | 'tenantId'
  | 'clientId'
  | 'clientSecret'
  | 'refreshToken'
  | 'tokenUrl';

/** `nothing`: nobody has said anything. `trouble`: what is wrong, and with which of the fields. */
export type Outcome =
  | { readonly kind: 'credentials'; readonly credentials: Credentials }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'trouble'; readonly field: SaidField; readonly message: string };

export type Where = {
  /** Relative files are looked for from here. */
  readonly folder: string;
  readonly settings: Settings;
  /** The environment variable that a secret came from; empty when it was written down. */
  readonly variable: (field: SaidField) => string;
};

/** The credentials for a cloud, from what was said. */
export function credentialsFrom(cloud: CloudAuth, said: Said, where: Where): Outcome {
  switch (cloud.kind) {
    case 'aws':
      return awsFrom(cloud.service, said, where);
    case 'google':
      return googleFrom(cloud.scope, said, where);
    case 'entra':
      return entraFrom(cloud.scope, said, where);
    case 'entra-user':
      return entraUserFrom(cloud.scope, said, where);
  }
}

/** The fields that say who asks, where no key does. */
export const FIELDS_OF: Readonly<Record<CloudAuth['kind'], readonly SaidField[]>> = {
  aws: ['accessKeyId', 'secretAccessKey'],
  google: ['credentialsFile', 'credentials'],
  entra: ['tenantId', 'clientId', 'clientSecret'],
  'entra-user': ['tenantId', 'clientId', 'refreshToken'],
};

type Trouble = Extract<Outcome, { readonly kind: 'trouble' }>;

const trouble = (field: SaidField, message: string): Trouble => ({ kind: 'trouble', field, message });

/** Null when all of them are there, else the first that is missing; undefined when none is. */
function missing(said: Said, fields: readonly SaidField[]): SaidField | null | undefined {
  const absent = fields.filter((field) => (said[field] ?? '') === '');
  return absent.length === fields.length ? undefined : (absent[0] ?? null);
}

function awsFrom(service: string, said: Said, { settings, variable }: Where): Outcome {
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = said;
  const lacks = missing(said, ['accessKeyId', 'secretAccessKey']);
  if (lacks === undefined) return { kind: 'nothing' };
  if (lacks !== null) return trouble(lacks, `"${lacks}" is needed, too`);
  if (!/^[\w.@-]{4,128}$/.test(accessKeyId)) return trouble('accessKeyId', '"accessKeyId" is no id of a key of Amazon');
  return {
    kind: 'credentials',
    credentials: {
      kind: 'aws',
      region: settings['region'] ?? '',
      service,
      accessKeyId,
      secret: new Secret(secretAccessKey.trim(), variable('secretAccessKey')),
      sessionToken: sessionToken === '' ? null : new Secret(sessionToken.trim(), variable('sessionToken')),
    },
  };
}

const GOOGLE_TOKENS = 'https://oauth2.googleapis.com/token';

function googleFrom(scope: string, said: Said, where: Where): Outcome {
  const { credentialsFile = '', credentials = '' } = said;
  if (credentialsFile === '' && credentials === '') return { kind: 'nothing' };
  if (credentialsFile !== '' && credentials !== '')
    return trouble('credentials', 'use "credentialsFile" or "credentials", not both');
  const field = credentials === '' ? 'credentialsFile' : 'credentials';
  const text = credentials === '' ? textOf(credentialsFile, where.folder) : credentials;
  if (text === null) return trouble(field, `"${field}" cannot be read`);
  const json = jsonOf(text);
  if (!isObject(json)) return trouble(field, `"${field}" holds no JSON of Google's`);
  const tokenUrl = said.tokenUrl ?? (textAt(json, 'token_uri') || GOOGLE_TOKENS);
  if (!isTokenUrl(tokenUrl)) return trouble(said.tokenUrl === undefined ? field : 'tokenUrl', NO_TOKEN_URL);
  const secret = (name: string): Secret => new Secret(textAt(json, name), where.variable(field));
  switch (textAt(json, 'type')) {
    case 'service_account':
      if (textAt(json, 'client_email') === '' || textAt(json, 'private_key') === '')
        return trouble(field, `"${field}" lacks "client_email" or "private_key"`);
      return {
        kind: 'credentials',
        credentials: {
          kind: 'google-service',
          email: textAt(json, 'client_email'),
          keyId: textAt(json, 'private_key_id'),
          secret: secret('private_key'),
          tokenUrl,
          scope,
        },
      };
    case 'authorized_user':
      if (textAt(json, 'refresh_token') === '') return trouble(field, `"${field}" lacks "refresh_token"`);
      return {
        kind: 'credentials',
        credentials: {
          kind: 'google-user',
          clientId: textAt(json, 'client_id'),
          clientSecret: secret('client_secret'),
          secret: secret('refresh_token'),
          tokenUrl,
        },
      };
    default:
      return trouble(
        field,
        `"${field}" is neither a service account nor what "gcloud auth application-default login" leaves behind`,
      );
  }
}

function entraFrom(scope: string, said: Said, { variable }: Where): Outcome {
  const at = entraAt(said, FIELDS_OF.entra);
  if ('kind' in at) return at;
  const secret = new Secret((said.clientSecret ?? '').trim(), variable('clientSecret'));
  return { kind: 'credentials', credentials: { kind: 'entra', ...at, secret, scope } };
}

/** A person has signed in: what is left of it is a refresh token, which an application without a secret may use, too. */
function entraUserFrom(scope: string, said: Said, { variable }: Where): Outcome {
  const at = entraAt(said, FIELDS_OF['entra-user']);
  if ('kind' in at) return at;
  const { refreshToken = '', clientSecret = '' } = said;
  const secret = new Secret(refreshToken.trim(), variable('refreshToken'));
  const own = clientSecret === '' ? null : new Secret(clientSecret.trim(), variable('clientSecret'));
  return { kind: 'credentials', credentials: { kind: 'entra-user', ...at, clientSecret: own, secret, scope } };
}

/** The application, and where it gets its tokens. */
function entraAt(
  said: Said,
  fields: readonly SaidField[],
): { readonly clientId: string; readonly tokenUrl: string } | Exclude<Outcome, { readonly kind: 'credentials' }> {
  const { tenantId = '', clientId = '' } = said;
  const lacks = missing(said, fields);
  if (lacks === undefined) return { kind: 'nothing' };
  if (lacks !== null) return trouble(lacks, `"${lacks}" is needed, too`);
  if (!/^[\w.-]{1,128}$/.test(tenantId)) return trouble('tenantId', '"tenantId" is no id of a tenant');
  const tokenUrl = said.tokenUrl ?? `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  return isTokenUrl(tokenUrl) ? { clientId, tokenUrl } : trouble('tokenUrl', NO_TOKEN_URL);
}

const NO_TOKEN_URL = 'tokens must be fetched by https';

function isTokenUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return username + password === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

/** Null when there is no such file, or it is not ours to read. */
function textOf(file: string, folder: string): string | null {
  try {
    return readFileSync(isAbsolute(file) ? file : join(folder, file), 'utf8');
  } catch {
    return null;
  }
}

function jsonOf(text: string): Json {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return null;
  }
}

/** What a place needs, from what was said: a value for each name, or the first name that has none or a wrong one. */
export function settingsFor(
  { place }: Pick<Provider, 'place'>,
  said: (name: string) => string | undefined,
): { readonly settings: Settings; readonly lacks: string | null; readonly wrong: string | null } {
  const settings: Record<string, string> = {};
  let lacks: string | null = null;
  let wrong: string | null = null;
  for (const [name, { fallback, pattern }] of Object.entries(place?.needs ?? {})) {
    const value = said(name) ?? fallback;
    if (value === null) lacks ??= name;
    else if (pattern.test(value)) settings[name] = value;
    else wrong ??= name;
  }
  return { settings, lacks, wrong };
}
