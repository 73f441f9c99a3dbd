import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a client needs on the disk for as long as it runs: texts, and places that stay where they are; by path. */
export type ScratchPlan = {
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
};

/** A folder for as long as a client runs. */
export type Scratch = { readonly folder: string; readonly remove: () => void };

/** Makes a folder that only this person can read. What its links lead to stays when it is removed. */
export function makeScratch({ files, links }: ScratchPlan, platform = process.platform): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-launch-'));
  const pathOf = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(pathOf(name), text, { mode: 0o600 });
  for (const [name, target] of Object.entries(links)) {
    const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
    // Windows lets only some people link files, but everybody link folders in this way.
    if (platform === 'win32' && !isFolder) copyFileSync(target, pathOf(name));
    else symlinkSync(target, pathOf(name), 'junction');
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
