import type { Incident, Observed } from '../../../model/incident.ts';
import type { OfficialUpdate } from '../../../model/official.ts';
import { html, type Html, link } from '../../../page/html.ts';
import { shape } from '../../../page/shapes.ts';
import { accountsOf, type Account, leadWords, requestWords, spanWords, toneOf } from '../incident-words.ts';
import { STAGES, withMoments } from '../words.ts';
import { moment, sentence } from './html.ts';

/** An incident among others. */
export function incidentArticle(incident: Incident, surfaceName: string, nowMs: number): Html {
  return html`<article class="incident ${toneOf(incident)}" id="incident-${incident.id}">
    <h3><a href="/status/incidents/${encodeURIComponent(incident.id)}">${incident.title}</a></h3>
    ${incidentBody(incident, surfaceName, nowMs)}
  </article>`;
}

/** An incident at length: both accounts side by side, the evidence, and all that its maker said. */
export function incidentBody(incident: Incident, surfaceName: string, nowMs: number): Html {
  const { official, observed } = incident;
  const [ours, theirs] = accountsOf(incident);
  const lead = leadWords(incident);
  const requests = requestWords(incident);
  return html`<p class="span">
      ${shape(toneOf(incident))}
      <span>${surfaceName}${scopeWords(incident)}. ${sentence(spanWords(incident), nowMs)}.</span>
    </p>
    ${requests === '' ? null : html`<p>${requests}</p>`}
    <div class="accounts">${accountSection(ours, nowMs)}${accountSection(theirs, nowMs)}</div>
    ${lead === '' ? null : html`<p class="lead">${lead}</p>`}
    ${observed === null ? null : evidenceList(observed, nowMs)}
    ${official === null || official.updates.length === 0 ? null : timeline(official.updates, nowMs)}
    ${official === null ? null : html`<p class="quiet">${link(official.url, 'Read it on the official page')}</p>`}`;
}

/** Only where it is about less than the whole. */
function scopeWords({ official }: Incident): string {
  const scope = official?.scope ?? [];
  return scope.length === 0 ? '' : `, only ${scope.join(', ')}`;
}

function accountSection({ who, facts, silence }: Account, nowMs: number): Html {
  if (facts.length === 0)
    return html`<div>
      <p class="who">${who}</p>
      <p class="quiet">${silence}</p>
    </div>`;
  return html`<div>
    <p class="who">${who}</p>
    <dl>
      ${facts.map(
        ({ name, words }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${sentence(words, nowMs)}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

export function evidenceList({ evidence }: Pick<Observed, 'evidence'>, nowMs: number): Html | null {
  if (evidence.length === 0) return null;
  return html`<ul class="evidence">
    ${evidence.map(
      ({ text, atMs, url }) =>
        html`<li>
          ${said(text, url, { atMs, nowMs })} <span class="quiet">${moment({ atMs, form: 'ago' }, nowMs)}</span>
        </li>`,
    )}
  </ul>`;
}

/** The clocks in it are those before it was said. */
function said(
  text: string,
  url: string | null,
  { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number },
): Html {
  const words = sentence(withMoments(text, atMs), nowMs);
  return url === null ? words : link(url, words);
}

/** Newest first. The words are the maker's, as text. */
function timeline(updates: readonly OfficialUpdate[], nowMs: number): Html {
  return html`<ol class="timeline" aria-label="What its maker said, newest first">
    ${updates.toReversed().map(
      ({ stage, atMs, text }) =>
        html`<li>
          <p class="stage"><strong>${STAGES[stage]}</strong> ${moment({ atMs, form: 'clock' }, nowMs)}</p>
          <p class="said">${text}</p>
        </li>`,
    )}
  </ol>`;
}

/** An incident on one line, as histories have it. */
export function incidentLine(incident: Incident, surfaceName: string, nowMs: number): Html {
  return html`<li class="line ${toneOf(incident)}">
    ${shape(toneOf(incident))}
    <div>
      <a href="/status/incidents/${encodeURIComponent(incident.id)}">${incident.title}</a>
      <p class="quiet">${surfaceName}. ${sentence(spanWords(incident), nowMs)}.</p>
    </div>
  </li>`;
}
