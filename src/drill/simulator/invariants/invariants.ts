import { HEALTH } from './health.ts';
import { type Evidence, type Feature, type Invariant } from './invariant.ts';
import { LOAD } from './load.ts';
import { ROUTING } from './routing.ts';
import { STREAM } from './stream.ts';

/** What exists, so that the laws which need it are in force. */
export const FEATURES: ReadonlySet<Feature> = new Set<Feature>([
  'rescue',
  'hedging',
  'budgets',
  'probes',
  'continuation',
]);

/** Every law. */
export const INVARIANTS: readonly Invariant[] = [...STREAM, ...ROUTING, ...HEALTH, ...LOAD];

/** All that is against the laws in force, each sentence with the law in front. */
export function violations(evidence: Evidence, features = FEATURES): readonly string[] {
  return INVARIANTS.filter(({ needs }) => needs === null || features.has(needs)).flatMap(({ id, check }) =>
    check(evidence).map((sentence) => `${id} ${sentence}`),
  );
}

/** The laws as the table of docs/decisions/simulator.md. */
export function renderLaws(features = FEATURES): string {
  const rows = INVARIANTS.map(({ id, says, binds, needs }) => {
    const force = needs === null || features.has(needs) ? 'yes' : `waits for ${needs}`;
    return `| ${id} | ${says} | ${binds === 'none' ? '' : binds} | ${force} |`;
  });
  return ['| law | what it says | streams | in force |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
