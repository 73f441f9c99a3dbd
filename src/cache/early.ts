/** How far an answer is on its way to be no longer fresh, ms. `tookMs`: how long it took to make. */
export type Ripening = { readonly ageMs: number; readonly freshMs: number; readonly tookMs: number };

/**
 * Should somebody ask anew although it is still fresh? The more often an answer is asked for and the longer it takes to make, the
 * earlier one of those who ask does: so those that are asked for most are hardly ever found when they are no longer fresh. XFetch with
 * β = 1 (Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015). `chance`: 0 ≤ x < 1.
 */
export function isEarly({ ageMs, freshMs, tookMs }: Ripening, chance: number): boolean {
  return ageMs - tookMs * Math.log(1 - chance) >= freshMs;
}
