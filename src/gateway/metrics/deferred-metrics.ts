import type { Registry } from '@prometheus-io/client';
import { JOB_STATES } from '../../model/job.ts';
import type { DeferredStatus } from '../../model/status.ts';
import { gaugesOf } from './gauge.ts';

/** What waits to be answered later, and what became of it, looked at when somebody asks. */
export function deferredMetrics(registry: Registry): (status: DeferredStatus | null, wallMs: number) => void {
  const gauge = gaugesOf(registry);
  const jobs = gauge('failsoft_deferred_jobs', 'Jobs in the queue of deferred answers', ['state']);
  const oldest = gauge('failsoft_deferred_oldest_seconds', 'How long the oldest job has waited, 0 while none does', []);
  const bytes = gauge('failsoft_deferred_bytes', 'What all of the queue takes on the disk, sealed', []);
  const ended = gauge('failsoft_deferred_ended', 'Jobs that came to an end in this process, since its start', [
    'state',
  ]);
  const up = gauge('failsoft_deferred_up', '1 while promises can be stored, else 0', []);
  return (status, wallMs) => {
    if (status === null) return;
    up.set(status.trouble ? 0 : 1);
    for (const [state, count] of Object.entries(status.ended)) ended.set({ state }, count);
    const { counts } = status;
    if (counts === null) return;
    for (const state of JOB_STATES) jobs.set({ state }, counts.states[state]);
    oldest.set(counts.oldestAtMs === null ? 0 : Math.max(0, wallMs - counts.oldestAtMs) / 1_000);
    bytes.set(counts.bytes);
  };
}
