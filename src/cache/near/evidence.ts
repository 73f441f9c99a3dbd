/** What checks of given answers have shown: `wrong` of `checked` were none to the question that was asked. */
export type FalseRate = {
  readonly checked: number;
  readonly wrong: number;
  /** The share of wrong ones that is seen, and what it may be at most, with 95 % certainty, 0–1. */
  readonly seen: number;
  readonly upTo: number;
};

/** Of answers that are given to the same question in other words, so many may be wrong. */
export const FALSE_RATE_MAX = 0.02;
const CERTAINTY = 0.95;

/**
 * The exact upper bound of a share (C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the
 * binomial, Biometrika 26, 1934): the largest share with which so few wrong ones would still be seen once in twenty times. One-sided.
 */
export function falseRate(checked: number, wrong: number): FalseRate {
  const seen = checked === 0 ? 0 : wrong / checked;
  let [low, high] = [seen, 1];
  if (checked > 0 && wrong < checked) {
    for (let step = 0; step < 40; step += 1) {
      const middle = (low + high) / 2;
      if (chanceOfAtMost(wrong, checked, middle) > 1 - CERTAINTY) low = middle;
      else high = middle;
    }
  }
  return { checked, wrong, seen, upTo: high };
}

/**
 * May no more such answers be given? With no wrong one yet, what was measured beforehand stands. After the first, it takes as many right
 * ones as prove that wrong ones are rare.
 */
export function isSuspended({ wrong, upTo }: FalseRate): boolean {
  return wrong > 0 && upTo > FALSE_RATE_MAX;
}

/** The chance of no more than `wrong` of `checked`, where each is wrong with the same chance. In logarithms, so that nothing is too small. */
function chanceOfAtMost(wrong: number, checked: number, each: number): number {
  let log = checked * Math.log1p(-each);
  let sum = Math.exp(log);
  for (let count = 1; count <= wrong; count += 1) {
    log += Math.log((checked - count + 1) / count) + Math.log(each) - Math.log1p(-each);
    sum += Math.exp(log);
  }
  return sum;
}
