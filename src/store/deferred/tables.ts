import type { FaultKind } from '../../model/fault.ts';
import type { HookState, JobState } from '../../model/job.ts';
import type { Mode } from '../../model/route.ts';
import type { Migrated } from '../migrations.ts';

/** The tables of the queue. The same in SQLite and PostgreSQL. */
export type JobTables = Migrated & {
  jobs: JobRow;
  /** What was asked, what was answered and who is told, sealed. Apart from `jobs`, whose rows change often and stay small. */
  job_texts: { job_id: string; kind: TextKind; sealed: Buffer };
  /** Those who run jobs. One whose number stands still is dead. */
  job_runners: { runner: string; beat: number };
};

export type TextKind = 'request' | 'answer' | 'hook';

export type JobRow = {
  id: string;
  tenant: string;
  client: string;
  protocol: string;
  route: string;
  model: string;
  workflow: string;
  priority: number;
  state: JobState;
  /** What the caller, or for it the gateway, calls this request; no two of a tenant have the same. */
  idempotency_key: string | null;
  /** Jobs of a tenant with the same one are run one after the other, as they came; null: as it comes. */
  order_key: string | null;
  created_at_ms: number;
  expires_at_ms: number;
  ended_at_ms: number | null;
  /** Open jobs expire then; those that are over are forgotten. */
  until_at_ms: number;
  /** Not to be run before. */
  due_at_ms: number;
  tries: number;
  fault: FaultKind | null;
  result_id: string | null;
  mode: Mode | null;
  served_by: string;
  bytes: number;
  /** Who runs it; null when nobody does. */
  runner: string | null;
  /** Goes up each time that somebody takes it. Who has an older number has lost it. */
  generation: number;
  hook: HookState;
  hook_due_at_ms: number;
  hook_tries: number;
};
