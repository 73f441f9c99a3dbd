import type { z } from 'zod';
import { type BeginningType, isAtLeast, WORST } from '../../model/alert.ts';
import type { Channel, Place, Wish } from '../../model/channel.ts';
import { quietFrom } from '../../model/quiet.ts';
import type { Secret } from '../../model/secret.ts';
import { isLoopback } from '../address.ts';
import { isMapping, reportUnknown, take } from '../check.ts';
import { ALERTS, type AlertsConfig } from '../config.ts';
import { DURATION_MAX_MS, durationMs } from '../quantities.ts';
import { alertsSchema, type ChannelEntry, type ChannelKind, channelSchemas } from '../schema/alerts.ts';
import type { Path, Source } from '../source.ts';
import { didYouMean, listed, shown } from '../words.ts';
import { checkedSecret } from './accounts.ts';

/** Where services are when nobody says so. */
export const ADDRESSES = {
  pagerduty: 'https://events.pagerduty.com',
  opsgenie: 'https://api.opsgenie.com',
  telegram: 'https://api.telegram.org',
} as const;

/** Nobody can be reminded more often, ms. */
const REMIND_MS_MIN = 5 * 60_000;
/** Nor can anybody be reminded less often, ms. */
const REMIND_MS_MAX = 7 * 24 * 3_600_000;

/** Builds `alerts:`. Channels with mistakes are reported and left out. */
export function buildAlerts(source: Source, value: unknown): AlertsConfig {
  if (value === undefined) return ALERTS;
  if (!isMapping(value)) {
    source.report(['alerts'], '"alerts" must be a mapping with "channels"');
    return ALERTS;
  }
  const known = Object.keys(alertsSchema.shape);
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  reportUnknown(source, unknown, known, ['alerts']);
  const { channels = {} } = value;
  if (!isMapping(channels)) {
    source.report(['alerts', 'channels'], '"channels" must be a mapping of names to settings');
    return ALERTS;
  }
  return { channels: Object.entries(channels).flatMap(([name, entry]) => buildChannel(source, name, entry) ?? []) };
}

function buildChannel(source: Source, name: string, entry: unknown): Channel | null {
  const path = ['alerts', 'channels', name];
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)) {
    source.report(path, `${shown(name)} is no name for a channel; use letters, digits, "-", "_" and "."`, 'key');
    return null;
  }
  const kind = isMapping(entry) ? entry['kind'] : undefined;
  const kinds = Object.keys(channelSchemas);
  if (!isKind(kind)) {
    const meant = typeof kind === 'string' ? didYouMean(kind, kinds) : '';
    if (kind === undefined) source.report(path, `"kind" is missing here: ${listed(kinds)}`, 'key');
    else source.report([...path, 'kind'], `"kind" must be ${listed(kinds)}${meant}`);
    return null;
  }
  const schema: z.ZodType<ChannelEntry> = channelSchemas[kind];
  const said = take(source, schema, entry, path);
  if (said === null) return null;
  const wish = buildWish(source, path, said);
  const place = buildPlace(source, path, said);
  return place === null ? null : { name, wish, place };
}

function isKind(kind: unknown): kind is ChannelKind {
  return typeof kind === 'string' && Object.hasOwn(channelSchemas, kind);
}

function buildPlace(source: Source, path: Path, said: ChannelEntry): Place | null {
  const optional = (field: 'secret' | 'token', value: string | undefined): Secret | null =>
    value === undefined ? null : checkedSecret(source, [...path, field], value);
  switch (said.kind) {
    case 'webhook': {
      const { kind, secret, token } = said;
      const url = secretUrl(source, path, said);
      return url && { kind, url, secret: optional('secret', secret), token: optional('token', token) };
    }
    case 'slack':
    case 'discord':
    case 'teams': {
      const url = secretUrl(source, path, said);
      return url && { kind: said.kind, url };
    }
    case 'pagerduty':
    case 'opsgenie': {
      const key = checkedSecret(source, [...path, 'key'], said.key);
      const address = plainAddress(source, path, said);
      return key === null || address === null ? null : { kind: said.kind, key, address };
    }
    case 'ntfy': {
      const url = secretUrl(source, path, said);
      const hasTopic = url !== null && new URL(url.reveal()).pathname.replaceAll('/', '') !== '';
      if (url !== null && !hasTopic)
        source.report([...path, 'url'], '"url" must end with the topic, as in https://ntfy.sh/a-topic-of-yours');
      return hasTopic ? { kind: 'ntfy', url, token: optional('token', said.token) } : null;
    }
    case 'telegram': {
      const token = checkedSecret(source, [...path, 'token'], said.token);
      const address = plainAddress(source, path, said);
      return token === null || address === null ? null : { kind: 'telegram', token, chat: String(said.chat), address };
    }
    case 'email':
      return buildEmail(source, path, said);
    case 'desktop':
      return { kind: 'desktop' };
  }
}

