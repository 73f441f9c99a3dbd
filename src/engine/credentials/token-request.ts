import { type Json, textAt, at } from '../../model/json.ts';
import { redact, Secret } from '../../model/secret.ts';
import { type Credentials, secretsOf } from '../../providers/account.ts';
import { signRs256 } from '../../world/hashes.ts';
import type { WireRequest } from '../../world/world.ts';

/** Credentials that are exchanged for a token. */
export type TokenCredentials = Exclude<Credentials, { readonly kind: 'aws' }>;

/** How long we ask a token to be good for, s. Google gives no longer ones. */
const LIFETIME_S = 3_600;
/** Google refuses what was signed in the future, and clocks are not that exact. */
const SKEW_S = 10;

/** The request that gets a token; null when the credentials cannot even be read. */
export function tokenRequest(credentials: TokenCredentials, wallMs: number): WireRequest | null {
  const form = formOf(credentials, wallMs);
  if (form === null) return null;
  const { origin, pathname, search } = new URL(credentials.tokenUrl);
  return {
    method: 'POST',
    origin,
    path: pathname + search,
    headers: [
      'content-type',
      'application/x-www-form-urlencoded',
      'accept',
      'application/json',
      'accept-encoding',
      'identity',
      'user-agent',
      'failsoft',
    ],
    body: Buffer.from(new URLSearchParams(form).toString()),
  };
}

function formOf(credentials: TokenCredentials, wallMs: number): Readonly<Record<string, string>> | null {
  switch (credentials.kind) {
    case 'google-service': {
      const assertion = assertionOf(credentials, wallMs);
      return assertion === null ? null : { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
    }
    case 'google-user':
      return {
        grant_type: 'refresh_token',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret.reveal(),
        refresh_token: credentials.secret.reveal(),
      };
    case 'entra':
      return {
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.secret.reveal(),
        scope: credentials.scope,
      };
    case 'entra-user':
      return {
        grant_type: 'refresh_token',
        client_id: credentials.clientId,
        ...(credentials.clientSecret !== null && { client_secret: credentials.clientSecret.reveal() }),
        refresh_token: credentials.secret.reveal(),
        scope: credentials.scope,
      };
  }
}

/** The JWT by which a service account says who it is (RFC 7523). */
function assertionOf(
  account: Extract<TokenCredentials, { readonly kind: 'google-service' }>,
  wallMs: number,
): string | null {
  const issued = Math.floor(wallMs / 1_000) - SKEW_S;
  const { email, scope, tokenUrl, keyId } = account;
  const claims = { iss: email, scope, aud: tokenUrl, iat: issued, exp: issued + LIFETIME_S };
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId !== '' && { kid: keyId }) };
  const said = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  const signature = signRs256(account.secret.reveal(), said);
  return signature === null ? null : `${said}.${Buffer.from(signature).toString('base64url')}`;
}

const base64url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

/**
 * What came of asking for a token. `refused`: the credentials are no good. `failed`: the server that gives tokens is not well, with
 * the status that says so best.
 */
export type TokenAnswer =
  | {
      readonly kind: 'token';
      readonly value: string;
      readonly lifetimeMs: number;
      /** What the next token is to be asked for with, where that changes with every token. */
      readonly next?: TokenCredentials;
    }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly status: number; readonly message: string };

/** A token without a lifetime is used for a short while. */
const LIFETIME_S_DEFAULT = 300;
const TOKEN_LENGTH_MAX = 16_384;

/** Reads the answer of a token server (RFC 6749, section 5). */
export function readToken(credentials: TokenCredentials, status: number, body: Json): TokenAnswer {
  const value = textAt(body, 'access_token');
  const host = new URL(credentials.tokenUrl).host;
  if (status === 200 && value !== '') {
    if (!/^[\x21-\x7e]+$/.test(value) || value.length > TOKEN_LENGTH_MAX)
      return { kind: 'failed', status: 502, message: `The token of ${host} cannot be sent` };
    const said = at(body, 'expires_in');
    const seconds = typeof said === 'number' || typeof said === 'string' ? Number(said) : 0;
    const lifetimeS = Number.isFinite(seconds) && seconds > 0 ? seconds : LIFETIME_S_DEFAULT;
    const next = credentials.kind === 'entra-user' ? textAt(body, 'refresh_token') : '';
    return {
      kind: 'token',
      value,
      lifetimeMs: lifetimeS * 1_000,
      // Microsoft's last for 90 days, and the old one goes on being good until then.
      ...(next !== '' && credentials.kind === 'entra-user' && { next: { ...credentials, secret: new Secret(next) } }),
    };
  }
  const code = textAt(body, 'error');
  const said = textAt(body, 'error_description');
  const words = redact([code, said].filter((text) => text !== '').join(': '), secretsOf(credentials)).slice(0, 300);
  const message = `${host} gave no token (${words === '' ? `status ${status}` : words})`;
  if (status === 429) return { kind: 'failed', status, message };
  return status >= 400 && status < 500
    ? { kind: 'refused', message }
    : { kind: 'failed', status: status >= 500 ? 503 : 502, message };
}
