import { listed } from '../../page/words.ts';
import type { Further } from '../forecast/further.ts';
import { type Action, actionsOf } from '../workflows/actions.ts';
import type { Assessed, Assessment } from '../workflows/report.ts';
import { SCENARIOS } from '../workflows/scenarios.ts';
import type { Verdict } from '../workflows/verdict.ts';
import type { NextStep } from './summary.ts';
import { hours } from './words.ts';

const TITLES: Readonly<Record<Action['component'], string>> = {
  covered: 'give it something to go on with',
  proven: 'show that it goes on',
  'fails well': 'mend how it fails',
  detected: 'hear of it in time',
  known: 'find out what is not known',
};

/** Where all there is was proposed by the scan. */
export const LOOK: NextStep = {
  title: 'Look at what the scan has proposed',
  detail: 'Drop what nobody relies on, and say of the rest what only people know: failsoft audit interview.',
  gain: '',
};

/** The best step of each workflow: three for one would leave the others as they are. */
export function bestSteps({ workflows }: Assessment): readonly NextStep[] {
  const taken = new Set<string>();
  const best = actionsOf(workflows).filter(({ workflow }) => !taken.has(workflow) && taken.add(workflow));
  return best.flatMap((action) => {
    const one = workflows.find(({ known }) => known.workflow.id === action.workflow);
    return one === undefined ? [] : [stepOf(one, action)];
  });
}

function stepOf(one: Assessed, { name, component, text }: Action): NextStep {
  // What nobody knows cannot be covered or proven.
  if (one.verdict.verdict === 'UNKNOWN')
    return {
      title: `${name}: ${TITLES.known}`,
      detail: `${capital(one.verdict.because)}. Ask: failsoft audit interview.`,
      gain: '',
    };
  const title = `${name}: ${TITLES[component]}`;
  switch (component) {
    case 'covered': {
      const further = furtherIn(one, 'add');
      const example = further === undefined ? '' : ` Best: ${further.name.replace(/^a rung more: /, '')}.`;
      return {
        title,
        detail: `Nothing covers it when: ${scenariosIn(one, false)}.${example}`,
        gain: gainOf(one, further),
      };
    }
    case 'proven':
      return { title, detail: `By a drill of: ${scenariosIn(one, true)}.`, gain: gainOf(one, furtherIn(one, 'prove')) };
    case 'fails well':
    case 'detected':
    case 'known':
      return { title, detail: `${capital(text)}.`, gain: '' };
  }
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const OPEN: ReadonlySet<Verdict> = new Set<Verdict>(['EXPOSED', 'UNKNOWN']);
const UNPROVEN: ReadonlySet<Verdict> = new Set<Verdict>(['CLAIMED', 'STALE']);

function scenariosIn({ verdict }: Assessed, isCovered: boolean): string {
  const wanted = isCovered ? UNPROVEN : OPEN;
  const titles = verdict.scenarios
    .filter((one) => wanted.has(one.verdict))
    .map(({ scenario }) => SCENARIOS[scenario].title.toLowerCase());
  return titles.length === 0 ? 'what was shown longest ago' : listed(titles, 4);
}

function furtherIn({ forecast }: Assessed, does: Further['does']): Further | undefined {
  return forecast.kind === 'known' ? forecast.further.find((one) => one.does === does) : undefined;
}

function gainOf({ forecast }: Assessed, further: Further | undefined): string {
  if (forecast.kind !== 'known' || further === undefined) return '';
  return `${hours(forecast.year.nothing.mean)} a year without any answer become ${hours(further.year.nothing)}`;
}
