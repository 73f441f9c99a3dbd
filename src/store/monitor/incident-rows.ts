import type { Kysely } from 'kysely';
import { endOf, type Incident, startOf, textOf } from '../../model/incident.ts';
import type { IncidentQuery } from '../../model/monitor.ts';
import type { IncidentRow, Tables } from '../tables.ts';

/**
 * What incidents are looked for by. `surfaces`: only of these. `endedAfterMs`: only those that were not over before, ms since 1970.
 */
export type StoredIncidentQuery = IncidentQuery & {
  readonly surfaces?: readonly string[];
  readonly endedAfterMs?: number;
};

/** Words that one search looks for. */
const WORDS_MAX = 10;
/** The text of an incident that can be searched, characters. */
const TEXT_MAX = 100_000;

/** Rows per statement. */
const ROWS = 50;

/** Writes incidents over what was known of them. What was imported stays as it is where it is there already. */
export async function upsertIncidents(database: Kysely<Tables>, incidents: readonly Incident[]): Promise<void> {
  const imported = incidents.filter((incident) => incident.imported).map(incidentRow);
  const seen = incidents.filter((incident) => !incident.imported).map(incidentRow);
  for (let from = 0; from < imported.length; from += ROWS) {
    await database
      .insertInto('incidents')
      .values(imported.slice(from, from + ROWS))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (let from = 0; from < seen.length; from += ROWS) {
    await database
      .insertInto('incidents')
      .values(seen.slice(from, from + ROWS))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          surface: row.ref('excluded.surface'),
          started_at_ms: row.ref('excluded.started_at_ms'),
          ended_at_ms: row.ref('excluded.ended_at_ms'),
          words: row.ref('excluded.words'),
          whole: row.ref('excluded.whole'),
        })),
      )
      .execute();
  }
}

/** The newest first. */
export async function selectIncidents(
  database: Kysely<Tables>,
  { limit, surface, surfaces, id, text, openOnly, beforeMs, endedAfterMs }: StoredIncidentQuery,
): Promise<readonly Incident[]> {
  let wanted = database
    .selectFrom('incidents')
    .select('whole')
    .orderBy('started_at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (surface !== undefined) wanted = wanted.where('surface', '=', surface);
  if (surfaces !== undefined) wanted = wanted.where('surface', 'in', surfaces);
  if (id !== undefined) wanted = wanted.where('id', '=', id);
  if (openOnly === true) wanted = wanted.where('ended_at_ms', 'is', null);
  if (beforeMs !== undefined) wanted = wanted.where('started_at_ms', '<', beforeMs);
  if (endedAfterMs !== undefined) {
    wanted = wanted.where((is) => is.or([is('ended_at_ms', 'is', null), is('ended_at_ms', '>', endedAfterMs)]));
  }
  for (const word of wordsOf(text ?? '')) wanted = wanted.where('words', 'like', `%${escaped(word)}%`);
  const rows = await wanted.execute();
  return rows.map(({ whole }) => {
    const incident: Incident = JSON.parse(whole);
    return incident;
  });
}

function incidentRow(incident: Incident): IncidentRow {
  return {
    id: incident.id,
    surface: incident.surface,
    started_at_ms: startOf(incident),
    ended_at_ms: endOf(incident),
    words: textOf(incident).slice(0, TEXT_MAX),
    whole: JSON.stringify(incident),
  };
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX);
}

/** SQLite's `like` has no sign that escapes unless it is named, so its two signs stand for any one character, as `_` does. */
function escaped(word: string): string {
  return word.replaceAll(/[%_]/g, '_');
}
