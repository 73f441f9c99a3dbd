import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Fault } from '../model/fault.ts';
import { matches, type Route } from '../model/route.ts';
import { redact, Secret } from '../model/secret.ts';
import type { Account } from '../providers/account.ts';
import { type HostPort, isLoopback, parseListen } from './address.ts';
import { isMapping, reportUnknown, take } from './check.ts';
import { type Client, type Config, LISTEN } from './config.ts';
import { type Environment, readEnvironment, type Variables } from './environment.ts';
import { clientSchema, configSchema, sectionSchemas } from './schema/schema.ts';
import { buildAccounts, checkedSecret } from './sections/accounts.ts';
import { buildAlerts } from './sections/alerts.ts';
import { buildDeferred, buildStore, deferredWarnings } from './sections/deferred.ts';
import { buildEditions, slotNames } from './sections/editions.ts';
import {
  buildHealth,
  buildJournal,
  buildLimits,
  buildMonitor,
  buildNetwork,
  buildOrigins,
  buildTls,
} from './sections/gateway.ts';
import { buildRoutes } from './sections/routes.ts';
import { buildStatus } from './sections/status.ts';
import { buildWriter } from './sections/writer.ts';
import { type Problem, readSource, type Source } from './source.ts';
import { didYouMean, shown } from './words.ts';

/** The names under which a file is found in the working directory. */
export const FILE_NAMES = ['failsoft.yaml', 'failsoft.yml'] as const;

/** A key that a caller from another machine presents must be at least this long. */
export const CLIENT_KEY_MIN = 20;

export type LoadOptions = {
  /** The file to read, from `cwd`; absent: the one that is found there. */
  readonly file?: string;
  readonly cwd: string;
  readonly env: Variables;
};

/** The variables of this process. Nothing else in the code reads them. */
export function ownVariables(): Variables {
  return process.env;
}

/** The configuration file in this directory, or null. */
export function findConfig(cwd: string): string | null {
  return FILE_NAMES.map((name) => join(cwd, name)).find((file) => existsSync(file)) ?? null;
}

/** Reads a configuration file. Throws one `configuration` Fault whose message lists all that is wrong, ready to print. */
export function loadConfig({ file, cwd, env }: LoadOptions): Config {
  const path = file === undefined ? findConfig(cwd) : resolve(cwd, file);
  if (path === null) throw new Fault('configuration', `There is no ${FILE_NAMES[0]} in ${cwd}.`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Fault('configuration', `${file ?? path} cannot be read${code}.`, { cause: error });
  }
  const name = file ?? FILE_NAMES.find((known) => path.endsWith(known)) ?? path;
  const environment = readEnvironment({ cwd, env });
  const read = parseConfig(text, { name, path, environment });
  if (read.problems.length === 0 && read.config !== null) return read.config;
  throw new Fault('configuration', renderProblems(read.problems, read.secrets));
}

/** Short enough for people, and no other text has the same. */
const FINGERPRINT_LENGTH = 16;

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, FINGERPRINT_LENGTH);
}

export type Parsed = {
  /** Null when the problems leave nothing to use. */
  readonly config: Config | null;
  readonly problems: readonly Problem[];
  /** What must not be shown. */
  readonly secrets: readonly Secret[];
};

type Origin = { readonly name: string; readonly path: string; readonly environment: Environment };

/** Reads the text of a configuration file. For editors and checks that want problems as data; throws nothing. */
export function parseConfig(text: string, { name, path, environment }: Origin): Parsed {
  const source = readSource(name, text, environment);
  const root = source.value;
  const secrets = secretsIn(root);
  const done = (config: Config | null): Parsed => ({ config, problems: inOrder(source.problems()), secrets });
  if (!source.readable) return done(null);
  if (!isMapping(root)) {
    source.report([], 'the file must be a mapping with "providers" and "routes"');
    return done(null);
  }
  const known = Object.keys(configSchema.shape);
  const unknown = Object.keys(root).filter((key) => !known.includes(key));
  reportUnknown(source, unknown, known, []);

  const warnings: string[] = [];
  const folder = dirname(path);
  const listen = buildListen(source, root['listen']);
  const accounts = buildAccounts(source, root['providers'], { folder, listen });
  const ids = isMapping(root['providers']) ? Object.keys(root['providers']) : [];
  const routes = buildRoutes(source, root['routes'], {
    ids,
    accounts,
    slots: slotNames(root['editions']),
    warn: (sentence) => warnings.push(sentence),
  });
  const clients = buildClients(source, root['clients'], routes);
  const store = buildStore(source, root['store'], environment);
  warnings.push(...deferredWarnings(routes, store));
  warnings.push(...personalWarnings(accounts, routes, clients));
  refuseOpenBind(source, listen, clients, root['clients']);
  return done({
    source: path,
    fingerprint: fingerprintOf(text),
    listen,
    tls: buildTls(source, root['tls'], folder),
    accounts,
    routes,
    clients,
    origins: buildOrigins(source, root['origins']),
    journal: buildJournal(source, root['journal'], folder),
    limits: buildLimits(source, root['limits']),
    health: buildHealth(source, root['health']),
    monitor: buildMonitor(source, root['monitor']),
    alerts: buildAlerts(source, root['alerts']),
    status: buildStatus(source, root['status']),
    store,
    deferred: buildDeferred(source, root['deferred']),
    editions: buildEditions(source, root['editions'], { folder, routes }),
    writer: buildWriter(source, root['writer'], { folder, clients }),
    network: buildNetwork(source, root['network'], folder, environment),
    warnings,
  });
}

