import type { SpendStatus } from '../../model/status.ts';
import { affords, earned, FULL, spent, type Why } from '../../resilience/budget.ts';
import {
  extraMost,
  type ExtraSpend,
  type Hour,
  isUsedUp,
  NOTHING_SPENT,
  spentIn,
  withSpent,
} from '../../resilience/spend.ts';
import type { World } from '../../world/world.ts';

/** The budgets of a gateway as they are now: of asking more than once, and of money. */
export type Purse = {
  readonly affords: (why: Why) => boolean;
  readonly spend: (why: Why) => void;
  readonly earn: (why: Why) => void;

  /** May calls in addition cost so much more, US dollars? */
  readonly allows: (usd: number, limits: ExtraSpend) => boolean;
  /** A call begins. Returns what has to be told once what it has cost. */
  readonly opened: (call: OpenCall) => (cost: Cost) => void;
  /** Has an account cost as much in this hour as it may, US dollars? */
  readonly isUsedUp: (account: string, perHour: number) => boolean;
  readonly spending: (limits: ExtraSpend) => SpendStatus;
  /** What an account with a limit has cost in this hour, US dollars. */
  readonly spentBy: (account: string) => number;
};

export type OpenCall = {
  /** The account, where it has a limit; null where nobody has to know what it costs. */
  readonly account: string | null;
  /** What is set aside for a call in addition, US dollars; null for any other. */
  readonly extraUsd: number | null;
};

/**
 * What a call has cost, US dollars. `usd` is what was told or, where nothing was (`guessed`), what it may have been; null where nobody
 * knows the price. `limitUsd`: the same as it counts for the limit of an account.
 */
export type Cost = { readonly usd: number | null; readonly guessed: boolean; readonly limitUsd: number };

type Ledger = { spent: Hour; calls: Hour; underWay: number };

export function purse({ nowMs }: Pick<World, 'nowMs'>): Purse {
  let budget = FULL;
  let [all, extra, guessed, unpriced] = [NOTHING_SPENT, NOTHING_SPENT, NOTHING_SPENT, NOTHING_SPENT];
  /** Set aside for calls in addition that are under way. */
  let heldUsd = 0;
  const accounts = new Map<string, Ledger>();
  const ledgerOf = (account: string): Ledger => {
    const ledger = accounts.get(account) ?? { spent: NOTHING_SPENT, calls: NOTHING_SPENT, underWay: 0 };
    accounts.set(account, ledger);
    return ledger;
  };

  const paid = ({ usd, guessed: isGuess }: Cost, isExtra: boolean): void => {
    if (usd === null) {
      if (isExtra) unpriced = withSpent(unpriced, 1, nowMs());
      return;
    }
    // What is only guessed of other calls allows nobody anything.
    if (usd === 0 || (isGuess && !isExtra)) return;
    all = withSpent(all, usd, nowMs());
    if (!isExtra) return;
    extra = withSpent(extra, usd, nowMs());
    if (isGuess) guessed = withSpent(guessed, usd, nowMs());
  };

  const extraUsd = (): number => spentIn(extra, nowMs()) + Math.max(0, heldUsd);

  return {
    affords: (why) => affords(budget, why),
    spend: (why) => (budget = spent(budget, why)),
    earn: (why) => (budget = earned(budget, why)),

    allows: (usd, limits) => extraUsd() + usd <= extraMost(limits, spentIn(all, nowMs())),
    opened: ({ account, extraUsd: heldBack }) => {
      const ledger = account === null ? null : ledgerOf(account);
      if (ledger !== null) ledger.underWay += 1;
      heldUsd += heldBack ?? 0;
      return (cost) => {
        heldUsd -= heldBack ?? 0;
        paid(cost, heldBack !== null);
        if (ledger === null) return;
        ledger.underWay -= 1;
        ledger.spent = withSpent(ledger.spent, cost.limitUsd, nowMs());
        ledger.calls = withSpent(ledger.calls, 1, nowMs());
      };
    },
    isUsedUp: (account, perHour) => {
      const { spent: own, calls, underWay } = ledgerOf(account);
      return isUsedUp({ spentUsd: spentIn(own, nowMs()), calls: spentIn(calls, nowMs()), underWay }, perHour);
    },
    spending: (limits) => ({
      allUsd: spentIn(all, nowMs()),
      extraUsd: extraUsd(),
      extraMostUsd: extraMost(limits, spentIn(all, nowMs())),
      guessedUsd: spentIn(guessed, nowMs()),
      unpriced: spentIn(unpriced, nowMs()),
    }),
    spentBy: (account) => spentIn(ledgerOf(account).spent, nowMs()),
  };
}
