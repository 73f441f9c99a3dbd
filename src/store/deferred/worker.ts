import { workerData } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import { openDatabase } from '../database.ts';
import type { StoreFile } from '../orders.ts';
import { serveOrders } from '../serve-orders.ts';
import { JOB_MIGRATIONS } from './migrations.ts';
import { jobStoreOn } from './on-database.ts';
import type { JobOrder, JobOutcome } from './orders.ts';
import type { JobTables } from './tables.ts';

const file: StoreFile = workerData;

serveOrders(async () => {
  const keeping = { migrations: JOB_MIGRATIONS, synchronous: 'FULL' } as const;
  return openDatabase<JobTables>(file, Date.now(), keeping);
}, carryOut);

async function carryOut(tables: Kysely<JobTables>, { kind, argument }: JobOrder): Promise<JobOutcome> {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Name and argument come from one call; see threaded.ts.
  const step = jobStoreOn(tables)[kind] as (of: unknown) => Promise<unknown>;
  return { kind: 'done', value: await step(argument) };
}
