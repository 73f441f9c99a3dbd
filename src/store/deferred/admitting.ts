import { type Kysely, sql } from 'kysely';
import type { Job, JobCounts, JobQuery, JobState } from '../../model/job.ts';
import type { Admitted, NewJob } from './job-store.ts';
import { jobOf, rowOf } from './rows.ts';
import type { JobTables, TextKind } from './tables.ts';

/** All in one transaction, so that many share one wait for the disk. */
export async function admitAll(database: Kysely<JobTables>, jobs: readonly NewJob[]): Promise<readonly Admitted[]> {
  return database.transaction().execute(async (transaction) => {
    const admitted: Admitted[] = [];
    for (const job of jobs) admitted.push(await admit(transaction, job));
    return admitted;
  });
}

async function admit(transaction: Kysely<JobTables>, job: NewJob): Promise<Admitted> {
  const row = rowOf(job);
  const { numInsertedOrUpdatedRows: inserted } = await transaction
    .insertInto('jobs')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant', 'idempotency_key']).doNothing())
    .executeTakeFirstOrThrow();
  if (inserted === 0n) return known(transaction, job);
  const texts = [
    { job_id: job.id, kind: 'request' as const, sealed: Buffer.from(job.request) },
    ...(job.hook === null ? [] : [{ job_id: job.id, kind: 'hook' as const, sealed: Buffer.from(job.hook) }]),
  ];
  await transaction.insertInto('job_texts').values(texts).execute();
  return { kind: 'new', job: jobOf(row) };
}

async function known(transaction: Kysely<JobTables>, { tenant, idempotencyKey }: NewJob): Promise<Admitted> {
  const row = await transaction
    .selectFrom('jobs')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirstOrThrow();
  const request = await readText(transaction, row.id, 'request');
  return { kind: 'known', job: jobOf(row), request: request ?? new Uint8Array() };
}

export async function findJob(database: Kysely<JobTables>, id: string): Promise<Job | null> {
  const row = await database.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : jobOf(row);
}

export async function listJobs(database: Kysely<JobTables>, query: JobQuery): Promise<readonly Job[]> {
  const { limit, beforeId, tenant, state } = query;
  let wanted = database.selectFrom('jobs').selectAll().orderBy('id', 'desc').limit(limit);
  if (beforeId !== undefined) wanted = wanted.where('id', '<', beforeId);
  if (tenant !== undefined) wanted = wanted.where('tenant', '=', tenant);
  if (state !== undefined) wanted = wanted.where('state', '=', state);
  return (await wanted.execute()).map(jobOf);
}

/** Out of an index alone: with a million jobs it still takes a fraction of a second. */
export async function countJobs(database: Kysely<JobTables>): Promise<JobCounts> {
  const rows = await database
    .selectFrom('jobs')
    .select(({ fn }) => [
      'state',
      fn.countAll().as('count'),
      fn.min('created_at_ms').as('oldest'),
      // PostgreSQL adds up whole numbers to one that is no number in JavaScript.
      sql<number>`cast(sum(bytes) as double precision)`.as('bytes'),
    ])
    .groupBy('state')
    .execute();
  const states: Record<JobState, number> = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, expired: 0 };
  for (const { state, count } of rows) states[state] = Number(count);
  return {
    states,
    oldestAtMs: rows.find(({ state }) => state === 'waiting')?.oldest ?? null,
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

export async function readText(database: Kysely<JobTables>, id: string, kind: TextKind): Promise<Uint8Array | null> {
  const row = await database
    .selectFrom('job_texts')
    .select('sealed')
    .where('job_id', '=', id)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.sealed ?? null;
}
