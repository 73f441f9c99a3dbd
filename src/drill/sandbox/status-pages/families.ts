import type { Json } from '../../../model/json.ts';
import { aiStudioIncidents, awsEvents, googleIncidents, graphIssues, graphOverviews } from './cloud-pages.ts';
import { azureFeed, flashdutyFeed, historyFeed, xaiFeed } from './feeds.ts';
import { betterStackIndex, datadogConfig, flashdutyActive } from './monitor-pages.ts';
import { type Clock, shimIncidents, statuspageIncidents, statuspageSummary } from './statuspage.ts';
import type { Story } from './story.ts';
import {
  checklyUnresolved,
  checklyUptime,
  checklyWindows,
  incidentIoPage,
  instatusComponents,
  instatusSummary,
} from './vendor-pages.ts';

/** What a page of one vendor answers, by the end of the path that is asked. */
type Family = Readonly<Record<string, (story: Story, clock: Clock, nowMs: number) => Json | Uint8Array>>;

/** The vendors of status pages that can be simulated. */
export const PAGE_FAMILIES = {
  statuspage: { '/api/v2/summary.json': statuspageSummary, '/api/v2/incidents.json': statuspageIncidents },
  'incident-io': {
    '/proxy/': incidentIoPage,
    '/api/v2/summary.json': statuspageSummary,
    '/api/v2/incidents.json': shimIncidents,
  },
  'google-cloud': { '/incidents.json': googleIncidents },
  instatus: { '/summary.json': instatusSummary, '/v2/components.json': instatusComponents },
  checkly: {
    '/uptime': checklyUptime,
    '/unresolved-incidents': checklyUnresolved,
    '/maintenance-windows': checklyWindows,
  },
  rootly: { '/api/v1/incidents.json': statuspageIncidents },
  'better-stack': { '/index.json': betterStackIndex },
  datadog: { '/config.json': datadogConfig },
  flashduty: { '/summary/active': flashdutyActive, '/feed.rss': flashdutyFeed },
  aws: { '/public/currentevents': awsEvents },
  'history-feed': { '/incidents.rss': historyFeed, '/history.rss': historyFeed, '/feed.rss': historyFeed },
  'azure-feed': { '/status/feed/': azureFeed },
  'xai-feed': { '/feed.xml': xaiFeed },
  'microsoft-graph': { '/healthOverviews': graphOverviews, '/issues': graphIssues },
  'ai-studio': {
    '/ListIncidentsHistory': aiStudioIncidents,
    '/status': () => `<!doctype html><html><script>key = 'AIza${'simulated'.padEnd(35, '0')}'</script></html>`,
  },
} as const satisfies Record<string, Family>;

export type PageFamily = keyof typeof PAGE_FAMILIES;

export function isPageFamily(name: string): name is PageFamily {
  return Object.hasOwn(PAGE_FAMILIES, name);
}

/** What a page of this vendor answers at a path; null where there is nothing. */
export function bodyAt(family: PageFamily, path: string, { story, clock, nowMs }: Asked): Uint8Array | null {
  const pages: Family = PAGE_FAMILIES[family];
  const found = Object.entries(pages).find(([end]) => path.endsWith(end) || (end === '/proxy/' && path.includes(end)));
  if (found === undefined) return null;
  const body = found[1](story, clock, nowMs);
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

export type Asked = { readonly story: Story; readonly clock: Clock; readonly nowMs: number };
