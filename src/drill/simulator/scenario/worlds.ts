/**
 * From this seed on more can happen. Those before are kept as they are: with more to choose from, a seed would mean another outage. What
 * came later has dice of its own for the same reason.
 */
export const SECOND_FROM = 1_000_000;
/** From this one on routes keep answers, callers are in a hurry and let themselves be told to begin anew, and providers keep streams. */
export const THIRD_FROM = 2_000_000;
/** From this one on more answers break in the middle, more callers let them begin anew, and more wait for the same one. */
export const FOURTH_FROM = 3_000_000;
/** From this one on some questions are asked by everybody, thoughts break off while the best model comes back, and two models say nothing. */
export const FIFTH_FROM = 4_000_000;
/** From this one on timers are those of the real wheel, the process is busy now and then, and some questions are our own. */
export const SIXTH_FROM = 5_000_000;
