import { Counter, type Registry } from '@prometheus-io/client';
import type { SlotStatus } from '../../model/edition.ts';
import { gaugesOf } from './gauge.ts';

const STATES: readonly SlotStatus['state'][] = ['fresh', 'stale', 'expired', 'none'];

/** How what was made ahead of time is doing, looked at when somebody asks. */
export function editionMetrics(registry: Registry): (slots: readonly SlotStatus[]) => void {
  const gauge = gaugesOf(registry);
  const ages = gauge('failsoft_edition_age_seconds', 'How old the current edition of a slot is', ['slot']);
  const states = gauge('failsoft_edition_state', '1 for the state that a slot is in, 0 for the others', [
    'slot',
    'state',
  ]);
  const failures = gauge(
    'failsoft_edition_failures',
    'How many builds of a slot in a row have come to nothing, 0 while they go well',
    ['slot'],
  );
  const staged = gauge('failsoft_editions_staged', 'Editions that wait for a person or are held back', ['slot']);
  const held = new Counter({
    name: 'failsoft_edition_gate_failures_total',
    help: 'Times that a check has held an edition back',
    labelNames: ['slot', 'check'],
    registers: [registry],
  });
  return (slots) => {
    for (const one of [ages, states, failures, staged, held]) one.reset();
    for (const { slot, state, ageMs, builds, staged: waiting } of slots) {
      if (ageMs !== null) ages.set({ slot }, ageMs / 1_000);
      for (const one of STATES) states.set({ slot, state: one }, one === state ? 1 : 0);
      failures.set({ slot }, builds.failures);
      staged.set({ slot }, waiting.length);
      for (const [check, times] of Object.entries(builds.heldBy)) held.inc({ slot, check }, times);
    }
  };
}
