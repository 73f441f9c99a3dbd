import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Advice } from '../model/advice.ts';
import type { Channel } from '../model/channel.ts';
import type { Route } from '../model/route.ts';
import type { Secret } from '../model/secret.ts';
import type { Slot } from '../model/slot.ts';
import type { Account } from '../providers/account.ts';
import { ADVICE } from '../providers/alternatives.ts';
import { EXTRA_SPEND, type ExtraSpend } from '../resilience/spend.ts';

/** All that an operator decides, checked and complete: no default is left to be filled in by those who read it. */
export type Config = {
  /** Where it came from: a file's path, `environment` (keys that were found), or `sandbox`. */
  readonly source: string;
  /** What tells this text of the file from any other; null where there is no file. */
  readonly fingerprint: string | null;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly accounts: readonly Account[];
  /** The first whose `match` fits serves the request. */
  readonly routes: readonly Route[];
  /** Who may call. Empty: anybody on this machine. */
  readonly clients: readonly Client[];
  /** Where a proxy in front shows this gateway to browsers: `https://app.example`. */
  readonly origins: readonly string[];
  readonly journal: JournalConfig;
  readonly limits: GatewayLimits;
  readonly health: HealthConfig;
  readonly monitor: MonitorConfig;
  readonly alerts: AlertsConfig;
  readonly status: StatusConfig;
  readonly editions: EditionsConfig;
  readonly writer: WriterConfig;
  readonly store: StoreConfig;
  readonly deferred: DeferredConfig;
  readonly network: NetworkConfig;
  /** Things that the operator should know and that are not errors; one sentence each. */
  readonly warnings: readonly string[];
};

export type Client = {
  readonly id: string;
  readonly key: Secret;
  readonly tenant: string;
  /** Names of the routes that it may use; `*` stands for any run of characters. */
  readonly routes: readonly string[];
  /** Requests that it may have under way at once. Absent: as many as there are. */
  readonly concurrency?: number;
};

export type JournalConfig = {
  /** The SQLite file; null keeps entries in memory only. */
  readonly path: string | null;
  readonly keepDays: number;
  readonly bodies: boolean;
};

export type GatewayLimits = {
  /** The largest body of a request, bytes. */
  readonly bodyBytes: number;
  /** The largest whole (not streamed) answer of a provider, and the largest event of one that is streamed, bytes. */
  readonly answerBytes: number;
  /** What answers that were given before take in memory, bytes. */
  readonly cacheMemoryBytes: number;
  /** The same in the file of the journal, bytes. */
  readonly cacheDiskBytes: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Connections that may be open at once. */
  readonly connections: number;
  /** How long requests under way may take when the gateway is told to end, ms. */
  readonly drainMs: number;
  /** How long an answer goes on whose reader has lost its line and may come back, ms. */
  readonly resumeGraceMs: number;
  /** What may be spent on calls in addition. */
  readonly extraSpend: ExtraSpend;
};

export type HealthConfig = {
  /** How often a model that rests may be asked whether it is back; 0: never, and a request of a caller finds out. */
  readonly probesPerMinute: number;
  /** A rung that has not answered for so long is asked a question of one token, ms; 0: never. */
  readonly warmMs: number;
};

export type AlertsConfig = {
  /** Who is told of trouble. Empty: nobody, and nothing is sent. */
  readonly channels: readonly Channel[];
};

export type StatusConfig = {
  /** May those see the status page who have no key of a client? On loopback everybody may. */
  readonly public: boolean;
  /** What people can use while a service is away. */
  readonly advice: readonly Advice[];
};

export type EditionsConfig = {
  /** Where they are kept. */
  readonly folder: string;
  /** May those read them who have no key of a client? On loopback everybody may. */
  readonly public: boolean;
  /** What is made ahead of time. Empty: nothing, and no folder is touched. */
  readonly slots: readonly Slot[];
};

export type WriterConfig = {
  /** Where documents lie, as files that a person can see; null: nowhere but in the browser. */
  readonly folder: string | null;
  /** What the writer asks for; null: the usual model of the first vendor. */
  readonly model: string | null;
  /** Ids of the clients that may read and write the documents from other machines. */
  readonly clients: readonly string[];
};

export type MonitorConfig = {
  /** When official status pages are asked: `asked`: once somebody has asked this gateway something. `on`: from the start. */
  readonly pages: (typeof PAGES)[number];
  /** Ids of surfaces that are watched besides those of the providers. */
  readonly surfaces: readonly string[];
  /** Null: no model is asked only to know how it is. */
  readonly probes: MonitorProbes | null;
};

