import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Whose turn something is, where several processes have one file. */
export type Lease = {
  readonly name: string;
  /** Who wants it; who has it may have it again. */
  readonly holder: string;
  readonly nowMs: number;
  readonly untilMs: number;
};

/** Takes a lease if nobody else has it; says 1 or 0. */
export async function takeLease(database: Kysely<Tables>, { name, holder, nowMs, untilMs }: Lease): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('leases').where('until_at_ms', '<', nowMs).execute();
    // A clock that was set back must not keep anybody away for longer than a lease is.
    await transaction
      .deleteFrom('leases')
      .where('until_at_ms', '>', nowMs + 2 * (untilMs - nowMs))
      .execute();
    await transaction
      .insertInto('leases')
      .values({ name, holder, until_at_ms: untilMs })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet({ until_at_ms: untilMs }).where('leases.holder', '=', holder),
      )
      .execute();
    const found = await transaction.selectFrom('leases').select('holder').where('name', '=', name).executeTakeFirst();
    return found?.holder === holder ? 1 : 0;
  });
}
