import { isPart, isWithdrawn } from '../../history/numbers.ts';
import { heaviest, lengthMs, type Span } from '../../history/spans.ts';
import { endOf, type Incident, startOf } from '../../model/incident.ts';
import type { Day } from '../../model/monitor.ts';
import type { Level } from '../../model/official.ts';
import { worse } from '../incidents/ledger.ts';

const DAY_MS = 24 * 60 * 60_000;

export type DaysAsked = {
  /** All of the surface that were not over before the first day. */
  readonly incidents: readonly Incident[];
  /** Days of which something is known, as they are written. */
  readonly known: (date: string) => boolean;
  readonly count: number;
  /** ms since 1970; the last day is the one that it is in. */
  readonly nowMs: number;
};

/** The last days of a surface, oldest first. Two incidents at once count once, as the worse one. */
export function daysOf({ incidents, known, count, nowMs }: DaysAsked): readonly Day[] {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  return Array.from({ length: count }, (_, index) => {
    const fromMs = today - (count - 1 - index) * DAY_MS;
    const toMs = Math.min(nowMs, fromMs + DAY_MS);
    const spells = incidents.flatMap((incident) => within(incident, fromMs, toMs, nowMs));
    const date = dateOf(fromMs);
    const worst = spells.map(({ level }) => level).reduce<Level>(worse, 'operational');
    return {
      date,
      worst: spells.length === 0 && !known(date) ? null : worst,
      badMs: badMs(spells),
      incidents: [...new Set(spells.map(({ id }) => id))],
    };
  });
}

/** `2026-11-25`, UTC. */
export function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

type Spell = Span & { readonly id: string; readonly level: Level };

function within(incident: Incident, fromMs: number, toMs: number, nowMs: number): readonly Spell[] {
  const start = startOf(incident);
  const end = endOf(incident) ?? nowMs;
  if (start >= toMs || (end <= fromMs && !(start === end && start === fromMs))) return [];
  const level = levelOf(incident, end - start);
  return [{ id: incident.id, level, fromMs: Math.max(start, fromMs), toMs: Math.min(end, toMs) }];
}

/** A model that is down is a part of the surface; one that was taken away is no trouble of it at all. */
function levelOf(incident: Incident, lastedMs: number): Level {
  if (!isPart(incident)) return incident.level;
  if (isWithdrawn(incident, lastedMs)) return 'operational';
  return incident.level === 'major' ? 'partial' : incident.level;
}

// oxfmt-ignore
const WEIGHTS: Readonly<Record<Level, number>> =
  { operational: 0, maintenance: 0, unknown: 0, degraded: 1, partial: 2, major: 3 };

function badMs(spells: readonly Spell[]): Day['badMs'] {
  const parts = heaviest(spells.map((spell) => ({ ...spell, weight: WEIGHTS[spell.level] })));
  const sum = (level: Level): number => lengthMs(parts.filter(({ weight }) => weight === WEIGHTS[level]));
  return { degraded: sum('degraded'), partial: sum('partial'), major: sum('major') };
}
