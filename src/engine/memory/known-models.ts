import type { Quirks } from '../../protocols/protocol.ts';
import type { Account } from '../../providers/account.ts';
import { type ModelFacts, modelFacts, modelRules } from '../../providers/models.ts';
import { overridden } from '../../providers/models/facts.ts';
import type { Listed } from '../../providers/models/listing.ts';

/** What is known of models: from our tables, and better where a provider was asked for its list. */
export type KnownModels = {
  readonly factsOf: (account: Account, model: string) => ModelFacts;
  readonly rulesOf: (account: Account, model: string) => Rules;
  /** The models that a provider said it has, by account. Empty when it was not asked. */
  readonly listedBy: (account: string) => readonly string[];
  /** Remembers what a provider said, in the place of what it said before. */
  readonly learn: (account: string, listed: readonly Listed[]) => void;
};

type Rules = { readonly maxOutputTokens: number | null; readonly quirks: Quirks };

/** Models per account that are remembered; OpenRouter has some hundreds. */
const LISTED_MAX = 5_000;
/** Callers may name any model. */
const ASKED_MAX = 1_000;

type Found = { readonly facts: ModelFacts; readonly rules: Rules };

export function knownModels(): KnownModels {
  const said = new Map<string, ReadonlyMap<string, Listed['facts']>>();
  // Looking through the tables is a fifth of what a small request costs. A reload brings accounts of its own.
  let found = new WeakMap<Account, Map<string, Found>>();
  const find = (account: Account, model: string): Found => {
    const known = found.get(account)?.get(model);
    if (known !== undefined) return known;
    const listed = modelFacts(account.provider, model);
    const more = said.get(account.id)?.get(model);
    const facts = more === undefined ? listed : overridden(listed, more);
    const one = { facts, rules: modelRules(account.provider, model, facts) };
    const others = found.get(account);
    if (others === undefined || others.size >= ASKED_MAX) found.set(account, new Map([[model, one]]));
    else others.set(model, one);
    return one;
  };
  return {
    factsOf: (account, model) => find(account, model).facts,
    rulesOf: (account, model) => find(account, model).rules,
    listedBy: (account) => [...(said.get(account)?.keys() ?? [])],
    learn: (account, listed) => {
      found = new WeakMap();
      said.set(account, new Map(listed.slice(0, LISTED_MAX).map(({ model, facts }) => [model, facts])));
    },
  };
}
