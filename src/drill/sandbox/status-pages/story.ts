import type { Level, Stage } from '../../../model/official.ts';

/** What a simulated status page has to tell, in nobody's format. Times are ms since 1970. */
export type Story = {
  readonly name: string;
  readonly lamps: readonly StoryLamp[];
  /** Newest first. */
  readonly incidents: readonly StoryIncident[];
  readonly maintenances: readonly StoryMaintenance[];
};

export type StoryLamp = { readonly id: string; readonly name: string };

export type StoryIncident = {
  readonly id: string;
  readonly title: string;
  /** Ids of lamps. */
  readonly lamps: readonly string[];
  /** Oldest first; never empty. */
  readonly updates: readonly StoryUpdate[];
};

export type StoryUpdate = {
  readonly atMs: number;
  readonly stage: Stage;
  readonly text: string;
  /** How bad it is from then on. */
  readonly level: Exclude<Level, 'unknown' | 'maintenance'>;
};

export type StoryMaintenance = {
  readonly id: string;
  readonly title: string;
  readonly lamps: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
};

export function firstOf({ updates }: StoryIncident): StoryUpdate {
  return updates[0] ?? EMPTY;
}

export function lastOf({ updates }: StoryIncident): StoryUpdate {
  return updates.at(-1) ?? EMPTY;
}

const EMPTY: StoryUpdate = { atMs: 0, stage: 'resolved', text: '', level: 'operational' };

/** Where vendors count their incidents. */
export function numberOf({ id }: StoryIncident): number {
  return Number.parseInt(id.replace(/\D/g, ''), 10) || 1;
}

export function isOver(incident: StoryIncident): boolean {
  return lastOf(incident).stage === 'resolved';
}

/** The worst that it was. */
export function worstOf({ updates }: StoryIncident): StoryUpdate['level'] {
  return ORDER.findLast((level) => updates.some((update) => update.level === level)) ?? 'operational';
}

const ORDER: readonly StoryUpdate['level'][] = ['operational', 'degraded', 'partial', 'major'];

/** How a lamp is now. */
export function levelOf(id: string, { incidents }: Story): StoryUpdate['level'] {
  const levels = incidents.filter((one) => !isOver(one) && one.lamps.includes(id)).map((one) => lastOf(one).level);
  return ORDER.findLast((level) => levels.includes(level)) ?? 'operational';
}
