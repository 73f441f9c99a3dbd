import { at, isArray, isObject, type Json, listAt, numberAt, textAt } from '../../model/json.ts';
import type { TrialGroup } from '../../model/trial.ts';
import { shownOf, together } from '../../resilience/trial.ts';
import { type Channel, columns, duration, harmless, type Style } from '../print.ts';

/** How what was shown looks. */
export const STYLES: Readonly<Record<'passed' | 'failed' | 'void', readonly [sign: string, style: Style]>> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  void: ['!', 'yellow'],
};

/** What a drill has come to, for people: of all requests, then of each workflow that has met it. */
export function drillLines(report: Json, { paint }: Pick<Channel, 'paint'>): readonly string[] {
  const outcomes = listAt(report, 'outcomes').filter(isObject);
  const verdict = textAt(report, 'trial', 'verdict');
  const [sign, style] = STYLES[verdict === 'passed' || verdict === 'failed' ? verdict : 'void'];
  const why =
    outcomes.length === 0 && at(report, 'stopped') !== true
      ? 'Nobody asked anything meanwhile, so nothing was proven. Run it while there is traffic.'
      : `${textAt(report, 'trial', 'why')}; ${numberAt(report, 'struck')} calls were made to fail`;
  return [
    `${paint(style, `${sign} ${verdict.toUpperCase()}`)}  ${why}`,
    ...outcomes.map((one) => {
      const by = textAt(one, 'servedBy') || 'nobody';
      return `  ${String(numberAt(one, 'count')).padStart(6)}  ${textAt(one, 'outcome').padEnd(8)}  ${harmless(by)}`;
    }),
    ...workflowLines(report, paint),
  ];
}

function workflowLines(report: Json, paint: Channel['paint']): readonly string[] {
  const all = listAt(report, 'trial', 'groups').filter(isGroup);
  const trial = { void: textAt(report, 'trial', 'void'), harm: textAt(report, 'trial', 'harm'), groups: all };
  const byWorkflow = Map.groupBy(all, ({ workflow }) => workflow);
  if (![...byWorkflow.keys()].some((name) => name !== '')) return [];
  const head = ['  workflow', 'shown', 'met it', 'answered', 'held up', 'by'].map((text) => paint('dim', text));
  const rows = Array.from(byWorkflow, ([name, groups]) => {
    const { verdict } = shownOf(trial, groups);
    const { answered, lost, by, switchMs } = together(groups);
    const servers = by.filter((one) => one.answered > 0);
    return [
      `  ${name === '' ? '(without a name)' : harmless(name)}`,
      paint(STYLES[verdict][1], verdict.toUpperCase()),
      String(answered + lost),
      String(answered),
      switchMs === null ? '–' : `at most ${duration(switchMs)}`,
      servers.map(({ who, answered: count }) => `${harmless(who)} (${count})`).join(', '),
    ];
  });
  const isShown = textAt(report, 'trial', 'verdict') !== 'void';
  const next = isShown
    ? 'It counts as evidence: failsoft audit workflows'
    : 'Run it for longer, or while there is more traffic.';
  return ['', ...columns([head, ...rows]), '', next];
}

function isGroup(group: Json): group is Json & TrialGroup {
  return isObject(group) && typeof group['workflow'] === 'string' && isArray(group['by']);
}
