import { dayInWords } from '../../page/words.ts';
import { RULES } from '../rules/catalogue.ts';
import type { Assessed, Assessment } from '../workflows/report.ts';
import { SCENARIO_IDS, SCENARIOS } from '../workflows/scenarios.ts';
import { rulesOf } from './code-summary.ts';
import { cutsOf, needsOf, sharedIn } from './graph.ts';
import { needNames, NODE_KINDS, share, soleWords, tellingLosses } from './graph-words.ts';
import { provenanceLine } from './provenance.ts';
import type { Basis, Report } from './report.ts';
import { lastShownOf, summaryOf, whatHappens } from './summary.ts';
import { inMarkdown } from './text.ts';
import { assumedWords, hours, MEANINGS, money, sourceSentences } from './words.ts';
import { acceptanceWords, rungName, toleranceWords } from './workflow-words.ts';

/** Rows of a table: it has to be read in a pull request. */
const ROWS_MAX = 20;
const PLACES_MAX = 3;
const TEXT_MAX = 240;

/** The report for a pull request or a wiki: what the page says, in short. */
export function renderMarkdown(report: Report): string {
  const { about, scan, assessment, basis } = report;
  const { sentence, beside, figures, next } = summaryOf(report);
  const workflows = assessment?.workflows ?? [];
  const blocks = [
    `# ${words(about.name)}: what happens when AI is out`,
    `**${words(sentence)}**`,
    ...beside.map(words),
    words(provenanceLine(report)),
    ...(figures.length === 0
      ? []
      : [
          table(
            figures.map(({ title }) => title),
            [figures.map(({ value, note }) => `**${words(value)}**<br>${words(note)}`)],
          ),
        ]),
    '## Do next',
    next
      .map(
        ({ title, detail, gain }, at) =>
          `${at + 1}. **${words(title)}**. ${words(detail)}${gain === '' ? '' : ` ${words(gain)}.`}`,
      )
      .join('\n'),
    ...(workflows.length === 0 ? [] : workflowBlocks(workflows, basis)),
    ...hangsBlocks(report),
    ...codeBlocks(report),
    ...driftBlocks(assessment?.drift ?? []),
    ...(scan.notReadCount === 0
      ? []
      : [
          '## Not read',
          list(
            scan.notRead.map(({ file, why }) => `${code(file)} ${words(why)}`),
            scan.notReadCount,
          ),
        ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Nobody is called by a name in it, and no issue mentioned: where pull requests are, both are looked for in what can be read. */
function words(text: string): string {
  return inMarkdown(text, TEXT_MAX)
    .replaceAll('@', '@<!-- -->')
    .replace(/#(?=\d)/g, '#<!-- -->');
}

const code = (text: string): string => `<code>${words(text)}</code>`;

function table(head: readonly string[], rows: readonly (readonly string[])[], all = rows.length): string {
  const lines = [head, head.map(() => '---'), ...rows.slice(0, ROWS_MAX)].map((cells) => `| ${cells.join(' | ')} |`);
  return [...lines, ...rest(all)].join('\n');
}

function list(items: readonly string[], all = items.length): string {
  return [...items.slice(0, ROWS_MAX).map((item) => `- ${item}`), ...rest(all)].join('\n');
}

/** What is left out is said, behind an empty line, so that it is no part of a table. */
function rest(all: number): readonly string[] {
  return all <= ROWS_MAX ? [] : ['', `And ${all - ROWS_MAX} more; the page and the JSON of this report have them.`];
}

function workflowBlocks(workflows: readonly Assessed[], { definition, from, assumed }: Basis): readonly string[] {
  const instead = assumedWords(assumed);
  return [
    '## Workflows',
    table(
      ['Workflow', 'Verdict', 'When AI is out', 'Without any answer, a year', 'Cost of a year', 'Last shown to go on'],
      workflows.map(overviewRow),
    ),
    `Down means: ${words(definition.sentence)} ${MEANINGS.map(([word, meaning]) => `${word}: ${meaning}.`).join(' ')} ${sourceSentences(from).join(' ')}${instead.length === 0 ? '' : ` Assumed by whoever made this report: ${instead.join('; ')}.`}`,
    table(
      ['Workflow', 'Is that acceptable?', 'What is the contingency?', 'Why this verdict'],
      workflows.map(({ known: { workflow, ladder }, verdict }) => [
        words(workflow.name ?? workflow.id),
        words(`${acceptanceWords(workflow)} ${toleranceWords(workflow)}`),
        ladder.length === 0 ? 'none' : words(ladder.map(rungName).join(', then ')),
        words(verdict.because),
      ]),
    ),
    '## What could happen',
    table(
      ['Workflow', ...SCENARIO_IDS.map((id) => SCENARIOS[id].title)],
      workflows.map(({ known: { workflow }, verdict }) => [
        words(workflow.name ?? workflow.id),
        ...SCENARIO_IDS.map((id) => verdict.scenarios.find(({ scenario }) => scenario === id)?.verdict ?? '–'),
      ]),
    ),
  ];
}

function overviewRow(one: Assessed): readonly string[] {
  const { known, verdict, forecast, loss } = one;
  const shown = lastShownOf(one);
  const spread = (): string => {
    if (forecast.kind === 'unknown') return 'not known';
    const { mean, p50, p90 } = forecast.year.nothing;
    return `${hours(mean)} (P50 ${hours(p50)}, P90 ${hours(p90)})`;
  };
  return [
    words(known.workflow.name ?? known.workflow.id),
    `**${verdict.verdict}**`,
    words(whatHappens(one)),
    words(spread()),
    loss === null ? 'not known' : words(money(loss.amount, loss.currency)),
    shown === null ? 'never' : dayInWords(shown),
  ];
}

function hangsBlocks(report: Report): readonly string[] {
  const needs = needsOf(report);
  if (needs.length === 0) return [];
  const losses = tellingLosses(needs);
  const shared = sharedIn(needs);
  return [
    '## What everything hangs on',
    words(soleWords(cutsOf(needs), needs)),
    table(
      ['When this is gone', 'It is', 'Stops', 'Has no AI left', 'What stops'],
      losses.map(({ node, stopped, withoutAi }) => [
        words(node.name),
        NODE_KINDS[node.kind],
        share(stopped.length, needs.length),
        share(withoutAi.length, needs.length),
        stopped.length === 0 ? 'nothing' : words(needNames(stopped)),
      ]),
    ),
    ...(shared.length === 0
      ? []
      : [
          'Standbys share with what they stand in for:',
          list(
            shared.map(({ node, need, first, standbys }) =>
              words(`${node.name}: ${first} and ${standbys.join(', ')} (${need.name})`),
            ),
          ),
        ]),
  ];
}

function codeBlocks({ scan }: Report): readonly string[] {
  const broken = rulesOf(scan.findings);
  if (broken.length === 0) return [];
  return [
    '## What an outage would find in the code',
    table(
      ['Rule', 'Severity', 'Where', 'How to mend it'],
      broken.map(({ rule, places }) => {
        const named = places.slice(0, PLACES_MAX).map(({ file, line }) => code(`${file}:${line}`));
        const more = places.length - named.length;
        return [
          `${words(RULES[rule].title)} (${rule})`,
          RULES[rule].severity,
          `${named.join('<br>')}${more === 0 ? '' : `<br>and ${more} more`}`,
          words(RULES[rule].fix),
        ];
      }),
    ),
  ];
}

function driftBlocks(drift: Assessment['drift']): readonly string[] {
  if (drift.length === 0) return [];
  return [
    '## What does not fit together',
    list(drift.map(({ workflow, what }) => words(workflow === null ? what : `${workflow}: ${what}`))),
  ];
}
