/**
 * How much it matters that something could not be said in another protocol.
 * `cosmetic`: the answer is the same without it. `behavioural`: the answer may differ. `blocking`: without it the answer
 * would be wrong, so the rung may not serve this request.
 */
export type LossWeight = 'cosmetic' | 'behavioural' | 'blocking';

/** Something that a rendering into another protocol could not say. `what` is a short name such as `top_k`. */
export type Loss = {
  readonly what: string;
  readonly weight: LossWeight;
};

/** The losses as one header value: each name once, in the order in which they were met. */
export function renderLosses(losses: readonly Loss[]): string {
  return [...new Set(losses.map(({ what }) => what))].join(', ');
}
