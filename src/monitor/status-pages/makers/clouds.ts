import type { World } from '../../../world/world.ts';
import { AWS } from '../aws.ts';
import { AZURE_FEED } from '../feed.ts';
import { GRAPH } from '../microsoft-graph.ts';
import { MINUTE_MS, type StatusPage } from '../page.ts';
import { STATUSPAGE } from '../statuspage.ts';
import { all, pageOf, part } from './rows.ts';

export const CLOUDS = [
  pageOf({
    id: 'aws',
    name: 'AWS',
    url: 'https://health.aws.amazon.com/health/status',
    surfaces: ['bedrock'],
    ways: [{ format: AWS, everyMs: 2 * MINUTE_MS }],
    places: [all('bedrock', ['bedrock-'])],
  }),
  pageOf({
    id: 'azure',
    name: 'Azure',
    url: 'https://azure.status.microsoft/en-us/status',
    surfaces: ['azure-openai'],
    // On 23 July 2026 the page's own host was led to the region that was down, and answered with an empty feed for hours.
    ways: [
      {
        format: AZURE_FEED,
        origin: 'https://rssfeed.azure.status.microsoft',
        everyMs: 2 * MINUTE_MS,
      },
      { format: AZURE_FEED, everyMs: 2 * MINUTE_MS },
    ],
  }),
  pageOf({
    id: 'github',
    name: 'GitHub',
    url: 'https://www.githubstatus.com',
    surfaces: ['github-copilot'],
    ways: [{ format: STATUSPAGE }],
    places: [
      part('github-copilot', ['Copilot AI Model Providers'], ['cnnb39dkkk82']),
      all('github-copilot', ['Copilot'], ['pjmpxvq2cmr2']),
    ],
    words: [[/\bcopilot\b/i, 'github-copilot']],
  }),
];

/** The service health of a tenant, asked with a token of its own; as long as there is none, nobody asks. */
export function microsoft365(open?: World['open']): StatusPage {
  return pageOf({
    id: 'microsoft-365',
    name: 'Microsoft 365',
    url: 'https://status.cloud.microsoft',
    surfaces: ['m365-copilot'],
    ways: [
      {
        format: GRAPH,
        origin: 'https://graph.microsoft.com',
        everyMs: 5 * MINUTE_MS,
        ...(open && { open }),
      },
    ],
    places: [all('m365-copilot', ['Microsoft 365 Copilot', 'Microsoft Copilot', 'Copilot'])],
    asked: open === undefined ? 'if-signed-in' : 'always',
  });
}
