import { checkedWorkflows, workflowsText } from '../../../audit/workflows/file.ts';
import { hashOfFiles } from '../../../audit/workflows/hashes.ts';
import { codeFilesOf } from '../../../audit/workflows/sources.ts';
import { scanOf } from '../audit.ts';
import type { Given } from '../../command.ts';

/** The hash of the code of each workflow of a folder, as far as it has any that was found. */
export async function codeHashes(given: Given, root: string): Promise<Readonly<Record<string, string>>> {
  const text = workflowsText(root);
  if (text === null) return {};
  const { workflows } = checkedWorkflows(text);
  const scan = await scanOf(given, root);
  return Object.fromEntries(
    workflows.flatMap((workflow) => {
      const hash = hashOfFiles(root, codeFilesOf(workflow, scan));
      return hash === null ? [] : [[workflow.id, hash]];
    }),
  );
}
