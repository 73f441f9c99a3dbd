import { Document, isScalar, visit } from 'yaml';
import type { Secret } from '../../model/secret.ts';
import { renderListen } from '../address.ts';
import {
  type Client,
  type Config,
  type MonitorConfig,
  type NetworkConfig,
  STATUS,
  type StatusConfig,
  type WriterConfig,
} from '../config.ts';
import { renderDuration, renderSize } from '../quantities.ts';
import { escapeVariables } from '../source.ts';
import { cloudVariables, renderAccount, shouted } from './accounts.ts';
import { renderAlerts, secretFields } from './alerts.ts';
import { renderDeferred, renderStore, storeSecrets } from './deferred.ts';
import { renderEditions, secretSources } from './editions.ts';
import { renderRoute } from './routes.ts';

/** Every key of a configuration under the name of the environment variable that `renderConfig` writes for it. */
export function variablesOf(config: Config): ReadonlyMap<string, Secret> {
  const names = new Map<string, Secret>();
  const add = (secret: Secret, otherwise: string): void => {
    const wanted = secret.variable === '' ? otherwise : secret.variable;
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? wanted : `${wanted}_${count}`;
      const holder = names.get(name);
      if (holder !== undefined && holder.reveal() !== secret.reveal()) continue;
      names.set(name, secret);
      return;
    }
  };
  for (const { id, provider, keys } of config.accounts) {
    const usual = id === provider.id ? provider.auth?.env[0] : undefined;
    if (keys.kind === 'own') for (const secret of keys.secrets) add(secret, usual ?? `${shouted(id)}_API_KEY`);
    if (keys.kind === 'cloud') for (const [name, secret] of cloudVariables(id, keys.credentials)) add(secret, name);
  }
  for (const { id, key } of config.clients) add(key, `${shouted(id)}_CLIENT_KEY`);
  for (const { name, place } of config.alerts.channels)
    for (const [field, secret] of secretFields(place)) add(secret, `${shouted(name)}_${field}`);
  for (const [name, secret] of secretSources(config.editions)) add(secret, shouted(name));
  for (const [name, secret] of storeSecrets(config)) add(secret, name);
  return names;
}

/** The configuration in effect as a commented file. Keys are written as `${NAME}`, so the file may be shown and committed. */
export function renderConfig(config: Config): string {
  const names = new Map([...variablesOf(config)].map(([name, secret]) => [secret.reveal(), name]));
  const reference = (secret: Secret): string => `\${${names.get(secret.reveal()) ?? ''}}`;
  const parts = sectionsOf(config, reference).map(([comment, section]) => `# ${comment}\n${yaml(section)}`);
  return ['# Failsoft. Check it with: failsoft config check\n', ...parts].join('\n');
}

