import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type { KeptEvent } from '../../cache/tally.ts';
import type { Probed } from '../../engine/probes/probe.ts';
import type { JournalSink } from '../../model/journal.ts';
import type { Status } from '../../model/status.ts';
import type { Bulletin } from '../status-page/bulletin.ts';
import { keptMetrics } from './kept-metrics.ts';
import { bounded, MODELS_MAX } from './label.ts';
import { deferredMetrics } from './deferred-metrics.ts';
import { editionMetrics } from './edition-metrics.ts';
import { probeMetrics } from './probe-metrics.ts';
import { leadMetrics, providerMetrics } from './provider-metrics.ts';
import { requestMetrics } from './request-metrics.ts';
import { stateMetrics } from './state-metrics.ts';

/** What monitoring systems read, in the format of Prometheus. */
export type Metrics = JournalSink & {
  readonly probed: Probed;
  readonly noted: (event: KeptEvent) => void;
  readonly type: string;
  readonly text: (status: Status) => Promise<string>;
  readonly close: () => void;
};

/** `bulletin`: null where nobody watches the providers. `startedMs`: since 1970. */
export function openMetrics(bulletin: Bulletin | null, startedMs: number): Metrics {
  const registry = new Registry();
  const name = bounded(MODELS_MAX);
  const requests = requestMetrics(registry, name);
  const tellState = stateMetrics(registry, name);
  const tellEditions = editionMetrics(registry);
  const tellDeferred = deferredMetrics(registry);
  const kept = keptMetrics(registry);
  const tellProviders = providerMetrics(registry, name);
  const stop = bulletin === null ? null : leadMetrics(registry, bulletin.monitor, startedMs);
  // It keeps an eye on the process from then on, which those need not pay for who never ask.
  let isWatched = false;

  return {
    record: requests.record,
    probed: probeMetrics(registry, name),
    noted: kept.note,
    type: registry.contentType,
    text: async (status) => {
      if (!isWatched) collectDefaultMetrics({ register: registry });
      isWatched = true;
      tellState(status);
      tellEditions(status.editions);
      tellDeferred(status.deferred, Date.now());
      kept.tell(status.kept);
      if (bulletin !== null) tellProviders(await bulletin.outlook());
      return registry.metrics();
    },
    close: () => {
      stop?.();
      registry.clear();
    },
  };
}
