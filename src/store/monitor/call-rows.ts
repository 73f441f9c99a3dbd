import { type Kysely, sql } from 'kysely';
import type { Calls, CallsQuery } from '../../model/monitor.ts';
import type { Tables } from '../tables.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Minutes are kept for so long, ms, and become hours then. */
const MINUTES_MS = 90 * 24 * 60 * 60_000;
/** Hours are kept for so long, ms. */
const HOURS_MS = 730 * 24 * 60 * 60_000;

/** Adds to what was counted before. */
export async function addCalls(database: Kysely<Tables>, calls: readonly Calls[]): Promise<void> {
  for (const { atMs, spanMs, surface, provider, model, kind, well, ill } of calls) {
    await database
      .insertInto('calls')
      .values({ at_ms: atMs, span_ms: spanMs, surface, provider, model, kind, well, ill })
      .onConflict((conflict) =>
        conflict.columns(['span_ms', 'at_ms', 'surface', 'provider', 'model', 'kind']).doUpdateSet({
          well: sql<number>`calls.well + excluded.well`,
          ill: sql<number>`calls.ill + excluded.ill`,
        }),
      )
      .execute();
  }
}

/** Summed up by spans, oldest first. */
export async function selectCalls(
  database: Kysely<Tables>,
  { surface, fromMs, toMs, spanMs }: CallsQuery,
  limit: number,
): Promise<readonly Calls[]> {
  const start = sql<number>`at_ms - at_ms % ${spanMs}`;
  let wanted = database
    .selectFrom('calls')
    .select([start.as('at'), 'provider', 'model', 'kind'])
    .select((select) => [select.fn.sum<number>('well').as('well'), select.fn.sum<number>('ill').as('ill')])
    .where('surface', '=', surface)
    .where('at_ms', '>=', fromMs)
    .groupBy(['at', 'provider', 'model', 'kind'])
    .orderBy('at')
    .limit(limit);
  if (toMs !== undefined) wanted = wanted.where('at_ms', '<', toMs);
  const rows = await wanted.execute();
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at, spanMs, surface }));
}

/** Makes hours of old minutes and forgets old hours, `limit` rows at most. Says how many. */
export async function thinCalls(database: Kysely<Tables>, nowMs: number, limit: number): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const old = await transaction
      .selectFrom('calls')
      .selectAll()
      .where('span_ms', '=', MINUTE_MS)
      .where('at_ms', '<', nowMs - MINUTES_MS)
      .orderBy('at_ms')
      .limit(limit)
      .execute();
    await addCalls(
      transaction,
      old.map(({ at_ms, ...row }) => ({ ...row, atMs: at_ms - (at_ms % HOUR_MS), spanMs: HOUR_MS })),
    );
    for (const { span_ms, at_ms, surface, provider, model, kind } of old) {
      await transaction
        .deleteFrom('calls')
        .where('span_ms', '=', span_ms)
        .where('at_ms', '=', at_ms)
        .where('surface', '=', surface)
        .where('provider', '=', provider)
        .where('model', '=', model)
        .where('kind', '=', kind)
        .execute();
    }
    const gone = await transaction
      .deleteFrom('calls')
      .where('span_ms', '=', HOUR_MS)
      .where('at_ms', '<', nowMs - HOURS_MS)
      .executeTakeFirst();
    return old.length + Number(gone.numDeletedRows);
  });
}