function buildListen(source: Source, value: unknown): HostPort {
  if (value === undefined) return LISTEN;
  const text = take(source, sectionSchemas.listen, value, ['listen']);
  const listen = text === null ? null : parseListen(text);
  if (text !== null && listen === null) {
    source.report(['listen'], '"listen" must be host:port, such as 127.0.0.1:4747 or [::1]:4747');
  }
  return listen ?? LISTEN;
}

function buildClients(source: Source, value: unknown, routes: readonly Route[]): readonly Client[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    source.report(['clients'], '"clients" must be a list of entries with "id" and "key"');
    return [];
  }
  const clients: Client[] = [];
  for (const [index, entry] of value.entries()) {
    const path = ['clients', index];
    const settings = take(source, clientSchema, entry, path);
    const key = settings === null ? null : checkedSecret(source, [...path, 'key'], settings.key);
    if (settings === null || key === null) continue;
    const { id, tenant = id, routes: patterns = ['*'], concurrency } = settings;
    if (clients.some((other) => other.id === id))
      source.report([...path, 'id'], `there is another client ${shown(id)}`);
    if (clients.some((other) => other.key.reveal() === key.reveal())) {
      source.report([...path, 'key'], 'another client has the same key');
    }
    patterns.forEach((pattern, place) => {
      const names = routes.map((route) => route.name);
      if (pattern === '*' || names.some((name) => name === pattern || matches([pattern], name))) return;
      source.report([...path, 'routes', place], `there is no route ${shown(pattern)}${didYouMean(pattern, names)}`);
    });
    clients.push({ id, key, tenant, routes: patterns, ...(concurrency !== undefined && { concurrency }) });
  }
  return clients;
}

/** What one person may read, everybody gets to read who may use a route that leads to it. */
function personalWarnings(
  accounts: readonly Account[],
  routes: readonly Route[],
  clients: readonly Client[],
): readonly string[] {
  return accounts.flatMap(({ id, provider }) => {
    if (provider.personal !== true) return [];
    const leading = routes.filter(({ ladder }) => ladder.some((rung) => rung.kind === 'model' && rung.provider === id));
    const readers = clients.filter(({ routes: patterns }) => leading.some(({ name }) => matches(patterns, name)));
    if (readers.length < 2) return [];
    const names = readers.map((client) => shown(client.id)).join(', ');
    return [`${shown(id)} answers out of what one person may read in ${provider.name}, and may be asked by ${names}.`];
  });
}

/** Whoever can reach the port can spend the operator's money, so everybody who is not on this machine needs a key. */
function refuseOpenBind(source: Source, listen: HostPort, clients: readonly Client[], value: unknown): void {
  if (isLoopback(listen.host)) return;
  if (clients.length === 0 && !(Array.isArray(value) && value.length > 0)) {
    source.report(['listen'], 'other machines can reach this address, so "clients" with keys are needed');
  }
  for (const client of clients) {
    if (client.key.reveal().length >= CLIENT_KEY_MIN) continue;
    const index = Array.isArray(value) ? value.findIndex((entry) => isMapping(entry) && entry['id'] === client.id) : 0;
    const place = ['clients', index, 'key'];
    source.report(
      place,
      `other machines can reach this gateway, so this key needs at least ${CLIENT_KEY_MIN} characters`,
    );
  }
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}

const SECRET_FIELDS: readonly string[] = [
  'apiKey',
  'apiKeys',
  'oldKeys',
  'key',
  'secretAccessKey',
  'sessionToken',
  'clientSecret',
  'refreshToken',
  'credentials',
  'secret',
  'token',
];

/** In these an address stands whose host may be shown, and nothing else of it. */
const ADDRESS_FIELDS: readonly string[] = ['url', 'server'];

/** Everything in the file that is a key, well placed or not. */
function secretsIn(value: unknown, under = ''): readonly Secret[] {
  if (typeof value === 'string') {
    if (ADDRESS_FIELDS.includes(under)) return partsOf(value).map((part) => new Secret(part));
    // Short ones are words such as `caller` or `ollama`, which messages need.
    return SECRET_FIELDS.includes(under) && value.length >= 8 ? [new Secret(value)] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, under));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => secretsIn(item, key));
}

function partsOf(address: string): readonly string[] {
  if (!URL.canParse(address)) return [address];
  const { username, password, pathname, search } = new URL(address);
  return [username, password, pathname.slice(1), search].filter((part) => part.length >= 8);
}

/** One line per problem: `failsoft.yaml:12:5  unknown key "laddr" — did you mean "ladder"?` */
export function renderProblems(problems: readonly Problem[], secrets: readonly Secret[] = []): string {
  const lines = problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}  ${redact(message, secrets)}`,
  );
  return [...new Set(lines)].join('\n');
}
