import type { Level, Stage } from '../../../model/official.ts';

/** An unknown word is worse than maintenance, and better than what somebody has called bad. */
const ORDER: readonly Level[] = ['operational', 'maintenance', 'unknown', 'degraded', 'partial', 'major'];

/** The worst of all; `operational` of none. */
export function worst(levels: readonly Level[]): Level {
  return levels.reduce((one, other) => (ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one), 'operational');
}

/** Looks a word up that somebody else wrote. */
export function levelIn(table: Readonly<Record<string, Level>>, word: string | null | undefined): Level {
  const key = (word ?? '').trim().toLowerCase();
  return Object.hasOwn(table, key) ? (table[key] ?? 'unknown') : 'unknown';
}

/** The words for lamps that Statuspage has brought into use, and those of others that read the same. */
export const LAMP_WORDS: Readonly<Record<string, Level>> = {
  operational: 'operational',
  under_maintenance: 'maintenance',
  maintenance: 'maintenance',
  degraded: 'degraded',
  degraded_performance: 'degraded',
  partial_outage: 'partial',
  full_outage: 'major',
  major_outage: 'major',
};

/** The words for incidents that Statuspage has brought into use. */
export const IMPACT_WORDS: Readonly<Record<string, Level>> = {
  none: 'operational',
  maintenance: 'maintenance',
  minor: 'degraded',
  major: 'partial',
  critical: 'major',
};

const STAGES: Readonly<Record<string, Stage>> = {
  investigating: 'investigating',
  detected: 'investigating',
  update: 'investigating',
  updated: 'investigating',
  identified: 'identified',
  verifying: 'monitoring',
  monitoring: 'monitoring',
  resolved: 'resolved',
  postmortem: 'resolved',
  completed: 'resolved',
};

/** A stage by its name; one that nobody knows is not over. */
export function stageOf(word: string | null | undefined): Stage {
  const key = (word ?? '').trim().toLowerCase();
  return Object.hasOwn(STAGES, key) ? (STAGES[key] ?? 'investigating') : 'investigating';
}
