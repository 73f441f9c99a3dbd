import type { Account } from './account.ts';
import { PROVIDERS } from './index.ts';

/** Clouds whose services can be given private addresses in a network of one's own. */
const CLOUDS = /\.(?:amazonaws\.com|api\.aws|azure\.com|googleapis\.com|microsoft\.com|microsoftonline\.com)$/;

/** The hosts of known providers, where they do not depend on what an operator says. */
const VENDORS: ReadonlySet<string> = new Set(
  Object.values(PROVIDERS)
    .filter(({ local }) => !local)
    .flatMap(({ baseUrl, also = {} }) => [baseUrl, ...Object.values(also).map((other) => other.baseUrl)])
    .filter((address) => URL.canParse(address) && !address.includes('{'))
    .map((address) => new URL(address).hostname),
);

/** Whose a host is: a known vendor's, a cloud's, or the operator's own, as everything is that an account says to be `local`. */
export function ownerOf(host: string, accounts: readonly Account[]): 'own' | 'cloud' | 'vendor' {
  if (accounts.some(({ provider }) => provider.local && new URL(provider.baseUrl).hostname === host)) return 'own';
  if (CLOUDS.test(host)) return 'cloud';
  return VENDORS.has(host) ? 'vendor' : 'own';
}
