/** How fast a simulated model speaks. */
export type Pace = {
  /** From the request to the first thinking, text or tool call, ms. */
  readonly firstTokenMs: number;
  /** From one token to the next, ms. */
  readonly tokenMs: number;
};

/**
 * Paces by name. `steady` is what people are used to: current models need about half a second to a second for the first
 * token and give 70 to 140 tokens a second. `thinking` is a large model on a bad day, `brown-out` a provider that is up in
 * name only (1 to 2 tokens a second have been seen in the wild).
 */
export const PACES = {
  instant: { firstTokenMs: 0, tokenMs: 0 },
  fast: { firstTokenMs: 60, tokenMs: 2 },
  steady: { firstTokenMs: 540, tokenMs: 10 },
  thinking: { firstTokenMs: 2_400, tokenMs: 14 },
  'brown-out': { firstTokenMs: 900, tokenMs: 700 },
} as const satisfies Record<string, Pace>;

export type PaceName = keyof typeof PACES;
