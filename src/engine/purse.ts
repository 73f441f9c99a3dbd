import { affords, earned, FULL, spent, type Why } from '../resilience/budget.ts';

/** The budget of a gateway as it is now. */
export type Purse = {
  readonly affords: (why: Why) => boolean;
  readonly spend: (why: Why) => void;
  readonly earn: (why: Why) => void;
};

export function purse(): Purse {
  let budget = FULL;
  return {
    affords: (why) => affords(budget, why),
    spend: (why) => (budget = spent(budget, why)),
    earn: (why) => (budget = earned(budget, why)),
  };
}
