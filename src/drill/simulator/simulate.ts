import type { RequestEntry } from '../../model/journal.ts';
import { evidenceOf } from './invariants/invariant.ts';
import { violations } from './invariants/invariants.ts';
import { type Run, run } from './run.ts';
import { scenarioOf } from './scenario/scenario-of.ts';
import { hashOf, traceOf } from './trace.ts';

/** What came of one seed. */
export type Simulated = {
  readonly seed: number;
  /** Every sentence names the law and says what was against it. */
  readonly violations: readonly string[];
  readonly requests: number;
  readonly calls: number;
  readonly outcomes: Readonly<Record<RequestEntry['outcome'], number>>;
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
};

/** Plays the outage of a seed and holds it against every law. `twins`: plays it three times more, see `twinViolations`. */
export function simulate(seed: number, options: { readonly twins?: boolean } = {}): Simulated {
  const played = run(scenarioOf(seed));
  const found = violations(evidenceOf(played));
  const outcomes = { answered: 0, failed: 0, broken: 0, left: 0 };
  for (const { outcome } of played.entries) outcomes[outcome] += 1;
  const faults: Record<string, number> = {};
  for (const { fault } of played.exchanges) faults[fault ?? 'well'] = (faults[fault ?? 'well'] ?? 0) + 1;
  return {
    seed,
    violations: options.twins === true ? [...found, ...twinViolations(played)] : found,
    requests: played.talks.length,
    calls: played.exchanges.length,
    outcomes,
    faults,
  };
}

/**
 * The same outage again: it has to leave the same trace (D1), also when the wall clock does not jump (D2) and when nothing can be
 * noted down (M3).
 */
function twinViolations(first: Run): readonly string[] {
  const { scenario } = first;
  const hash = hashOf(traceOf(first));
  const found: string[] = [];
  if (hashOf(traceOf(run(scenario))) !== hash) found.push('D1 the same seed leaves another trace');
  const steady = run(scenario, { steadyWall: true });
  // How old a kept answer is, is a matter of dates.
  const difference = scenario.routes.some(({ keeps }) => keeps !== null)
    ? null
    : firstDifference(traceOf(first, { bodies: false }), traceOf(steady, { bodies: false }));
  if (difference !== null) found.push(`D2 without a jump of the wall clock: ${difference}`);
  const deaf = run(scenario, { deafJournal: true });
  const unheard = firstDifference(traceOf({ ...first, entries: [] }), traceOf(deaf));
  if (unheard !== null) found.push(`M3 without a journal: ${unheard}`);
  return found;
}

function firstDifference(one: readonly string[], other: readonly string[]): string | null {
  const at = one.findIndex((line, index) => line !== other[index]);
  if (at < 0 && one.length === other.length) return null;
  return `${(one[at] ?? 'the end').trim()} became ${(other[at] ?? 'the end').trim()}`;
}

/** What happened in the outage of a seed, line by line. */
export function traceOfSeed(seed: number): readonly string[] {
  return traceOf(run(scenarioOf(seed)));
}
