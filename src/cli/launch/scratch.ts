import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for as long as a client runs. */
export type Scratch = { readonly folder: string; readonly remove: () => void };

/** Writes files, by name, into a folder that only this person can read. Without files there is no folder. */
export function makeScratch(files: Readonly<Record<string, string>>): Scratch {
  const entries = Object.entries(files);
  if (entries.length === 0) return { folder: '', remove: () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-launch-'));
  for (const [name, text] of entries) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
