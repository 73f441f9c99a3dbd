import { betterStack, BETTER_STACK_ASKS } from '../better-stack.ts';
import { checkly, checklyAsks } from '../checkly.ts';
import { datadog, DATADOG_ASKS } from '../datadog.ts';
import { flashdutyFeed, historyFeed } from '../feed.ts';
import { flashduty, flashdutyAsks } from '../flashduty.ts';
import { incidentIo, incidentIoAsks } from '../incident-io.ts';
import { instatus, INSTATUS_ASKS } from '../instatus.ts';
import { MINUTE_MS } from '../page.ts';
import { rootly, ROOTLY_ASKS, statuspage, STATUSPAGE_ASKS } from '../statuspage.ts';
import { xai } from '../xai.ts';
import { all, none, pageOf, part, type WayRow } from './rows.ts';

/** What incident.io's pages answer to, best first. */
function incidentIoWays(host: string): readonly [WayRow, WayRow] {
  return [
    { asks: incidentIoAsks(host), read: incidentIo },
    { asks: STATUSPAGE_ASKS, read: statuspage },
  ];
}

const BESIDES = none(
  'Website',
  'Docs',
  'Documentation',
  'Playground',
  'Console',
  'Developer Console',
  'Dashboard',
  'Billing',
  'Support',
);

