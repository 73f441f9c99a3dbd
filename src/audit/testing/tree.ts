import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CallSite, Scan } from '../../model/audit.ts';
import { scan } from '../scan.ts';
import { type Knowledge, loadKnowledge } from '../signatures/load.ts';

export const knowledge: Knowledge = loadKnowledge([]);

/** A folder of its own with these files, by their paths. */
export function tree(files: Readonly<Record<string, string | Buffer>>): {
  readonly root: string;
  readonly remove: () => void;
} {
  const root = mkdtempSync(join(tmpdir(), 'failsoft-audit-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** What a scan of these files finds. */
export async function scanned(
  files: Readonly<Record<string, string | Buffer>>,
  known: Knowledge = knowledge,
): Promise<Scan> {
  const { root, remove } = tree(files);
  try {
    return await scan({ root, knowledge: known, cacheFolder: null, onProgress: () => {} });
  } finally {
    remove();
  }
}

/** What there is to say of the one call in some files. */
export async function onlySite(files: Readonly<Record<string, string | Buffer>>): Promise<CallSite> {
  const { sites } = await scanned(files);
  const [site] = sites;
  if (site === undefined || sites.length !== 1)
    throw new Error(`found: ${sites.map(({ file, line, written }) => `${file}:${line} ${written}`).join(', ')}`);
  return site;
}
