import { isDeepStrictEqual } from 'node:util';
import { LIMITS, matches, type ModelRung, type Route, type Rung } from '../../model/route.ts';
import type { Account } from '../../providers/account.ts';
import { equivalent, FAMILIES, serves, SIZES } from '../../providers/models.ts';
import { NOTICE, TRIES } from '../config.ts';

/** Which other vendors may be sent a prompt that was meant for one. `ask`: nobody has said yet. */
export type Consent = 'all' | 'none' | 'ask' | readonly string[];

/** Has the person said that prompts meant for other vendors may go to this one? */
export function mayStandIn(provider: string, standby: Consent): boolean {
  return typeof standby === 'string' ? standby === 'all' : standby.includes(provider);
}

/**
 * The routes for accounts that were found. Prompts for a vendor's models go to that vendor, then to those that the person
 * agreed to, then to this machine. Models are split by size where the stand-ins differ, so that they are as able.
 */
export function routesFor(accounts: readonly Account[], standby: Consent): readonly Route[] {
  const vendors = accounts.filter(({ provider }) => !provider.local);
  const local = accounts.filter(({ provider }) => provider.local);
  const agreed = vendors.filter(({ id }) => mayStandIn(id, standby));
  const last: readonly Rung[] = [
    ...local.flatMap(({ id, models }) => models.slice(0, 1).map((model) => rung(id, model))),
    { kind: 'notice', text: NOTICE },
  ];
  const ladder = (ask: string, first: Account | null): readonly Rung[] => {
    const others = agreed.filter((account) => account !== first);
    // The very model somewhere else comes before any other model.
    const same = others.filter(({ provider }) => serves(provider, ask));
    return [
      ...(first === null ? [] : [rung(first.id, null)]),
      ...same.map(({ id }) => rung(id, null)),
      ...others.filter((account) => !same.includes(account)).flatMap((account) => standIn(account, ask)),
      ...last,
    ];
  };
  const bySize = (name: string, patterns: readonly string[], first: Account | null): readonly Route[] => {
    const whole = route(name, patterns, ladder(patterns[0] ?? '', first));
    const sizes = SIZES.flatMap(({ size, match }) => {
      const own = match.filter((pattern) => matches(patterns, pattern));
      return own.length === 0 ? [] : [route(`${name}-${size}`, own, ladder(own[0] ?? '', first))];
    });
    return [...sizes.filter((one) => !isDeepStrictEqual(one.ladder, whole.ladder)), whole];
  };

  const families = Object.entries(FAMILIES).map(([id, patterns]) => ({
    id,
    patterns,
    // A key for Claude on a cloud is meant for Claude. Credentials of a cloud may be there for anything.
    first:
      vendors.find((one) => one.id === id) ??
      vendors.find(({ keys, provider }) => keys.kind === 'own' && provider.serves?.includes(id) === true),
  }));
  const absent = families.flatMap(({ patterns, first }) => (first === undefined ? patterns : []));
  // A name that is nobody's is meant for nobody, so the first vendor that was found may answer it.
  const first = vendors.filter(({ keys }) => keys.kind !== 'cloud').slice(0, 1);
  const anyone = [...first, ...agreed.filter((account) => !first.includes(account))];
  return [
    ...local.flatMap(({ id, models }) => [
      route('local', namesOf(models), [rung(id, null), { kind: 'notice', text: NOTICE }]),
    ]),
    ...families.flatMap(({ id, patterns, first: own }) => (own === undefined ? [] : bySize(id, patterns, own))),
    ...(absent.length === 0 ? [] : bySize('other-vendors', absent, null)),
    route('default', ['*'], [...anyone.flatMap((account) => standIn(account, '*')), ...last]),
  ];
}

function route(name: string, match: readonly string[], ladder: readonly Rung[]): Route {
  return { name, match, ladder, allow: null };
}

function rung(provider: string, model: string | null): ModelRung {
  return { kind: 'model', provider, model, tries: TRIES, limits: LIMITS };
}

function standIn({ id, provider }: Account, ask: string): readonly ModelRung[] {
  const model = equivalent(ask, provider);
  return model === null ? [] : [rung(id, model)];
}

/** Ollama takes `llama3.2` for `llama3.2:latest`. */
function namesOf(models: readonly string[]): readonly string[] {
  return [...new Set(models.flatMap((model) => [model, model.replace(/:latest$/, '')]))];
}
