import { type Fault, FAULTS, type FaultKind } from '../../model/fault.ts';

/**
 * What one request, or one probe, has shown of the cell that it went to. All times are ms since 1970.
 * `throttled` and `refused-credential` are about the key alone; `ignored` says nothing of anybody.
 */
export type Observation = {
  readonly kind: 'traffic' | 'probe';
  readonly outcome: Outcome;
  /** What went wrong; null where nothing did. A `Fault` will do. */
  readonly fault: { readonly kind: FaultKind; readonly upstreamStatus: number | null } | null;
  /** When it was over. */
  readonly atMs: number;
  /** The very same was seen so often, one after the other, and at `atMs` last. Default: once. */
  readonly times?: number;
};

export type Outcome = 'well' | 'ill' | 'throttled' | 'refused-credential' | 'ignored';

/** Kinds of faults that a key is refused for, whoever sends it. */
const REFUSED: readonly FaultKind[] = ['no-credit', 'unauthorized', 'region-blocked'];

/** What the end of a call says, null being a good one. What follows from a fault stands in its row. */
export function outcomeOf(fault: Pick<Fault, 'kind'> | null): Outcome {
  if (fault === null) return 'well';
  if (FAULTS[fault.kind].against === 'target') return 'ill';
  if (fault.kind === 'rate-limited') return 'throttled';
  return REFUSED.includes(fault.kind) ? 'refused-credential' : 'ignored';
}