function sectionsOf(config: Config, reference: (secret: Secret) => string): readonly (readonly [string, object])[] {
  const { journal, limits, tls, clients, origins } = config;
  const store = renderStore(config.store, reference);
  const deferred = renderDeferred(config.deferred, reference);
  const providers = Object.fromEntries(config.accounts.map((one) => [one.id, renderAccount(one, reference)]));
  const written = { ...journal, path: journal.path === null ? null : own(journal.path) };
  const {
    bodyBytes,
    answerBytes,
    cacheMemoryBytes,
    cacheDiskBytes,
    concurrency,
    connections,
    drainMs,
    resumeGraceMs,
    extraSpend,
  } = limits;
  const most = {
    bodyBytes: renderSize(bodyBytes),
    answerBytes: renderSize(answerBytes),
    cacheMemoryBytes: renderSize(cacheMemoryBytes),
    cacheDiskBytes: renderSize(cacheDiskBytes),
    concurrency,
    connections,
    drain: renderDuration(drainMs),
    resumeGrace: renderDuration(resumeGraceMs),
    extraSpend,
  };
  return [
    ['Where the gateway listens. Anything but loopback needs "clients".', { listen: renderListen(config.listen) }],
    ...(tls === null
      ? []
      : [['Files for https.', { tls: { cert: own(tls.certFile), key: own(tls.keyFile) } }] as const]),
    ['Who can be asked. Keys stay in the environment: ${NAME} is replaced when this file is read.', { providers }],
    [
      'What callers ask for, and who may answer, best first. "provider/*" is the model that was asked for.',
      { routes: config.routes.map(renderRoute) },
    ],
    ...(clients.length === 0
      ? []
      : [['Who may call.', { clients: clients.map((one) => renderClient(one, reference)) }] as const]),
    ...(origins.length === 0 ? [] : [['Where a proxy in front shows it to browsers.', { origins }] as const]),
    ['The record of every request. Without a path it is kept in memory only.', { journal: written }],
    ['What one gateway takes on at most.', { limits: most }],
    [
      'How often a model that rests may be asked whether it is back, and one that nobody asks whether it would answer.',
      {
        health: {
          probes: { perMinute: config.health.probesPerMinute },
          warm: config.health.warmMs === 0 ? 'off' : renderDuration(config.health.warmMs),
        },
      },
    ],
    [
      'How providers are watched: by their status pages (asked: once somebody has asked something; on; off) and by probes.',
      { monitor: renderMonitor(config.monitor) },
    ],
    ...(config.alerts.channels.length === 0
      ? []
      : [['Who is told of trouble.', { alerts: renderAlerts(config.alerts.channels, reference) }] as const]),
    ...(store === null ? [] : [['What is stored is sealed with a key of yours.', { store }] as const]),
    ...(deferred === null
      ? []
      : [['What is promised to those who can wait for a model to be back.', { deferred }] as const]),
    ...(config.editions.slots.length === 0
      ? []
      : [['What is made ahead of time.', { editions: renderEditions(config.editions, reference) }] as const]),
    [
      'Where the documents of the writing assistant lie; null: only in the browser.',
      { writer: renderWriter(config.writer) },
    ],
    [
      'Who may see the status page besides those who have a key, and what it advises.',
      { status: renderStatus(config.status) },
    ],
    ['The way out. null: no proxy.', { network: renderNetwork(config.network) }],
  ];
}

function renderClient(client: Client, reference: (secret: Secret) => string): object {
  const { id, key, tenant, routes, concurrency } = client;
  const limit = concurrency === undefined ? {} : { concurrency };
  return { id: own(id), key: reference(key), tenant: own(tenant), routes: routes.map(own), ...limit };
}

function renderWriter({ folder, model, clients }: WriterConfig): object {
  return {
    folder: folder === null ? null : own(folder),
    ...(model !== null && { model: own(model) }),
    ...(clients.length > 0 && { clients: clients.map(own) }),
  };
}

function renderNetwork({ httpsProxy, httpProxy, noProxy, extraCa }: NetworkConfig): object {
  return {
    httpsProxy: renderProxy(httpsProxy, 'HTTPS_PROXY'),
    httpProxy: renderProxy(httpProxy, 'HTTP_PROXY'),
    noProxy: own(noProxy),
    ...(extraCa.length === 0 ? {} : { extraCa: extraCa.map(own) }),
  };
}

function renderMonitor({ pages, surfaces, probes }: MonitorConfig): object {
  return {
    pages,
    ...(surfaces.length > 0 && { surfaces }),
    probes:
      probes === null
        ? 'off'
        : { every: renderDuration(probes.everyMs), perHour: probes.perHour, usdPerDay: probes.usdPerDay },
  };
}

function renderStatus({ public: isPublic, advice }: StatusConfig): object {
  if (advice === STATUS.advice) return { public: isPublic };
  return {
    public: isPublic,
    advice: advice.map(({ work, use, note }) => ({
      work: own(work),
      use: use.map(({ name, address, surface }) =>
        surface === null ? { name: own(name), ...(address !== '' && { address: own(address) }) } : surface,
      ),
      ...(note !== '' && { note: own(note) }),
    })),
  };
}

/** Lists of plain words on one line, so that a ladder can be read at a glance. */
function yaml(value: object): string {
  const document = new Document(value);
  visit(document, {
    Seq(_, node) {
      node.flow = node.items.every((item) => isScalar(item) && !String(item.value).includes('\n'));
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
}

/** A proxy's address may hold a password. */
function renderProxy(url: string | null, variable: string): string | null {
  if (url === null) return null;
  const { username, password } = new URL(url);
  return username === '' && password === '' ? own(url) : `\${${variable}}`;
}

const own = escapeVariables;
