import type { Kysely } from 'kysely';
import { readText } from './admitting.ts';
import { type DueHook, type HookEnd, type Hooks, PAUSE_MS_MAX } from './job-store.ts';
import { jobOf } from './rows.ts';
import type { JobTables } from './tables.ts';

export async function claimHooks(
  database: Kysely<JobTables>,
  { nowMs, againAtMs, limit }: Hooks,
): Promise<readonly DueHook[]> {
  const rows = await database
    .selectFrom('jobs')
    .selectAll()
    .where('hook', '=', 'due')
    .where((is) => is.or([is('hook_due_at_ms', '<=', nowMs), is('hook_due_at_ms', '>', nowMs + PAUSE_MS_MAX)]))
    .orderBy('hook_due_at_ms')
    .limit(limit)
    .execute();
  const claimed: DueHook[] = [];
  for (const row of rows) {
    const tries = row.hook_tries + 1;
    const { numUpdatedRows } = await database
      .updateTable('jobs')
      .set({ hook_tries: tries, hook_due_at_ms: againAtMs })
      .where('id', '=', row.id)
      .where('hook', '=', 'due')
      .where('hook_tries', '=', row.hook_tries)
      .executeTakeFirst();
    const hook = numUpdatedRows === 1n ? await readText(database, row.id, 'hook') : null;
    if (hook === null) continue;
    claimed.push({ job: jobOf(row), tries, hook, answer: await readText(database, row.id, 'answer') });
  }
  return claimed;
}

/** What a later try has begun is that one's. */
export async function endHook(database: Kysely<JobTables>, { id, tries, state, dueAtMs }: HookEnd): Promise<void> {
  await database
    .updateTable('jobs')
    .set({ hook: state, hook_due_at_ms: dueAtMs })
    .where('id', '=', id)
    .where('hook', '=', 'due')
    .where('hook_tries', '=', tries)
    .execute();
}
