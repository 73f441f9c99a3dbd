import { basename } from 'node:path';
import { renderListen } from '../../config/address.ts';
import { refuseOpenBind } from '../../config/at-reload.ts';
import { type Config, LISTEN } from '../../config/config.ts';
import { discoverConfig, type Found } from '../../config/discover.ts';
import { readEnvironment, type Variables } from '../../config/environment.ts';
import type { Consent } from '../../config/sections/ladders.ts';
import { findConfig, loadConfig } from '../../config/load.ts';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { Fault } from '../../model/fault.ts';
import { isConversing } from '../print.ts';
import { askConsent, parseStandby, rememberedConsent, type Vendor, wasAsked } from './consent.ts';
import { localModels } from './local-models.ts';
import { simulatedConfig } from './simulated.ts';

export type Place = { readonly cwd: string; readonly env: Variables };

/** What the command line says about the configuration. */
export type Wishes = {
  readonly file: string | null;
  readonly standby: string | null;
  readonly sandbox: boolean;
  readonly host: string | null;
  readonly port: number | null;
  /** False: the journal stays in memory. */
  readonly store: boolean;
};

export const NO_WISHES: Wishes = { file: null, standby: null, sandbox: false, host: null, port: null, store: true };

/** A configuration, where it came from, and what has to be let go of in the end. */
export type Setup = {
  readonly config: Config;
  /** Reads it again. Null where there is nothing to read. */
  readonly reread: (() => Config) | null;
  readonly origin: Origin;
  readonly close: () => Promise<void>;
};

export type Origin =
  | { readonly kind: 'file' }
  | { readonly kind: 'keys'; readonly found: readonly Found[]; readonly consent: Consent }
  | { readonly kind: 'sandbox'; readonly sandbox: Sandbox; readonly asked: boolean };

const NOTHING = async (): Promise<void> => {};

/** Where a gateway with these wishes would be; null for any free port. Asks nobody, starts nothing. Throws `configuration`. */
export function wantedUrl(place: Place, wishes: Wishes): string | null {
  const file = wishes.sandbox ? null : fileOf(place, wishes);
  const config = file === null ? { listen: LISTEN, tls: null } : loadConfig({ ...place, file });
  const host = wishes.host ?? config.listen.host;
  const port = wishes.port ?? config.listen.port;
  if (port === 0) return null;
  return `${config.tls === null ? 'http' : 'https'}://${renderListen({ host: host === '0.0.0.0' ? '127.0.0.1' : host, port })}`;
}

/**
 * The configuration to run with: the file, else the keys that were found, else two simulated providers. On a terminal the
 * person may be asked once which vendors stand in for others (`ask`). Throws `configuration`, and `cancelled`.
 */
export async function setUp(place: Place, wishes: Wishes, consent: 'ask' | 'remembered'): Promise<Setup> {
  if (wishes.sandbox) return simulated(wishes, true);
  const file = fileOf(place, wishes);
  if (file !== null) {
    if (wishes.standby !== null) {
      throw new Fault(
        'configuration',
        `${file} says who stands in for whom; --standby is for starting without a file.`,
      );
    }
    const reread = (): Config => withWishes(loadConfig({ ...place, file }), wishes);
    return { config: reread(), reread, origin: { kind: 'file' }, close: NOTHING };
  }
  return setUpFromKeys(place, wishes, consent);
}

/** The same as if there were no file. */
export async function setUpFromKeys(place: Place, wishes: Wishes, consent: 'ask' | 'remembered'): Promise<Setup> {
  const models = await localModels(readEnvironment(place));
  const listen = { host: wishes.host ?? LISTEN.host, port: wishes.port ?? LISTEN.port };
  const look = (standby: Consent): ReturnType<typeof discoverConfig> =>
    discoverConfig({ ...place, standby, localModels: models, listen });
  const { config, found } = look('none');
  if (config.accounts.length === 0) {
    refuseBrokenKeys(found);
    return simulated(wishes, false);
  }
  const vendors = config.accounts
    .filter(({ provider }) => !provider.local)
    .map(({ id, provider: { name } }) => ({ id, name }));
  // A build server may have a terminal and nobody before it.
  const mayAsk = consent === 'ask' && place.env['CI'] === undefined;
  const standby = await consentFor(place.cwd, vendors, { wish: wishes.standby, mayAsk });
  const reread = (): Config => withWishes(look(standby).config, wishes);
  return {
    config: reread(),
    reread,
    // Who may stand in is said of all in one place, not of each.
    origin: { kind: 'keys', found: look('all').found, consent: standby },
    close: NOTHING,
  };
}

function fileOf({ cwd }: Place, { file }: Wishes): string | null {
  if (file !== null) return file;
  const found = findConfig(cwd);
  // By its bare name, so that messages about it are short.
  return found === null ? null : basename(found);
}

async function consentFor(
  cwd: string,
  vendors: readonly Vendor[],
  { wish, mayAsk }: { readonly wish: string | null; readonly mayAsk: boolean },
): Promise<Consent> {
  if (wish !== null)
    return parseStandby(
      wish,
      vendors.map(({ id }) => id),
    );
  if (vendors.length < 2) return 'none';
  if (mayAsk && isConversing() && !wasAsked(cwd, vendors)) return askConsent(cwd, vendors);
  return rememberedConsent(cwd, vendors);
}

/** Somebody who has set a key does not want to be answered by a simulation. */
function refuseBrokenKeys(found: readonly Found[]): void {
  const broken = found.filter(({ state, provider }) => state === 'incomplete' && provider !== 'ollama');
  if (broken.length === 0) return;
  const lines = broken.map(({ variable, note }) => `${variable}: ${note}`);
  throw new Fault('configuration', `Nothing that was found can be used.\n${lines.join('\n')}`);
}

async function simulated(wishes: Wishes, asked: boolean): Promise<Setup> {
  const sandbox = await startSandbox();
  try {
    const config = withWishes(simulatedConfig(sandbox), wishes);
    return { config, reread: null, origin: { kind: 'sandbox', sandbox, asked }, close: sandbox.close };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

function withWishes(config: Config, { host, port, store }: Wishes): Config {
  const listen = { host: host ?? config.listen.host, port: port ?? config.listen.port };
  if (host !== null) refuseOpenBind(config.clients, host);
  return { ...config, listen, journal: store ? config.journal : { ...config.journal, path: null } };
}
