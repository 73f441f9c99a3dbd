import { historyFeedAt } from '../feed.ts';
import { MINUTE_MS } from '../page.ts';
import { STATUSPAGE } from '../statuspage.ts';
import { all, none, pageOf } from './rows.ts';

/**
 * Statuspage. `status.claude.com` has answered clients that are no browser with 405 and a challenge (September 2026); its origin at
 * Statuspage has not, and is not to be asked more often than every quarter of an hour. Ids since 2023, names have changed.
 */
export const CLAUDE = pageOf({
  id: 'claude',
  name: 'Claude',
  url: 'https://status.claude.com',
  surfaces: ['claude-api', 'claude-app', 'claude-code', 'claude-console'],
  ways: [
    { format: STATUSPAGE },
    { format: STATUSPAGE, origin: 'https://anthropic.statuspage.io', everyMs: 15 * MINUTE_MS },
    { format: historyFeedAt('/history.rss'), everyMs: 5 * MINUTE_MS },
  ],
  places: [
    all('claude-api', ['Claude API', 'api.anthropic.com', 'API'], ['k8w3r06qmzrp']),
    all('claude-app', ['claude.ai'], ['rwppv331jlwc']),
    all('claude-code', ['Claude Code'], ['yyzkbfz2thpt']),
    all('claude-console', ['Claude Console', 'console.anthropic.com', 'platform.claude.com'], ['0qbwn08sd68x']),
    none('Claude Cowork', 'Claude for Government'),
  ],
  words: [
    [/\bapi\b/i, 'claude-api'],
    [/\bclaude\.ai\b|\bclaude (?:desktop|web|apps?|mobile)\b/i, 'claude-app'],
    [/\bclaude code\b/i, 'claude-code'],
    [/\bconsole\b|\bplatform\.claude\.com\b/i, 'claude-console'],
  ],
});
