import type { Kysely } from 'kysely';
import type { Incident } from '../../model/incident.ts';
import type { Calls } from '../../model/monitor.ts';
import type { Trial } from '../../model/trial.ts';
import { isAboutContent } from '../database.ts';
import type { Tables } from '../tables.ts';
import { addCalls } from './call-rows.ts';
import { upsertIncidents } from './incident-rows.ts';
import { upsertTrials } from './trial-rows.ts';

/** What the monitor wants to be found again after a restart. */
export type Kept = {
  /** Each as JSON, which crosses threads for a fifth of the price. */
  readonly incidents: readonly string[];
  readonly trials: readonly string[];
  readonly calls: readonly Calls[];
  readonly notes: readonly Note[];
};

/** Something that has a name, and is replaced when it is written again. */
export type Note = { readonly name: string; readonly text: string };

/** All or nothing, unless some of it cannot be stored: that must not hold up the rest. */
export async function writeKept(database: Kysely<Tables>, kept: Kept): Promise<number> {
  try {
    return await writeTogether(database, kept);
  } catch (error) {
    if (!isAboutContent(error)) throw error;
  }
  const none: Kept = { incidents: [], trials: [], calls: [], notes: [] };
  let count = 0;
  for (const one of [
    ...kept.incidents.map((incident): Kept => ({ ...none, incidents: [incident] })),
    ...kept.trials.map((trial): Kept => ({ ...none, trials: [trial] })),
    ...kept.calls.map((calls): Kept => ({ ...none, calls: [calls] })),
    ...kept.notes.map((note): Kept => ({ ...none, notes: [note] })),
  ]) {
    try {
      count += await writeTogether(database, one);
    } catch (error) {
      if (!isAboutContent(error)) throw error;
    }
  }
  return count;
}

async function writeTogether(database: Kysely<Tables>, { incidents, trials, calls, notes }: Kept): Promise<number> {
  await database.transaction().execute(async (transaction) => {
    await upsertIncidents(
      transaction,
      incidents.map((json) => {
        const incident: Incident = JSON.parse(json);
        return incident;
      }),
    );
    await upsertTrials(
      transaction,
      trials.map((json) => {
        const trial: Trial = JSON.parse(json);
        return trial;
      }),
    );
    await addCalls(transaction, calls);
    for (const { name, text } of notes) {
      await transaction
        .insertInto('notes')
        .values({ name, text })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ text }))
        .execute();
    }
  });
  return incidents.length + trials.length + calls.length + notes.length;
}

export async function selectNote(database: Kysely<Tables>, name: string): Promise<string | null> {
  const row = await database.selectFrom('notes').select('text').where('name', '=', name).executeTakeFirst();
  return row?.text ?? null;
}
