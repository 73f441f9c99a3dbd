/**
 * What a gateway may spend on asking more than once, all its requests together: a bucket of tokens that every good answer fills a
 * little. In health it is full and nobody notices it; when everything fails, it is empty after some requests, and the load on
 * providers that are down does not multiply. To ask another rung because the one before failed costs nothing: that is what ladders
 * are for. Costs after the defaults of AWS's SDKs of 2026 (capacity 500 there, for more traffic) and gRPC's A6.
 */
export type Budget = { readonly tokens: number };

/**
 * Why a rung is asked: `first`; `next`, because another failed; `mend`, once more with a fresh connection, another key or a
 * mended request; `again`, once more in the hope that it passes; `hedge`, beside one that is late; `rescue`, beside one whose breaker
 * has opened; `continue`, to go on with an answer that broke off.
 */
export type Why = 'first' | 'next' | 'mend' | 'again' | 'hedge' | 'rescue' | 'continue';

export const CAPACITY = 100;
// oxfmt-ignore
const COST: Readonly<Record<Why, number>> = { first: 0, next: 0, mend: 0, again: 10, hedge: 5, rescue: 0, continue: 0 };
const REFILL = 1;

export const FULL: Budget = { tokens: CAPACITY };

/** May a rung be asked for this reason? */
export function affords({ tokens }: Budget, why: Why): boolean {
  return tokens >= COST[why];
}

export function spent(budget: Budget, why: Why): Budget {
  return COST[why] === 0 ? budget : { tokens: Math.max(0, budget.tokens - COST[why]) };
}

/** A good answer. One that had to be asked for more than once gives back what it cost. */
export function earned(budget: Budget, why: Why): Budget {
  return budget.tokens === CAPACITY ? budget : { tokens: Math.min(CAPACITY, budget.tokens + REFILL + COST[why]) };
}
