import { realpathSync } from 'node:fs';
import type { CallSite, NotRead, Scan, Trace } from '../model/audit.ts';
import { withoutSecrets } from './find/secrets.ts';
import { tracesOf } from './find/traces.ts';
import { findCalls } from './find/sites.ts';
import { hintsOf, treeOf } from './find/hints.ts';
import { study, type Studied } from './protection/site.ts';
import { type ReadTree, readTree, type TreeToRead } from './read/tree.ts';
import { judge } from './rules/judge.ts';
import { plainText } from './read/plain-text.ts';
import { type OwnGateway, ownGateway } from './settings/own-gateway.ts';
import type { Knowledge } from './signatures/load.ts';

/** How many files are named that were not read; there may be more. */
const NOT_READ_MAX = 200;

/** Scans a tree: where it depends on AI, and what protects it. */
export async function scan(tree: TreeToRead): Promise<Scan> {
  const read = await readTree(tree);
  const root = realpathSync(tree.root);
  const own = ownGateway(read.settings.keys(), (file) => plainText(root, file));
  return examine(read, tree.knowledge, own).scan;
}

/** What was found, and what the rules looked at. */
export type Examined = { readonly scan: Scan; readonly studied: readonly Studied[] };

/** What a tree comes to, once it is read. `own`: a gateway of Failsoft that stands in it. */
export function examine(read: ReadTree, knowledge: Knowledge, own: OwnGateway | null): Examined {
  const surroundings = { knowledge, tree: treeOf(read, knowledge), hints: hintsOf(read, knowledge) };
  const { found, resolve } = findCalls(read.files, surroundings);
  const studied = study(found, { files: read.files, resolve, knowledge, own });
  // Whatever is found goes into reports, so that nothing secret may be in it.
  const sites = studied.map(({ site }): CallSite => {
    const address = { ...site.address, value: withoutSecrets(site.address.value) };
    return { ...site, address };
  });
  const traces = tracesOf(read, found, surroundings).map((trace): Trace =>
    trace.kind === 'address' ? { ...trace, name: withoutSecrets(trace.name) } : trace,
  );
  const notRead: readonly NotRead[] = read.notRead;
  const result: Scan = {
    filesSeen: read.seen,
    filesWithAi: new Set([...sites.map(({ file }) => file), ...traces.map(({ file }) => file)]).size,
    sites,
    traces,
    findings: judge(studied, traces, { files: read.files, all: studied }),
    notRead: notRead.slice(0, NOT_READ_MAX),
    notReadCount: notRead.length,
  };
  return { scan: result, studied };
}
