import { type Expression, type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { BECOMES } from '../../model/job.ts';
import { readText } from './admitting.ts';
import {
  type Beat,
  type Claimed,
  type Finished,
  PAUSE_MS_MAX,
  type Pulse,
  type Released,
  type Turn,
} from './job-store.ts';
import { ending, jobOf } from './rows.ts';
import type { JobRow, JobTables } from './tables.ts';

/** Tenants that are looked at for one job, where those before have nothing that is due. */
const TENANTS_MAX = 50;
/** Jobs of one tenant that are looked at: others may take one while it is looked at. */
const CANDIDATES = 4;

export async function claimJob(database: Kysely<JobTables>, turn: Turn): Promise<Claimed | null> {
  const seen = new Set<string>();
  let { after } = turn;
  while (seen.size < TENANTS_MAX) {
    const tenant = await nextTenant(database, turn.route, after);
    if (tenant === null || seen.has(tenant)) return null;
    seen.add(tenant);
    after = tenant;
    for (const candidate of await candidates(database, turn, tenant)) {
      const claimed = await take(database, turn.runner, candidate);
      if (claimed !== null) return claimed;
    }
  }
  return null;
}

/** The one behind the last, or the first again. */
async function nextTenant(database: Kysely<JobTables>, route: string, after: string | null): Promise<string | null> {
  const waiting = database
    .selectFrom('jobs')
    .select('tenant')
    .where('state', '=', 'waiting')
    .where('route', '=', route)
    .orderBy('tenant')
    .limit(1);
  const behind = after === null ? undefined : await waiting.where('tenant', '>', after).executeTakeFirst();
  return (behind ?? (await waiting.executeTakeFirst()))?.tenant ?? null;
}

async function candidates(
  database: Kysely<JobTables>,
  { route, nowMs }: Turn,
  tenant: string,
): Promise<readonly JobRow[]> {
  return database
    .selectFrom('jobs')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('route', '=', route)
    .where('tenant', '=', tenant)
    .where((is) => is.or([is('due_at_ms', '<=', nowMs), is('due_at_ms', '>', nowMs + PAUSE_MS_MAX)]))
    .where((of) => of.or([of('order_key', 'is', null), of.not(of.exists(earlier(of)))]))
    .orderBy('priority')
    .orderBy('created_at_ms')
    .orderBy('id')
    .limit(CANDIDATES)
    .execute();
}

/** Those of the same order that come first and are not over. */
function earlier(of: ExpressionBuilder<JobTables, 'jobs'>): Expression<{ id: string }> {
  return of
    .selectFrom('jobs as earlier')
    .whereRef('earlier.tenant', '=', 'jobs.tenant')
    .whereRef('earlier.order_key', '=', 'jobs.order_key')
    .where('earlier.state', 'in', ['waiting', 'running'])
    .where((is) =>
      is.or([
        is('earlier.created_at_ms', '<', is.ref('jobs.created_at_ms')),
        is.and([
          is('earlier.created_at_ms', '=', is.ref('jobs.created_at_ms')),
          is('earlier.id', '<', is.ref('jobs.id')),
        ]),
      ]),
    )
    .select('earlier.id');
}

async function take(database: Kysely<JobTables>, runner: string, row: JobRow): Promise<Claimed | null> {
  const { id } = row;
  const generation = row.generation + 1;
  const changed = { state: 'running', runner, generation, tries: row.tries + 1 } as const;
  const isTaken = await database.transaction().execute(async (transaction) => {
    // First, so that whoever looks for the dead finds one that lives.
    await transaction
      .insertInto('job_runners')
      .values({ runner, beat: 1 })
      .onConflict((conflict) => conflict.column('runner').doUpdateSet({ beat: sql`job_runners.beat + 1` }))
      .execute();
    const { numUpdatedRows } = await transaction
      .updateTable('jobs')
      .set(changed)
      .where('id', '=', id)
      .where('state', 'in', BECOMES.running)
      .where('generation', '=', row.generation)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  });
  if (!isTaken) return null;
  const request = await readText(database, id, 'request');
  return { id, generation, job: jobOf({ ...row, ...changed }), request: request ?? new Uint8Array() };
}

export async function releaseJob(database: Kysely<JobTables>, released: Released): Promise<boolean> {
  const { id, generation, dueAtMs, fault } = released;
  const { numUpdatedRows } = await database
    .updateTable('jobs')
    .set({ state: 'waiting', runner: null, due_at_ms: dueAtMs, fault })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('generation', '=', generation)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function finishJob(database: Kysely<JobTables>, finished: Finished): Promise<boolean> {
  const { id, generation, state, nowMs, keepMs, fault, resultId, mode, servedBy, answer } = finished;
  return database.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('jobs')
      .set({
        ...ending(nowMs, keepMs),
        state,
        fault,
        result_id: resultId,
        mode,
        served_by: servedBy,
        bytes: sql`bytes + ${answer.length}`,
      })
      .where('id', '=', id)
      .where('state', 'in', BECOMES[state])
      .where('generation', '=', generation)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await transaction
      .insertInto('job_texts')
      .values({ job_id: id, kind: 'answer', sealed: Buffer.from(answer) })
      .execute();
    return true;
  });
}

export async function beat(
  database: Kysely<JobTables>,
  { runner, isRunning }: { readonly runner: string; readonly isRunning: boolean },
): Promise<Pulse> {
  if (isRunning)
    await database
      .updateTable('job_runners')
      .set({ beat: sql`beat + 1` })
      .where('runner', '=', runner)
      .execute();
  const running = database.selectFrom('jobs').where('state', '=', 'running');
  const mine = await running.select(['id', 'generation']).where('runner', '=', runner).execute();
  const others = await database.selectFrom('job_runners').selectAll().where('runner', '!=', runner).execute();
  return { mine, others };
}

export async function takeBack(database: Kysely<JobTables>, dead: Beat): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('job_runners')
      .where('runner', '=', dead.runner)
      .where('beat', '=', dead.beat)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return 0;
    const { numUpdatedRows } = await transaction
      .updateTable('jobs')
      .set({ state: 'waiting', runner: null, generation: sql`generation + 1` })
      .where('state', '=', 'running')
      .where('runner', '=', dead.runner)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  });
}
