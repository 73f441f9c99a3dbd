import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { take } from '../check.ts';
import {
  type Config,
  GATEWAY_LIMITS,
  type GatewayLimits,
  HEALTH,
  type HealthConfig,
  JOURNAL,
  type JournalConfig,
  MONITOR,
  type MonitorConfig,
  type NetworkConfig,
} from '../config.ts';
import { type Environment, firstSet } from '../environment.ts';
import { DURATION_MAX_MS, durationMs, renderSize, sizeBytes } from '../quantities.ts';
import { configSchema, sectionSchemas } from '../schema/schema.ts';
import type { Path, Source } from '../source.ts';
import { shown } from '../words.ts';

/** The largest request or answer that may be asked for: everything larger does not fit into one buffer safely. */
const BYTES_MAX = 1024 ** 3;

/** More often than this, nothing is learned from asking a model. */
const PROBE_EVERY_MS_MIN = 10_000;

/** Builds `tls:`; its files are looked for in the folder of the configuration file. */
export function buildTls(source: Source, value: unknown, folder: string): Config['tls'] {
  const settings = value === undefined ? null : take(source, sectionSchemas.tls, value, ['tls']);
  if (settings === null) return null;
  const certFile = resolve(folder, settings.cert);
  const keyFile = resolve(folder, settings.key);
  readPem(source, ['tls', 'cert'], certFile);
  readPem(source, ['tls', 'key'], keyFile);
  return { certFile, keyFile };
}

/** Builds `origins:`, each as browsers write it. */
export function buildOrigins(source: Source, value: unknown): Config['origins'] {
  const written = value === undefined ? null : take(source, configSchema.shape.origins, value, ['origins']);
  return (written ?? []).flatMap((text, index) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href) return [url.origin];
    source.report(['origins', index], `${shown(text)} must be an address without a path, such as https://app.example`);
    return [];
  });
}

/** Builds `journal:`. */
export function buildJournal(source: Source, value: unknown, folder: string): JournalConfig {
  const settings = value === undefined ? null : take(source, sectionSchemas.journal, value, ['journal']);
  const path = settings?.path;
  return {
    path:
      typeof path === 'string' && path !== JOURNAL.path ? resolve(folder, path) : path === null ? null : JOURNAL.path,
    keepDays: settings?.keepDays ?? JOURNAL.keepDays,
    bodies: settings?.bodies ?? JOURNAL.bodies,
  };
}

/** Answers are many, and none of them is one buffer. */
const CACHE_BYTES_MAX = 100 * 1024 ** 3;

type SizeField = 'bodyBytes' | 'answerBytes' | 'cacheMemoryBytes' | 'cacheDiskBytes';

/** Builds `limits:`. */
export function buildLimits(source: Source, value: unknown): GatewayLimits {
  const settings = value === undefined ? null : take(source, sectionSchemas.limits, value, ['limits']);
  const bytes = (field: SizeField, most = BYTES_MAX): number => {
    const written = settings?.[field];
    const size = typeof written === 'string' ? sizeBytes(written) : (written ?? GATEWAY_LIMITS[field]);
    if (size >= 1 && size <= most) return size;
    source.report(['limits', field], `"${field}" must be between 1B and ${renderSize(most)}`);
    return GATEWAY_LIMITS[field];
  };
  const duration = (field: 'drain' | 'resumeGrace'): number => {
    const written = settings?.[field];
    const otherwise = GATEWAY_LIMITS[`${field}Ms`];
    const ms = written === undefined ? otherwise : durationMs(written);
    if (ms >= 0 && ms <= DURATION_MAX_MS) return ms;
    source.report(['limits', field], `"${field}" must be between 0ms and 24h`);
    return otherwise;
  };
  return {
    bodyBytes: bytes('bodyBytes'),
    answerBytes: bytes('answerBytes'),
    cacheMemoryBytes: bytes('cacheMemoryBytes', CACHE_BYTES_MAX),
    cacheDiskBytes: bytes('cacheDiskBytes', CACHE_BYTES_MAX),
    concurrency: settings?.concurrency ?? GATEWAY_LIMITS.concurrency,
    connections: settings?.connections ?? GATEWAY_LIMITS.connections,
    drainMs: duration('drain'),
    resumeGraceMs: duration('resumeGrace'),
    extraSpend: {
      share: settings?.extraSpend?.share ?? GATEWAY_LIMITS.extraSpend.share,
      perHour: settings?.extraSpend?.perHour ?? GATEWAY_LIMITS.extraSpend.perHour,
    },
  };
}

