import { type Kysely, sql } from 'kysely';
import { sizeOf, type StoredAnswer } from '../../model/stored-answer.ts';
import { isAboutContent } from '../database.ts';
import type { Tables } from '../tables.ts';

/** Writes answers over older ones to the same requests; says how many. One that cannot be stored does not hold up the others. */
export async function upsertAnswers(database: Kysely<Tables>, answers: readonly StoredAnswer[]): Promise<number> {
  let count = 0;
  await database.transaction().execute(async (transaction) => {
    for (const answer of answers) {
      const { id, ...rest } = rowOf(answer);
      try {
        await transaction
          .insertInto('answers')
          .values({ id, ...rest })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
          .execute();
        count += 1;
      } catch (error) {
        if (!isAboutContent(error)) throw error;
      }
    }
  });
  return count;
}

function rowOf(answer: StoredAnswer): Tables['answers'] {
  const { id, tenant, request, answer: text, madeAtMs, untilMs } = answer;
  return {
    id,
    tenant,
    request: Buffer.from(request.buffer, request.byteOffset, request.byteLength),
    answer: text,
    made_at_ms: madeAtMs,
    until_at_ms: untilMs,
    bytes: sizeOf(answer),
  };
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
export async function pruneAnswers(database: Kysely<Tables>, { nowMs, bytesMax, limit }: Pruning): Promise<number> {
  const old = await database
    .deleteFrom('answers')
    .where('id', 'in', (some) =>
      some.selectFrom('answers').select('id').where('until_at_ms', '<', nowMs).orderBy('until_at_ms').limit(limit),
    )
    .executeTakeFirst();
  if (old.numDeletedRows > 0n) return Number(old.numDeletedRows);
  const tenants = await database
    .selectFrom('answers')
    .select(['tenant', sql<number>`sum(bytes)`.as('bytes')])
    .groupBy('tenant')
    .orderBy('bytes', 'desc')
    .execute();
  const [most] = tenants;
  const all = tenants.reduce((sum, { bytes }) => sum + bytes, 0);
  if (most === undefined || all <= bytesMax) return 0;
  const gone = await database
    .deleteFrom('answers')
    .where('id', 'in', (some) =>
      some.selectFrom('answers').select('id').where('tenant', '=', most.tenant).orderBy('made_at_ms').limit(limit),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
