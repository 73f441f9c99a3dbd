import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withEvidence } from '../../../audit/workflows/edit.ts';
import { checkedWorkflows, WORKFLOWS_FILE, workflowsText } from '../../../audit/workflows/file.ts';
import { knownOf } from '../../../audit/workflows/sources.ts';
import type { Given } from '../../command.ts';
import { gather } from './gather.ts';

/** Writes what a trial has shown into the file of a folder, beside the code. Gives the ids of the workflows that it has shown something of. */
export async function recordTrial(given: Given, root: string, trial: string): Promise<readonly string[]> {
  let text = workflowsText(root);
  if (text === null) return [];
  const sources = await gather(given, root, text);
  const written: string[] = [];
  for (const workflow of sources.file.workflows) {
    const evidence = knownOf(workflow, sources).evidence.filter(
      (one) => one.trial === trial && one.result !== 'void' && workflow.evidence?.includes(one) !== true,
    );
    if (evidence.length === 0) continue;
    text = withEvidence(text, workflow.id, evidence);
    written.push(workflow.id);
  }
  checkedWorkflows(text);
  if (written.length > 0) writeFileSync(join(root, WORKFLOWS_FILE), text);
  return written;
}
