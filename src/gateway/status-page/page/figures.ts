import { DEFINITIONS } from '../../../history/definitions.ts';
import type { Numbers } from '../../../history/numbers.ts';
import { html, type Html } from '../../../page/html.ts';
import { lasted } from '../../../page/words.ts';
import { FIGURE_DAYS, type FigureRow, type Figures } from '../figures.ts';
import { percent } from '../uptime.ts';

/** How reliable everybody was, in a table, with what its figures mean. */
export function figuresMain({ days, definition, rows }: Figures): Html {
  const known = rows.filter(({ numbers }) => numbers !== null);
  const dark = rows.filter(({ of, numbers }) => of === 'surface' && numbers === null);
  return html`<h1>Figures</h1>
    <form class="search" action="/status/figures" method="get">
      <label
        >Of the last
        <select name="days">
          ${FIGURE_DAYS.map(
            (one) => html`<option value="${one}" ${one === days ? html`selected` : null}>${one} days</option>`,
          )}
        </select></label
      >
      <label
        >Down is
        <select name="definition">
          ${Object.values(DEFINITIONS).map(
            ({ id, name }) =>
              html`<option value="${id}" ${id === definition.id ? html`selected` : null}>${name}</option>`,
          )}
        </select></label
      >
      <button type="submit">Show</button>
    </form>
    <p>${definition.sentence} Days of which nothing is known are left out.</p>
    ${known.length === 0 ? html`<p class="quiet">Nothing is known of these days.</p>` : table(known, days, definition.name)}
    ${dark.length === 0 ? null : html`<p class="quiet">Nothing is known of ${dark.map(({ name }) => name).join(', ')}.</p>`}`;
}

function table(rows: readonly FigureRow[], days: number, definition: string): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Figures">
    <table class="figures">
      <caption>
        The last ${days} days; down: ${definition}
      </caption>
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Uptime</th>
          <th scope="col">Down in a year</th>
          <th scope="col">Incidents</th>
          <th scope="col">One every (MTBF)</th>
          <th scope="col">Lasting (MTTR)</th>
          <th scope="col">Page late by (median)</th>
          <th scope="col">Known</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(({ of, name, knownDays, numbers }) =>
          numbers === null ? null : row(of, name, { numbers, known: `${knownDays} days` }),
        )}
      </tbody>
    </table>
  </div>`;
}

function row(of: FigureRow['of'], name: string, { numbers, known }: { numbers: Numbers; known: string }): Html {
  const { uptime, hoursPerYear, incidents, mtbfMs, mttrMs, lag } = numbers;
  return html`<tr class="${of}">
    <th scope="row">${name}</th>
    <td>${percent(uptime)}</td>
    <td>${hours(hoursPerYear)}</td>
    <td>${incidents}</td>
    <td>${mtbfMs === null ? '–' : inDays(mtbfMs)}</td>
    <td>${mttrMs === null ? '–' : lasted(mttrMs)}</td>
    <td>${lag === null ? '–' : `${lasted(lag.medianMs)} (of ${lag.incidents})`}</td>
    <td>${known}</td>
  </tr>`;
}

function hours(value: number): string {
  return value < 10 ? `${value.toFixed(1)} h` : `${Math.round(value)} h`;
}

const DAY_MS = 86_400_000;

function inDays(ms: number): string {
  return ms < 2 * DAY_MS ? lasted(ms) : `${(ms / DAY_MS).toFixed(1)} days`;
}
