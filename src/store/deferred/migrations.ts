import type { Migration, SchemaOf } from '../migrations.ts';

/** Every change of the tables of the queue, oldest first; never edited, only added to. */
export const JOB_MIGRATIONS: readonly Migration[] = [{ name: 'jobs', up: createJobs }];

/** `bytea` is what PostgreSQL calls bytes; SQLite keeps bytes as they are in a column of any name. */
async function createJobs({ schema }: SchemaOf): Promise<void> {
  await schema
    .createTable('jobs')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('protocol', 'text', (column) => column.notNull())
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('priority', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('idempotency_key', 'text')
    .addColumn('order_key', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('until_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('due_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('fault', 'text')
    .addColumn('result_id', 'text')
    .addColumn('mode', 'text')
    .addColumn('served_by', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('runner', 'text')
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('hook_due_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('hook_tries', 'integer', (column) => column.notNull())
    .addUniqueConstraint('jobs_once', ['tenant', 'idempotency_key'])
    .execute();
  const indexes: Readonly<Record<string, readonly string[]>> = {
    /** Whose turn it is. */
    jobs_turn: ['state', 'route', 'tenant', 'priority', 'created_at_ms', 'id'],
    /** Pages, newest first. */
    jobs_of_tenant: ['tenant', 'id'],
    jobs_of_state: ['state', 'id'],
    /** What is over, and what is counted without a look at the rows. */
    jobs_until: ['state', 'until_at_ms'],
    jobs_counted: ['state', 'created_at_ms', 'bytes'],
    jobs_in_order: ['tenant', 'order_key', 'created_at_ms', 'id'],
    jobs_hooks: ['hook', 'hook_due_at_ms'],
  };
  for (const [name, columns] of Object.entries(indexes))
    await schema
      .createIndex(name)
      .on('jobs')
      .columns([...columns])
      .execute();
  await schema
    .createTable('job_texts')
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('sealed', 'bytea', (column) => column.notNull())
    .addPrimaryKeyConstraint('job_texts_one', ['job_id', 'kind'])
    .execute();
  await schema
    .createTable('job_runners')
    .addColumn('runner', 'text', (column) => column.primaryKey().notNull())
    .addColumn('beat', 'bigint', (column) => column.notNull())
    .execute();
}
