import type { Source } from '../../../model/official.ts';
import { html, type Html, link } from '../../../page/html.ts';
import { shape } from '../../../page/shapes.ts';
import { counted, lasted, listed } from '../../../page/words.ts';
import type { Guide } from '../guide.ts';
import { headlineOf } from '../headline.ts';
import type { Outlook } from '../outlook.ts';
import { type Term, type Words } from '../words.ts';
import { moment, sentence } from './html.ts';
import { incidentArticle } from './incident.ts';
import { sentenceOf } from './rows.ts';

/** The sentence that everybody reads, and how fresh it is. */
export function headlineSection(outlook: Outlook): Html {
  const { tone, sentence: said, beside } = headlineOf(outlook);
  const { checkedAtMs, atMs, trouble } = outlook;
  const checked: Words =
    checkedAtMs === null ? ['Not checked yet'] : ['Last checked ', { atMs: checkedAtMs, form: 'ago' }];
  return html`<section id="headline" class="headline ${tone}" data-live aria-label="How things are">
    ${shape(tone)}
    <div>
      <div role="status"><h1>${sentence(said, atMs)}</h1></div>
      ${beside.length === 0 ? null : html`<p>${sentence(beside, atMs)}</p>`}
      ${trouble === '' ? null : html`<p>The history cannot be shown now. ${sentenceOf(trouble)}</p>`}
      <p class="quiet fresh">
        ${sentence(checked, atMs)}<span class="as-of">. As of ${moment({ atMs, form: 'full' }, atMs)}</span>
      </p>
    </div>
  </section>`;
}

export function openSection({ open, surfaces, atMs }: Outlook): Html {
  const nameOf = namesOf({ surfaces });
  return html`<section id="open" data-live aria-labelledby="open-title" ${hiddenIf(open.length === 0)}>
    <h2 id="open-title">${open.length > 1 ? 'Incidents now' : 'What is going on'}</h2>
    ${open.map((incident) => incidentArticle(incident, nameOf(incident.surface), atMs))}
  </section>`;
}

/** Empty sections stay in the page, so that they can come to life. */
function hiddenIf(is: boolean): Html | null {
  return is ? html`hidden` : null;
}

/** How surfaces are called, by their ids. */
export function namesOf({ surfaces }: Pick<Outlook, 'surfaces'>): (id: string) => string {
  const names = new Map(surfaces.map(({ surface }) => [surface.id, surface.name]));
  return (id) => names.get(id) ?? id;
}

/** While an app is away: what to use for which work. */
export function guideSection({ occasion, rows }: Guide): Html {
  return html`<section
    id="instead"
    data-live
    aria-labelledby="instead-title"
    ${hiddenIf(occasion === '' || rows.length === 0)}
  >
    <h2 id="instead-title">${occasion}, use</h2>
    ${adviceList({ rows })}
  </section>`;
}

/** At all other times: what to know before. */
export function preparedSection(guide: Guide): Html {
  return html`<section id="prepared" data-live aria-labelledby="prepared-title">
    <h2 id="prepared-title">Be prepared</h2>
    ${
      guide.occasion !== '' || guide.rows.length === 0
        ? null
        : html`<details id="prepared-instead">
            <summary>What to use when a service is away</summary>
            ${adviceList(guide)}
          </details>`
    }
    <details id="prepared-export">
      <summary>How to get your conversations out, before you need them</summary>
      <p class="quiet">
        While an app is down, its export is down, too. Take yours out now and then. These paths were read in November
        2026.
      </p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">App</th>
              <th scope="col">Where</th>
              <th scope="col">What comes</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            ${guide.exports.map(
              ({ name, path, comes, source }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td>${path}</td>
                  <td>${comes}</td>
                  <td>${link(source, html`Read<span class="aside"> about ${name}</span>`)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}

function adviceList({ rows }: Pick<Guide, 'rows'>): Html {
  return html`<ul class="advice">
    ${rows.map(
      ({ work, use, term, note }) =>
        html`<li>
          <span class="work">${work}</span
          ><span class="use">${use.address === '' ? use.name : link(use.address, use.name)}</span
          >${term === null ? null : termWords(term)}${note === '' ? null : html`<span class="quiet note">${note}</span>`}
        </li>`,
    )}
  </ul>`;
}

function termWords({ word, tone }: Term): Html {
  return html`<span class="state ${tone}">${shape(tone)} ${word}</span>`;
}

export function maintenanceSection({ maintenances, surfaces, atMs }: Outlook): Html {
  const nameOf = namesOf({ surfaces });
  return html`<section
    id="maintenance"
    data-live
    aria-labelledby="maintenance-title"
    ${hiddenIf(maintenances.length === 0)}
  >
    <h2 id="maintenance-title">Maintenance ahead</h2>
    <ul class="lines">
      ${maintenances.map(
        ({ title, url, surfaces: ids, fromMs, toMs, stage }) =>
          html`<li class="line planned">
            ${shape('planned')}
            <div>
              ${link(url, title)}
              <p class="quiet">
                ${listed(ids.map(nameOf), 6)}.
                ${
                  stage === 'under-way' ? 'Under way since ' : ''
                }${moment({ atMs: fromMs, form: 'full' }, atMs)}${toMs === null ? null : `, for ${lasted(toMs - fromMs)}`}.
              </p>
            </div>
          </li>`,
      )}
    </ul>
    <p class="quiet"><a href="/status/maintenance.ics">Add them to your calendar</a></p>
  </section>`;
}

/** Whom we cannot hear. What they speak of is not verified by them, and never taken for fine. */
export function sourcesSection({ sources, atMs }: Outlook): Html {
  const dark = sources.filter(({ state }) => state !== 'ok');
  return html`<section id="sources" data-live aria-labelledby="sources-title">
    <h2 id="sources-title">Official pages</h2>
    ${
      dark.length === 0
        ? null
        : html`<p>
              ${counted(dark.length, 'page')} cannot be verified now. What
              ${dark.length === 1 ? 'it speaks' : 'they speak'} of is judged without
              ${dark.length === 1 ? 'it' : 'them'}.
            </p>
            <ul class="lines">
              ${dark.map((source) => sourceLine(source, atMs))}
            </ul>`
    }
    <details id="sources-all">
      <summary>All ${counted(sources.length, 'page')} that we read</summary>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">Page</th>
              <th scope="col">State</th>
              <th scope="col">Last read</th>
            </tr>
          </thead>
          <tbody>
            ${sources.map(
              ({ name, url, state, readAtMs }) =>
                html`<tr>
                  <th scope="row">${link(url, name)}</th>
                  <td>${SOURCES[state]}</td>
                  <td>${readAtMs === null ? 'never' : moment({ atMs: readAtMs, form: 'ago' }, atMs)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}

const SOURCES: Readonly<Record<Source['state'], string>> = {
  ok: 'Read',
  stale: 'Too old to go by',
  blocked: 'Refuses us',
  unreadable: 'Cannot be understood',
  unasked: 'Not asked',
};

function sourceLine({ name, url, state, why, readAtMs }: Source, nowMs: number): Html {
  const read = readAtMs === null ? null : html` Last read ${moment({ atMs: readAtMs, form: 'ago' }, nowMs)}.`;
  return html`<li class="line unknown">
    ${shape('unknown')}
    <div>
      ${link(url, name)} <strong>Not verified</strong>
      <p class="quiet">${sentenceOf(why === '' ? SOURCES[state] : why)}${read}</p>
    </div>
  </li>`;
}
