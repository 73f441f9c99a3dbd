import { Secret } from '../model/secret.ts';
import type { Account } from '../providers/account.ts';
import { PROVIDERS } from '../providers/index.ts';
import { ollama } from '../providers/ollama.ts';
import { addressOf, type Provider } from '../providers/provider.ts';
import { comesBack, type HostPort, isLoopback, normalBase } from './address.ts';
import { type Config, DEFAULTS, LISTEN } from './config.ts';
import { type Environment, firstSet, type Origin, readEnvironment, type Variables } from './environment.ts';
import { AUTH, baseFor, keyTrouble } from './sections/accounts.ts';
import { credentialsFrom, settingsFor } from './sections/credentials.ts';
import { storeFrom } from './sections/deferred.ts';
import { networkFrom } from './sections/gateway.ts';
import { type Consent, mayStandIn, routesFor } from './sections/ladders.ts';

/** One line of the start screen: what was looked for, and what came of it. */
export type Found = {
  /** The provider's id. */
  readonly provider: string;
  readonly name: string;
  /**
   * `found`: it is used. `missing`: nothing is set. `incomplete`: something is set that cannot work as it is.
   * `ignored`: something is set that is left alone on purpose.
   */
  readonly state: 'found' | 'missing' | 'incomplete' | 'ignored';
  /** The environment variable; for a local server, its address. */
  readonly variable: string;
  /** Enough of the key to recognise it; empty without one. */
  readonly hint: string;
  readonly origin: Origin | null;
  /** What the person should know, one sentence; empty when there is nothing. */
  readonly note: string;
};

export type DiscoverOptions = {
  readonly cwd: string;
  readonly env: Variables;
  readonly standby: Consent;
  /** The models that Ollama has on this machine; null when it does not run. Looking is the caller's business. */
  readonly localModels: readonly string[] | null;
  readonly listen?: HostPort;
};

