import type { Incident } from '../../../model/incident.ts';
import { Html, html } from '../../../page/html.ts';
import type { Guide } from '../guide.ts';
import { headlineOf } from '../headline.ts';
import type { Figures } from '../figures.ts';
import { toneOf } from '../incident-words.ts';
import type { Outlook } from '../outlook.ts';
import { DEFINITION } from '../uptime.ts';
import { plain } from '../words.ts';
import { script, style } from './assets.ts';
import { figuresMain } from './figures.ts';
import { historyMain, historySection, type Wanted } from './history.ts';
import { incidentBody } from './incident.ts';
import { serviceSections } from './rows.ts';
import {
  guideSection,
  headlineSection,
  maintenanceSection,
  namesOf,
  openSection,
  preparedSection,
  sourcesSection,
} from './sections.ts';

/** The page that people look at. It needs nothing from anywhere else, and no script to be read. */
export function statusPage(outlook: Outlook, guide: Guide): string {
  const main = html`${headlineSection(outlook)}${guideSection(guide)}${openSection(outlook)}${serviceSections(outlook)}${maintenanceSection(
    outlook,
  )}${sourcesSection(outlook)}${historySection(outlook)}${preparedSection(guide)}`;
  const { sentence } = headlineOf(outlook);
  return layout({ title: plain(sentence, outlook.atMs), main, live: true });
}

export function historyPage(outlook: Outlook, wanted: Wanted, found: readonly Incident[], limit: number): string {
  return layout({ title: 'Incidents', main: historyMain(outlook, wanted, found, limit), live: false });
}

export function figuresPage(figures: Figures): string {
  return layout({ title: 'Figures', main: figuresMain(figures), live: false });
}

export function incidentPage(outlook: Outlook, incident: Incident): string {
  const name = namesOf(outlook)(incident.surface);
  const main = html`<div class="alone">
    <h1>${incident.title}</h1>
    <article class="incident ${toneOf(incident)}">${incidentBody(incident, name, outlook.atMs)}</article>
    <p><a href="/status/history">All incidents</a></p>
  </div>`;
  return layout({ title: incident.title, main, live: false });
}

/** Where there is nothing to show, and why. */
export function plainPage(title: string, words: string): string {
  const main = html`<div class="alone">
    <h1>${title}</h1>
    <p>${words}</p>
    <p><a href="/status">Status</a></p>
  </div>`;
  return layout({ title, main, live: false });
}

type Page = {
  readonly title: string;
  readonly main: Html;
  /** Does it follow what happens? */
  readonly live: boolean;
};

function layout({ title, main, live }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="alternate" type="application/atom+xml" title="Incidents" href="/status/history.atom">
<link rel="alternate" type="application/rss+xml" title="Incidents" href="/status/history.rss">
<link rel="alternate" type="application/feed+json" title="Incidents" href="/status/feed.json">
${live ? html`<noscript><meta http-equiv="refresh" content="60" /></noscript>` : null}
<style>${new Html(style())}</style>
</head>
<body${live ? html` data-events="/status/events"` : null}>
<a class="skip" href="#main">To the content</a>
<header><a class="home" href="/status">AI services</a><nav aria-label="Pages"><a href="/status">Now</a><a href="/status/history">Incidents</a><a href="/status/figures">Figures</a></nav></header>
<p id="stale" role="alert" hidden></p>
<main id="main" tabindex="-1">${squeezed(main)}</main>
<footer>
<p>${DEFINITION}</p>
<p>Times are yours where your browser tells them, else UTC; days are UTC. Subscribe:
<a href="/status/history.atom">Atom</a>, <a href="/status/history.rss">RSS</a>, <a href="/status/feed.json">JSON Feed</a>,
<a href="/status/maintenance.ics">calendar</a>. For programs: <a href="/status/api/v2/summary.json">JSON</a>. Made by Failsoft.</p>
</footer>
<script>${new Html(script())}</script>
</body>
</html>
`.text;
}

/** Without the white space that only those see who write templates. */
function squeezed({ text }: Html): Html {
  return new Html(text.replaceAll(/\n\s+/g, '\n'));
}