/** Builds `health:`. */
export function buildHealth(source: Source, value: unknown): HealthConfig {
  const settings = value === undefined ? null : take(source, sectionSchemas.health, value, ['health']);
  const warm = settings?.warm;
  const warmMs = warm === undefined ? HEALTH.warmMs : warm === 'off' ? 0 : durationMs(warm);
  return { probesPerMinute: settings?.probes?.perMinute ?? HEALTH.probesPerMinute, warmMs };
}

/** Builds `monitor:`. */
export function buildMonitor(source: Source, value: unknown): MonitorConfig {
  const settings = value === undefined ? null : take(source, sectionSchemas.monitor, value, ['monitor']);
  if (settings === null) return MONITOR;
  const { pages = MONITOR.pages, surfaces = MONITOR.surfaces, probes = {} } = settings;
  if (probes === 'off') return { pages, surfaces, probes: null };
  const { every, perHour = MONITOR.probes.perHour, usdPerDay = MONITOR.probes.usdPerDay } = probes;
  const everyMs = every === undefined ? MONITOR.probes.everyMs : durationMs(every);
  if (everyMs < PROBE_EVERY_MS_MIN || everyMs > DURATION_MAX_MS) {
    source.report(['monitor', 'probes', 'every'], '"every" must be between 10s and 24h');
  }
  return { pages, surfaces, probes: { everyMs, perHour, usdPerDay } };
}

/** Builds `network:`; what it leaves out comes from the usual variables. */
export function buildNetwork(source: Source, value: unknown, folder: string, environment: Environment): NetworkConfig {
  const settings = value === undefined ? null : take(source, sectionSchemas.network, value, ['network']);
  const found = networkFrom(environment);
  const proxy = (field: 'httpsProxy' | 'httpProxy'): string | null => {
    const chosen = settings?.[field];
    const url = chosen === undefined ? found[field] : chosen;
    if (url === null || isProxy(url)) return url;
    const variable = field === 'httpsProxy' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    const words = 'is no proxy address such as http://proxy.example.com:3128';
    if (chosen === undefined) source.report([], `the environment variable ${variable} ${words}`);
    else source.report(['network', field], `"${field}" ${words}`);
    return null;
  };
  return {
    httpsProxy: proxy('httpsProxy'),
    httpProxy: proxy('httpProxy'),
    noProxy: settings?.noProxy ?? found.noProxy,
    extraCa: (settings?.extraCa ?? []).map((entry, index) =>
      entry.startsWith('-----BEGIN') ? entry : readPem(source, ['network', 'extraCa', index], resolve(folder, entry)),
    ),
  };
}

/** The way out that the usual variables describe. Both spellings count, the small one first, as curl has it. */
export function networkFrom(environment: Environment): NetworkConfig {
  return {
    httpsProxy: firstSet(environment, ['https_proxy', 'HTTPS_PROXY'])?.value ?? null,
    httpProxy: firstSet(environment, ['http_proxy', 'HTTP_PROXY'])?.value ?? null,
    noProxy: firstSet(environment, ['no_proxy', 'NO_PROXY'])?.value ?? '',
    extraCa: [],
  };
}

/** Is this an address that a proxy can have? */
export function isProxy(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

function readPem(source: Source, path: Path, file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('-----BEGIN')) return text;
    source.report(path, 'this file holds no PEM (-----BEGIN …)');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    source.report(path, `this file cannot be read${code}`);
  }
  return '';
}
