import { statSync } from 'node:fs';
import type { Database, Statement } from 'better-sqlite3';
import type { AnswerRow } from '../tables.ts';

/** Reads kept answers from a file, on the thread that asks. Never throws and never waits for a lock: what cannot be read is not there. */
export type AnswerReader = {
  readonly read: (key: string) => AnswerRow | null;
  /** What was last forgotten, by whichever process; null where nothing was, or that cannot be read now. */
  readonly purged: () => string | null;
  /** How often something was wrong with the file. */
  readonly errors: () => number;
  /** Makes ready what the first read needs. Until then, nothing is found. */
  readonly prepare: () => Promise<void>;
  readonly close: () => void;
};

/** After trouble, and to see whether the file is still the same: no sooner than this, ms. */
const LOOK_MS = 1_000;

/** The note that says which answers were last forgotten. */
export const PURGED = 'answers forgotten';

type Open = {
  readonly database: Database;
  readonly find: Statement<[string], AnswerRow>;
  readonly note: Statement<[string], { readonly text: string }>;
  readonly inode: number;
};

export function answerReader(path: string, nowMs: () => number): AnswerReader {
  let load: ((path: string) => Database) | null = null;
  let open: Open | null = null;
  let lookMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  let errors = 0;

  const letGo = (): void => {
    const closing = open;
    open = null;
    try {
      closing?.database.close();
    } catch {
      // A file that cannot be closed is left to the end of the process.
    }
  };

  const prepare = async (): Promise<void> => {
    if (load !== null) return;
    const { default: Sqlite } = await import('better-sqlite3');
    // No time for locks: whoever asks has somebody waiting.
    load = (file) => new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 0 });
  };

  /** The file as it is open now; null where it cannot be. Somebody may have moved it. */
  const current = (): Open | null => {
    const now = nowMs();
    if (now < lookMs) return open;
    lookMs = now + LOOK_MS;
    const inode = statSync(path, { throwIfNoEntry: false })?.ino ?? -1;
    if (open !== null && open.inode !== inode) letGo();
    if (open !== null || inode < 0 || load === null) return open;
    const database = load(path);
    const find = database.prepare<[string], AnswerRow>('select * from answers where id = ?');
    const note = database.prepare<[string], { readonly text: string }>('select text from notes where name = ?');
    open = { database, find, note, inode };
    return open;
  };

  /** Null where the file cannot be read now. */
  const attempt = <T>(look: (file: Open) => T | null): T | null => {
    if (isClosed || load === null) return null;
    try {
      const file = current();
      return file === null ? null : look(file);
    } catch {
      errors += 1;
      letGo();
      lookMs = nowMs() + LOOK_MS;
      return null;
    }
  };

  return {
    prepare,
    read: (key) => {
      if (isClosed) return null;
      // What cannot be loaded is not there either.
      if (load === null) void prepare().catch(() => {});
      return attempt((file) => file.find.get(key) ?? null);
    },
    purged: () => attempt((file) => file.note.get(PURGED)?.text ?? null),
    errors: () => errors,
    close: () => {
      isClosed = true;
      letGo();
    },
  };
}
