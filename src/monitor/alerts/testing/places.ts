import type { Place } from '../../../model/channel.ts';
import { Secret } from '../../../model/secret.ts';
import type { WebPlace } from '../channels/index.ts';

export const SECRET_WORD = 'a-secret-of-the-channel';

/** A place of every kind that is told by HTTP, at a receiver. */
export function webPlaces(base: string): readonly WebPlace[] {
  const key = new Secret(SECRET_WORD);
  const url = new Secret(`${base}/${SECRET_WORD}`);
  return [
    { kind: 'webhook', url, secret: new Secret(`whsec_${Buffer.from(SECRET_WORD).toString('base64')}`), token: null },
    { kind: 'slack', url },
    { kind: 'discord', url },
    { kind: 'teams', url: new Secret(`${base}/${SECRET_WORD}?sig=${SECRET_WORD}`) },
    { kind: 'pagerduty', key, address: base },
    { kind: 'opsgenie', key, address: base },
    { kind: 'ntfy', url, token: key },
    { kind: 'telegram', token: key, chat: '-100', address: base },
  ];
}

export function placeOf(kind: WebPlace['kind'], base = 'https://receiver.example'): WebPlace {
  const found = webPlaces(base).find((place) => place.kind === kind);
  if (found === undefined) throw new Error(`No place of kind ${kind}`);
  return found;
}

export function emailPlace(
  server: string,
  more: Partial<Extract<Place, { readonly kind: 'email' }>> = {},
): Extract<Place, { readonly kind: 'email' }> {
  return {
    kind: 'email',
    server: new Secret(server),
    insecure: false,
    from: 'Failsoft <failsoft@example.com>',
    to: ['ops@example.com'],
    ...more,
  };
}
