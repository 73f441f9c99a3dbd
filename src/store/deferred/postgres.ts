import { Kysely, PostgresDialect, sql } from 'kysely';
import { Fault } from '../../model/fault.ts';
import type { Secret } from '../../model/secret.ts';
import { migrate, type Migrated, TooNew } from '../migrations.ts';
import type { StoreTrouble } from '../orders.ts';
import type { JobStore } from './job-store.ts';
import { JOB_MIGRATIONS } from './migrations.ts';
import { jobStoreOn } from './on-database.ts';
import type { JobTables } from './tables.ts';
import { closed, type OpenJobStore } from './threaded.ts';

export type Postgres = {
  /** `postgres://user:password@host/database`, with the parameters that `pg` knows. */
  readonly url: Secret;
  readonly nowMs: () => number;
  readonly troubled: (trouble: StoreTrouble) => void;
  readonly well: () => void;
};

/** Connections of one gateway. */
const CONNECTIONS = 4;
/** How long a connection and a statement may take, ms. */
const CONNECT_MS = 3_000;
const STATEMENT_MS = 10_000;
/** After so long without a word of a server that would have ended the statement itself, it is away, or what lies before it, ms. */
const SILENCE_MS = STATEMENT_MS + 2_000;
/** So that of gateways that start at once one makes the tables. Any number that nobody else uses. */
const LOCK = 7_470_001;

/** Commits wait for the disk whatever the server usually does. */
const SAFELY = '-c synchronous_commit=on';

/** The queue in PostgreSQL, for gateways on several machines. Needs the package `pg`; nothing is opened before the first step. */
export function openPostgres({ url, nowMs, troubled, well }: Postgres): OpenJobStore {
  let opening: Promise<Kysely<JobTables>> | null = null;
  let isClosed = false;

  const open = async (): Promise<Kysely<JobTables>> => {
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({
      connectionString: url.reveal(),
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: SILENCE_MS,
      keepAlive: true,
      allowExitOnIdle: true,
      options: SAFELY,
      // Times in ms and counts stay far below 2^53.
      types: {
        getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
      },
    });
    // A connection that breaks is made anew; unheard, it would end the process, also where whoever uses it hears of it.
    pool.on('error', ignore);
    pool.on('connect', (client) => void client.on('error', ignore));
    const dialect = new PostgresDialect({ pool });
    try {
      await migrate(new Kysely<Migrated>({ dialect }), nowMs(), JOB_MIGRATIONS, async (transaction) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction);
      });
    } catch (error) {
      await pool.end();
      throw error;
    }
    return new Kysely<JobTables>({ dialect });
  };

  /** A pool that was open once mends itself. One that could not be opened is tried anew. */
  const database = async (): Promise<Kysely<JobTables>> => {
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = null;
      throw error;
    }
  };

  /** Connections that have gone silent would be used again until the system gives them up, which takes a quarter of an hour. */
  const letGo = (): void => {
    const silent = opening;
    opening = null;
    void silent?.then(async (one) => one.destroy()).catch(ignore);
  };

  const step = async <T>(take: (store: JobStore) => Promise<T>): Promise<T> => {
    if (isClosed) throw closed();
    let used: typeof opening = null;
    try {
      const opened = await database();
      used = opening;
      const result = await take(jobStoreOn(opened));
      well();
      return result;
    } catch (error) {
      if (isSilence(error) && used === opening) letGo();
      const trouble = explain(error);
      troubled(trouble);
      throw new Fault('busy', `The queue cannot be used now, because ${trouble.why}`, { retryAfterMs: 5_000 });
    }
  };

  return {
    admit: async (of) => step((store) => store.admit(of)),
    find: async (of) => step((store) => store.find(of)),
    list: async (of) => step((store) => store.list(of)),
    counts: async () => step((store) => store.counts()),
    text: async (of) => step((store) => store.text(of)),
    claim: async (of) => step((store) => store.claim(of)),
    release: async (of) => step((store) => store.release(of)),
    finish: async (of) => step((store) => store.finish(of)),
    beat: async (of) => step((store) => store.beat(of)),
    takeBack: async (of) => step((store) => store.takeBack(of)),
    cancel: async (of) => step((store) => store.cancel(of)),
    retry: async (of) => step((store) => store.retry(of)),
    forget: async (of) => step((store) => store.forget(of)),
    expire: async (of) => step((store) => store.expire(of)),
    prune: async (of) => step((store) => store.prune(of)),
    hooks: async (of) => step((store) => store.hooks(of)),
    hookEnded: async (of) => step((store) => store.hookEnded(of)),
    close: async () => {
      const closing = opening;
      isClosed = true;
      opening = null;
      try {
        await (await closing)?.destroy();
      } catch {
        // It could not even be opened.
      }
    },
  };
}

const ignore = (): void => {};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** As `pg` says it, which has no code for that. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** Connections that were never made are not worth keeping the outcome of. */
function isAway(error: unknown): boolean {
  return !/^[0-9A-Z]{5}$/.test(codeOf(error));
}

function passing(why: string): StoreTrouble {
  return { kind: 'passing', why };
}

/** What a failure of PostgreSQL means, as the second half of a sentence. Its codes: appendix A of its manual. */
function explain(error: unknown): StoreTrouble {
  const code = codeOf(error);
  if (error instanceof TooNew) return { kind: 'lasting', why: error.message };
  if (code === 'ERR_MODULE_NOT_FOUND') return passing('the package "pg" is not installed (npm install pg)');
  if (code.startsWith('28')) return passing(`PostgreSQL refuses the login (${code})`);
  if (code === '3D000') return passing('PostgreSQL has no such database');
  if (code.startsWith('53')) return passing(`PostgreSQL has no room left (${code})`);
  if (code === '25006') return passing('PostgreSQL is read-only now');
  const message = error instanceof Error ? error.message : String(error);
  if (isAway(error)) return passing(`PostgreSQL cannot be reached (${code === '' ? message : code})`);
  return passing(`PostgreSQL reports ${code}: ${message}`);
}
