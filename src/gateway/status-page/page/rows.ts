import type { Verdict } from '../../../model/verdict.ts';
import { html, type Html, link } from '../../../page/html.ts';
import { shape } from '../../../page/shapes.ts';
import { counted } from '../../../page/words.ts';
import { conditionOf, isInTrouble, type Outlook, sinceOf, type Standin, type SurfaceOutlook } from '../outlook.ts';
import { DEFINITION_SHORT, percent, uptimeOf } from '../uptime.ts';
import { CONDITIONS, LEVELS, modelForPeople, withMoments, type Words } from '../words.ts';
import { bars, daysTable, titlesOf } from './bars.ts';
import { sentence } from './html.ts';
import { evidenceList } from './incident.ts';

/** All services: those that requests go through and those in trouble at once, the others on demand. */
export function serviceSections(outlook: Outlook): Html {
  const titles = titlesOf(outlook.recent);
  const near = outlook.surfaces.filter((row) => row.used || isInTrouble(row));
  const far = outlook.surfaces.filter((row) => !near.includes(row));
  const shown = near.length === 0 ? far : near;
  const hidden = near.length === 0 ? [] : far;
  return html`<section id="services" data-live aria-labelledby="services-title">
    <h2 id="services-title">Services</h2>
    <ul class="rows">
      ${shown.map((row) => serviceRow(row, outlook, titles))}
    </ul>
    ${hidden.length === 0 ? null : others(hidden, outlook, titles)}
    <p class="key">${keys()}</p>
  </section>`;
}

function others(rows: readonly SurfaceOutlook[], outlook: Outlook, titles: ReadonlyMap<string, string>): Html {
  const dark = rows.filter(({ verdict }) => verdict.condition === 'unknown').length;
  const calm = rows.length - dark;
  const said = dark === 0 ? 'no trouble' : `${calm === 0 ? '' : `${calm} without trouble, `}${dark} not verified`;
  return html`<details id="others" class="others">
    <summary>${counted(rows.length, 'more service')} <span class="quiet">${said}</span></summary>
    <ul class="rows">
      ${rows.map((row) => serviceRow(row, outlook, titles))}
    </ul>
  </details>`;
}

function serviceRow(row: SurfaceOutlook, outlook: Outlook, titles: ReadonlyMap<string, string>): Html {
  const { surface, days } = row;
  const { word, tone } = CONDITIONS[conditionOf(row)];
  const uptime = uptimeOf(days, outlook.atMs);
  return html`<li class="row" id="service-${surface.id}">
    <div class="name">
      <h3>${surface.name}</h3>
      ${surface.maker === surface.name ? null : html`<span class="quiet">${surface.maker}</span>`}
    </div>
    <p class="state ${tone}">
      ${shape(tone)}
      <strong>${word}</strong
      >${isInTrouble(row) ? html` <span>since ${sentence([{ atMs: sinceOf(row), form: 'clock' }], outlook.atMs)}</span>` : null}
    </p>
    ${bars(row, titles)}
    ${
      uptime === null
        ? null
        : html`<p class="scale quiet">
            <span>${counted(days.length, 'day')} ago</span
            ><span class="uptime">${percent(uptime)} up <small>(${DEFINITION_SHORT})</small></span
            ><span>today</span>
          </p>`
    }
    <details id="why-${surface.id}">
      <summary>Why, and day by day</summary>
      ${why(row, outlook)}${daysTable(row, titles)}
    </details>
  </li>`;
}

/** What speaks for the word beside a name: evidence, disagreements, and whom we could not hear. */
function why(row: SurfaceOutlook, { atMs }: Outlook): Html {
  const { verdict, parts, surface, source, standin } = row;
  const hasSpoken = verdict.evidence.some(({ kind }) => kind === 'page');
  return html` ${standin === null ? null : html`<p>${standinWords(standin)}</p>`}
    ${evidenceList(verdict, atMs) ?? html`<p class="quiet">${verdict.condition === 'healthy' ? 'Nothing speaks against it.' : 'We have no evidence of our own.'}</p>`}
    ${parts.map((part) => partParagraph(part, atMs))}
    ${[...verdict.disagreements, ...verdict.blind].map((said) => html`<p>${sentence(withMoments(sentenceOf(said), atMs), atMs)}</p>`)}
    <p class="quiet">
      ${hasSpoken ? null : sentence(officialWords(row), atMs)}
      ${source === null ? null : link(source.url, 'Official page')}
      ${surface.address === '' ? null : link(surface.address, `Open ${surface.name}`)}
    </p>`;
}

function partParagraph({ cell: { model, region }, condition, evidence }: Verdict, atMs: number): Html {
  const name = [model === null ? '' : modelForPeople(model), region ?? ''].filter((text) => text !== '').join(' in ');
  const { word, tone } = CONDITIONS[condition];
  return html`<p class="state ${tone}">
      ${shape(tone)} <span>${name}: <strong>${word}</strong></span>
    </p>
    ${evidenceList({ evidence }, atMs)}`;
}

function officialWords({ source, official, surface }: SurfaceOutlook): Words {
  if (source === null) return [`${surface.maker} has no page that we read.`];
  if (source.state !== 'ok') return [`Its official page cannot be verified. ${sentenceOf(source.why)}`];
  const read: Words = source.readAtMs === null ? [] : [', read ', { atMs: source.readAtMs, form: 'ago' }];
  return [`Its official page says: ${LEVELS[official].word.toLowerCase()}`, ...read, '.'];
}

/** As a sentence stands: with a capital and a full stop. */
export function sentenceOf(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return text === '' || /[.!?]$/.test(text) ? begun : `${begun}.`;
}

function keys(): Html {
  const shown = ['degraded', 'partial', 'major'] as const;
  return html`${shown.map(
      (level) => html`<span class="swatch ${LEVELS[level].tone}">${LEVELS[level].word}</span>`,
    )}<span class="quiet">The fuller a bar, the longer it lasted that day.</span>`;
}

function standinWords({ answers, partly }: Standin): string {
  if (answers === null) return 'Nobody can answer your requests in its place.';
  if (partly === true) return `Some of your requests are answered by ${answers} meanwhile, the others by nobody.`;
  return `Your requests are answered by ${answers} meanwhile.`;
}
