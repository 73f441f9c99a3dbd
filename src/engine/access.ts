import { Fault } from '../model/fault.ts';
import type { Route } from '../model/route.ts';
import { PROTOCOLS, PROVIDER_PROTOCOLS } from '../protocols/index.ts';
import type { CallerProtocol, Protocol, ProviderProtocol, ProviderProtocolId } from '../protocols/protocol.ts';
import type { Account } from '../providers/account.ts';
import { providerOf } from '../providers/index.ts';
import { addressOf, type Provider } from '../providers/provider.ts';
import type { Rules } from '../resilience/next-probe.ts';
import type { ExtraSpend } from '../resilience/spend.ts';

/** An account with what every call to it needs, worked out once. */
export type Access = {
  readonly account: Account;
  /** What it is asked in. */
  readonly protocol: ProviderProtocol;
  /** The same as callers speak it, for those whose requests can be passed on; null where no caller does. */
  readonly dialect: Protocol | null;
  readonly origin: string;
  /** The path of the base address, without a slash at its end. */
  readonly base: string;
  /** An address of the operator's own may lead back to a gateway; those of known vendors cannot. */
  readonly mayLoop: boolean;
  /** The same account asked in the other dialects that it has at the same address. */
  readonly others: ReadonlyMap<ProviderProtocolId, Access>;
};

export function accessTo(account: Account): Access {
  const { provider } = account;
  const { origin, pathname, protocol } = new URL(provider.baseUrl);
  const dialect = dialectOf(provider);
  return {
    account,
    protocol: dialect ?? PROVIDER_PROTOCOLS[provider.protocol],
    dialect,
    origin,
    base: pathname.replace(/\/$/, ''),
    mayLoop: protocol === 'http:' || provider.baseUrl !== usualAddress(provider),
    others: new Map(othersOf(account, origin).map((other) => [other.account.provider.protocol, other])),
  };
}

/** A key goes to no other address than the one that the operator sent it to. */
function othersOf({ provider, ...account }: Account, origin: string): readonly Access[] {
  const full = Object.entries(provider.also ?? {}).filter(([, { forCallers }]) => forCallers === true);
  const others = full.map(([name, { baseUrl, quirks }]) => {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- They are the keys of `also`.
    const protocol = name as ProviderProtocolId;
    const address = addressOf(provider, baseUrl, provider.settings ?? {});
    return { ...provider, protocol, quirks, baseUrl: address, also: {} };
  });
  return others
    .filter(({ baseUrl }) => new URL(baseUrl).origin === origin)
    .map((other) => accessTo({ ...account, provider: other }));
}

/** A cloud says in its own words what the dialect says in others. */
function dialectOf({ protocol, unwrapError }: Provider): Protocol | null {
  if (protocol === 'm365-copilot') return null;
  const dialect = PROTOCOLS[protocol];
  if (unwrapError === undefined) return dialect;
  return {
    ...dialect,
    parseError: (status, headers, body) => dialect.parseError(status, headers, unwrapError(status, headers, body)),
  };
}

function usualAddress({ id, protocol, settings }: Provider): string | null {
  const row = providerOf(id);
  if (row === null) return null;
  const baseUrl = row.protocol === protocol ? row.baseUrl : row.also?.[protocol]?.baseUrl;
  return baseUrl === undefined ? null : addressOf(row, baseUrl, settings ?? {});
}

/** The routes whose rungs are probed on rounds, and how. */
export type Rounds = Rules & { readonly routes: readonly Route[] };

/** What the operator decided, as the engine reads it. A request keeps the one that it began with. */
export type Setup = {
  readonly access: ReadonlyMap<string, Access>;
  /** The largest whole answer of a provider, bytes. */
  readonly answerBytes: number;
  /** Record prompts and answers, too. */
  readonly bodies: boolean;
  /** The key that thoughts are sealed with; see seal.ts. */
  readonly sealKey: Uint8Array;
  /** Names this gateway in `via`, so that it recognises its own requests when they come back. */
  readonly instance: string;
  /** How often a target that rests may be probed. Absent: PROBES_PER_MINUTE; 0: requests find out whether it is back. */
  readonly probesPerMinute?: number;
  /** Whom to probe although they do not rest. Absent: nobody. */
  readonly rounds?: Rounds;
  /** What calls in addition may cost. Absent: EXTRA_SPEND. */
  readonly extraSpend?: ExtraSpend;
  /** What answers that were given before take in memory, bytes. Absent: MEMORY_BYTES. */
  readonly cacheBytes?: number;
};

/**
 * The way for a caller of this dialect: without a translation where the provider has the dialect, too, and else through the
 * one of its dialects that can say the most.
 */
export function accessFor(setup: Setup, id: string, spoken: CallerProtocol['id']): Access {
  const access = accessOf(setup, id);
  const { others, protocol, account } = access;
  if (others.size === 0 || protocol.id === spoken || spoken === 'ollama-generate') return access;
  const own = spoken === 'conversation' ? undefined : others.get(spoken);
  const { translateTo } = account.provider;
  return own ?? (translateTo === undefined ? undefined : others.get(translateTo)) ?? access;
}

/** The way to the provider of a rung. The configuration has made sure that there is one. */
export function accessOf({ access }: Setup, id: string): Access {
  const found = access.get(id);
  if (found === undefined) throw new Fault('configuration', `There is no provider ${id}`);
  return found;
}
