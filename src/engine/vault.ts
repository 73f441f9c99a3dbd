import type { Fault } from '../model/fault.ts';
import { Secret } from '../model/secret.ts';
import type { Account, Credentials } from '../providers/account.ts';
import type { World } from '../world/world.ts';
import { openWith } from './credentials/open-with.ts';

/** What a caller presented as its own credential: a header's name and its whole value. */
export type Credential = { readonly header: string; readonly value: string };

/**
 * What lets a request in at a provider: a header, or a way to open exchanges that signs them or brings a token along. `key` is
 * the position of ours, -1 for a caller's or none. `secret` is what must not be repeated, and what rests when it is refused.
 */
export type Pass = {
  readonly key: number;
  readonly header: readonly [string, string] | null;
  readonly secret: Secret | null;
  /** Instead of the world's own, where it is there. */
  readonly open?: World['open'];
};

/** Which of the keys may be used now. A key that met a limit rests for one model and limit; nobody else is kept from it. */
export type Vault = {
  /** Null when every key rests for this model. `model`: null for what is about none. */
  readonly pick: (account: Account, model: string | null, credential: Credential | null, nowMs: number) => Pass | null;
  /** When the first of its keys that rest for this model may be used again, monotonic ms; null where none rests. */
  readonly backMs: (account: Account, model: string, nowMs: number) => number | null;
  /** What a fault says about the key that was used; others it leaves alone. */
  readonly report: (secret: Secret | null, model: string, fault: Fault, nowMs: number) => void;
};

/** A rest that a provider asks for is believed up to this long; then the key is tried again. */
const REST_MS_MAX = 3_600_000;
/** A key that has met a limit comes behind the others for at least so long, ms, also where its rest is shorter: many are, or none at all. */
const BEHIND_MS = 1_000;
/** Rests that are kept per key. Callers may name any model at a `provider/*` rung; beyond this many, those that are not there go first. */
const RESTS_MAX = 1_000;
const NONE: readonly Rest[] = [];

/** `model`: null for all of them. */
type Rest = { readonly model: string | null; readonly untilMs: number; readonly behindMs: number };

/**
 * Rests, and tokens of clouds, are kept by the secret or the credentials themselves, so that what was replaced in the configuration
 * starts anew.
 */
export function vault(world: Pick<World, 'open' | 'after' | 'nowMs' | 'wallMs'>): Vault {
  const rests = new WeakMap<Secret, Map<string, Rest>>();

  /** What a key has met for this model of late. */
  const restsOf = (secret: Secret, model: string | null, nowMs: number): readonly Rest[] => {
    const own = rests.get(secret);
    if (own === undefined) return NONE;
    for (const [name, { behindMs }] of own) if (behindMs <= nowMs) own.delete(name);
    return [...own.values()].filter((rest) => rest.model === null || rest.model === model);
  };
  /** Until when a key rests, monotonic ms; 0 for one that does not. */
  const restsUntilMs = (secret: Secret, model: string | null, nowMs: number): number => {
    const untilMs = restsOf(secret, model, nowMs).map((rest) => rest.untilMs);
    return Math.max(0, ...untilMs.filter((ms) => ms > nowMs));
  };
  const isResting = (secret: Secret, model: string | null, nowMs: number): boolean =>
    restsUntilMs(secret, model, nowMs) > 0;
  const keyOf = (secrets: readonly Secret[], model: string | null, nowMs: number): number => {
    const free = secrets.findIndex((secret) => restsOf(secret, model, nowMs).length === 0);
    return free >= 0 ? free : secrets.findIndex((secret) => !isResting(secret, model, nowMs));
  };

  const opens = new WeakMap<Credentials, World['open']>();
  const openFor = (credentials: Credentials): World['open'] => {
    const known = opens.get(credentials) ?? openWith(world, credentials);
    opens.set(credentials, known);
    return known;
  };

  const passes = new WeakMap<Account, Pass[]>();
  const passOf = (account: Account, secret: Secret, key: number): Pass => {
    const own = passes.get(account) ?? [];
    passes.set(account, own);
    const { header, prefix } = account.provider.auth ?? { header: 'authorization', prefix: 'Bearer ' };
    return (own[key] ??= { key, header: [header, prefix + secret.reveal()], secret });
  };

  return {
    pick: (account, model, credential, nowMs) => {
      const { keys } = account;
      switch (keys.kind) {
        case 'none':
          return { key: -1, header: null, secret: null };
        case 'caller':
          return {
            key: -1,
            header: credential === null ? null : [credential.header, credential.value],
            secret: credential === null ? null : new Secret(credential.value.replace(/^Bearer /i, '')),
          };
        case 'cloud': {
          const { credentials } = keys;
          if (isResting(credentials.secret, model, nowMs)) return null;
          return { key: 0, header: null, secret: credentials.secret, open: openFor(credentials) };
        }
        case 'own': {
          const key = keyOf(keys.secrets, model, nowMs);
          const secret = keys.secrets[key];
          return secret === undefined ? null : passOf(account, secret, key);
        }
      }
    },
    backMs: ({ keys }, model, nowMs) => {
      const ours = keys.kind === 'own' ? keys.secrets : keys.kind === 'cloud' ? [keys.credentials.secret] : [];
      const resting = ours.map((secret) => restsUntilMs(secret, model, nowMs)).filter((untilMs) => untilMs > 0);
      return resting.length === 0 ? null : Math.min(...resting);
    },
    report: (secret, model, fault, nowMs) => {
      if (secret === null || fault.rule.against !== 'key') return;
      const restMs = Math.min(fault.retryAfterMs ?? fault.rule.restMs, REST_MS_MAX);
      const wide = fault.kind === 'unauthorized' || fault.kind === 'no-credit' || fault.kind === 'region-blocked';
      const own = rests.get(secret) ?? new Map<string, Rest>();
      const name = `${fault.kind} ${fault.limit} ${wide ? '' : model}`;
      if (own.size >= RESTS_MAX && !own.has(name)) forgetOne(own);
      own.set(name, {
        model: wide ? null : model,
        untilMs: nowMs + restMs,
        behindMs: nowMs + Math.max(restMs, BEHIND_MS),
      });
      rests.set(secret, own);
    },
  };
}

/** What is about all models stays. */
function forgetOne(rests: Map<string, Rest>): void {
  const names = [...rests].flatMap(([name, { model }]) => (model === null ? [] : name));
  rests.delete(names.find((name) => name.startsWith('no-such-model ')) ?? names[0] ?? '');
}
