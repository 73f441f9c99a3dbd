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
};

/** `own`: ours, tried in this order. `caller`: the caller's own credential is sent on. `none`: it needs none. */
export type Keys =
  | { readonly kind: 'own'; readonly secrets: readonly Secret[] }
  | { readonly kind: 'caller' }
  | { readonly kind: 'none' };
