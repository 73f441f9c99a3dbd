import type { Secret } from '../model/secret.ts';
import type { Provider } from './provider.ts';

/** A provider as an operator has set it up. Its id may differ from the row's: there can be several accounts of one provider. */
export type Account = {
  readonly id: string;
  /** The row, with the operator's address in place of the default one where there is one. */
  readonly provider: Provider;
  readonly keys: Keys;
  /** Models that it is known to serve; empty when nobody said. */
  readonly models: readonly string[];
  /** Requests for answers that may be under way there at once. Absent: as many as there are. */
  readonly concurrency?: number;
  /** What it may cost in an hour, US dollars. Absent: what it costs. */
  readonly spendPerHour?: number;
};

/**
 * `own`: ours, tried in this order. `cloud`: requests are signed, or sent with a token that is fetched first. `caller`: the
 * caller's own credential is sent on. `none`: it needs none.
 */
export type Keys =
  | { readonly kind: 'own'; readonly secrets: readonly Secret[] }
  /** `file`: where they were read from, as it was written; null when it was none. */
  | { readonly kind: 'cloud'; readonly credentials: Credentials; readonly file: string | null }
  | { readonly kind: 'caller' }
  | { readonly kind: 'none' };

/**
 * What a cloud knows us by. `secret` is the part that must not be seen, and the one that rests when the cloud refuses us.
 * `tokenUrl` is where tokens are fetched.
 */
export type Credentials =
  | {
      readonly kind: 'aws';
      readonly region: string;
      readonly service: string;
      readonly accessKeyId: string;
      readonly secret: Secret;
      /** Only temporary keys have one. */
      readonly sessionToken: Secret | null;
    }
  | {
      /** A service account, by a JWT that is signed with its private key (PEM). */
      readonly kind: 'google-service';
      readonly email: string;
      readonly keyId: string;
      readonly secret: Secret;
      readonly tokenUrl: string;
      readonly scope: string;
    }
  | {
      /** A person, by the refresh token that `gcloud auth application-default login` left behind. */
      readonly kind: 'google-user';
      readonly clientId: string;
      readonly clientSecret: Secret;
      readonly secret: Secret;
      readonly tokenUrl: string;
    }
  | {
      /** An application that is registered with Microsoft Entra. */
      readonly kind: 'entra';
      readonly clientId: string;
      readonly secret: Secret;
      readonly tokenUrl: string;
      readonly scope: string;
    }
  | {
      /** A person who has signed in with Microsoft Entra, by the refresh token that came of it. */
      readonly kind: 'entra-user';
      readonly clientId: string;
      /** Only applications that can keep one have it. */
      readonly clientSecret: Secret | null;
      readonly secret: Secret;
      readonly tokenUrl: string;
      readonly scope: string;
    };

/** Everything in credentials that must never be repeated. */
export function secretsOf(credentials: Credentials): readonly Secret[] {
  switch (credentials.kind) {
    case 'aws':
      return credentials.sessionToken === null ? [credentials.secret] : [credentials.secret, credentials.sessionToken];
    case 'google-user':
      return [credentials.secret, credentials.clientSecret];
    case 'entra-user':
      return credentials.clientSecret === null ? [credentials.secret] : [credentials.secret, credentials.clientSecret];
    case 'google-service':
    case 'entra':
      return [credentials.secret];
  }
}
