import { type RawBuilder, sql } from 'kysely';
import { type HookState, isOver, type Job } from '../../model/job.ts';
import type { NewJob } from './job-store.ts';
import type { JobRow } from './tables.ts';

export function rowOf(job: NewJob): JobRow {
  return {
    id: job.id,
    tenant: job.tenant,
    client: job.client,
    protocol: job.protocol,
    route: job.route,
    model: job.model,
    workflow: job.workflow,
    priority: job.priority,
    state: 'waiting',
    idempotency_key: job.idempotencyKey,
    order_key: job.orderKey,
    created_at_ms: job.createdAtMs,
    expires_at_ms: job.expiresAtMs,
    ended_at_ms: null,
    until_at_ms: job.expiresAtMs,
    due_at_ms: 0,
    tries: 0,
    fault: null,
    result_id: null,
    mode: null,
    served_by: '',
    bytes: job.request.length + (job.hook?.length ?? 0),
    runner: null,
    generation: 0,
    hook: job.hook === null ? 'none' : 'waiting',
    hook_due_at_ms: 0,
    hook_tries: 0,
  };
}

export function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    tenant: row.tenant,
    client: row.client,
    protocol: row.protocol,
    route: row.route,
    model: row.model,
    workflow: row.workflow,
    priority: row.priority,
    state: row.state,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    endedAtMs: row.ended_at_ms,
    keptUntilMs: isOver(row.state) ? row.until_at_ms : null,
    tries: row.tries,
    fault: row.fault,
    resultId: row.result_id,
    mode: row.mode,
    servedBy: row.served_by,
    bytes: row.bytes,
    hook: row.hook,
  };
}

/** What the end of a job changes besides its state. */
export function ending(
  nowMs: number,
  keepMs: number,
): {
  ended_at_ms: number;
  until_at_ms: number;
  runner: null;
  hook: RawBuilder<HookState>;
  idempotency_key: RawBuilder<string | null>;
} {
  return {
    ended_at_ms: nowMs,
    until_at_ms: nowMs + keepMs,
    runner: null,
    hook: sql<HookState>`case when hook = 'waiting' then 'due' else hook end`,
    idempotency_key: sql<string | null>`case when idempotency_key like '~%' then null else idempotency_key end`,
  };
}
