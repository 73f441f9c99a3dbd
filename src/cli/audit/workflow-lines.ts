import { lastShownOf, whatHappens } from '../../audit/reports/summary.ts';
import type { Stood } from '../../audit/workflows/report.ts';
import { RUNG_KINDS } from '../../audit/workflows/rungs.ts';
import { isEnough, VERDICT_NAMES } from '../../audit/workflows/verdict.ts';
import { plain } from './lines.ts';
import { type Channel, columns, shorten } from '../print.ts';
import { actionLines } from './workflows/lines.ts';
import { VERDICT_STYLES } from './workflows/words.ts';

const ROWS_MAX = 12;
const ACTIONS_MAX = 3;

/** How every workflow stands, the worst first, and what to do next: what people look for below a scan. */
export function workflowLines(stood: readonly Stood[], channel: Channel): readonly string[] {
  const { paint } = channel;
  if (stood.length === 0) return [];
  const sorted = stood.toSorted((a, b) => rank(a) - rank(b));
  const head = ['  workflow', 'verdict', 'when AI is out', 'bearable', 'instead', 'last shown'];
  const rest = sorted.length - ROWS_MAX;
  return [
    '',
    paint('bold', 'Workflows'),
    ...columns([head.map((text) => paint('dim', text)), ...sorted.slice(0, ROWS_MAX).map((one) => row(one, channel))]),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more; all of them: failsoft audit workflows`)] : []),
    ...actionLines(sorted, ACTIONS_MAX, channel),
    '',
    paint('dim', 'For whoever decides: failsoft audit report. For a year, with costs: failsoft audit workflows.'),
  ];
}

const rank = ({ verdict }: Stood): number => VERDICT_NAMES.indexOf(verdict.verdict);

function row(one: Stood, { paint }: Channel): readonly string[] {
  const { workflow, ladder } = one.known;
  const instead = ladder.filter((rung) => isEnough(rung, workflow)).map(({ kind }) => RUNG_KINDS[kind].name);
  return [
    `  ${shorten(plain(workflow.id), 24)}`,
    paint(VERDICT_STYLES[one.verdict.verdict], one.verdict.verdict),
    shorten(plain(whatHappens(one)), 28),
    workflow.rto ?? workflow.mtpd ?? 'not known',
    instead.length === 0 ? 'nothing' : shorten(instead.join(', '), 28),
    lastShownOf(one) ?? 'never',
  ];
}
