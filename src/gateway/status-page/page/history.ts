import { type Incident, leadMs, startOf } from '../../../model/incident.ts';
import { html, type Html } from '../../../page/html.ts';
import { counted, lasted, monthInWords } from '../../../page/words.ts';
import type { Outlook } from '../outlook.ts';
import { incidentLine } from './incident.ts';
import { namesOf } from './sections.ts';

/** Which part of the history is shown. */
export type Wanted = {
  /** `2026-11`; empty: the newest, of whichever month. */
  readonly month: string;
  readonly text: string;
  /** Id of a surface; empty: all. */
  readonly surface: string;
};

const SHORT = 6;

/** The newest of what is over, on the page itself. */
export function historySection(outlook: Outlook): Html {
  const over = outlook.recent.filter((incident) => !outlook.open.some(({ id }) => id === incident.id));
  const nameOf = namesOf(outlook);
  return html`<section id="history" data-live aria-labelledby="history-title">
    <h2 id="history-title">Recent incidents</h2>
    ${
      over.length === 0
        ? html`<p class="quiet">
            No incidents are known${outlook.trouble === '' ? '' : ', because the history cannot be read now'}.
          </p>`
        : html`<ul class="lines">
            ${over.slice(0, SHORT).map((one) => incidentLine(one, nameOf(one.surface), outlook.atMs))}
          </ul>`
    }
    ${lagWords(outlook.recent)}
    <p><a href="/status/history">All incidents, by month, with search</a></p>
  </section>`;
}

/** What official pages were worth lately, where both they and we have spoken. */
function lagWords(incidents: readonly Incident[]): Html | null {
  const leads = incidents.flatMap((one) => leadMs(one) ?? []).toSorted((a, b) => a - b);
  const median = leads[Math.floor(leads.length / 2)];
  if (median === undefined || leads.length < 3) return null;
  const how = median >= 0 ? `${lasted(median)} after` : `${lasted(-median)} before`;
  return html`<p class="quiet">
    In ${leads.length} incidents that both of us saw, official pages spoke a median of ${how} us.
  </p>`;
}

/** A page of the history: a search, and what it found, month by month. */
export function historyMain(outlook: Outlook, wanted: Wanted, found: readonly Incident[], limit: number): Html {
  const nameOf = namesOf(outlook);
  const months = Object.entries(Object.groupBy(found, monthOf)).toSorted(([a], [b]) => b.localeCompare(a));
  return html`<h1>Incidents</h1>
    ${searchForm(outlook, wanted)}
    <p role="status">
      ${found.length >= limit ? `The newest ${limit} are shown.` : `${counted(found.length, 'incident')} found.`}
      ${found.length >= limit && wanted.month === '' ? earlier(wanted, found) : null}
    </p>
    ${months.map(
      ([month, incidents = []]) =>
        html`<section aria-labelledby="m-${month}">
          <h2 id="m-${month}">${monthInWords(month)}</h2>
          <ul class="lines">
            ${incidents.map((one) => incidentLine(one, nameOf(one.surface), outlook.atMs))}
          </ul>
        </section>`,
    )}
    ${wanted.month === '' ? null : monthLinks(wanted, outlook.atMs)}`;
}

const monthOf = (incident: Incident): string => new Date(startOf(incident)).toISOString().slice(0, 7);

function searchForm({ surfaces }: Outlook, { text, surface, month }: Wanted): Html {
  return html`<form class="search" action="/status/history" method="get" role="search">
    <label>Words <input type="search" name="q" value="${text}" maxlength="200" /></label>
    <label
      >Service
      <select name="surface">
        <option value="">All</option>
        ${surfaces.map(
          ({ surface: { id, name } }) =>
            html`<option value="${id}" ${id === surface ? html`selected` : null}>${name}</option>`,
        )}
      </select></label
    >
    <label
      >Month <input type="month" name="month" value="${month}" placeholder="2026-11" pattern="\\d{4}-\\d{2}"
    /></label>
    <button type="submit">Search</button>
  </form>`;
}

/** The way on where there is more than one page shows. */
function earlier(wanted: Wanted, found: readonly Incident[]): Html {
  const month = found.map(monthOf).reduce((one, other) => (other < one ? other : one));
  return html`<a href="${addressOf({ ...wanted, month })}">On with ${monthInWords(month)}</a>`;
}

function addressOf({ text, surface, month }: Wanted): string {
  return `/status/history?${new URLSearchParams({ q: text, surface, month }).toString()}`;
}

function monthLinks(wanted: Wanted, nowMs: number): Html {
  const before = monthBeside(wanted.month, -1);
  const after = monthBeside(wanted.month, 1);
  return html`<nav class="months" aria-label="Months">
    <a rel="prev" href="${addressOf({ ...wanted, month: before })}">← ${monthInWords(before)}</a>${
      Date.parse(`${after}-01`) > nowMs
        ? null
        : html`<a rel="next" href="${addressOf({ ...wanted, month: after })}">${monthInWords(after)} →</a>`
    }
  </nav>`;
}

/** The month before or after one: `2026-01` and -1 give `2025-12`. */
export function monthBeside(month: string, by: number): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + by);
  return at.toISOString().slice(0, 7);
}
