import type { Alert, BeginningType, Severity } from './alert.ts';
import type { Quiet } from './quiet.ts';
import type { Secret } from './secret.ts';

/** A way to people, or to what calls them: where it leads, and what is wanted there. */
export type Channel = {
  /** As in the configuration. */
  readonly name: string;
  readonly wish: Wish;
  readonly place: Place;
};

/** What one channel wants to hear. */
export type Wish = {
  readonly least: Severity;
  /** Null: of every type but mere suspicions. */
  readonly types: readonly BeginningType[] | null;
  /** Only of what lasts so long, ms: for whoever is called when the first ones have not helped. */
  readonly afterMs: number;
  /** How often it is reminded of what goes on, ms; null: never. */
  readonly remindMs: number | null;
  /** When only what is critical may come. */
  readonly quiet: Quiet | null;
};

/** Addresses that open something are secrets. */
export type Place =
  | { readonly kind: 'webhook'; readonly url: Secret; readonly secret: Secret | null; readonly token: Secret | null }
  | { readonly kind: 'slack'; readonly url: Secret }
  | { readonly kind: 'discord'; readonly url: Secret }
  | { readonly kind: 'teams'; readonly url: Secret }
  | { readonly kind: 'pagerduty'; readonly key: Secret; readonly address: string }
  | { readonly kind: 'opsgenie'; readonly key: Secret; readonly address: string }
  | { readonly kind: 'ntfy'; readonly url: Secret; readonly token: Secret | null }
  | { readonly kind: 'telegram'; readonly token: Secret; readonly chat: string; readonly address: string }
  | {
      readonly kind: 'email';
      /** `smtp://` is encrypted after the greeting unless `insecure` allows it to stay open. */
      readonly server: Secret;
      readonly insecure: boolean;
      readonly from: string;
      readonly to: readonly string[];
    }
  | { readonly kind: 'desktop' };

/** Something for one channel. `missed`: what has come and gone in its quiet hours, in one. */
export type Notice = {
  readonly channel: string;
  readonly kind: 'begin' | 'news' | 'reminder' | 'end' | 'missed';
  readonly alert: Alert;
  /** When the episode began, ms since 1970. */
  readonly sinceMs: number;
};

/** Those keep what is told as open until its end is told, which disturbs nobody there. */
export function keepsOpen({ kind }: Place): boolean {
  return kind === 'pagerduty' || kind === 'opsgenie';
}

/** All that opens something there. */
export function secretsOf(place: Place): readonly Secret[] {
  switch (place.kind) {
    case 'webhook':
      return [place.url, place.secret, place.token].filter((secret) => secret !== null);
    case 'slack':
    case 'discord':
    case 'teams':
      return [place.url];
    case 'pagerduty':
    case 'opsgenie':
      return [place.key];
    case 'ntfy':
      return [place.url, place.token].filter((secret) => secret !== null);
    case 'telegram':
      return [place.token];
    case 'email':
      return [place.server];
    case 'desktop':
      return [];
  }
}
