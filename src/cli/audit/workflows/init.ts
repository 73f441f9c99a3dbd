import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withWorkflows } from '../../../audit/workflows/edit.ts';
import { checkedWorkflows, WORKFLOWS_FILE, workflowsText } from '../../../audit/workflows/file.ts';
import { proposed } from '../../../audit/workflows/propose.ts';
import { rootOf, scanOf } from '../audit.ts';
import { type Given, isSet } from '../../command.ts';
import type { Ending } from '../../exit-codes.ts';
import { columns, out, printReport } from '../../print.ts';

/** Proposes workflows from where calls of models are entered, and adds them to the file. What is in it stays as it is. */
export async function run(given: Given): Promise<Ending> {
  const root = rootOf(given);
  const path = join(root, WORKFLOWS_FILE);
  const before = workflowsText(root);
  const existing = before === null ? [] : checkedWorkflows(before).workflows;
  const scan = await scanOf(given, root);
  const found = proposed(scan, existing);
  const isDry = isSet(given, 'dryRun');
  const after = withWorkflows(before, found);
  checkedWorkflows(after);
  if (!isDry && after !== before) writeFileSync(path, after);
  if (isSet(given, 'json')) {
    printReport('audit-init', { ok: true, data: { file: path, written: !isDry && after !== before, proposed: found } });
  } else {
    for (const line of columns(
      found.map(({ id, name = '', calls = [] }) => [`+ ${id}`, name, `${calls.length} calls`]),
    ))
      out.line(line);
    out.line(sentence(found.length, existing.length, isDry));
  }
  return scan.notReadCount > 0 ? 'partial' : 'fine';
}

function sentence(found: number, existing: number, isDry: boolean): string {
  if (found === 0)
    return existing > 0
      ? `Every call that was found belongs to one of the ${existing} workflows in ${WORKFLOWS_FILE}.`
      : `No call of a model was found. Uses of AI without code are added by: failsoft audit interview`;
  const done = isDry ? 'would be added to' : found === 1 ? 'was added to' : 'were added to';
  return `${found} ${found === 1 ? 'workflow' : 'workflows'} ${done} ${WORKFLOWS_FILE}, to be looked at. Next: failsoft audit interview`;
}
