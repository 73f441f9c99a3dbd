import type { Standing } from '../../audit/gate.ts';
import { workflowsText } from '../../audit/workflows/file.ts';
import { assess } from '../../audit/workflows/report.ts';
import type { Scan } from '../../model/audit.ts';
import type { Given } from '../command.ts';
import { assumedIn, pastOf } from '../forecast/asked.ts';
import { joined } from '../workflows/gather.ts';

/** How every workflow of a folder stands, by its files alone: nobody is asked. Undefined where there are none. */
export async function standings(given: Given, root: string, scan: Scan): Promise<readonly Standing[] | undefined> {
  const text = workflowsText(root);
  if (text === null) return undefined;
  const alone = { ...given, options: { ...given.options, offline: true } };
  const sources = await joined(alone, root, { text, scan });
  const { workflows } = assess(sources, pastOf(alone, null), assumedIn(alone));
  return workflows.map(({ known, verdict: { verdict, because } }) => ({ id: known.workflow.id, verdict, because }));
}
