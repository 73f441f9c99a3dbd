import { type Incident, startOf } from '../../../model/incident.ts';
import { html } from '../../../page/html.ts';
import { incidentUrl, updatesOf } from '../api/incidents.ts';
import { leadWords, requestWords, spanWords, updatedAtMs } from '../incident-words.ts';
import type { Outlook } from '../outlook.ts';
import { namesOf } from '../page/sections.ts';
import { plain, STAGES } from '../words.ts';

/** What all feeds are made from: one entry per incident, which changes as it goes on. */
export type Feed = {
  readonly title: string;
  readonly home: string;
  readonly updatedMs: number;
  readonly entries: readonly Entry[];
};

export type Entry = {
  /** The same for ever, wherever the gateway lives. */
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly publishedMs: number;
  readonly updatedMs: number;
  /** HTML with nothing in it but paragraphs. */
  readonly html: string;
  readonly text: string;
};

const ENTRIES_MAX = 50;

/** Newest first. */
export function feedOf(outlook: Outlook, origin: string): Feed {
  const nameOf = namesOf(outlook);
  const entries = outlook.recent.slice(0, ENTRIES_MAX).map((one) => entryOf(one, nameOf(one.surface), origin));
  return {
    title: 'AI services: incidents',
    home: `${origin}/status`,
    updatedMs: Math.max(0, ...entries.map(({ updatedMs }) => updatedMs)),
    entries,
  };
}

function entryOf(incident: Incident, surfaceName: string, origin: string): Entry {
  const updatedMs = Math.max(startOf(incident), updatedAtMs(incident));
  const about = [
    `${surfaceName}. ${plain(spanWords(incident), updatedMs)}.`,
    leadWords(incident),
    requestWords(incident),
  ].filter((text) => text !== '');
  const updates = updatesOf(incident).toReversed();
  return {
    id: `urn:failsoft:incident:${encodeURIComponent(incident.id)}`,
    url: incidentUrl(origin, incident.id),
    title: `${surfaceName}: ${incident.title}`,
    publishedMs: startOf(incident),
    updatedMs,
    // The form of Statuspage, stages newest first, so that its readers find the words in ours.
    html: html`${updates.map(
      ({ atMs, stage, text }) =>
        html`<p><small>${shortTime(atMs)}</small><br /><strong>${STAGES[stage]}</strong> - ${text}</p>`,
    )}${about.map((text) => html`<p>${text}</p>`)}`.text,
    text: [...updates.map(({ stage, text }) => `${STAGES[stage]}: ${text}`), ...about].join('\n'),
  };
}

/** `Nov 25, 14:34 UTC`. */
function shortTime(atMs: number): string {
  const [, , day, month, , clock] = /^(\w+), (\d+) (\w+) (\d+) (\d+:\d+)/.exec(new Date(atMs).toUTCString()) ?? [];
  return `${month ?? ''} ${day ?? ''}, ${clock ?? ''} UTC`;
}
