import { forecastOf } from '../../../audit/forecast/forecast.ts';
import { checkedWorkflows, WORKFLOWS_FILE, workflowsText } from '../../../audit/workflows/file.ts';
import type { Workflow } from '../../../audit/workflows/schema.ts';
import { headersOf, knownOf, type Sources } from '../../../audit/workflows/sources.ts';
import type { Config } from '../../../config/config.ts';
import { Fault } from '../../../model/fault.ts';
import { rootOf } from '../audit.ts';
import { type Given, isSet, optionOf } from '../../command.ts';
import type { Ending } from '../../exit-codes.ts';
import { out, printReport } from '../../print.ts';
import { gather } from '../workflows/gather.ts';
import { assumedIn, pastOf } from './asked.ts';
import { forecastLines, meaningLines } from './lines.ts';

const NO_WORKFLOWS = 'version: 1\nworkflows: []\n';

/** How many hours of a year without AI are to be expected, by playing the incidents of the past against each ladder. */
export async function run(given: Given): Promise<Ending> {
  const root = rootOf(given);
  const assumed = assumedIn(given);
  const text = workflowsText(root);
  const gathered = await gather(given, root, text ?? NO_WORKFLOWS);
  const past = pastOf(given, gathered.own);
  const sources = withRoutes(gathered, checkedWorkflows(text ?? NO_WORKFLOWS).workflows);
  const only = optionOf(given, 'workflow');
  const workflows = sources.file.workflows.filter(({ id }) => only === null || id === only);
  if (workflows.length === 0)
    throw new Fault(
      'configuration',
      only === null
        ? `There are neither workflows in ${WORKFLOWS_FILE} nor routes in failsoft.yaml here. Begin: failsoft audit interview`
        : `There is no workflow ${only} here.`,
    );
  const forecasts = workflows.map((workflow) => forecastOf(knownOf(workflow, sources), past, assumed));
  if (isSet(given, 'json')) {
    const { definition, times } = past;
    printReport('forecast', { ok: true, data: { definition, times, assumed, forecasts } });
    return 'fine';
  }
  for (const [at, forecast] of forecasts.entries())
    for (const line of forecastLines(workflows[at]?.name ?? forecast.workflow, forecast, out)) out.line(line);
  for (const line of meaningLines(past, out)) out.line(line);
  return 'fine';
}

/** Routes that no workflow names are played, too: a gateway has a forecast before anybody has named anything. */
function withRoutes(sources: Sources, workflows: readonly Workflow[]): Sources {
  const named = new Set(workflows.flatMap((one) => [...headersOf(one), ...(one.match?.routes ?? [])]));
  const isNamed = ({ name, workflows: own = [] }: Config['routes'][number]): boolean =>
    named.has(name) || own.some((one) => named.has(one));
  const routes = (sources.config?.routes ?? []).filter((route) => !isNamed(route));
  const added = routes.map(({ name }): Workflow => ({ id: name, name: `route ${name}`, match: { routes: [name] } }));
  return { ...sources, file: { ...sources.file, workflows: [...workflows, ...added] } };
}
