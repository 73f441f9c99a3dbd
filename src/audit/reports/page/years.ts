import { html, type Html } from '../../../page/html.ts';
import { lasted } from '../../../page/words.ts';
import type { Forecast } from '../../forecast/forecast.ts';
import type { Spread } from '../../forecast/years.ts';
import type { Assessed } from '../../workflows/report.ts';
import type { Basis, Report } from '../report.ts';
import { assumedWords, hours, inputLines, MEANINGS, movedWords, playedWords, sourceSentences } from '../words.ts';
import { restLine, said, table } from './parts.ts';

const FORECASTS_MAX = 40;

type Known = Extract<Forecast, { kind: 'known' }>;

/** Hours of a year for every workflow, what each rung buys, and what all of it means and rests on. */
export function yearsSection({ assessment, basis }: Report): Html | null {
  if (assessment === null || assessment.workflows.length === 0) return null;
  const shown = assessment.workflows.slice(0, FORECASTS_MAX);
  return html`<section id="forecast" aria-labelledby="forecast-title">
    <h2 id="forecast-title">A year like those of the past</h2>
    ${meaning(basis)}
    ${table(
      'Hours in a year',
      ['Workflow', 'Without AI', 'In a lesser mode', 'Without any answer', 'Beyond what is bearable'].map(
        (title, at) => ({
          title,
          isNumber: at > 0,
        }),
      ),
      shown.map(yearRow),
    )}
    ${restLine(assessment.workflows.length, shown.length)} ${shown.map(steps)}
  </section>`;
}

/** Stands above every figure. */
function meaning({ definition, assumed, from }: Basis): Html {
  const instead = assumedWords(assumed);
  return html`<p>
      The incidents of past years are played against each ladder on one time line. ${sourceSentences(from).join(' ')}
    </p>
    <dl class="meanings">
      <div>
        <dt>Down</dt>
        <dd>${definition.sentence}</dd>
      </div>
      ${MEANINGS.map(
        ([word, words]) =>
          html`<div>
            <dt>${word}</dt>
            <dd>${words}.</dd>
          </div>`,
      )}
      ${
        instead.length === 0
          ? null
          : html`<div>
              <dt>Assumed</dt>
              <dd>By whoever made this report: ${instead.join('; ')}.</dd>
            </div>`
      }
    </dl>`;
}

function yearRow({ known: { workflow }, forecast }: Assessed) {
  const name = said(workflow.name ?? workflow.id, 80);
  if (forecast.kind === 'unknown')
    return [html`${name}<br /><span class="quiet">${said(forecast.why, 120)}</span>`, 'not known', '–', '–', '–'];
  const { withoutAi, lesser, nothing, unmet } = forecast.year;
  return [name, ...[withoutAi, lesser, nothing, unmet].map(spreadCell)];
}

function spreadCell({ mean, p50, p90 }: Spread): Html {
  return html`${hours(mean)}<br /><span class="quiet">P50 ${hours(p50)}, P90 ${hours(p90)}</span>`;
}

function steps({ known: { workflow }, forecast }: Assessed): Html | null {
  if (forecast.kind === 'unknown') return null;
  const name = said(workflow.name ?? workflow.id, 80);
  return html`<details>
    <summary>${name}: what each rung buys, and what could be next</summary>
    <p class="quiet">
      ${playedWords(forecast)}.
      ${
        forecast.toleranceMs === 0 ? 'No tolerance is named.' : `Bearable is ${lasted(forecast.toleranceMs)} at a time.`
      }
    </p>
    ${ladder(forecast, name)}
    <ul class="rests">
      ${forecast.moved.map((one) => html`<li>Measured: ${said(movedWords(one))}</li>`)}
      ${inputLines(forecast).map((line) => html`<li>${said(line)}</li>`)}
      ${forecast.unplayed.map((one) => html`<li>${said(one.name)}: ${one.why}, so it counts as if it were not there</li>`)}
    </ul>
  </details>`;
}

/** Mean hours without AI and without any answer, a bar each. */
function ladder({ steps: rungs, further }: Known, workflow: string): Html {
  const most = Math.max(...rungs.map(({ year }) => year.withoutAi), 1);
  const row = (name: string, year: { readonly withoutAi: number; readonly nothing: number }) => [
    said(name, 160),
    html`${bar(year.withoutAi / most, 'trouble')} ${hours(year.withoutAi)}`,
    html`${bar(year.nothing / most, 'down')} ${hours(year.nothing)}`,
  ];
  return table(
    `${workflow}: mean hours in a year with each rung`,
    [{ title: 'With' }, { title: 'Without AI' }, { title: 'Without any answer' }],
    [...rungs.map(({ name, year }) => row(name, year)), ...further.map(({ name, year }) => row(`→ ${name}`, year))],
  );
}

const BAR = 90;

function bar(share: number, tone: 'trouble' | 'down'): Html {
  const width = Math.max(share > 0 ? 1 : 0, Math.round(Math.min(1, share) * BAR));
  return html`<svg class="bar ${tone}" viewBox="0 0 ${BAR} 10" aria-hidden="true">
    <rect class="base" width="${BAR}" height="10" rx="2" />
    <rect class="fill" width="${width}" height="10" rx="2" />
  </svg>`;
}
