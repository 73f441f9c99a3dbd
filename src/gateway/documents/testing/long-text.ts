/** So much that writing it takes a while. */
const LENGTH = 1_000_000;

/** A text whose every letter says which it is. */
export function longText(round: number): string {
  return String.fromCodePoint(97 + (round % 26)).repeat(LENGTH);
}
