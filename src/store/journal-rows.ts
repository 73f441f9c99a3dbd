import type { CompiledQuery, Kysely } from 'kysely';
import { isFailover, type AttemptEntry, type JournalQuery, type RequestEntry } from '../model/journal.ts';
import type { Loss } from '../model/loss.ts';
import type { BodyRow, RequestRow, Tables } from './tables.ts';

/**
 * Rows per statement, largest first: a batch is cut into these sizes, so that a handful of statements is compiled once and
 * used for ever. (Compiling each anew doubled the price of an entry.) 32 × 24 values stay far below SQLite's 32,766.
 */
const SIZES = [32, 16, 8, 4, 2, 1] as const;

/** How many ids one statement looks for. */
const IDS = 100;

/**
 * Writes entries in one transaction: all or none. An entry that is there already stays as it is, so that a batch whose
 * acknowledgement was lost can be sent again.
 */
export async function insertEntries(database: Kysely<Tables>, entries: readonly RequestEntry[]): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await insertRows(transaction, entries.map(requestRow), (rows) =>
      transaction
        .insertInto('requests')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
    );
    // One by one: bodies may be large, and a statement holds all of its values in memory a second time.
    for (const row of entries.flatMap(bodyRows)) {
      await transaction
        .insertInto('bodies')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

const compiled = new Map<number, CompiledQuery>();

/** All rows have the same keys in the same order, which is what lets their values be put into a statement of other rows. */
async function insertRows(
  database: Kysely<Tables>,
  rows: readonly RequestRow[],
  compile: (rows: readonly RequestRow[]) => CompiledQuery,
): Promise<void> {
  let from = 0;
  for (const size of SIZES) {
    for (; rows.length - from >= size; from += size) {
      const some = rows.slice(from, from + size);
      const statement = compiled.get(size) ?? compile(some);
      compiled.set(size, statement);
      await database.executeQuery({ ...statement, parameters: some.flatMap((row) => Object.values(row)) });
    }
  }
}

/** The newest entries first. */
export async function selectEntries(database: Kysely<Tables>, query: JournalQuery): Promise<readonly RequestEntry[]> {
  let wanted = database
    .selectFrom('requests')
    .selectAll()
    .orderBy('at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit);
  const { id, beforeMs, beforeId } = query;
  if (id !== undefined) wanted = wanted.where('id', '=', id);
  if (query.failoversOnly === true) wanted = wanted.where('failover', '=', 1);
  if (beforeMs !== undefined) {
    wanted = wanted.where((is) =>
      beforeId === undefined
        ? is('at_ms', '<', beforeMs)
        : is.or([is('at_ms', '<', beforeMs), is.and([is('at_ms', '=', beforeMs), is('id', '<', beforeId)])]),
    );
  }
  const requests = await wanted.execute();
  const bodies = new Map<string, BodyRow>();
  for (let from = 0; from < requests.length; from += IDS) {
    const ids = requests.slice(from, from + IDS).map((row) => row.id);
    for (const row of await database.selectFrom('bodies').selectAll().where('request_id', 'in', ids).execute()) {
      bodies.set(row.request_id, row);
    }
  }
  return requests.map((row) => toEntry(row, bodies.get(row.id) ?? null));
}

/** Deletes the oldest entries from before a time, `limit` at most, and says how many. */
export async function pruneEntries(database: Kysely<Tables>, beforeMs: number, limit: number): Promise<number> {
  const result = await database
    .deleteFrom('requests')
    .where('id', 'in', (oldest) =>
      oldest.selectFrom('requests').select('id').where('at_ms', '<', beforeMs).orderBy('at_ms').limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

function requestRow(entry: RequestEntry): RequestRow {
  return {
    id: entry.id,
    at_ms: entry.atMs,
    protocol: entry.protocol,
    route: entry.route,
    model: entry.model,
    client: entry.client,
    workflow: entry.workflow,
    streamed: entry.streamed ? 1 : 0,
    outcome: entry.outcome,
    status: entry.status,
    mode: entry.mode,
    match: entry.match ?? null,
    served_by: entry.servedBy,
    fault: entry.fault,
    took_ms: entry.tookMs,
    first_content_ms: entry.firstContentMs,
    input_tokens: entry.usage?.inputTokens ?? null,
    cache_read_tokens: entry.usage?.cacheReadTokens ?? null,
    cache_write_tokens: entry.usage?.cacheWriteTokens ?? null,
    output_tokens: entry.usage?.outputTokens ?? null,
    thinking_tokens: entry.usage?.thinkingTokens ?? null,
    lost: JSON.stringify(entry.lost),
    attempts: JSON.stringify(entry.attempts),
    failover: isFailover(entry) ? 1 : 0,
  };
}

function bodyRows(entry: RequestEntry): BodyRow[] {
  return entry.bodies === null ? [] : [{ request_id: entry.id, ...entry.bodies }];
}

function toEntry(row: RequestRow, bodies: BodyRow | null): RequestEntry {
  const attempts: readonly AttemptEntry[] = JSON.parse(row.attempts);
  const lost: readonly Loss[] = JSON.parse(row.lost);
  return {
    id: row.id,
    atMs: row.at_ms,
    protocol: row.protocol,
    route: row.route,
    model: row.model,
    client: row.client,
    workflow: row.workflow,
    streamed: row.streamed === 1,
    outcome: row.outcome,
    status: row.status,
    mode: row.mode,
    ...(row.match !== null && { match: row.match }),
    servedBy: row.served_by,
    fault: row.fault,
    tookMs: row.took_ms,
    firstContentMs: row.first_content_ms,
    usage:
      row.input_tokens === null
        ? null
        : {
            inputTokens: row.input_tokens,
            cacheReadTokens: row.cache_read_tokens ?? 0,
            cacheWriteTokens: row.cache_write_tokens ?? 0,
            outputTokens: row.output_tokens ?? 0,
            thinkingTokens: row.thinking_tokens ?? 0,
          },
    lost,
    attempts,
    bodies: bodies === null ? null : { request: bodies.request, answer: bodies.answer },
  };
}
