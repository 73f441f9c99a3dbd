import { existsSync } from 'node:fs';
import { readCodeOwners } from '../../../audit/workflows/code-owners.ts';
import { checkedWorkflows } from '../../../audit/workflows/file.ts';
import { hashOfFiles, unchangedSince } from '../../../audit/workflows/hashes.ts';
import type { Sources } from '../../../audit/workflows/sources.ts';
import type { Config } from '../../../config/config.ts';
import { findConfig, loadConfig } from '../../../config/load.ts';
import { Fault } from '../../../model/fault.ts';
import type { Scan } from '../../../model/audit.ts';
import { scanOf } from '../audit.ts';
import { type Given, isSet } from '../../command.ts';
import { talk } from '../../print.ts';
import { NOTHING_SEEN, seenBy } from './journal.ts';

/** Everything that can be known of the workflows of a folder without asking anybody: its code, its configuration, its gateway's journal. */
export async function gather(given: Given, root: string, text: string): Promise<Sources> {
  return joined(given, root, { text, scan: await scanOf(given, root) });
}

/** The same around a scan that was made before. */
export async function joined(
  given: Given,
  root: string,
  { text, scan }: { readonly text: string; readonly scan: Scan },
): Promise<Sources> {
  const file = checkedWorkflows(text);
  const seen = isSet(given, 'offline') ? NOTHING_SEEN : await seenBy(given, root);
  return {
    file,
    // There are uses of AI without any code.
    scan: scan.filesSeen === 0 ? null : scan,
    config: configOf(given, root) ?? seen.running,
    ...seen,
    ownersOf: readCodeOwners(root),
    hashOf: (files) => hashOfFiles(root, files),
    unchangedSince: (files, atMs) => unchangedSince(root, files, atMs),
    today: today(),
  };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function configOf({ env }: Given, root: string): Config | null {
  const path = findConfig(root);
  if (path === null || !existsSync(path)) return null;
  try {
    return loadConfig({ cwd: root, env });
  } catch (error) {
    // Its variables may be set only where the gateway runs. What it says is then not known.
    talk.line(`failsoft.yaml is left out, because it cannot be read here: ${Fault.from(error).message.split('\n')[0]}`);
    return null;
  }
}
