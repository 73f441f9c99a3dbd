import { Document, isScalar, visit } from 'yaml';
import { LIMITS, type Limits, type Route, type Rung } from '../../model/route.ts';
import type { Secret } from '../../model/secret.ts';
import type { Account, Credentials } from '../../providers/account.ts';
import { providerOf } from '../../providers/index.ts';
import { addressOf, type Provider } from '../../providers/provider.ts';
import { isLoopback, renderListen } from '../address.ts';
import {
  type Client,
  type Config,
  type MonitorConfig,
  type NetworkConfig,
  STATUS,
  type StatusConfig,
  TRIES,
  type WriterConfig,
} from '../config.ts';
import { renderDuration, renderSize } from '../quantities.ts';
import { AUTH } from '../sections/accounts.ts';
import { renderDeferRung } from '../sections/deferred.ts';
import { renderKeeping } from '../sections/keeping.ts';
import { renderNoticeRung } from '../sections/notice.ts';
import { FOLLOWING, LIMIT_FIELDS } from '../sections/routes.ts';
import { escapeVariables } from '../source.ts';
import { renderAlerts, secretFields } from './alerts.ts';
import { renderDeferred, renderStore, storeSecrets } from './deferred.ts';
import { renderEditions, secretSources } from './editions.ts';

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
  const { journal, limits, tls, clients } = config;
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

