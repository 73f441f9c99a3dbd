import type { RenewalCounts } from '../../model/kept-status.ts';

/** How many answers may be asked for anew only because they are no longer fresh, all requests together. */
export type Renewals = {
  /** Is nobody at this one, and may one more be asked for? Whoever is told so ends it. */
  readonly begin: (id: string) => boolean;
  readonly end: (id: string) => void;
  /** A model has answered somebody. */
  readonly earn: () => void;
  readonly counts: () => RenewalCounts;
};

/** One for every twenty answers: a twentieth of what models do anyway. */
const SHARE = 0.05;
const RENEWALS_MAX = 10;

export function renewals(): Renewals {
  const underWay = new Set<string>();
  let left = RENEWALS_MAX;
  let begun = 0;
  let refused = 0;
  return {
    begin: (id) => {
      if (underWay.has(id)) return false;
      if (left < 1) {
        refused += 1;
        return false;
      }
      left -= 1;
      begun += 1;
      underWay.add(id);
      return true;
    },
    end: (id) => void underWay.delete(id),
    earn: () => {
      left = Math.min(RENEWALS_MAX, left + SHARE);
    },
    counts: () => ({ begun, refused, left: Math.floor(left) }),
  };
}
