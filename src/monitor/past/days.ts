import { endOf, type Incident, startOf } from '../../model/incident.ts';
import type { Day } from '../../model/monitor.ts';
import type { Level } from '../../model/official.ts';
import { worse } from '../incidents/ledger.ts';

const DAY_MS = 24 * 60 * 60_000;

type Bad = 'degraded' | 'partial' | 'major';

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

type Spell = { readonly id: string; readonly level: Level; readonly fromMs: number; readonly toMs: number };

function within(incident: Incident, fromMs: number, toMs: number, nowMs: number): readonly Spell[] {
  const start = startOf(incident);
  const end = endOf(incident) ?? nowMs;
  if (start >= toMs || (end <= fromMs && !(start === end && start === fromMs))) return [];
  const level = levelOf(incident);
  return [{ id: incident.id, level, fromMs: Math.max(start, fromMs), toMs: Math.min(end, toMs) }];
}

/** A model that is down is not the surface that it is a part of: an API did not fail for weeks because a model was withdrawn. */
function levelOf({ level, observed, official }: Incident): Level {
  const isPart = observed === null && official !== null && official.scope.length > 0;
  return isPart && (level === 'partial' || level === 'major') ? 'degraded' : level;
}

/** Walks along all beginnings and ends, and gives the time between two of them to the worst that lasts then. */
function badMs(spells: readonly Spell[]): Day['badMs'] {
  const sums: Record<Bad, number> = { degraded: 0, partial: 0, major: 0 };
  const edges = [...new Set(spells.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].toSorted((a, b) => a - b);
  for (const [index, edge] of edges.entries()) {
    const next = edges[index + 1];
    if (next === undefined) break;
    const lasting = spells.filter(({ fromMs, toMs }) => fromMs <= edge && toMs >= next);
    const level = lasting.map((spell) => spell.level).reduce<Level>(worse, 'operational');
    if (level === 'degraded' || level === 'partial' || level === 'major') sums[level] += next - edge;
  }
  return sums;
}
