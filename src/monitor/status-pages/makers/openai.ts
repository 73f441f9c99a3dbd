import { historyFeedAt } from '../feed.ts';
import { incidentIoAt } from '../incident-io.ts';
import { MINUTE_MS } from '../page.ts';
import { STATUSPAGE } from '../statuspage.ts';
import { all, pageOf, part } from './rows.ts';

// oxfmt-ignore
const API_PARTS = [
  'APIs:', 'Platform:', 'Realtime', 'Batch', 'Images', 'Fine-tuning', 'Embeddings', 'Audio', 'Moderations', 'Files', 'Assistants', 'Agents',
  'Login', 'Decisions',
];
// oxfmt-ignore
const CHATGPT_PARTS = [
  'ChatGPT', 'Search', 'Agent', 'Connectors', 'File uploads', 'GPTs', 'Image Generation', 'Voice', 'Deep Research',
];

/**
 * incident.io. Its own answer says which lamps an open incident is about and to which product they belong; the shim in Statuspage's shape
 * does not, and lists now these lamps and now those. Ids seen in 2025 and 2026 in recordings of the shim.
 */
export const OPENAI = pageOf({
  id: 'openai',
  name: 'OpenAI',
  url: 'https://status.openai.com',
  surfaces: ['openai-api', 'chatgpt', 'codex'],
  ways: [
    { format: incidentIoAt('status.openai.com') },
    { format: STATUSPAGE },
    { format: historyFeedAt('/feed.rss'), everyMs: 5 * MINUTE_MS },
  ],
  places: [
    all(
      'openai-api',
      ['APIs: Responses', 'APIs: Chat Completions', 'Responses', 'Chat Completions'],
      ['01JP8CD9JR3HR6Y7G4Q75N4DVW', '01JMXBRMFE6N2NNT7DG6XZQ6PW'],
    ),
    all('chatgpt', ['ChatGPT: Conversations', 'Conversations'], ['01JMXBNJXGV1T5GT2M9XA83XNG']),
    all(
      'codex',
      ['Codex: Codex API', 'Codex: CLI', 'Codex: Codex Web', 'Codex API', 'CLI', 'Codex Web'],
      ['01KMP3KP5MGE23B80K1EK4S8PV', '01KMKFAMWKNQ84Z1766MV08ZDE'],
    ),
    part('codex', ['Codex']),
    part('openai-api', API_PARTS),
    part('chatgpt', CHATGPT_PARTS),
  ],
  words: [
    [/\bapis?\b|\bplatform\b/i, 'openai-api'],
    [/\bchatgpt\b|\bgpts\b|\bconversations?\b/i, 'chatgpt'],
    [/\bcodex\b/i, 'codex'],
  ],
});
