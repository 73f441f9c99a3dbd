import { html, type Html } from '../../../page/html.ts';
import { shape } from '../../../page/shapes.ts';
import { counted, dayInWords } from '../../../page/words.ts';
import { RULES } from '../../rules/catalogue.ts';
import type { Assessed } from '../../workflows/report.ts';
import { rulesOf } from '../code-summary.ts';
import type { Report } from '../report.ts';
import { type Figure, lastShownOf, type NextStep, summaryOf, whatHappens } from '../summary.ts';
import { hours, money } from '../words.ts';
import { restLine, said, table, verdictMark } from './parts.ts';

/** Workflows and rules that the first screen shows. */
const ROWS_MAX = 8;

/** The first screen: what stops, for how long, at what cost, proven when, and what to do next. */
export function headSection(report: Report): Html {
  const { tone, sentence, beside, figures, next } = summaryOf(report);
  return html`<section id="summary" class="summary" aria-label="At a glance">
    <div class="headline ${tone}">
      ${shape(tone)}
      <div>
        <h1>${sentence}</h1>
        ${beside.map((one) => html`<p>${said(one)}</p>`)}
        <p class="quiet">${provenance(report)}</p>
      </div>
    </div>
    ${figures.length === 0 ? null : html`<dl class="glance">${figures.map(figure)}</dl>`} ${nextList(next)}
    ${overview(report)}
  </section>`;
}

function figure({ title, value, note }: Figure): Html {
  return html`<div>
    <dt>${title}</dt>
    <dd>
      <strong>${value}</strong>
      <span class="quiet">${said(note)}</span>
    </dd>
  </div>`;
}

function nextList(steps: readonly NextStep[]): Html | null {
  if (steps.length === 0) return null;
  return html`<h2>Do next</h2>
    <ol class="next">
      ${steps.map(
        ({ title, detail, gain }) =>
          html`<li>
            <strong>${said(title)}</strong>
            <span class="quiet">${said(detail)}${gain === '' ? null : html` <em>${gain}.</em>`}</span>
          </li>`,
      )}
    </ol>`;
}

function overview({ assessment, scan }: Report): Html | null {
  if (assessment === null || assessment.workflows.length === 0) {
    const broken = rulesOf(scan.findings);
    if (broken.length === 0) return null;
    const rows = broken
      .slice(0, ROWS_MAX)
      .map(({ rule, places }) => [
        html`<a href="#rule-${rule}">${RULES[rule].title}</a>`,
        places.length,
        RULES[rule].severity,
        RULES[rule].fix,
      ]);
    return html`${table(
      'What an outage would find in the code',
      [{ title: 'Rule' }, { title: 'Places', isNumber: true }, { title: 'Severity' }, { title: 'How to mend it' }],
      rows,
    )}${restLine(broken.length, rows.length)}`;
  }
  const { workflows } = assessment;
  return html`${table(
    'Every workflow, most to lose first',
    [
      { title: 'Workflow' },
      { title: 'Verdict' },
      { title: 'When AI is out' },
      { title: 'Without any answer', isNumber: true },
      { title: 'Cost', isNumber: true },
      { title: 'Last shown to go on' },
    ],
    workflows.slice(0, ROWS_MAX).map(overviewRow),
  )}${restLine(workflows.length, ROWS_MAX, 'the list below')}`;
}

function overviewRow(one: Assessed) {
  const { known, verdict, forecast, loss } = one;
  const { id, name = id } = known.workflow;
  const shown = lastShownOf(one);
  return [
    html`<a href="#workflow-${id}">${said(name, 80)}</a>`,
    verdictMark(verdict.verdict),
    said(whatHappens(one), 120),
    forecast.kind === 'known'
      ? html`${hours(forecast.year.nothing.mean)} a year<br /><span class="quiet"
            >P50 ${hours(forecast.year.nothing.p50)}, P90 ${hours(forecast.year.nothing.p90)}</span
          >`
      : 'not known',
    loss === null ? 'not known' : html`${money(loss.amount, loss.currency)}<br /><span class="quiet">a year</span>`,
    shown === null ? 'never' : dayInWords(shown),
  ];
}

function provenance({ about }: Report): Html {
  const { scanHash, generatedAt, isPartial, unknown, version } = about;
  const [day = '', time = ''] = generatedAt.split('T');
  const open = unknown.answers + unknown.code;
  return html`Generated from scan <code title="${scanHash}">${scanHash.slice(0, 12)}</code>; partial:
    <strong>${isPartial ? 'yes' : 'no'}</strong>; ${counted(open, 'open unknown')}
    (${counted(unknown.answers, 'answer')}, ${unknown.code} in the code). ${dayInWords(day)}, ${time.slice(0, 5)} UTC,
    Failsoft ${version}.`;
}