type EmailEntry = Extract<ChannelEntry, { readonly kind: 'email' }>;

function buildEmail(source: Source, path: Path, said: EmailEntry): Place | null {
  const { from, insecure = false } = said;
  const to = typeof said.to === 'string' ? [said.to] : said.to;
  const places: readonly (readonly [Path, string])[] = [
    [['from'], from],
    ...to.map((one, at) => [typeof said.to === 'string' ? ['to'] : ['to', at], one] as const),
  ];
  const bad = places.filter(([, written]) => !/^(?:[^<>@\r\n]*<)?[^\s<>@,;]+@[^\s<>@,;]+>?$/.test(written));
  for (const [place, written] of bad)
    source.report([...path, ...place], `${shown(written)} is no address such as ops@example.com`);
  const server = checkedSecret(source, [...path, 'server'], said.server);
  if (server === null || bad.length > 0) return null;
  const url = URL.canParse(server.reveal()) ? new URL(server.reveal()) : null;
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    source.report([...path, 'server'], '"server" must be smtps://name:password@host, or smtp:// and the same');
    return null;
  }
  return { kind: 'email', server, insecure: insecure || isLoopback(url.hostname), from, to };
}

type WithUrl = { readonly url: string; readonly insecure?: boolean | undefined };

/** An address that opens something: no message shows it. */
function secretUrl(source: Source, path: Path, { url, insecure = false }: WithUrl): Secret | null {
  const secret = checkedSecret(source, [...path, 'url'], url);
  return secret !== null && isGoodUrl(source, [...path, 'url'], secret.reveal(), insecure) ? secret : null;
}

type WithAddress = { readonly kind: keyof typeof ADDRESSES; readonly address?: string | undefined };

function plainAddress(source: Source, path: Path, { kind, address = ADDRESSES[kind] }: WithAddress): string | null {
  return isGoodUrl(source, [...path, 'address'], address, false) ? address.replace(/\/+$/, '') : null;
}

function isGoodUrl(source: Source, path: Path, value: string, insecure: boolean): boolean {
  const name = `"${String(path.at(-1))}"`;
  const url = URL.canParse(value) ? new URL(value) : null;
  const report = (words: string): boolean => {
    source.report(path, `${name} ${words}`);
    return false;
  };
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return report('must be an https address');
  if (url.username !== '' || url.password !== '') return report('must hold no user name and no password');
  if (url.protocol === 'https:' || insecure || isLoopback(url.hostname)) return true;
  return report('must use https, or say "insecure: true" where your own network is to be trusted');
}

function buildWish(source: Source, path: Path, entry: ChannelEntry): Wish {
  const types = entry.types?.filter(isBeginning) ?? null;
  const least = entry.least ?? (types === null ? 'warning' : 'info');
  types?.forEach((type, index) => {
    if (isAtLeast(WORST[type], least)) return;
    source.report(
      [...path, 'types', index],
      `"${type}" is never more than ${WORST[type]}, so with "least: ${least}" it never comes`,
    );
  });
  const afterMs = entry.after === undefined ? 0 : durationMs(entry.after);
  if (afterMs > DURATION_MAX_MS) source.report([...path, 'after'], '"after" must be between 0s and 24h');
  const remindMs = entry.remind === undefined ? null : durationMs(entry.remind);
  if (remindMs !== null && (remindMs < REMIND_MS_MIN || remindMs > REMIND_MS_MAX))
    source.report([...path, 'remind'], '"remind" must be between 5m and 168h');
  const quiet = entry.quiet === undefined ? null : quietFrom(entry.quiet);
  if (entry.quiet !== undefined && quiet === null)
    source.report(
      [...path, 'quiet'],
      '"quiet" must be hours with a time zone, such as 22:00-07:00 Europe/Berlin; without one it is UTC',
    );
  return { least, types, afterMs, remindMs, quiet };
}

function isBeginning(type: string): type is BeginningType {
  return Object.hasOwn(WORST, type);
}
