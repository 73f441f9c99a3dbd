import { Secret } from '../model/secret.ts';
import type { Account, Credentials, Keys } from './account.ts';

/**
 * The accounts of a configuration that was read again, with the very keys of the one before where they have not changed: what is known of a key
 * (that it rests, and the token that was got with it) goes by the key itself. Where anything else has changed about how its provider is asked, it is a
 * new one: what was refused may have been mended by that.
 */
export function withKnownKeys(accounts: readonly Account[], before: readonly Account[]): readonly Account[] {
  return accounts.map((account) => {
    const provider = JSON.stringify(account.provider);
    const known = before.filter((other) => JSON.stringify(other.provider) === provider);
    return { ...account, keys: knownKeys(account.keys, known) };
  });
}

function knownKeys(keys: Keys, before: readonly Account[]): Keys {
  switch (keys.kind) {
    case 'own': {
      const known = before.flatMap((account) => (account.keys.kind === 'own' ? account.keys.secrets : []));
      return { ...keys, secrets: keys.secrets.map((secret) => known.find((one) => isSame(one, secret)) ?? secret) };
    }
    case 'cloud': {
      const known = before.flatMap((account) => (account.keys.kind === 'cloud' ? [account.keys.credentials] : []));
      const credentials = known.find((one) => contentOf(one) === contentOf(keys.credentials)) ?? keys.credentials;
      return { ...keys, credentials };
    }
    case 'caller':
    case 'none':
      return keys;
  }
}

function isSame(one: Secret, other: Secret): boolean {
  return one.reveal() === other.reveal() && one.variable === other.variable;
}

/** Compared and thrown away: the secrets stand in it. */
function contentOf(credentials: Credentials): string {
  const fields = Object.entries(credentials).map(([name, value]: [string, unknown]) =>
    value instanceof Secret ? [name, value.variable, value.reveal()] : [name, value],
  );
  return JSON.stringify(fields);
}
