import { realpathSync } from 'node:fs';
import type { Finding, Scan } from '../../model/audit.ts';
import { readTree, type TreeToRead } from '../read/tree.ts';
import { treeReader } from '../syntax/parse.ts';
import { plainText } from '../read/plain-text.ts';
import { propose, type Proposal, type Wishes } from './propose.ts';
import { workbench } from './workbench.ts';

/** What was found in a tree, and what would mend it. Nothing is written. */
export type Fix = { readonly root: string; readonly scan: Scan; readonly proposal: Proposal };

/** Looks through a tree and proposes what mends the findings that are chosen. */
export async function fixTree(
  tree: TreeToRead,
  choose: (scan: Scan) => readonly Finding[],
  wishes: Wishes,
): Promise<Fix> {
  const root = realpathSync(tree.root);
  const bench = workbench({
    read: await readTree(tree),
    knowledge: tree.knowledge,
    trees: treeReader(() => performance.now()),
    textOf: (file) => plainText(root, file),
  });
  const { scan } = bench.examined();
  return { root, scan, proposal: await propose(choose(scan), bench, wishes) };
}