/** Where Ollama is, as its own variable says, or null when that is not this machine. */
export function ollamaBase(environment: Environment): string | null {
  const set = firstSet(environment, ['OLLAMA_HOST'])?.value;
  if (set === undefined) return ollama.baseUrl;
  const text = (/^https?:\/\//i.test(set) ? set : `http://${set}`).replace(/\/+$/, '');
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  // What a server listens on is not what a client calls; and without a port, Ollama means its own and not 80.
  if (['0.0.0.0', '[::]'].includes(url.hostname)) url.hostname = '127.0.0.1';
  if (url.port === '' && url.protocol === 'http:' && !text.endsWith(':80')) url.port = '11434';
  return isLoopback(url.hostname) ? normalBase(ollama.protocol, url.href) : null;
}

/** Builds a configuration from the keys in the environment, and says what was found and what was not. */
export function discoverConfig(options: DiscoverOptions): {
  readonly config: Config;
  readonly found: readonly Found[];
} {
  const { cwd, standby, localModels, listen = LISTEN } = options;
  const environment = readEnvironment(options);
  const looks = Object.values(PROVIDERS)
    .filter(({ onlyByName }) => onlyByName === undefined)
    .map((provider) =>
      provider.local ? lookForOllama(environment, localModels) : lookForKey(provider, environment, { cwd, listen }),
    );
  const accounts = looks.flatMap(({ account }) => (account === null ? [] : [account]));
  const vendors = accounts.filter(({ provider }) => !provider.local).length;
  const asked = looks.flatMap(({ found, account }) =>
    found.map((entry) => (account !== null && vendors > 1 ? withConsent(entry, account, standby) : entry)),
  );
  const config: Config = {
    source: 'environment',
    fingerprint: null,
    listen,
    accounts,
    routes: routesFor(accounts, standby),
    ...DEFAULTS,
    store: storeFrom(environment),
    network: networkFrom(environment),
  };
  return { config, found: asked };
}

type Look = { readonly account: Account | null; readonly found: readonly Found[] };

function lookForKey(row: Provider, environment: Environment, { cwd, listen }: Here): Look {
  const entry = { provider: row.id, name: row.name, hint: '', origin: null, note: '' };
  const base = lookForBase(row, environment, listen);
  // Clients of this gateway are told to put its own key into ANTHROPIC_AUTH_TOKEN; it is none of the provider's.
  const names = (row.auth?.env ?? []).filter((name) => !(base.loop && name.endsWith('_AUTH_TOKEN')));
  const key = firstSet(environment, names);
  if (key === null) {
    if (row.cloud !== undefined) return lookForCloud(row, environment, { cwd, base });
    return {
      account: null,
      found: [{ ...entry, state: 'missing', variable: names[0] ?? '', note: 'not set' }, ...base.found],
    };
  }
  const secret = new Secret(key.value, key.name);
  const seen = { ...entry, variable: key.name, hint: secret.hint(), origin: key.origin };
  const place = placeOf(row, environment, base);
  const trouble = keyTrouble(key.value) || (base.broken ? 'not used: its address is unusable' : place.trouble);
  if (trouble !== '') {
    const state = 'incomplete' as const;
    return { account: null, found: [{ ...seen, hint: '', state, note: trouble }, ...base.found] };
  }
  const bearer = key.name.endsWith('_AUTH_TOKEN') && row.auth !== null;
  const auth = bearer ? { ...AUTH['openai-chat'], env: row.auth.env } : row.auth;
  const provider = { ...row, auth, ...place.changes };
  return {
    account: { id: row.id, provider, keys: { kind: 'own', secrets: [secret] }, models: [] },
    found: [{ ...seen, state: 'found', note: base.url === row.baseUrl ? '' : `at ${base.url}` }, ...base.found],
  };
}

/** Where things are: the directory that was started in, and what the gateway listens on. */
type Here = { readonly cwd: string; readonly listen: HostPort };

/** What a row becomes where the environment says it is, or why it has no place there. */
function placeOf(
  row: Provider,
  environment: Environment,
  base: Base,
): { readonly trouble: string; readonly changes: Pick<Provider, 'baseUrl' | 'settings'> } {
  const needs = row.place?.needs ?? {};
  const said = (name: string): string | undefined => firstSet(environment, needs[name]?.env ?? [])?.value;
  const { settings, lacks, wrong } = settingsFor(row, said);
  const own = base.url !== row.baseUrl;
  const baseUrl = own ? base.url : addressOf(row, row.baseUrl, settings);
  const changes = { baseUrl, ...(row.place !== undefined && { settings }) };
  const name = wrong ?? (own ? null : lacks);
  if (name === null) return { trouble: '', changes };
  const variables = [...(needs[name]?.env ?? []), ...(row.baseEnv ?? [])];
  const trouble =
    wrong === null
      ? `not used: ${variables[0] ?? name} is not set`
      : `not used: ${variables.join(' or ')} cannot be that`;
  return { trouble, changes };
}

/** The usual names of what clouds know people by. The first one that is set is the one that is shown. */
const CLOUD_ENV = {
  aws: [
    ['accessKeyId', 'AWS_ACCESS_KEY_ID'],
    ['secretAccessKey', 'AWS_SECRET_ACCESS_KEY'],
    ['sessionToken', 'AWS_SESSION_TOKEN'],
  ],
  google: [['credentialsFile', 'GOOGLE_APPLICATION_CREDENTIALS']],
  entra: [
    ['clientId', 'AZURE_CLIENT_ID'],
    ['tenantId', 'AZURE_TENANT_ID'],
    ['clientSecret', 'AZURE_CLIENT_SECRET'],
  ],
  // Nobody has a person's sign-in lying around for this.
  'entra-user': [],
} as const satisfies Record<string, readonly (readonly [string, string])[]>;

/** A cloud that nothing is known of is not worth a line; one with half of what it takes is. */
function lookForCloud(row: Provider, environment: Environment, { cwd, base }: { cwd: string; base: Base }): Look {
  const nothing: Look = { account: null, found: base.found };
  if (row.cloud === undefined) return nothing;
  const names = new Map<string, string>(CLOUD_ENV[row.cloud.kind]);
  const [variable = ''] = names.values();
  const seen = firstSet(environment, [variable]);
  if (seen === null) return nothing;
  const place = placeOf(row, environment, base);
  const said = Object.fromEntries(
    [...names].map(([field, name]) => [field, firstSet(environment, [name])?.value] as const),
  );
  const outcome = credentialsFrom(row.cloud, said, {
    folder: cwd,
    settings: place.changes.settings ?? {},
    variable: (field) => names.get(field) ?? '',
  });
  const entry = { provider: row.id, name: row.name, variable, hint: '', origin: seen.origin };
  const trouble = base.broken ? 'not used: its address is unusable' : place.trouble;
  if (outcome.kind === 'trouble' || trouble !== '') {
    // Keys of a cloud are mostly there for other things, so their silence about Claude is no mistake.
    if (outcome.kind !== 'trouble') return nothing;
    const lacks = names.get(outcome.field) ?? '';
    const note = outcome.message.replace(`"${outcome.field}"`, lacks);
    return { account: null, found: [{ ...entry, state: 'incomplete', note }, ...base.found] };
  }
  if (outcome.kind === 'nothing') return nothing;
  const file = said['credentialsFile'] ?? null;
  return {
    account: {
      id: row.id,
      provider: { ...row, ...place.changes },
      keys: { kind: 'cloud', credentials: outcome.credentials, file },
      models: [],
    },
    found: [{ ...entry, state: 'found', note: `at ${new URL(place.changes.baseUrl).host}` }, ...base.found],
  };
}

type Base = {
  readonly url: string;
  readonly loop: boolean;
  readonly broken: boolean;
  readonly found: readonly Found[];
};

/** The address that the environment names for a vendor, unless it leads back to this gateway. */
function lookForBase(row: Provider, environment: Environment, listen: HostPort): Base {
  const set = firstSet(environment, row.baseEnv ?? []);
  const same = { url: row.baseUrl, loop: false, broken: false, found: [] };
  if (set === null) return same;
  const entry = { provider: row.id, name: row.name, variable: set.name, hint: '', origin: set.origin };
  if (comesBack(set.value, listen)) {
    const note = 'points at this gateway; ignored for calls to the provider';
    return { ...same, loop: true, found: [{ ...entry, state: 'ignored', note }] };
  }
  const fine = /^https?:\/\//i.test(set.value) && URL.canParse(set.value);
  const url = fine ? new URL(set.value) : null;
  const plain = url?.protocol === 'http:' && !isLoopback(url.hostname);
  if (url === null || plain || url.username !== '' || url.password !== '' || url.search !== '') {
    // Falling back to the vendor's own address would send a key and prompts where they were not meant to go.
    const note = plain ? 'must use https' : 'is no address that can be used, such as https://api.example.com/v1';
    return { ...same, broken: true, found: [{ ...entry, state: 'incomplete', note }] };
  }
  return { ...same, url: baseFor(row.protocol, row, url.href) };
}

function lookForOllama(environment: Environment, models: readonly string[] | null): Look {
  const base = ollamaBase(environment);
  const origin = firstSet(environment, ['OLLAMA_HOST'])?.origin ?? null;
  const entry = { provider: ollama.id, name: ollama.name, hint: '', origin };
  if (base === null) {
    const note = 'points at another machine; name it in a configuration file to use it';
    return { account: null, found: [{ ...entry, state: 'ignored', variable: 'OLLAMA_HOST', note }] };
  }
  const variable = new URL(base).host;
  if (models === null) return { account: null, found: [{ ...entry, state: 'missing', variable, note: 'not running' }] };
  if (models.length === 0) {
    const note = 'running, but it has no model: ollama pull llama3.2';
    return { account: null, found: [{ ...entry, state: 'incomplete', variable, note }] };
  }
  const note = models.length === 1 ? (models[0] ?? '') : `${models.length} models, first ${models[0] ?? ''}`;
  return {
    account: { id: ollama.id, provider: { ...ollama, baseUrl: base }, keys: { kind: 'none' }, models },
    found: [{ ...entry, state: 'found', variable, note }],
  };
}

function withConsent(entry: Found, { provider }: Account, standby: Consent): Found {
  if (entry.state !== 'found' || provider.local || mayStandIn(provider.id, standby)) return entry;
  const why =
    standby === 'ask'
      ? 'not a standby for other vendors until you agree (--standby all)'
      : 'not a standby for other vendors';
  return { ...entry, note: entry.note === '' ? why : `${entry.note}; ${why}` };
}
