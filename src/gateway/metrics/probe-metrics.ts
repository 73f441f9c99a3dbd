import type { Registry } from '@prometheus-io/client';
import type { Probed } from '../../engine/probes/probe.ts';
import { gaugesOf } from './gauge.ts';
import { type Bounded, targetLabels } from './label.ts';

/** How the last probe of each model ended. One that only shows that somebody is there says nothing of how he is. */
export function probeMetrics(registry: Registry, name: Bounded): Probed {
  const success = gaugesOf(registry)(
    'failsoft_probe_success',
    '1 while the last probe of a model was answered, 0 while it was not',
    ['provider', 'model'],
  );
  return (target, end) => {
    if (end.kind === 'well' || end.kind === 'ill') success.set(targetLabels(target, name), end.kind === 'well' ? 1 : 0);
  };
}
