import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { readToken, type TokenCredentials, tokenRequest } from './token-request.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const SERVICE = {
  kind: 'google-service',
  email: 'failsoft@our-project.iam.gserviceaccount.com',
  keyId: 'key-1',
  secret: new Secret(privateKey),
  tokenUrl: 'https://oauth2.example.com/token',
  scope: 'https://www.googleapis.com/auth/cloud-platform',
} as const satisfies TokenCredentials;

const USER = {
  kind: 'google-user',
  clientId: 'gcloud',
  clientSecret: new Secret('not-so-secret'),
  secret: new Secret('1//a-refresh-token'),
  tokenUrl: 'https://oauth2.example.com/token',
} as const satisfies TokenCredentials;

const ENTRA = {
  kind: 'entra',
  clientId: 'our-app',
  secret: new Secret('a-client-secret'),
  tokenUrl: 'https://login.example.com/tenant/oauth2/v2.0/token',
  scope: 'https://cognitiveservices.azure.com/.default',
} as const satisfies TokenCredentials;

const PERSON = {
  kind: 'entra-user',
  clientId: 'our-app',
  clientSecret: null,
  secret: new Secret('0.A-refresh-token'),
  tokenUrl: 'https://login.example.com/tenant/oauth2/v2.0/token',
  scope: 'https://graph.microsoft.com/.default offline_access',
} as const satisfies TokenCredentials;

const NOW_MS = Date.UTC(2026, 10, 25, 12, 0, 0, 700);

const formOf = (credentials: TokenCredentials): Readonly<Record<string, string>> => {
  const body = tokenRequest(credentials, NOW_MS)?.body ?? new Uint8Array(0);
  return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
};

describe('what a token is asked for with', () => {
  it('is a JWT that the public key of the service account proves, for this hour and this server', () => {
    const { grant_type: grant, assertion = '' } = formOf(SERVICE);
    expect(grant).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [header = '', claims = '', signature = ''] = assertion.split('.');
    const said = Buffer.from(`${header}.${claims}`);
    expect(verify('sha256', said, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    expect(decode(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    const issued = Date.UTC(2026, 10, 25, 12, 0, 0) / 1_000 - 10;
    expect(decode(claims)).toEqual({
      iss: SERVICE.email,
      scope: SERVICE.scope,
      aud: SERVICE.tokenUrl,
      iat: issued,
      exp: issued + 3_600,
    });
  });

  it('is nothing at all where the private key cannot sign', () => {
    const { privateKey: elliptic } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    for (const key of [elliptic, privateKey.slice(0, 200), ''])
      expect(tokenRequest({ ...SERVICE, secret: new Secret(key) }, NOW_MS)).toBeNull();
  });

  it('is the refresh token of a person', () => {
    expect(formOf(USER)).toEqual({
      grant_type: 'refresh_token',
      client_id: 'gcloud',
      client_secret: 'not-so-secret',
      refresh_token: '1//a-refresh-token',
    });
  });

  it('is the refresh token of a person at Microsoft, with the secret of the application where it has one', () => {
    const form = {
      grant_type: 'refresh_token',
      client_id: 'our-app',
      refresh_token: '0.A-refresh-token',
      scope: PERSON.scope,
    };
    expect(formOf(PERSON)).toEqual(form);
    const confidential = { ...PERSON, clientSecret: new Secret('a-client-secret') };
    expect(formOf(confidential)).toEqual({ ...form, client_secret: 'a-client-secret' });
  });

  it('is the secret of an application', () => {
    expect(formOf(ENTRA)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'our-app',
      client_secret: 'a-client-secret',
      scope: ENTRA.scope,
    });
    const request = tokenRequest(ENTRA, NOW_MS);
    expect(request).toMatchObject({ origin: 'https://login.example.com', path: '/tenant/oauth2/v2.0/token' });
  });
});

describe('the answer of a token server', () => {
  it.each([
    [{ access_token: 't', expires_in: 3_599 }, 3_599_000],
    [{ access_token: 't', expires_in: '3599' }, 3_599_000],
    [{ access_token: 't' }, 300_000],
    [{ access_token: 't', expires_in: -1 }, 300_000],
    [{ access_token: 't', expires_in: { toString: 1, valueOf: 2 } }, 300_000],
  ])('%o is a token', (body, lifetimeMs) => {
    expect(readToken(ENTRA, 200, body)).toEqual({ kind: 'token', value: 't', lifetimeMs });
  });

  it('brings what the next one is asked for with, at Microsoft', () => {
    const body = { access_token: 't', expires_in: 3_599, refresh_token: '0.B-the-next' };
    const answer = readToken(PERSON, 200, body);
    expect(answer.kind === 'token' && answer.next !== undefined ? formOf(answer.next) : null).toMatchObject({
      refresh_token: '0.B-the-next',
      client_id: 'our-app',
    });
    expect(readToken(ENTRA, 200, body)).not.toHaveProperty('next');
    expect(readToken(PERSON, 200, { access_token: 't' })).not.toHaveProperty('next');
  });

  it.each([
    [200, {}, 'failed'],
    [200, { access_token: '' }, 'failed'],
    [200, { access_token: 'a b' }, 'failed'],
    [200, null, 'failed'],
    [302, null, 'failed'],
    [400, { error: 'invalid_grant' }, 'refused'],
    [403, null, 'refused'],
    [429, null, 'failed'],
    [500, null, 'failed'],
  ])('%s %o is none', (status, body, kind) => {
    expect(readToken(ENTRA, status, body).kind).toBe(kind);
  });
});
