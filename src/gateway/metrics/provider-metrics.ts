import { Histogram, type Registry } from '@prometheus-io/client';
import { leadMs } from '../../model/incident.ts';
import type { Monitor } from '../../model/monitor.ts';
import type { Level } from '../../model/official.ts';
import type { Condition, Verdict } from '../../model/verdict.ts';
import type { Outlook } from '../status-page/outlook.ts';
import { gaugesOf } from './gauge.ts';
import type { Bounded } from './label.ts';

const CONDITIONS: readonly Condition[] = ['healthy', 'suspected', 'degraded', 'down', 'recovering', 'unknown'];

const OFFICIAL: Readonly<Record<Level, number>> = {
  operational: 0,
  maintenance: 0,
  degraded: 1,
  partial: 2,
  major: 3,
  unknown: -1,
};

/** Seconds by which official pages were behind us; below zero they were first. */
const LEADS = [-3_600, -600, 0, 60, 300, 600, 1_800, 3_600, 7_200, 14_400];

const CELL = ['surface', 'provider', 'model', 'region'] as const;

/** How providers are doing, as the monitor judges. Nobody is told apart by key, user or prompt. */
export function providerMetrics(registry: Registry, name: Bounded): (outlook: Outlook) => void {
  const gauge = gaugesOf(registry);
  const up = gauge(
    'failsoft_provider_up',
    '0 while a service, or a part of it, is down; 1 while it is not. Absent while nothing is known',
    CELL,
  );
  const states = gauge('failsoft_provider_state', '1 for the condition that the verdict comes to, 0 for the others', [
    ...CELL,
    'state',
  ]);
  const bad = gauge(
    'failsoft_provider_bad_probability',
    'The probability that a service, or a part of it, is not well',
    CELL,
  );
  const official = gauge(
    'failsoft_official_status',
    'What the official page says: 0 nothing, 1 degraded, 2 partial, 3 major outage, -1 not verified',
    ['provider', 'component'],
  );
  const ages = gauge('failsoft_official_status_age_seconds', 'How long ago an official page was read', ['page']);
  const open = gauge('failsoft_incidents_open', 'Incidents that are open', ['surface']);

  return (outlook) => {
    for (const one of [up, states, bad, official, ages, open]) one.reset();
    for (const row of outlook.surfaces) {
      for (const verdict of [row.verdict, ...row.parts]) {
        const labels = cellLabels(verdict, name);
        if (verdict.condition !== 'unknown') up.set(labels, verdict.condition === 'down' ? 0 : 1);
        for (const state of CONDITIONS) states.set({ ...labels, state }, state === verdict.condition ? 1 : 0);
        bad.set(labels, verdict.bad);
      }
      official.set({ provider: row.surface.maker, component: row.surface.id }, OFFICIAL[row.official]);
      open.set({ surface: row.surface.id }, row.open.length);
    }
    for (const { page, readAtMs } of outlook.sources)
      if (readAtMs !== null) ages.set({ page }, Math.max(0, (outlook.atMs - readAtMs) / 1_000));
  };
}

function cellLabels({ cell }: Verdict, name: Bounded): Record<(typeof CELL)[number], string> {
  const { surface, provider, model, region } = cell;
  return { surface, provider: provider ?? '', model: model === null ? '' : name(model), region: region ?? '' };
}

/** Incidents of which it is known that they were counted. */
const COUNTED_MAX = 1_000;

/**
 * How far official pages were behind, or in front, once for each incident: as soon as both accounts of it are there. `startedMs`: since
 * when this process counts, ms since 1970. Returns how to stop.
 */
export function leadMetrics(registry: Registry, monitor: Monitor, startedMs: number): () => void {
  const counted = new Set<string>();
  const leads = new Histogram({
    name: 'failsoft_status_lead_seconds',
    help: 'How long before the official page we knew of an incident',
    labelNames: ['surface'],
    buckets: LEADS,
    registers: [registry],
  });
  return monitor.listen((tiding) => {
    if (tiding.kind !== 'incident' || counted.has(tiding.incident.id)) return;
    const { id, surface, observed } = tiding.incident;
    const lead = leadMs(tiding.incident);
    // What was complete before is counted already; a page may be read late.
    if (lead === null || (tiding.change !== 'posted' && (observed?.foundAtMs ?? 0) < startedMs)) return;
    for (const oldest of counted) if (counted.size >= COUNTED_MAX) counted.delete(oldest);
    counted.add(id);
    leads.observe({ surface }, lead / 1_000);
  });
}
