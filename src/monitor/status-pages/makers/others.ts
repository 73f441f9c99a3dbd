import { BETTER_STACK } from '../better-stack.ts';
import { checklyOf } from '../checkly.ts';
import { DATADOG } from '../datadog.ts';
import { FLASHDUTY_FEED, historyFeedAt } from '../feed.ts';
import { flashdutyOf } from '../flashduty.ts';
import { incidentIoAt } from '../incident-io.ts';
import { INSTATUS } from '../instatus.ts';
import { MINUTE_MS } from '../page.ts';
import { ROOTLY, STATUSPAGE } from '../statuspage.ts';
import { XAI } from '../xai.ts';
import { all, none, pageOf, part, type WayRow } from './rows.ts';

/** What incident.io's pages answer to, best first. */
function incidentIoWays(host: string): readonly [WayRow, WayRow] {
  return [{ format: incidentIoAt(host) }, { format: STATUSPAGE }];
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
    ways: [...incidentIoWays('status.perplexity.com'), { format: INSTATUS }],
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
    ways: [{ format: ROOTLY }, { format: checklyOf('mistral-ai') }],
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
    ways: [{ format: XAI }],
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
      { format: flashdutyOf('6410630422455'), everyMs: 2 * MINUTE_MS },
      { format: FLASHDUTY_FEED, everyMs: 5 * MINUTE_MS },
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
    ways: [{ format: DATADOG }, { format: historyFeedAt('/incidents.rss') }],
    places: [all('openrouter', ['Chat ('], ['9fb5ccff-e128-455a-be20-59572f8d363a']), none('Web & Application')],
    others: 'openrouter',
  }),
  pageOf({
    id: 'together',
    name: 'Together AI',
    url: 'https://status.together.ai',
    surfaces: ['together'],
    ways: [{ format: BETTER_STACK }],
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
    ways: [...incidentIoWays('status.fireworks.ai'), { format: BETTER_STACK }],
    places: [all('fireworks', ['API', 'Serverless', 'Inference']), BESIDES],
    others: 'fireworks',
  }),
  pageOf({
    id: 'cerebras',
    name: 'Cerebras',
    url: 'https://status.cerebras.ai',
    surfaces: ['cerebras'],
    ways: [{ format: STATUSPAGE }],
    places: [all('cerebras', ['API', 'Inference']), BESIDES],
    others: 'cerebras',
  }),
  pageOf({
    id: 'huggingface',
    name: 'Hugging Face',
    url: 'https://status.huggingface.co',
    surfaces: ['huggingface'],
    ways: [{ format: BETTER_STACK }],
    places: [
      all('huggingface', ['Inference Providers', 'Inference API', 'Serverless Inference', 'Router']),
      part('huggingface', ['Inference Endpoints']),
    ],
  }),
];
