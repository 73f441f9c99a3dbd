import { Fault } from '../model/fault.ts';
import { isLoopback } from './address.ts';
import type { Client, Config } from './config.ts';
import { CLIENT_KEY_MIN } from './load.ts';

/** What a running process cannot change: it was opened at the start. */
const FIXED = ['listen', 'tls', 'journal', 'store', 'network'] as const;

/** What a running gateway does with a configuration that was read again, and what of it has to wait for the next start. */
export type AtReload = { readonly config: Config; readonly waits: readonly string[] };

/**
 * `next` with what cannot be changed as it was at the start: doors and files are judged by those that are open. Whether bodies are
 * written takes effect at once. Throws `configuration` where `next` has no keys and other machines can reach the address that is open.
 */
export function atReload(start: Config, next: Config): AtReload {
  refuseOpenBind(next.clients, start.listen.host);
  const { listen, tls, store, network } = start;
  const config = { ...next, listen, tls, store, network, journal: { ...start.journal, bodies: next.journal.bodies } };
  return { config, waits: FIXED.filter((key) => JSON.stringify(config[key]) !== JSON.stringify(next[key])) };
}

/** Whoever can reach the port can spend the operator's money, so everybody who is not on this machine needs a key. Throws `configuration`. */
export function refuseOpenBind(clients: readonly Client[], host: string): void {
  if (isLoopback(host)) return;
  if (clients.length > 0 && clients.every(({ key }) => key.reveal().length >= CLIENT_KEY_MIN)) return;
  throw new Fault(
    'configuration',
    `Other machines can reach ${host}, so a configuration file with "clients" is needed, each with a key of at least ` +
      `${CLIENT_KEY_MIN} characters.`,
  );
}
