import { lampsOf } from './statuspage.ts';
import { firstOf, isOver, lastOf, numberOf, type Story, type StoryIncident, worstOf } from './story.ts';

/** RSS as Statuspage and OnlineOrNot write it: the updates in one description, newest first, their dates without a year. */
export function historyFeed(story: Story): string {
  return rss(
    story,
    story.incidents.map((one) => ({
      title: one.title,
      link: `incidents/${one.id}`,
      guid: `https://status.invalid/incidents/${one.id}`,
      atMs: firstOf(one).atMs,
      html: one.updates
        .toReversed()
        .map(
          ({ atMs, stage, text }) =>
            `<p><small>${yearless(atMs)}</small><br/><strong>${stage.toUpperCase()}</strong> - <p>${text}</p></p>`,
        )
        .join('\n'),
      categories: [],
    })),
  );
}

/** RSS as Flashduty writes it: `Status:` and `Affected components:`. */
export function flashdutyFeed(story: Story): string {
  return rss(
    story,
    story.incidents.map((one) => ({
      title: one.title,
      link: `incidents/${one.id}`,
      guid: `urn:flashduty:change:${numberOf(one)}`,
      atMs: firstOf(one).atMs,
      html:
        `<p><strong>Status:</strong> ${lastOf(one).stage}</p>` +
        `<p><strong>Affected components:</strong> ${lampsOf(one.lamps, story)
          .map(({ name }) => name)
          .join(', ')}</p><p>${lastOf(one).text}</p>`,
      categories: [],
    })),
  );
}

/** RSS as Azure writes it: services and regions as categories, and nothing of what is over. */
export function azureFeed(story: Story): string {
  return rss(
    story,
    story.incidents
      .filter((one) => !isOver(one))
      .map((one) => ({
        title: one.title,
        link: '',
        guid: one.id,
        atMs: firstOf(one).atMs,
        html: `<p>${lastOf(one).text}</p>`,
        categories: lampsOf(one.lamps, story).map(({ name }) => name),
      })),
  );
}

const SEVERITIES = { operational: 'available', degraded: 'degraded', partial: 'disruption', major: 'outage' } as const;

/** RSS as xAI writes it: an entry for each component of an incident. */
export function xaiFeed(story: Story): string {
  return rss(
    story,
    story.incidents.flatMap((one) =>
      lampsOf(one.lamps, story).map(({ id, name }) => ({
        title: `[${name}] ${one.title}`,
        link: `${id}/${one.id}`,
        guid: one.id,
        atMs: firstOf(one).atMs,
        html: xaiText(one),
        categories: [SEVERITIES[worstOf(one)], isOver(one) ? 'resolved' : 'active'],
      })),
    ),
  );
}

function xaiText(incident: StoryIncident): string {
  const last = lastOf(incident);
  const updates = incident.updates
    .toReversed()
    .map(
      ({ atMs, stage, text }) => `<div><p><strong>${rfc822(atMs)}</strong></p><h3>${stage}</h3><p>${text}</p></div>`,
    );
  return [
    `<h3>Status: ${isOver(incident) ? 'RESOLVED' : last.stage.toUpperCase()}</h3>`,
    `<p>Severity: ${SEVERITIES[worstOf(incident)]}</p>`,
    isOver(incident) ? `<p>Resolved: ${rfc822(last.atMs)}</p>` : '',
    '<hr /><h4>Updates:</h4>',
    ...updates,
  ].join('');
}

type Item = {
  readonly title: string;
  readonly link: string;
  readonly guid: string;
  readonly atMs: number;
  readonly html: string;
  readonly categories: readonly string[];
};

function rss({ name }: Story, items: readonly Item[]): string {
  const entries = items.map(
    ({ title, link, guid, atMs, html, categories }) =>
      `<item><title>${escaped(title)}</title><link>${escaped(link)}</link><guid isPermaLink="false">${escaped(guid)}</guid>` +
      `<description>${escaped(html)}</description><pubDate>${rfc822(atMs)}</pubDate>` +
      `${categories.map((one) => `<category>${escaped(one)}</category>`).join('')}</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>${escaped(name)}</title><link/>${entries.join('\n')}</channel></rss>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function rfc822(ms: number): string {
  return new Date(ms).toUTCString();
}

/** `Aug 28, 10:33 PM UTC`. */
function yearless(ms: number): string {
  const date = new Date(ms).toLocaleString('en-US', {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
  return `${date.replaceAll('\u202f', ' ')} UTC`;
}
