import type { Verdict } from '../../../audit/workflows/verdict.ts';
import type { Style } from '../../print.ts';

/** Verdicts are told apart by their words; the colour only helps. */
export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  EXPOSED: 'red',
  UNKNOWN: 'yellow',
  CLAIMED: 'yellow',
  STALE: 'yellow',
  ACCEPTED: 'cyan',
  PROVEN: 'green',
};
