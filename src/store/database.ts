import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { migrate, type Migrated, type Migration, MIGRATIONS, TooNew } from './migrations.ts';
import type { StoreFile, StoreTrouble } from './orders.ts';
import type { Tables } from './tables.ts';

/** Short, because the worker has to report that the file is locked; the retries are the store's. */
const BUSY_MS = 1_000;
/** A write-ahead log that grew in a long read is cut back to this, bytes. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;

/** Prepared statements that are kept. */
const STATEMENTS_MAX = 200;

export type OpenDatabase<T = Tables> = {
  readonly tables: Kysely<T>;
  /** Is this still the file at the path? Somebody may have moved or deleted it; SQLite would go on writing into nothing. */
  readonly isInPlace: () => boolean;
  readonly close: () => Promise<void>;
};

/** What is kept in a file, and how safely. */
export type Keeping = {
  readonly migrations: readonly Migration[];
  /** `FULL`: what was written is on the disk when that is said. `NORMAL`: a little later; the power has to fail for it to be lost. */
  readonly synchronous: 'NORMAL' | 'FULL';
};

const JOURNAL: Keeping = { migrations: MIGRATIONS, synchronous: 'NORMAL' };

/** Opens the file, creates it (readable by its owner only) when there is none, and brings its tables up to date. */
export async function openDatabase<T = Tables>(
  file: StoreFile,
  nowMs: number,
  { migrations, synchronous }: Keeping = JOURNAL,
): Promise<OpenDatabase<T>> {
  mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 });
  closeSync(openSync(file.path, 'a', 0o600));
  // The log and index files beside it take over its mode.
  chmodSync(file.path, 0o600);
  const inode = statSync(file.path).ino;
  const sqlite = new Sqlite(file.path, { timeout: BUSY_MS });
  try {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma(`synchronous = ${synchronous}`);
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma(`journal_size_limit = ${LOG_BYTES_MAX}`);
    if (file.pagesMax !== null) sqlite.pragma(`max_page_count = ${file.pagesMax}`);
    const dialect = new SqliteDialect({ database: remembering(sqlite) });
    await migrate(new Kysely<Migrated>({ dialect }), nowMs, migrations);
    const tables = new Kysely<T>({ dialect });
    return {
      tables,
      isInPlace: () => statSync(file.path, { throwIfNoEntry: false })?.ino === inode,
      close: () => tables.destroy(),
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

const NOTHING: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};

/** Prepares each statement once. Kysely would do so for every execution. */
function remembering(sqlite: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    prepare: (text) => {
      // A full disk ends a transaction by itself; to end it once more would be the error that is told instead.
      if (text === 'rollback' && !sqlite.inTransaction) return NOTHING;
      const known = prepared.get(text);
      if (known !== undefined) return known;
      if (prepared.size >= STATEMENTS_MAX) prepared.clear();
      const statement = sqlite.prepare(text);
      prepared.set(text, statement);
      return statement;
    },
    close: () => void sqlite.close(),
  };
}

/** What an error means for the store, as the second half of a sentence. */
export function explain(error: unknown): StoreTrouble {
  if (error instanceof TooNew) return { kind: 'lasting', why: error.message };
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'passing',
    why: reason(code) ?? `writing it failed (${code === '' ? message : `${code}: ${message}`})`,
  };
}

/** Was it the content of what was written, so that the same batch would fail for ever? */
export function isAboutContent(error: unknown): boolean {
  return (
    /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(codeOf(error)) ||
    error instanceof TypeError ||
    error instanceof RangeError
  );
}

function reason(code: string): string | null {
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'another process has locked it';
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return 'the disk is full';
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code))
    return 'the file is damaged, or is no such file (move it away to start a new one)';
  if (/^(SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM|E[A-Z]+$)/.test(code))
    return `it cannot be opened for writing (${code})`;
  if (code.startsWith('SQLITE_IOERR')) return `the disk reports an error (${code})`;
  return null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
