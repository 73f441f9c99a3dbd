import type { Kysely } from 'kysely';
import type { Trial, TrialQuery } from '../../model/trial.ts';
import type { Tables } from '../tables.ts';

/** Trials that are kept, the newest: years of them, of some kilobytes each. */
const TRIALS_MAX = 1_000;

/** Writes trials over what was known of them, and forgets the oldest of too many. */
export async function upsertTrials(database: Kysely<Tables>, trials: readonly Trial[]): Promise<void> {
  for (const trial of trials) {
    const row = { started_at_ms: trial.startedAtMs, whole: JSON.stringify(trial) };
    await database
      .insertInto('trials')
      .values({ id: trial.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
  if (trials.length === 0) return;
  await database
    .deleteFrom('trials')
    .where('id', 'in', (old) =>
      old.selectFrom('trials').select('id').orderBy('started_at_ms', 'desc').limit(-1).offset(TRIALS_MAX),
    )
    .execute();
}

/** The newest first. */
export async function selectTrials(database: Kysely<Tables>, { limit }: TrialQuery): Promise<readonly Trial[]> {
  const rows = await database
    .selectFrom('trials')
    .select('whole')
    .orderBy('started_at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ whole }) => {
    const trial: Trial = JSON.parse(whole);
    return trial;
  });
}
