import type { NewJob } from '../job-store.ts';

export const NOW = Date.UTC(2026, 10, 24);
export const HOUR_MS = 3_600_000;

/** Jobs in the order in which they came. */
export function newJob(index: number, change: Partial<NewJob> = {}): NewJob {
  return {
    id: `job_${String(index).padStart(6, '0')}`,
    tenant: 'acme',
    client: 'app',
    protocol: 'anthropic',
    route: 'r',
    model: 'm',
    workflow: '',
    priority: 3,
    createdAtMs: NOW + index,
    expiresAtMs: NOW + HOUR_MS,
    idempotencyKey: null,
    orderKey: null,
    request: Buffer.from(`question ${index}`),
    hook: null,
    ...change,
  };
}