function renderRoute({ name, match, workflows, allow, deadlineMs, cache, ladder }: Route): object {
  const keeping = renderKeeping(cache);
  return {
    name: own(name),
    match: match.map(own),
    ...(workflows !== undefined && { workflows: workflows.map(own) }),
    ...(allow === null ? {} : { allow: allow.map(own) }),
    ...(deadlineMs !== undefined && { deadline: renderDuration(deadlineMs) }),
    ...(keeping !== null && { cache: keeping }),
    ladder: ladder.map(renderRung),
  };
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

function renderAccount(account: Account, reference: (secret: Secret) => string): object {
  const { id, provider, keys, models, concurrency, spendPerHour } = account;
  const row = providerOf(provider.id);
  const usual = row !== null && row.protocol === provider.protocol ? row.auth : AUTH[provider.protocol];
  const { hostname, protocol } = new URL(provider.baseUrl);
  const localByItself = row?.local === true && isLoopback(hostname);
  return {
    ...(row !== null && id !== provider.id ? { provider: provider.id } : {}),
    ...(row?.protocol === provider.protocol ? {} : { protocol: provider.protocol }),
    ...(provider.also === undefined || provider.also === row?.also ? {} : { also: Object.keys(provider.also) }),
    ...(usualAddress(row, provider) === provider.baseUrl ? {} : { baseUrl: own(provider.baseUrl) }),
    ...provider.settings,
    ...renderKeys(id, keys, reference),
    ...(provider.auth === null || provider.auth.header === usual?.header
      ? {}
      : { auth: provider.auth.prefix === '' ? 'x-api-key' : 'bearer' }),
    ...(models.length === 0 ? {} : { models: models.map(own) }),
    ...(provider.deployments === undefined ? {} : { deployments: provider.deployments }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(spendPerHour === undefined ? {} : { spendPerHour }),
    ...(provider.local === localByItself ? {} : { local: provider.local }),
    ...(protocol === 'http:' && !isLoopback(hostname) ? { insecure: true } : {}),
  };
}

function usualAddress(row: Provider | null, { protocol, settings }: Provider): string | null {
  if (row === null) return null;
  const baseUrl = row.protocol === protocol ? row.baseUrl : row.also?.[protocol]?.baseUrl;
  return baseUrl === undefined ? null : addressOf(row, baseUrl, settings ?? {});
}

/** Secrets that stand in a field of their own. A file of Google's is named, and never written down. */
function cloudVariables(id: string, credentials: Credentials): readonly (readonly [string, Secret])[] {
  switch (credentials.kind) {
    case 'aws':
      return [
        [`${shouted(id)}_SECRET_ACCESS_KEY`, credentials.secret],
        ...(credentials.sessionToken === null
          ? []
          : [[`${shouted(id)}_SESSION_TOKEN`, credentials.sessionToken] as const]),
      ];
    case 'entra':
      return [[`${shouted(id)}_CLIENT_SECRET`, credentials.secret]];
    case 'entra-user': {
      const { secret, clientSecret } = credentials;
      const own = clientSecret === null ? [] : [[`${shouted(id)}_CLIENT_SECRET`, clientSecret] as const];
      return [[`${shouted(id)}_REFRESH_TOKEN`, secret], ...own];
    }
    case 'google-service':
    case 'google-user':
      return [];
  }
}

type CloudKeys = Extract<Account['keys'], { readonly kind: 'cloud' }>;

function renderCloud(id: string, { credentials, file }: CloudKeys, reference: (secret: Secret) => string): object {
  switch (credentials.kind) {
    case 'aws': {
      const { accessKeyId, secret, sessionToken } = credentials;
      const session = sessionToken === null ? {} : { sessionToken: reference(sessionToken) };
      return { accessKeyId: own(accessKeyId), secretAccessKey: reference(secret), ...session };
    }
    case 'entra': {
      const { tenantId, clientId, ...elsewhere } = renderEntra(credentials);
      return { tenantId, clientId, clientSecret: reference(credentials.secret), ...elsewhere };
    }
    case 'entra-user': {
      const { secret, clientSecret } = credentials;
      const { tenantId, clientId, ...elsewhere } = renderEntra(credentials);
      const ofIts = clientSecret === null ? {} : { clientSecret: reference(clientSecret) };
      return { tenantId, clientId, refreshToken: reference(secret), ...ofIts, ...elsewhere };
    }
    case 'google-service':
    case 'google-user': {
      const { variable } = credentials.secret;
      return file === null
        ? { credentials: `\${${variable === '' ? `${shouted(id)}_CREDENTIALS` : variable}}` }
        : { credentialsFile: own(file) };
    }
  }
}

type Application = { readonly clientId: string; readonly tokenUrl: string };
type WrittenApplication = { readonly tenantId: string; readonly clientId: string; readonly tokenUrl?: string };

function renderEntra({ clientId, tokenUrl }: Application): WrittenApplication {
  const tenantId = /\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(new URL(tokenUrl).pathname)?.[1] ?? 'common';
  const usual = tokenUrl === `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  return { tenantId: own(tenantId), clientId: own(clientId), ...(!usual && { tokenUrl: own(tokenUrl) }) };
}

function renderKeys(id: string, keys: Account['keys'], reference: (secret: Secret) => string): object {
  switch (keys.kind) {
    case 'cloud':
      return renderCloud(id, keys, reference);
    case 'none':
      return {};
    case 'caller':
      return { apiKey: 'caller' };
    case 'own': {
      const [first, ...more] = keys.secrets.map(reference);
      return more.length === 0 ? { apiKey: first } : { apiKeys: [first, ...more] };
    }
  }
}

function renderRung(rung: Rung): string | object {
  switch (rung.kind) {
    case 'cache':
      return rung.maxAgeMs === null ? 'cache' : { cache: { maxAge: renderDuration(rung.maxAgeMs) } };
    case 'edition':
      return { edition: rung.slot };
    case 'defer':
      return renderDeferRung(rung);
    case 'notice':
      return renderNoticeRung(rung);
    case 'model': {
      const target = own(`${rung.provider}/${rung.model ?? '*'}`);
      const limits = LIMIT_FIELDS.flatMap(([field, limit]) =>
        rung.limits[limit] === unsaid(rung.limits, field, limit)
          ? []
          : [[field, renderDuration(rung.limits[limit])] as const],
      );
      const fields = {
        ...(rung.tries === TRIES ? {} : { tries: rung.tries }),
        ...Object.fromEntries(limits),
        ...(rung.hedge !== undefined && { hedge: rung.hedge }),
        ...(rung.continue !== undefined && { continue: rung.continue }),
        ...(rung.resume !== undefined && { resume: rung.resume }),
        ...(rung.gather !== undefined && { gather: rung.gather }),
        ...(rung.concurrency !== undefined && { concurrency: rung.concurrency }),
        ...(rung.needs !== undefined && { when: { needs: rung.needs } }),
      };
      return Object.keys(fields).length === 0 ? target : { target, ...fields };
    }
  }
}

/** What a limit is when the file does not say it. */
function unsaid(limits: Limits, field: string, limit: keyof Limits): number {
  const follows = FOLLOWING.includes(field) && limits.contentIdleMs !== LIMITS.contentIdleMs;
  return follows ? limits.contentIdleMs : LIMITS[limit];
}

/** A proxy's address may hold a password. */
function renderProxy(url: string | null, variable: string): string | null {
  if (url === null) return null;
  const { username, password } = new URL(url);
  return username === '' && password === '' ? own(url) : `\${${variable}}`;
}

const own = escapeVariables;

function shouted(id: string): string {
  const name = id.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}
