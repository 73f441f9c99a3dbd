import { Fault } from '../../model/fault.ts';
import { fingerprint } from './digest.ts';
import { type Edit, type Undone, withEdits, withoutEdits } from './edit.ts';
import { backUp, makeFolder, readText, removeFile, removeFolders, writeText } from './files.ts';
import { isBare } from './jsonc.ts';
import type { ChangedFile } from './ledger.ts';
import { markOf } from './block.ts';

/** What is to be done to one file, decided and not yet done. */
export type Step = {
  readonly file: string;
  /** What is there now; null: no file. */
  readonly now: string | null;
  /** What would be there without us; null: no file. */
  readonly base: string | null;
  /** What will be there; null: no file. */
  readonly next: string | null;
  /** What is ours in it afterwards. */
  readonly traces: ChangedFile['traces'];
  /** What the person changed at our place, so that it stays. */
  readonly left: readonly string[];
  /** Does it hold a key? Then a new file is for its owner alone. */
  readonly secret: boolean;
};

/** The changes that a client needs in one file. */
export type Wanted = { readonly file: string; readonly edits: readonly Edit[]; readonly secret: boolean };

/** What has to be done so that a client is connected. `before` is what an earlier connection has changed, null without one. */
export function connecting(client: string, wanted: Wanted, before: ChangedFile | null): Step {
  const now = readText(wanted.file);
  const undone = before === null || now === null ? null : undo(client, before, now);
  const base = undone === null ? now : withoutUs(before, undone);
  const step = { file: wanted.file, now, base, secret: wanted.secret };
  if (undone !== null && undone.left.length > 0) return { ...step, next: now, traces: [], left: undone.left };
  // A mark of byte order is no part of the text that is edited.
  const [, bom = '', text = ''] = /^(\uFEFF?)([^]*)$/.exec(base ?? '') ?? [];
  try {
    const { text: changed, traces } = withEdits(text, wanted.edits, markOf(client));
    return { ...step, next: bom + changed, traces, left: [] };
  } catch (error) {
    const fault = Fault.from(error);
    throw fault.kind === 'bug' ? fault : new Fault(fault.kind, `${wanted.file}: ${fault.message}`, { cause: error });
  }
}

/** What has to be done so that a file is as if nobody had touched it, but for what the person did since. */
export function disconnecting(client: string, changed: ChangedFile): Step {
  const now = readText(changed.file);
  const step = { file: changed.file, now, traces: [], secret: false };
  if (now === null) return { ...step, base: null, next: null, left: [] };
  const undone = undo(client, changed, now);
  const base = withoutUs(changed, undone);
  return { ...step, base, next: base, left: undone.left };
}

/** A file that we made, and that nobody has put anything into, is no file without us. */
function withoutUs(changed: ChangedFile | null, { text, left }: Undone): string | null {
  return changed?.before === null && left.length === 0 && isBare(text) ? null : text;
}

function undo(client: string, changed: ChangedFile, now: string): Undone {
  const backup = changed.backup === null ? null : readText(changed.backup);
  // Somebody else's file may have taken the place of the copy.
  const before = backup !== null && fingerprint(backup) === changed.before ? backup : null;
  // Nobody has touched it since: what was there comes back to the last byte.
  if (fingerprint(now) === changed.after && (changed.before === null || before !== null)) {
    return { text: before ?? '', left: [] };
  }
  const mark = markOf(client);
  const [, bom = '', text = ''] = /^(\uFEFF?)([^]*)$/.exec(now) ?? [];
  const undone = withoutEdits(text, changed.traces, {
    mark,
    before: changed.before === null ? '' : (before?.replace(/^\uFEFF/, '') ?? null),
  });
  return { ...undone, text: bom + undone.text };
}

/** Does a step change anything? */
export function isChange({ now, next }: Step): boolean {
  return now !== next;
}

/** Does it, and gives what has to be remembered; null when nothing of ours is left. Throws `configuration`. */
export function take(step: Step, earlier: ChangedFile | null): ChangedFile | null {
  const { file, now, base, next, traces } = step;
  if (readText(file) !== now) throw new Fault('configuration', `${file} was changed in this moment. Please try again.`);
  const isKept = step.left.length > 0;
  if (earlier !== null && earlier.backup !== null && !isKept) removeFile(earlier.backup);
  if (next === null) {
    removeFile(file);
    removeFolders(earlier?.folders ?? []);
    return null;
  }
  const folders = now === null ? makeFolder(file) : (earlier?.folders ?? []);
  const isOurs = traces.length > 0;
  const backup = isOurs && base !== null ? backUp(file, base) : null;
  if (next !== now) writeText(file, next, step.secret ? 0o600 : 0o644);
  if (!isOurs) return isKept ? earlier : null;
  const before = base === null ? null : fingerprint(base);
  return { file, backup, folders, before, after: fingerprint(next), traces };
}
