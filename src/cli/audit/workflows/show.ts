import { assess } from '../../../audit/workflows/report.ts';
import { REQUIRED } from '../../../audit/workflows/scenarios.ts';
import { WORKFLOWS_FILE, workflowsText } from '../../../audit/workflows/file.ts';
import { VERDICTS } from '../../../audit/workflows/verdict.ts';
import { Fault } from '../../../model/fault.ts';
import { rootOf } from '../audit.ts';
import { assumedIn, pastOf } from '../forecast/asked.ts';
import { type Given, isSet, optionOf } from '../../command.ts';
import type { Ending } from '../../exit-codes.ts';
import { out, printReport } from '../../print.ts';
import { gather } from './gather.ts';
import { detailLines, overviewLines } from './lines.ts';

/** How every workflow stands: verdict, score, what is expected to be lost, and where code, file and traffic disagree. */
export async function run(given: Given): Promise<Ending> {
  const root = rootOf(given);
  const text = workflowsText(root);
  if (text === null)
    throw new Fault(
      'configuration',
      `There is no ${WORKFLOWS_FILE} in ${root}. Begin one: failsoft audit init, or failsoft audit interview`,
    );
  const sources = await gather(given, root, text);
  const past = pastOf(given, sources.own);
  const assessment = assess(sources, past, assumedIn(given));
  const only = optionOf(given, 'workflow');
  const shown = assessment.workflows.filter(({ known }) => only === null || known.workflow.id === only);
  if (only !== null && shown.length === 0)
    throw new Fault('configuration', `There is no workflow ${only} in ${WORKFLOWS_FILE}.`);
  const isPass = shown.length > 0 && shown.every(({ verdict }) => VERDICTS[verdict.verdict].isPass);
  const isPartial = sources.scan !== null && sources.scan.notReadCount > 0;
  if (isSet(given, 'json')) {
    const data = {
      partial: isPartial,
      definition: past.definition,
      required: REQUIRED,
      ...assessment,
      workflows: shown,
    };
    printReport('audit-workflows', { ok: isPass && !isPartial, data });
  } else if (only === null) for (const line of overviewLines(assessment, { past, isPartial }, out)) out.line(line);
  else for (const one of shown) for (const line of detailLines(one, past, out)) out.line(line);
  if (isPartial) return 'partial';
  return isPass || !isSet(given, 'strict') ? 'fine' : 'degraded';
}
