import type { ProtocolId, Quirks } from '../protocols/protocol.ts';

/** Everything we know about a provider, as data. A provider is a row, not a class. */
export type Provider = {
  readonly id: string;
  readonly name: string;
  readonly protocol: ProtocolId;
  /** Without a slash at the end; the protocol's path is added to it. */
  readonly baseUrl: string;
  /** How it is asked for entry; null when it needs no key. `env`: where a key is usually found, first wins. */
  readonly auth: Auth | null;
  /** Where people look when it is down. */
  readonly statusPage: string | null;
  /** What fails together: the company, its edge network, its cloud. */
  readonly failureDomains: readonly string[];
  /** On this machine: no vendor sees the prompt, so no consent is needed. */
  readonly local: boolean;
  readonly quirks: Quirks;
  /** The model that stands in here when a model of another provider was asked for and the operator named none. */
  readonly standbyModel: string | null;
  /** Price of one small question (10 tokens in, 1 out) on `standbyModel`, US dollars, at `pricedOn`; null when unknown. */
  readonly probeCostUsd: number | null;
};

export type Auth = {
  readonly header: string;
  readonly prefix: string;
  readonly env: readonly string[];
};