export const OTHERS = [
  pageOf({
    id: 'perplexity',
    name: 'Perplexity',
    url: 'https://status.perplexity.com',
    surfaces: ['perplexity', 'perplexity-api'],
    // It moved from Instatus to incident.io in September 2026.
    ways: [...incidentIoWays('status.perplexity.com'), { asks: INSTATUS_ASKS, read: instatus }],
    places: [
      all('perplexity-api', ['API', 'Sonar']),
      all('perplexity', ['Website', 'App']),
      part('perplexity', ['Computer', 'Comet']),
    ],
    words: [
      [/\bapi\b|\bsonar\b/i, 'perplexity-api'],
      [/\bwebsite\b|\bapps?\b|\bperplexity\.ai\b/i, 'perplexity'],
    ],
  }),
  pageOf({
    id: 'mistral',
    name: 'Mistral',
    url: 'https://status.mistral.ai',
    surfaces: ['mistral-api', 'le-chat'],
    // It moved from Checkly to Rootly in September 2026.
    ways: [
      { asks: ROOTLY_ASKS, read: rootly },
      { asks: checklyAsks('mistral-ai'), read: checkly },
    ],
    places: [
      all('mistral-api', ['Chat Completions API', 'Completion API'], ['c4869a5a-054c-4c1b-88d1-3d195ba58511']),
      all('le-chat', ['Vibe', 'Le Chat'], ['edb2d9fb-f852-4b73-8fd4-e0465b90f4a1']),
      none('Le Console', 'Console', 'Documentation', 'Mistral.ai Website', 'Document Library'),
    ],
    others: 'mistral-api',
    words: [
      [
        /\bapi\b|\bmodels?\b|\bstudio\b|\b(?:mistral|ministral|codestral|devstral|magistral|voxtral|glm)[ -](?:\w+[ -])?\d/i,
        'mistral-api',
      ],
      [/\ble chat\b|\bvibe\b/i, 'le-chat'],
    ],
  }),
  pageOf({
    id: 'xai',
    name: 'xAI',
    url: 'https://status.x.ai',
    surfaces: ['xai-api', 'grok'],
    // Everything but the feed is refused.
    ways: [{ asks: ['/feed.xml'], read: xai }],
    places: [
      none('API Console', 'Docs', 'xAI Website', 'Single Sign-On'),
      all('xai-api', ['Global (api.x.ai)', 'API']),
      part('xai-api', ['US (', 'EU (', 'Voice']),
      all('grok', ['grok.com', 'Grok (Web)']),
      part('grok', ['Grok']),
    ],
    words: [
      [/\bapi\b/i, 'xai-api'],
      [/\bgrok(?:\.com)?\b/i, 'grok'],
    ],
  }),
  pageOf({
    id: 'deepseek',
    name: 'DeepSeek',
    url: 'https://status.deepseek.com',
    surfaces: ['deepseek-api', 'deepseek'],
    // Its old page at Statuspage still answers, with how things were on 8 May 2026: it must not be asked.
    ways: [
      { asks: flashdutyAsks('6410630422455'), read: flashduty, everyMs: 2 * MINUTE_MS },
      { asks: ['/feed.rss'], read: flashdutyFeed, everyMs: 5 * MINUTE_MS },
    ],
    places: [
      all('deepseek-api', ['API'], ['01KR3NC9ETZYF436Z8YT1HM047']),
      all('deepseek', ['网页', '快速模式'], ['01KR3NC9ETESRRQ4GABE0TGW53', '01KY4ND2PNYT9FY5W4ZH80VGJ4']),
      part('deepseek-api', ['DeepSeek']),
    ],
    others: 'deepseek',
    words: [
      [/\bapi\b/i, 'deepseek-api'],
      [/\bweb\b|\bapp\b|\bchat\b/i, 'deepseek'],
    ],
  }),
  pageOf({
    id: 'groq',
    name: 'Groq',
    url: 'https://groqstatus.com',
    surfaces: ['groq'],
    ways: incidentIoWays('groqstatus.com'),
    places: [all('groq', ['API'], ['01K053E2FAKWKEYHXEV7WAHJBM']), BESIDES],
    others: 'groq',
  }),
  pageOf({
    id: 'openrouter',
    name: 'OpenRouter',
    url: 'https://status.openrouter.ai',
    surfaces: ['openrouter'],
    // It moved from OnlineOrNot to Datadog in September 2026.
    ways: [
      { asks: DATADOG_ASKS, read: datadog },
      { asks: ['/incidents.rss'], read: historyFeed },
    ],
    places: [all('openrouter', ['Chat ('], ['9fb5ccff-e128-455a-be20-59572f8d363a']), none('Web & Application')],
    others: 'openrouter',
  }),
  pageOf({
    id: 'together',
    name: 'Together AI',
    url: 'https://status.together.ai',
    surfaces: ['together'],
    ways: [{ asks: BETTER_STACK_ASKS, read: betterStack }],
    places: [BESIDES],
    others: 'together',
  }),
  pageOf({
    id: 'cohere',
    name: 'Cohere',
    url: 'https://status.cohere.com',
    surfaces: ['cohere'],
    ways: incidentIoWays('status.cohere.com'),
    places: [all('cohere', ['API', 'Infrastructure', 'api.cohere']), BESIDES],
    others: 'cohere',
  }),
  pageOf({
    id: 'fireworks',
    name: 'Fireworks',
    url: 'https://status.fireworks.ai',
    surfaces: ['fireworks'],
    // At Better Stack until June 2026.
    ways: [...incidentIoWays('status.fireworks.ai'), { asks: BETTER_STACK_ASKS, read: betterStack }],
    places: [all('fireworks', ['API', 'Serverless', 'Inference']), BESIDES],
    others: 'fireworks',
  }),
  pageOf({
    id: 'cerebras',
    name: 'Cerebras',
    url: 'https://status.cerebras.ai',
    surfaces: ['cerebras'],
    ways: [{ asks: STATUSPAGE_ASKS, read: statuspage }],
    places: [all('cerebras', ['API', 'Inference']), BESIDES],
    others: 'cerebras',
  }),
  pageOf({
    id: 'huggingface',
    name: 'Hugging Face',
    url: 'https://status.huggingface.co',
    surfaces: ['huggingface'],
    ways: [{ asks: BETTER_STACK_ASKS, read: betterStack }],
    places: [
      all('huggingface', ['Inference Providers', 'Inference API', 'Serverless Inference', 'Router']),
      part('huggingface', ['Inference Endpoints']),
    ],
  }),
];
