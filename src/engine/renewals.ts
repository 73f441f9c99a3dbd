/** How many answers may be asked for anew only because they are no longer fresh, all requests together. */
export type Renewals = {
  /** Takes one, if there is one. */
  readonly take: () => boolean;
  /** A model has answered somebody. */
  readonly earn: () => void;
};

/** One for every twenty answers: a twentieth of what models do anyway. */
const SHARE = 0.05;
const RENEWALS_MAX = 10;

export function renewals(): Renewals {
  let left = RENEWALS_MAX;
  return {
    take: () => {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    earn: () => {
      left = Math.min(RENEWALS_MAX, left + SHARE);
    },
  };
}
