import { describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import type { Account, Credentials } from './account.ts';
import { anthropic } from './anthropic.ts';
import { withKnownKeys } from './known-keys.ts';

const own = (id: string, keys: readonly string[], baseUrl = 'https://one.example/v1'): Account => ({
  id,
  provider: { ...anthropic, baseUrl },
  keys: { kind: 'own', secrets: keys.map((key) => new Secret(key)) },
  models: [],
});
const secretsIn = ({ keys }: Account): readonly Secret[] => (keys.kind === 'own' ? keys.secrets : []);

const entra = (secret: string, clientId = 'c'): Credentials => ({
  kind: 'entra',
  clientId,
  secret: new Secret(secret, 'AZURE_CLIENT_SECRET'),
  tokenUrl: 'https://login.example/token',
  scope: 's',
});
const cloud = (credentials: Credentials): Account => ({
  ...own('cloud', []),
  keys: { kind: 'cloud', credentials, file: null },
});

describe('keys of a configuration that was read again', () => {
  it('are the very ones of before where they have not changed, whatever their order and the name of their account', () => {
    const before = own('a', ['key-one', 'key-two']);
    const [first, second] = secretsIn(before);
    const [after] = withKnownKeys([own('renamed', ['key-two', 'key-three', 'key-one'])], [before]);
    const now = after === undefined ? [] : secretsIn(after);
    expect(now.map((secret) => secret.reveal())).toEqual(['key-two', 'key-three', 'key-one']);
    expect([now[0] === second, now[1] === first, now[1] === second, now[2] === first]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('are new ones at another address, and where models have other names there', () => {
    const before = own('a', ['key-one']);
    const elsewhere = own('a', ['key-one'], 'https://two.example/v1');
    const unchanged = own('a', ['key-one']);
    const renaming = { ...unchanged, provider: { ...before.provider, deployments: { 'gpt-5.6': 'blue' } } };
    const [first, second, same] = withKnownKeys([elsewhere, renaming, unchanged], [before]).map(secretsIn);
    expect(first?.[0]).not.toBe(secretsIn(before)[0]);
    expect(second?.[0]).not.toBe(secretsIn(before)[0]);
    expect(same?.[0]).toBe(secretsIn(before)[0]);
  });

  it('keep the token of a cloud as long as its credentials are the same', () => {
    const before = entra('the-secret');
    const credentialsIn = (credentials: Credentials): unknown =>
      withKnownKeys([cloud(credentials)], [cloud(before)]).map(
        ({ keys }) => keys.kind === 'cloud' && keys.credentials,
      )[0];
    expect(credentialsIn(entra('the-secret'))).toBe(before);
    expect(credentialsIn(entra('another-secret'))).not.toBe(before);
    expect(credentialsIn(entra('the-secret', 'd'))).not.toBe(before);
  });
});
