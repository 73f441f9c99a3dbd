import type { Channel, Place, Wish } from '../../model/channel.ts';
import type { Secret } from '../../model/secret.ts';
import { isLoopback } from '../address.ts';
import { renderDuration } from '../quantities.ts';
import { ADDRESSES } from '../sections/alerts.ts';
import { escapeVariables } from '../source.ts';

/** The section `alerts` as it is read again. */
export function renderAlerts(channels: readonly Channel[], reference: (secret: Secret) => string): object {
  const entries = channels.map(({ name, place, wish }) => [
    name,
    { kind: place.kind, ...renderPlace(place, reference), ...renderWish(wish) },
  ]);
  return { channels: Object.fromEntries(entries) };
}

/** Every secret of a channel with the end of the name of its variable, such as URL. */
export function secretFields(place: Place): readonly (readonly [string, Secret])[] {
  const fields: readonly (readonly [string, Secret | null])[] = [
    ['URL', 'url' in place ? place.url : null],
    ['SECRET', 'secret' in place ? place.secret : null],
    ['TOKEN', 'token' in place ? place.token : null],
    ['KEY', 'key' in place ? place.key : null],
    ['SERVER', 'server' in place ? place.server : null],
  ];
  return fields.flatMap(([name, secret]) => (secret === null ? [] : [[name, secret] as const]));
}

function renderPlace(place: Place, reference: (secret: Secret) => string): object {
  const secrets = Object.fromEntries(
    secretFields(place).map(([name, secret]) => [name.toLowerCase(), reference(secret)]),
  );
  switch (place.kind) {
    case 'webhook':
    case 'slack':
    case 'discord':
    case 'teams':
    case 'ntfy':
      return { ...secrets, ...(isOpenWay(place.url) && { insecure: true }) };
    case 'pagerduty':
    case 'opsgenie':
      return { ...secrets, ...renderAddress(place) };
    case 'telegram':
      return { ...secrets, chat: own(place.chat), ...renderAddress(place) };
    case 'email': {
      const { from, to, insecure, server } = place;
      const isSaid = insecure && !isLoopback(new URL(server.reveal()).hostname);
      return { ...secrets, from: own(from), to: to.map(own), ...(isSaid && { insecure }) };
    }
    case 'desktop':
      return {};
  }
}

function renderAddress({ kind, address }: Extract<Place, { readonly address: string }>): object {
  return address === ADDRESSES[kind] ? {} : { address: own(address) };
}

function isOpenWay(url: Secret): boolean {
  const { protocol, hostname } = new URL(url.reveal());
  return protocol === 'http:' && !isLoopback(hostname);
}

function renderWish({ least, types, afterMs, remindMs, quiet }: Wish): object {
  return {
    least,
    ...(types !== null && { types }),
    ...(afterMs > 0 && { after: renderDuration(afterMs) }),
    ...(remindMs !== null && { remind: renderDuration(remindMs) }),
    ...(quiet !== null && { quiet: `${clock(quiet.from)}-${clock(quiet.to)} ${quiet.zone}` }),
  };
}

/** `22:00` of a minute of the day. */
function clock(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

const own = escapeVariables;
