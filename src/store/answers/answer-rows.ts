import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { type KeptAnswer, type KeptQuery, newestFirst } from '../../model/kept-answer.ts';
import { isAboutContent } from '../database.ts';
import type { AnswerRow, Tables } from '../tables.ts';

/** Clocks of two processes on a machine are no further apart, ms. */
const AHEAD_MS_MAX = 60_000;

/** Writes answers over older ones to the same requests; says how many. One that cannot be stored does not hold up the others. */
export async function upsertAnswers(database: Kysely<Tables>, rows: readonly AnswerRow[]): Promise<number> {
  let count = 0;
  await database.transaction().execute(async (transaction) => {
    for (const { id, request, answer, ...told } of rows) {
      // What crosses threads comes as plain bytes.
      const rest = { ...told, request: Buffer.from(request), answer: Buffer.from(answer) };
      try {
        await transaction
          .insertInto('answers')
          .values({ id, ...rest })
          // Another gateway on the file may have had a newer one.
          .onConflict((conflict) =>
            conflict
              .column('id')
              .doUpdateSet(rest)
              // Unless that one is of days to come, because a clock was set back.
              .where((is) =>
                is.or([
                  is('answers.made_at_ms', '<=', rest.made_at_ms),
                  is('answers.made_at_ms', '>', rest.made_at_ms + AHEAD_MS_MAX),
                ]),
              ),
          )
          .execute();
        count += 1;
      } catch (error) {
        if (!isAboutContent(error)) throw error;
      }
    }
  });
  return count;
}

/** Kept answers without their words, newest first. */
export async function selectAnswers(
  database: Kysely<Tables>,
  query: KeptQuery,
  limit: number,
): Promise<readonly KeptAnswer[]> {
  const rows = await meant(database.selectFrom('answers'), query)
    .select(['id', 'tenant', 'route', 'model', 'served_by', 'made_at_ms', 'until_at_ms', 'bytes'])
    // Notes about questions lie beside answers, and nobody has given those.
    .where('served_by', 'like', '%/%')
    .orderBy('made_at_ms', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  const told = rows.map(({ id, tenant, route, model, served_by, made_at_ms, until_at_ms, bytes }) => ({
    key: id,
    tenant,
    route,
    model,
    servedBy: served_by,
    madeAtMs: made_at_ms,
    untilMs: until_at_ms,
    bytes,
  }));
  return told.toSorted(newestFirst);
}

/** Deletes some of those that are meant, so that nothing of them is left in the file; says how many. */
export async function deleteAnswers(database: Kysely<Tables>, query: KeptQuery, limit: number): Promise<number> {
  // Else their words would stand in free pages until those are used again.
  await sql`pragma secure_delete = on`.execute(database);
  try {
    const gone = await database
      .deleteFrom('answers')
      .where('id', 'in', meant(database.selectFrom('answers'), query).select('id').limit(limit))
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  } finally {
    await sql`pragma secure_delete = off`.execute(database);
    await sql`pragma wal_checkpoint(truncate)`.execute(database);
  }
}

type Answers = SelectQueryBuilder<Tables, 'answers', object>;

function meant(all: Answers, { key, tenant, route, model, beforeMs }: KeptQuery): Answers {
  let some = all;
  if (key !== undefined) some = some.where(sql<boolean>`id glob ${`${literally(key)}*`}`);
  if (tenant !== undefined) some = some.where('tenant', '=', tenant);
  if (route !== undefined) some = some.where('route', '=', route);
  if (model !== undefined) some = some.where(sql<boolean>`model glob ${model.split('*').map(literally).join('*')}`);
  if (beforeMs !== undefined) some = some.where('made_at_ms', '<', beforeMs);
  return some;
}

/** In a pattern of SQLite, a text that stands for itself. */
function literally(text: string): string {
  return text.replaceAll(/[*?[]/g, '[$&]');
}

export type Pruning = {
  readonly nowMs: number;
  /** What all of them may take. */
  readonly bytesMax: number;
  /** How many are deleted at once. */
  readonly limit: number;
};

/**
 * Deletes some of what is of no use any more; else, where there is too much, the oldest of the tenant that has most. Says how many it were:
 * with 0, all is well.
 */
export async function pruneAnswers(
  database: Kysely<Tables>,
  { nowMs, bytesMax, limit }: Pruning,
): Promise<{ readonly expired: number; readonly evicted: number }> {
  const old = await database
    .deleteFrom('answers')
    .where('id', 'in', (some) =>
      some.selectFrom('answers').select('id').where('until_at_ms', '<', nowMs).orderBy('until_at_ms').limit(limit),
    )
    .executeTakeFirst();
  if (old.numDeletedRows > 0n) return { expired: Number(old.numDeletedRows), evicted: 0 };
  const tenants = await database
    .selectFrom('answers')
    .select(['tenant', sql<number>`sum(bytes)`.as('bytes')])
    .groupBy('tenant')
    .orderBy('bytes', 'desc')
    .execute();
  const [most] = tenants;
  const all = tenants.reduce((sum, { bytes }) => sum + bytes, 0);
  if (most === undefined || all <= bytesMax) return { expired: 0, evicted: 0 };
  const gone = await database
    .deleteFrom('answers')
    .where('id', 'in', (some) =>
      some.selectFrom('answers').select('id').where('tenant', '=', most.tenant).orderBy('made_at_ms').limit(limit),
    )
    .executeTakeFirst();
  return { expired: 0, evicted: Number(gone.numDeletedRows) };
}
