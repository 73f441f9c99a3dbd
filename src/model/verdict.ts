/** What a verdict is about. A null is all of them. */
export type Cell = {
  /** Id of a surface; for a server of one's own, the name of its provider. */
  readonly surface: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly region: string | null;
  /** Which of the provider's keys, by position. Never the key. */
  readonly credential: number | null;
};

/**
 * `healthy`, `suspected` (something speaks against it; nobody is told yet), `degraded`, `down`, `recovering`. `unknown`: nothing is
 * known, or all that fails may be our own network's doing.
 */
export type Condition = 'healthy' | 'suspected' | 'degraded' | 'down' | 'recovering' | 'unknown';

export type Verdict = {
  readonly cell: Cell;
  readonly condition: Condition;
  /** The probability that it is not well, 0–1. */
  readonly bad: number;
  readonly confidence: 'high' | 'medium' | 'low' | 'none';
  /** Since when the condition is what it is, ms since 1970. */
  readonly sinceMs: number;
  /** What speaks for it, strongest first. */
  readonly evidence: readonly Evidence[];
  /** Where the witnesses do not agree, in sentences. */
  readonly disagreements: readonly string[];
  /** Whom we could not hear, in sentences. */
  readonly blind: readonly string[];
};

export type Evidence = {
  readonly kind: 'traffic' | 'probe' | 'page' | 'network';
  /** "14 of 20 requests failed with 529 between 09:41 and 09:44". No secrets, no prompts. */
  readonly text: string;
  /** Times that it multiplies the odds of trouble; below 1 it speaks for health. */
  readonly factor: number;
  readonly atMs: number;
  /** Where it can be read; null for our own. */
  readonly url: string | null;
};

/** A key that is good for maps and files. */
export function cellKey({ surface, provider, model, region, credential }: Cell): string {
  return [surface, provider, model, region, credential].map((part) => part ?? '*').join('|');
}
