import { html, type Html } from '../../../page/html.ts';
import { shape } from '../../../page/shapes.ts';
import { dayInWords } from '../../../page/words.ts';
import type { Assessed } from '../../workflows/report.ts';
import { SCENARIO_IDS, type ScenarioId, SCENARIOS } from '../../workflows/scenarios.ts';
import type { Evidence } from '../../workflows/schema.ts';
import type { Known } from '../../workflows/sources.ts';
import { whyStale } from '../../workflows/verdict.ts';
import type { Report } from '../report.ts';
import { restLine, said, table, toneOf } from './parts.ts';

const ROWS_MAX = 100;
const EVIDENCE_MAX = 200;

/** Every workflow against everything that it has to be ready for. */
export function scenariosSection({ assessment }: Report): Html | null {
  if (assessment === null || assessment.workflows.length === 0) return null;
  const shown = assessment.workflows.slice(0, ROWS_MAX);
  return html`<section id="scenarios" aria-labelledby="scenarios-title">
    <h2 id="scenarios-title">What could happen</h2>
    ${table(
      'Verdict by workflow and scenario',
      [{ title: 'Workflow' }, ...SCENARIO_IDS.map((id) => ({ title: SCENARIOS[id].title }))],
      shown.map((one) => [
        said(one.known.workflow.name ?? one.known.workflow.id, 80),
        ...SCENARIO_IDS.map((id) => cell(one, id)),
      ]),
    )}
    ${restLine(assessment.workflows.length, shown.length)}
    <p class="quiet">
      A dash: it does not have to be ready for that, as nobody has called it critical enough, or it cannot happen to it.
      How long they last, for what is accepted:
      ${SCENARIO_IDS.map((id) => `${SCENARIOS[id].title.toLowerCase()}, ${SCENARIOS[id].source}`).join('; ')}.
    </p>
  </section>`;
}

function cell({ verdict }: Assessed, id: ScenarioId): Html {
  const found = verdict.scenarios.find(({ scenario }) => scenario === id);
  if (found === undefined) return html`<span class="quiet">–</span>`;
  const tone = toneOf(found.verdict);
  return html`<span class="mark ${tone}" title="${said(found.because)}">${shape(tone)} ${found.verdict}</span>`;
}

/** When something was shown to work, with which code and configuration, and whether that still counts. */
export function evidenceSection({ assessment }: Report): Html | null {
  if (assessment === null || assessment.workflows.length === 0) return null;
  const all = assessment.workflows
    .flatMap(({ known }) => known.evidence.map((evidence) => ({ known, evidence })))
    .toSorted((a, b) => (a.evidence.at < b.evidence.at ? 1 : -1));
  const rows = all
    .slice(0, EVIDENCE_MAX)
    .map(({ known, evidence }) => [
      dayInWords(evidence.at),
      said(known.workflow.name ?? known.workflow.id, 80),
      `${evidence.kind}: ${SCENARIOS[evidence.scenario].title.toLowerCase()}`,
      evidence.result,
      said(howItWent(evidence)),
      html`<code>${said(evidence.code ?? '–', 16)}</code> <code>${said(evidence.config ?? '–', 16)}</code>`,
      said(doesItCount(known, evidence)),
    ]);
  return html`<section id="evidence" aria-labelledby="evidence-title">
    <h2 id="evidence-title">Evidence</h2>
    ${
      all.length === 0
        ? html`<p>None. Nothing was ever shown to work, or nobody has written it down.</p>`
        : table(
            'What was shown, newest first',
            [
              { title: 'When' },
              { title: 'Workflow' },
              { title: 'What happened' },
              { title: 'Result' },
              { title: 'How it went' },
              { title: 'Hash of code, configuration' },
              { title: 'Does it count?' },
            ],
            rows,
          )
    }
    ${restLine(all.length, rows.length)} ${hashes(assessment.workflows)}
  </section>`;
}

function howItWent({ requests, answered = 0, recovered, detected, note, by, trial }: Evidence): string {
  return [
    ...(requests === undefined ? [] : [`${answered} of ${requests} requests answered`]),
    ...(detected === undefined ? [] : [`known after ${detected}`]),
    ...(recovered === undefined ? [] : [`went on after ${recovered}`]),
    ...(note === undefined ? [] : [note]),
    ...(by === undefined ? [] : [`says ${by}`]),
    ...(trial === undefined ? [] : [`as the gateway has seen it (${trial})`]),
  ].join('; ');
}

function doesItCount(known: Known, evidence: Evidence): string {
  const { kind, result } = evidence;
  if (kind !== 'drill' && kind !== 'incident') return `no: ${kind} proves nothing`;
  return result === 'void' ? 'no: it says nothing' : (whyStale(known, evidence) ?? 'yes');
}

/** What evidence of today has to note. */
function hashes(workflows: readonly Assessed[]): Html | null {
  const rows = workflows
    .filter(({ known }) => known.hashes.code !== null || known.hashes.config !== null)
    .map(({ known }) => [
      said(known.workflow.name ?? known.workflow.id, 80),
      html`<code>${known.hashes.code ?? '–'}</code>`,
      html`<code>${known.hashes.config ?? '–'}</code>`,
    ]);
  if (rows.length === 0) return null;
  return html`${table(
    'What evidence of today notes',
    [{ title: 'Workflow' }, { title: 'Code' }, { title: 'Configuration' }],
    rows.slice(0, ROWS_MAX),
  )}${restLine(rows.length, ROWS_MAX)}`;
}