export type MonitorProbes = {
  /** A model of a route that nobody has asked for so long is asked a question of a token, ms. */
  readonly everyMs: number;
  /** Of all models together. */
  readonly perHour: number;
  readonly usdPerDay: number;
};

export const PAGES = ['asked', 'on', 'off'] as const;

export type StoreConfig = {
  /** What stored prompts and answers are sealed with; null: they are not. */
  readonly key: Secret | null;
  readonly oldKeys: readonly Secret[];
  /** A PostgreSQL; null: a file beside that of the journal. */
  readonly url: Secret | null;
};

export type DeferredConfig = {
  /** How long a model is waited for, ms. */
  readonly expiresMs: number;
  /** How long an answer is kept, ms. */
  readonly keepMs: number;
  /** How many jobs may be open at once. */
  readonly jobs: number;
  /** What all of them may take on the disk. */
  readonly bytes: number;
  /** Where news may be sent. */
  readonly webhooks: readonly Webhook[];
};

/** A place that may be told of the end of a job. */
export type Webhook = {
  /** A `*` at the end stands for any rest. */
  readonly url: string;
  readonly secret: Secret;
  /** Whose jobs; null: anybody's. */
  readonly tenants: readonly string[] | null;
  /** May it be at an address that is not public? */
  readonly private: boolean;
};

export type NetworkConfig = {
  /** Proxy for https and http providers; null goes directly. Loopback never goes through it. */
  readonly httpsProxy: string | null;
  readonly httpProxy: string | null;
  readonly noProxy: string;
  /** Certificates, PEM, trusted besides the built-in ones. */
  readonly extraCa: readonly string[];
};

export const GATEWAY_LIMITS: GatewayLimits = {
  bodyBytes: 32 * 1024 * 1024,
  answerBytes: 64 * 1024 * 1024,
  cacheMemoryBytes: 64 * 1024 * 1024,
  cacheDiskBytes: 512 * 1024 * 1024,
  concurrency: 1_000,
  connections: 10_000,
  drainMs: 900_000,
  resumeGraceMs: 30_000,
  extraSpend: EXTRA_SPEND,
};

/** Six probes a minute, and each rung seen at work twice a day. */
export const HEALTH: HealthConfig = { probesPerMinute: 6, warmMs: 12 * 3_600_000 };

/** Pages once there is something to do, and probes for a few cents a day. */
export const MONITOR: MonitorConfig & { readonly probes: MonitorProbes } = {
  pages: 'asked',
  surfaces: [],
  probes: { everyMs: 300_000, perHour: 60, usdPerDay: 0.1 },
};

export const ALERTS: AlertsConfig = { channels: [] };

export const EDITIONS: EditionsConfig = { folder: '.failsoft/editions', public: false, slots: [] };

/** Where people keep what they write. The folder is made by the first document. */
export const WRITER: WriterConfig = {
  folder: join(homedir(), 'Documents', 'Failsoft'),
  model: null,
  clients: [],
};

/** Nothing is sealed, and the queue is in a file. */
export const STORE: StoreConfig = { key: null, oldKeys: [], url: null };

/** A day to be answered in, and a day to fetch it. */
export const DEFERRED: DeferredConfig = {
  expiresMs: 24 * 3_600_000,
  keepMs: 24 * 3_600_000,
  jobs: 100_000,
  bytes: 1024 ** 3,
  webhooks: [],
};

/** Beyond loopback it is for those who have a key. */
export const STATUS: StatusConfig = { public: false, advice: ADVICE };

/** How often a target may be asked for one request when the operator does not say: one more time where the fault allows it. */
export const TRIES = 2;

/** What the last rung says when the operator wrote no words of their own. */
export const NOTICE = 'No AI provider can be reached at the moment. Nothing you wrote is lost. Please try again later.';

/** 4747 on loopback. */
export const LISTEN = { host: '127.0.0.1', port: 4747 } as const;

export const JOURNAL: JournalConfig = { path: '.failsoft/failsoft.db', keepDays: 14, bodies: false };

/** What holds where the operator says nothing. */
export const DEFAULTS = {
  tls: null,
  clients: [],
  origins: [],
  journal: JOURNAL,
  limits: GATEWAY_LIMITS,
  health: HEALTH,
  monitor: MONITOR,
  alerts: ALERTS,
  status: STATUS,
  editions: EDITIONS,
  writer: WRITER,
  store: STORE,
  deferred: DEFERRED,
  warnings: [],
} satisfies Partial<Config>;
