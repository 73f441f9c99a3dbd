import { type Kysely, sql } from 'kysely';
import { BECOMES, type HookState, isOver, type Job } from '../../model/job.ts';
import { findJob } from './admitting.ts';
import type { Ended } from './job-store.ts';
import { ending } from './rows.ts';
import type { JobTables } from './tables.ts';

type OfTenant = { readonly id: string; readonly tenant: string | null };

export async function cancelJob(database: Kysely<JobTables>, of: OfTenant & Ended): Promise<Job | null> {
  const { id, tenant, nowMs, keepMs } = of;
  let wanted = database
    .updateTable('jobs')
    .set({ ...ending(nowMs, keepMs), state: 'cancelled' })
    .where('id', '=', id)
    .where('state', 'in', BECOMES.cancelled);
  if (tenant !== null) wanted = wanted.where('tenant', '=', tenant);
  await wanted.execute();
  const job = await findJob(database, id);
  return job === null || (tenant !== null && job.tenant !== tenant) ? null : job;
}

export async function retryJob(
  database: Kysely<JobTables>,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): Promise<Job | null> {
  const job = await findJob(database, id);
  if (job === null || !isOver(job.state) || job.state === 'done') return null;
  const expiresAtMs = nowMs + job.expiresAtMs - job.createdAtMs;
  const isWanted = await database.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('jobs')
      .set({
        state: 'waiting',
        expires_at_ms: expiresAtMs,
        until_at_ms: expiresAtMs,
        ended_at_ms: null,
        due_at_ms: 0,
        fault: null,
        result_id: null,
        mode: null,
        served_by: '',
        hook: sql<HookState>`case when hook = 'none' then hook else 'waiting' end`,
        hook_tries: 0,
        hook_due_at_ms: 0,
      })
      .where('id', '=', id)
      .where('state', '=', job.state)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await transaction.deleteFrom('job_texts').where('job_id', '=', id).where('kind', '=', 'answer').execute();
    return true;
  });
  return isWanted ? findJob(database, id) : null;
}

export async function forgetJob(database: Kysely<JobTables>, { id, tenant }: OfTenant): Promise<boolean> {
  return database.transaction().execute(async (transaction) => {
    let wanted = transaction.deleteFrom('jobs').where('id', '=', id).where('state', 'in', OVER);
    if (tenant !== null) wanted = wanted.where('tenant', '=', tenant);
    const { numDeletedRows } = await wanted.executeTakeFirst();
    if (numDeletedRows !== 1n) return false;
    await transaction.deleteFrom('job_texts').where('job_id', '=', id).execute();
    return true;
  });
}

const OVER = ['done', 'failed', 'cancelled', 'expired'] as const;

type Some = { readonly nowMs: number; readonly limit: number };

export async function expireJobs(database: Kysely<JobTables>, { nowMs, keepMs, limit }: Ended & Some): Promise<number> {
  const { numUpdatedRows } = await database
    .updateTable('jobs')
    .set({ ...ending(nowMs, keepMs), state: 'expired' })
    .where('state', 'in', BECOMES.expired)
    .where('id', 'in', (late) =>
      late
        .selectFrom('jobs')
        .select('id')
        .where('state', 'in', BECOMES.expired)
        .where('until_at_ms', '<=', nowMs)
        .orderBy('until_at_ms')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

export async function pruneJobs(database: Kysely<JobTables>, { nowMs, limit }: Some): Promise<number> {
  const old = await database
    .selectFrom('jobs')
    .select('id')
    .where('state', 'in', OVER)
    .where('until_at_ms', '<=', nowMs)
    .limit(limit)
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  return database.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('jobs')
      .where('id', 'in', ids)
      .where('state', 'in', OVER)
      .executeTakeFirst();
    // Of one that is wanted once more meanwhile, the texts stay.
    await transaction
      .deleteFrom('job_texts')
      .where('job_id', 'in', ids)
      .where('job_id', 'not in', (still) => still.selectFrom('jobs').select('id').where('id', 'in', ids))
      .execute();
    return Number(numDeletedRows);
  });
}
