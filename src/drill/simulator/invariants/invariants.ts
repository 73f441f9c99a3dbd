import { HEALTH } from './health.ts';
import { IDLE } from './idle.ts';
import { IN_TIME } from './in-time.ts';
import { type Evidence, type Invariant } from './invariant.ts';
import { KEEPING } from './keeping.ts';
import { LINES } from './lines.ts';
import { LOAD } from './load.ts';
import { OWN_NETWORK } from './own-network.ts';
import { PROBING } from './probing.ts';
import { RESUMING } from './resuming.ts';
import { ROUTING, timeGoesOn } from './routing.ts';
import { STREAM } from './stream.ts';

/** Every law. */
export const INVARIANTS: readonly Invariant[] = [
  ...STREAM,
  ...ROUTING,
  ...HEALTH,
  ...LOAD,
  ...KEEPING,
  ...RESUMING,
  ...IN_TIME,
  ...IDLE,
  ...LINES,
  ...OWN_NETWORK,
  ...PROBING,
];

/** All that is against the laws, each sentence with the law in front. */
export function violations(evidence: Evidence): readonly string[] {
  // Behind a moment without an end nothing happens any more, which is against nearly all of them.
  if (evidence.run.stoodStillMs !== null) return timeGoesOn(evidence).map((sentence) => `M7 ${sentence}`);
  return INVARIANTS.flatMap(({ id, check }) => check(evidence).map((sentence) => `${id} ${sentence}`));
}

/** The laws as the table of docs/decisions/simulator.md. */
export function renderLaws(): string {
  const rows = INVARIANTS.map(({ id, says, binds }) => `| ${id} | ${says} | ${binds === 'none' ? '' : binds} |`);
  return ['| law | what it says | streams |', '| --- | --- | --- |', ...rows].join('\n');
}
