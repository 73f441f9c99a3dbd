import type { Json, JsonObject } from '../model/json.ts';
import type { Loss } from '../model/loss.ts';
import type { Headers, ProviderProtocolId, Quirks } from '../protocols/protocol.ts';

/** Everything we know about a provider, as data. A provider is a row, not a class. */
export type Provider = {
  readonly id: string;
  readonly name: string;
  readonly protocol: ProviderProtocolId;
  /**
   * Without a slash at the end; the protocol's path is added to it. Where it depends on what the operator says (`place`), the
   * row has it with `{names}` in it, and an account has the real one.
   */
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

  /** Environment variables that hold its whole address. */
  readonly baseEnv?: readonly string[];
  /** What is added to an address that has no path. Absent: what the protocol adds. */
  readonly basePath?: string;
  /** Whose models it has under the names that their maker gave them. Absent: its own. */
  readonly serves?: readonly string[];
  /** Other dialects that it speaks, and where. */
  readonly also?: Readonly<Partial<Record<ProviderProtocolId, Elsewhere>>>;
  /** The one of them that callers of foreign dialects are translated into. Absent: `protocol`. */
  readonly translateTo?: ProviderProtocolId;
  /** Set: it is used only where a configuration names it, for this reason. */
  readonly onlyByName?: string;
  /** It answers one person, out of what that person may read. */
  readonly personal?: boolean;
  /** What has to be known before it has an address. */
  readonly place?: Place;
  /** What the operator said of the place, by the names of `place`; only accounts have it. */
  readonly settings?: Settings;
  /** Which credentials of a cloud it takes, besides or instead of a key. */
  readonly cloud?: CloudAuth;
  /** Names that the operator has given models here, by the models' own names; only accounts have it. */
  readonly deployments?: Readonly<Record<string, string>>;
  /** The name that a model has here, from the one that its maker gave it. Names of its own stay as they are. */
  readonly nameFor?: (model: string, settings: Settings) => string;
  /** Requests look different here than at the maker of the dialect. */
  readonly shape?: Shape;
  /** Streams come in an envelope, or in lines that have to be mended first; then they are what the dialect says. */
  readonly envelope?: 'aws-event-stream' | 'loose-lines';
  /** An error answer as the dialect would have said it. `body` is null when it is not JSON. */
  readonly unwrapError?: (status: number, headers: Headers, body: Json) => Json;
};

export type Auth = {
  readonly header: string;
  readonly prefix: string;
  readonly env: readonly string[];
};

/** The same company in another dialect. */
export type Elsewhere = Pick<Provider, 'baseUrl' | 'quirks'> & {
  /**
   * It is all there, so that callers of this dialect are passed on as they are. Where it is one of those faces that drop half of
   * what they are told, they are better translated.
   */
  readonly forCallers?: boolean;
};

export type Settings = Readonly<Record<string, string>>;

/** The first part of a host name. Nothing else may get into an address. */
export const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

export type Place = {
  /** Every value that is needed: where it is usually found, what it is when nobody says, and what it may look like. */
  readonly needs: Readonly<Record<string, Need>>;
  /** What stands at `{host}` in the address, where it depends on one of them. */
  readonly host?: (settings: Settings) => string;
};

/** `fallback` null: somebody has to say it. `pattern`: all of it must fit, so that nothing else gets into an address. */
export type Need = {
  readonly env: readonly string[];
  readonly fallback: string | null;
  readonly pattern: RegExp;
  readonly about: string;
};

/**
 * `aws`: SigV4 for this service. `google`: an OAuth token for this scope. `entra`: Microsoft's, likewise. `entra-user`: the same for a
 * person, who has to have signed in once.
 */
export type CloudAuth =
  | { readonly kind: 'aws'; readonly service: string }
  | { readonly kind: 'google'; readonly scope: string }
  | { readonly kind: 'entra'; readonly scope: string }
  | { readonly kind: 'entra-user'; readonly scope: string };

/** A request of the dialect, before and after it was made fit for a provider that has it in another shape. */
export type Shape = (asked: {
  /** As the provider calls it. */
  readonly model: string;
  readonly stream: boolean;
  /** With or without `model` and `stream`. */
  readonly body: JsonObject;
  /** The dialect's own headers: version and betas. */
  readonly headers: Headers;
  /** Earlier thoughts are from another account or maker, and would be refused here. */
  readonly foreign: boolean;
  readonly settings: Settings;
}) => Shaped;

export type Shaped = {
  /** Behind the base address. */
  readonly path: string;
  readonly body: JsonObject;
  /** Instead of all the dialect's own headers. */
  readonly headers: Headers;
  readonly losses: readonly Loss[];
};

/** Is it on this machine, or next to it? Then no way to the world is needed, and nothing out there says how it is. */
export function isHere({ local, baseUrl }: Pick<Provider, 'local' | 'baseUrl'>): boolean {
  return local || LOOPBACK.test(new URL(baseUrl).hostname);
}

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The address of a row, with what the operator said in the place of its `{names}`. */
export function addressOf({ place }: Pick<Provider, 'place'>, baseUrl: string, settings: Settings): string {
  const values: Settings = { ...settings, host: place?.host?.(settings) ?? '' };
  return baseUrl.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** The name by which a provider has to be asked for a model. */
export function nameThere({ deployments, nameFor, settings }: Provider, model: string): string {
  if (deployments !== undefined && Object.hasOwn(deployments, model)) return deployments[model] ?? model;
  return nameFor === undefined ? model : nameFor(model, settings ?? {});
}
