import type { Standing } from '../../audit/gate.ts';
import { workflowsText } from '../../audit/workflows/file.ts';
import { stand, type Stood } from '../../audit/workflows/report.ts';
import type { Scan } from '../../model/audit.ts';
import type { Given } from '../command.ts';
import { joined } from './workflows/gather.ts';

/** How every workflow of a folder stands, by its files alone: nobody is asked. Null where there are none. */
export async function stoodIn(given: Given, root: string, scan: Scan): Promise<readonly Stood[] | null> {
  const text = workflowsText(root);
  if (text === null) return null;
  const alone = { ...given, options: { ...given.options, offline: true } };
  return stand(await joined(alone, root, { text, scan }));
}

/** The same in short. Undefined where there are none. */
export async function standings(given: Given, root: string, scan: Scan): Promise<readonly Standing[] | undefined> {
  const stood = await stoodIn(given, root, scan);
  return stood?.map(({ known, verdict: { verdict, because } }) => ({ id: known.workflow.id, verdict, because }));
}
