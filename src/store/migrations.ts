import { sql, type Kysely } from 'kysely';

/** A file that this version must not touch. */
export class TooNew extends Error {}

/** What every file has: which changes were made to it. */
export type Migrated = { migrations: { number: number; name: string; at_ms: number } };

/** All that a migration needs of a database. */
export type SchemaOf = Pick<Kysely<Migrated>, 'schema'>;

export type Migration = { readonly name: string; readonly up: (database: SchemaOf) => Promise<void> };

/** Every change of the tables, oldest first; the number of a migration is its position from 1. Never edited, only added to. */
export const MIGRATIONS: readonly Migration[] = [
  { name: 'journal', up: createJournal },
  { name: 'monitor', up: createMonitor },
  { name: 'answers', up: createAnswers },
  { name: 'answers that are sealed, and leases', up: createSealedAnswers },
  { name: 'the match of an answer', up: addMatch },
  { name: 'trials', up: createTrials },
];

/** Brings a file of any older version, or an empty one, up to date in one transaction. */
export async function migrate(
  database: Kysely<Migrated>,
  nowMs: number,
  known: readonly Migration[] = MIGRATIONS,
  /** Keeps others out meanwhile, where a transaction alone does not. */
  lock: (transaction: Kysely<Migrated>) => Promise<void> = async () => {},
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await lock(transaction);
    await transaction.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .execute();
    const newest = await transaction
      .selectFrom('migrations')
      .select((select) => select.fn.max('number').as('number'))
      .executeTakeFirst();
    const done = newest?.number ?? 0;
    if (done > known.length) {
      throw new TooNew(`a newer version of Failsoft made it (schema ${done}, this one knows ${known.length})`);
    }
    for (const [index, migration] of known.entries()) {
      if (index < done) continue;
      await migration.up(transaction);
      await transaction
        .insertInto('migrations')
        .values({ number: index + 1, name: migration.name, at_ms: nowMs })
        .execute();
    }
  });
}

async function createJournal(database: SchemaOf): Promise<void> {
  await database.schema
    .createTable('requests')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('protocol', 'text', (column) => column.notNull())
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('streamed', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('mode', 'text')
    .addColumn('served_by', 'text', (column) => column.notNull())
    .addColumn('fault', 'text')
    .addColumn('took_ms', 'double precision', (column) => column.notNull())
    .addColumn('first_content_ms', 'double precision')
    .addColumn('input_tokens', 'integer')
    .addColumn('cache_read_tokens', 'integer')
    .addColumn('cache_write_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('thinking_tokens', 'integer')
    .addColumn('lost', 'text', (column) => column.notNull())
    .addColumn('attempts', 'text', (column) => column.notNull())
    .addColumn('failover', 'integer', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('requests_newest').on('requests').columns(['at_ms', 'id']).execute();
  await database.schema
    .createIndex('requests_newest_failovers')
    .on('requests')
    .columns(['at_ms', 'id'])
    .where(sql.ref('failover'), '=', sql.lit(1))
    .execute();
  await database.schema
    .createTable('bodies')
    .addColumn('request_id', 'text', (column) => column.primaryKey().references('requests.id').onDelete('cascade'))
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .execute();
}

async function createMonitor(database: SchemaOf): Promise<void> {
  await database.schema
    .createTable('incidents')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('surface', 'text', (column) => column.notNull())
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('words', 'text', (column) => column.notNull())
    .addColumn('whole', 'text', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('incidents_newest').on('incidents').columns(['started_at_ms', 'id']).execute();
  await database.schema
    .createIndex('incidents_newest_of_surface')
    .on('incidents')
    .columns(['surface', 'started_at_ms', 'id'])
    .execute();
  await database.schema
    .createTable('calls')
    .addColumn('span_ms', 'bigint', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('surface', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('well', 'integer', (column) => column.notNull())
    .addColumn('ill', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('calls_one', ['span_ms', 'at_ms', 'surface', 'provider', 'model', 'kind'])
    .execute();
  await database.schema.createIndex('calls_of_surface').on('calls').columns(['surface', 'at_ms']).execute();
  await database.schema
    .createTable('notes')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute();
}

async function createAnswers(database: SchemaOf): Promise<void> {
  await database.schema
    .createTable('answers')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('request', 'blob', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('made_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('until_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('answers_until').on('answers').columns(['until_at_ms']).execute();
  // With their sizes, so that they are added up without a look at the answers.
  await database.schema
    .createIndex('answers_of_tenant')
    .on('answers')
    .columns(['tenant', 'made_at_ms', 'bytes'])
    .execute();
}

/** Those that were kept before go: they are comfort, and could only be read as they stand there. */
async function createSealedAnswers(database: SchemaOf): Promise<void> {
  await database.schema.dropTable('answers').execute();
  await database.schema
    .createTable('answers')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('served_by', 'text', (column) => column.notNull())
    .addColumn('request', 'blob', (column) => column.notNull())
    .addColumn('answer', 'blob', (column) => column.notNull())
    .addColumn('made_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('until_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('answers_until').on('answers').columns(['until_at_ms']).execute();
  await database.schema.createIndex('answers_newest').on('answers').columns(['made_at_ms']).execute();
  // With their sizes, so that they are added up without a look at the answers.
  await database.schema
    .createIndex('answers_of_tenant')
    .on('answers')
    .columns(['tenant', 'made_at_ms', 'bytes'])
    .execute();
  await database.schema
    .createTable('leases')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('until_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function addMatch(database: SchemaOf): Promise<void> {
  await database.schema.alterTable('requests').addColumn('match', 'text').execute();
}

async function createTrials(database: SchemaOf): Promise<void> {
  await database.schema
    .createTable('trials')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('whole', 'text', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('trials_newest').on('trials').columns(['started_at_ms', 'id']).execute();
}
