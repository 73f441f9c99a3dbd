import type { Past } from '../../../audit/forecast/past.ts';
import { day, hours, money, WAYS } from '../../../audit/reports/words.ts';
import { actionsOf } from '../../../audit/workflows/actions.ts';
import type { Assessed, Assessment, Stood } from '../../../audit/workflows/report.ts';
import type { Evidence } from '../../../audit/workflows/schema.ts';
import type { Score } from '../../../audit/workflows/score.ts';
import { SCENARIOS } from '../../../audit/workflows/scenarios.ts';
import { type Verdict, VERDICTS } from '../../../audit/workflows/verdict.ts';
import { plain } from '../lines.ts';
import { forecastLines, meaningLines } from '../forecast/lines.ts';
import { type Channel, columns, shorten, wrap, type Style } from '../../print.ts';
import { VERDICT_STYLES } from './words.ts';

/** Lines of drift before the rest is only counted. */
const DRIFT_MAX = 15;
const ACTIONS_MAX = 5;

/** Every workflow on a line, most to lose first; what disagrees; what to do next. */
export function overviewLines(
  assessment: Assessment,
  { past, isPartial }: { readonly past: Past; readonly isPartial: boolean },
  channel: Channel,
): readonly string[] {
  const { workflows, counts, drift } = assessment;
  const { paint, width } = channel;
  const said = Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]));
  const head = ['workflow', 'verdict', 'expected loss', 'without AI', 'score', 'why'].map((text) => paint('dim', text));
  const rows = workflows.map(({ known, verdict, score, forecast, loss }) => [
    shorten(plain(known.workflow.id), 30),
    paint(VERDICT_STYLES[verdict.verdict], verdict.verdict),
    loss === null ? 'not known' : `${money(loss.amount, loss.currency)} a year`,
    forecast.kind === 'known'
      ? `${hours(forecast.year.withoutAi.mean)}, P90 ${hours(forecast.year.withoutAi.p90)}`
      : 'not known',
    `${Math.round(score.earned)} of ${score.possible}`,
    shorten(plain(verdict.because), 70),
  ]);
  const open = workflows.reduce((sum, { answers }) => sum + answers.filter((one) => one.said === null).length, 0);
  const unconfirmed = workflows.filter(({ known }) => known.workflow.confirmed === false).length;
  return [
    said.length === 0 ? 'There are no workflows.' : said.join(' · '),
    ...(isPartial ? [paint('yellow', 'Not all of the code could be read, so nothing here is a clean bill.')] : []),
    '',
    ...columns([head, ...rows]),
    '',
    ...(open === 0 ? [] : [`${open} answers are not known. Those that people can give: failsoft audit interview`]),
    ...(unconfirmed === 0
      ? []
      : [
          `${unconfirmed} ${unconfirmed === 1 ? 'was' : 'were'} proposed by the scan and not looked at by anybody yet.`,
        ]),
    ...trafficLines(workflows, channel),
    ...driftLines(drift, channel),
    ...actionLines(workflows, ACTIONS_MAX, channel),
    '',
    ...meaningLines(past, channel).map((line) => paint('dim', line)),
    paint(
      'dim',
      wrap(
        Object.entries(VERDICTS)
          .map(([name, { meaning }]) => `${name}: ${meaning}`)
          .join('. ') + '.',
        { width: width(), indent: 0 },
      ),
    ),
  ];
}

/** Who really serves those that go through the gateway, and when somebody else last did. */
function trafficLines(workflows: readonly Assessed[], { paint }: Channel): readonly string[] {
  const rows = workflows.flatMap(({ known: { workflow, traffic } }) => {
    if (traffic === null) return [];
    const [most] = traffic.targets;
    const share = most === undefined ? '' : ` (${Math.round((100 * most.requests) / traffic.requests)} %)`;
    const standby =
      traffic.standby === null ? 'never seen' : `${plain(traffic.standby.target)}, ${day(traffic.standby.atMs)}`;
    return [
      [
        `  ${plain(workflow.id)}`,
        String(traffic.requests),
        String(traffic.failed),
        `${plain(most?.target ?? '–')}${share}`,
        standby,
      ],
    ];
  });
  if (rows.length === 0) return [];
  const head = ['  traffic', 'requests', 'failed', 'mostly served by', 'last served by a standby'].map((text) =>
    paint('dim', text),
  );
  return ['', ...columns([head, ...rows])];
}

