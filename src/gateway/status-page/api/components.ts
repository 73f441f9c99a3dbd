import type { JsonObject } from '../../../model/json.ts';
import type { Condition, Verdict } from '../../../model/verdict.ts';
import { conditionOf, isIll, type Outlook, sinceOf, type SurfaceOutlook } from '../outlook.ts';
import { isoOf, isoOrNull, PAGE_ID, shortId } from './ids.ts';

/** The words of Atlassian Statuspage for a component. It has none for what nobody can speak of. */
const STATUSES: Readonly<Record<Condition, string | null>> = {
  healthy: 'operational',
  suspected: 'operational',
  degraded: 'degraded_performance',
  down: 'major_outage',
  recovering: 'degraded_performance',
  unknown: null,
};

export const componentId = (surface: string): string => shortId('component', surface);
const groupId = (maker: string): string => shortId('group', maker);

/**
 * The services that something is known of, below their makers. What nobody can speak of is left out: any word of this format would
 * be a lie about it. `notVerified` names it.
 */
export function componentsOf(outlook: Outlook): readonly JsonObject[] {
  const known = knownOf(outlook);
  const makers = [...new Set(known.map(({ row }) => row.surface.maker))];
  const groups = makers.map((maker, at) => {
    const own = known.filter(({ row }) => row.surface.maker === maker);
    return {
      ...base(groupId(maker), maker, at + 1, Math.max(...own.map(({ row }) => sinceOf(row)))),
      status: own.map(({ status }) => status).reduce(worstStatus),
      group_id: null,
      group: true,
      components: own.map(({ row }) => componentId(row.surface.id)),
    };
  });
  const parts = known.map(({ row, status }, at) => ({
    ...base(componentId(row.surface.id), row.surface.name, at + 1, sinceOf(row)),
    status,
    group_id: groupId(row.surface.maker),
    group: false,
    x_evidence: evidenceOf(row),
  }));
  return [...groups, ...parts];
}

type Known = { readonly row: SurfaceOutlook; readonly status: string };

function knownOf({ surfaces, maintenances }: Outlook): readonly Known[] {
  const isWorkedOn = (id: string): boolean =>
    maintenances.some(({ stage, surfaces: ids }) => stage === 'under-way' && ids.includes(id));
  return surfaces.flatMap((row) => {
    const status = row.parts.some(isIll) && !isIll(row.verdict) ? 'partial_outage' : STATUSES[conditionOf(row)];
    if (status === null) return [];
    const isCalm = status === 'operational' && isWorkedOn(row.surface.id);
    return [{ row, status: isCalm ? 'under_maintenance' : status }];
  });
}

const WORST = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];

function worstStatus(one: string, other: string): string {
  return WORST.indexOf(other) > WORST.indexOf(one) ? other : one;
}

/** Every key that this format has, because readers rely on them. */
function base(id: string, name: string, position: number, changedMs: number): JsonObject {
  return {
    id,
    name,
    created_at: isoOf(changedMs),
    updated_at: isoOf(changedMs),
    position,
    description: null,
    showcase: false,
    start_date: null,
    page_id: PAGE_ID,
    only_show_if_degraded: false,
  };
}

/** What this format has no place for. */
function evidenceOf({ surface, verdict, parts, used, source, official }: SurfaceOutlook): JsonObject {
  return {
    surface: surface.id,
    kind: surface.kind,
    used,
    ...judgement(verdict),
    parts: parts.map((part) => ({ model: part.cell.model, region: part.cell.region, ...judgement(part) })),
    official: { level: official, state: source?.state ?? 'unasked', url: source?.url ?? null },
    checked_at: isoOrNull(source?.readAtMs),
  };
}

function judgement({ condition, bad, confidence, sinceMs, evidence, disagreements, blind }: Verdict): JsonObject {
  return {
    condition,
    // Digits behind these change at every look and mean nothing.
    probability: Math.round(bad * 100) / 100,
    confidence,
    since: isoOf(sinceMs),
    evidence: evidence.map(({ kind, text, url }) => ({ kind, text, url })),
    disagreements,
    blind,
  };
}

/** The services that are left out, and why. */
export function notVerified({ surfaces }: Outlook): readonly JsonObject[] {
  return surfaces
    .filter((row) => STATUSES[conditionOf(row)] === null)
    .map(({ surface, verdict }) => ({ surface: surface.id, name: surface.name, why: verdict.blind }));
}

/** What the whole page comes to. */
export function statusOf(outlook: Outlook): JsonObject {
  const statuses = knownOf(outlook).map(({ status }) => status);
  if (statuses.length === 0) return { indicator: 'minor', description: 'Nothing can be verified at the moment' };
  switch (statuses.reduce(worstStatus)) {
    case 'major_outage':
      return { indicator: 'critical', description: 'Major service outage' };
    case 'partial_outage':
      return { indicator: 'major', description: 'Partial service outage' };
    case 'degraded_performance':
      return { indicator: 'minor', description: 'Degraded service' };
    case 'under_maintenance':
      return { indicator: 'maintenance', description: 'Service under maintenance' };
    default: {
      const isAll = notVerified(outlook).length === 0;
      return {
        indicator: 'none',
        description: isAll ? 'All systems operational' : 'All that can be verified is operational',
      };
    }
  }
}