function driftLines(drift: Assessment['drift'], { paint }: Channel): readonly string[] {
  if (drift.length === 0) return [];
  const shown = drift.slice(0, DRIFT_MAX);
  const rest = drift.length - shown.length;
  return [
    '',
    paint('bold', 'What does not fit together'),
    ...shown.map(({ workflow, what }) => `  ${workflow === null ? '' : `${plain(workflow)}: `}${plain(what)}`),
    ...(rest === 0 ? [] : [paint('dim', `  and ${rest} more; --json has them all`)]),
  ];
}

/** What earns most, over all workflows. */
export function actionLines(workflows: readonly Stood[], most: number, { paint }: Channel): readonly string[] {
  const best = actionsOf(workflows).slice(0, most);
  if (best.length === 0) return [];
  return [
    '',
    paint('bold', 'What earns most'),
    ...best.map(({ workflow, text, points }) => `  +${Math.round(points)}  ${plain(workflow)}: ${plain(text)}`),
  ];
}

/** All that is known of one workflow: scenarios, answers with who told them, points, forecast. */
export function detailLines(one: Assessed, past: Past, channel: Channel): readonly string[] {
  const { paint, width } = channel;
  const { known, verdict, answers, score, forecast } = one;
  const { id, name = id } = known.workflow;
  const colour = (word: Verdict): string => paint(VERDICT_STYLES[word], word);
  const title = (text: string): readonly string[] => ['', paint('bold', text)];
  return [
    `${paint('bold', plain(name))}  ${colour(verdict.verdict)}  ${plain(verdict.because)}`,
    ...title('What it has to be ready for'),
    ...columns(
      verdict.scenarios.map((row) => [`  ${SCENARIOS[row.scenario].title}`, colour(row.verdict), plain(row.because)]),
    ),
    ...evidenceLines(known.evidence, channel),
    ...title('What is known'),
    ...answers.flatMap(({ question, said, by, at, conflicts }) => {
      const told = by === null ? '' : `  [${WAYS[by]}${at === '' ? '' : `, ${plain(at)}`}]`;
      return [
        `  ${wrap(`${question.number}. ${question.ask} ${said === null ? paint('yellow', 'not known') : plain(said)}${paint('dim', told)}`, { width: width() - 2, indent: 5 })}`,
        ...conflicts.map((conflict) => `     ${paint('yellow', `but ${plain(conflict)}`)}`),
      ];
    }),
    ...title(`Score: ${Math.round(score.earned)} of ${score.possible}, ${Math.round(score.outstanding)} outstanding`),
    ...scoreLines(score),
    '',
    ...forecastLines('Forecast', forecast, channel),
    ...hashLine(one),
    ...meaningLines(past, channel).map((line) => paint('dim', line)),
  ];
}

const RESULTS: Readonly<Record<Evidence['result'], Style>> = {
  pass: 'green',
  partial: 'yellow',
  fail: 'red',
  void: 'dim',
};
/** Evidence that is shown, the newest; the rest is only counted. */
const EVIDENCE_MAX = 10;

/** When it was shown to work, or not to: what the gateway has seen, then what people have noted. */
function evidenceLines(all: readonly Evidence[], { paint }: Channel): readonly string[] {
  if (all.length === 0) return [];
  const rest = all.length - EVIDENCE_MAX;
  return [
    '',
    paint('bold', 'What has shown it'),
    ...columns(
      all
        .slice(0, EVIDENCE_MAX)
        .map(({ at, kind, scenario, result, note, by }) => [
          `  ${at}`,
          paint(RESULTS[result], `${kind} ${result}`),
          scenario,
          plain(note ?? by ?? ''),
        ]),
    ),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more; --json has them all`)] : []),
  ];
}

function scoreLines({ items, capped }: Score): readonly string[] {
  return [
    ...columns(
      items.map(({ what, possible, earned, excluded, action }) => [
        `  ${what}`,
        excluded === null ? `${Math.round(earned * 10) / 10} of ${possible}` : '–',
        excluded ?? (action === '' ? '' : `→ ${action}`),
      ]),
    ),
    ...(capped === null ? [] : [`  held at 39 at most: ${plain(capped)}`]),
  ];
}

/** What evidence has to note, so that it counts until something changes. */
function hashLine({ known: { hashes } }: Assessed): readonly string[] {
  const parts = [
    ...(hashes.code === null ? [] : [`code: ${hashes.code}`]),
    ...(hashes.config === null ? [] : [`config: ${hashes.config}`]),
  ];
  return parts.length === 0 ? [] : [`Evidence of today notes  ${parts.join('  ')}`, ''];
}
