/** Where past incidents are from. */
export type Feed = {
  readonly id: string;
  /** The page that told them, by its id in monitor/status-pages; for those that we do not watch, another word. */
  readonly page: string;
  /** What comes before the id of an incident in its address; without a slash at its end, ids lead nowhere and this is the page. */
  readonly address: string;
  readonly source: HistorySource;
  /** First and last day (UTC) that it covers. */
  readonly from: string;
  readonly to: string;
};

/** A public repository that the facts were taken from. */
export type HistorySource = {
  readonly name: string;
  readonly commit: string;
  /** The day of the commit. */
  readonly date: string;
  readonly licence: string;
};

const FAILS: HistorySource = {
  name: 'github.com/atlarge-research/FAILS',
  commit: 'a852259ece8345d0f326328aaf0efe3ad59b176b',
  date: '2025-02-13',
  licence: 'no licence stated in the repository; only facts were taken',
};
const LEADERBOARD: HistorySource = {
  name: 'github.com/b3ngriffiths/ai-status-leaderboard',
  commit: '2bf3a6ddc98d5aa0ef3cf2020e3fbd8939960e2c',
  date: '2026-07-01',
  licence: 'none stated; only facts were taken',
};
const MRSHU: HistorySource = {
  name: 'github.com/mrshu/github-statuses',
  commit: 'becbfc2162034688ae89c818c7316ebca00f3a56',
  date: '2026-08-22',
  licence: 'MIT, © 2022 Marek Suppa',
};

type Row = readonly [id: string, page: string, address: string, source: HistorySource, from: string, to: string];

/** Every feed of table.ts. Its makers told the world of these incidents themselves, so what they never posted is not there. */
// oxfmt-ignore
const ROWS: readonly Row[] = [
  ['claude-2023',    'claude',       'https://status.claude.com/incidents/',      FAILS,       '2023-03-16', '2025-01-09'],
  ['claude-2026',    'claude',       'https://status.claude.com/incidents/',      LEADERBOARD, '2026-04-25', '2026-06-30'],
  ['openai-2021',    'openai',       'https://status.openai.com/incidents/',      FAILS,       '2021-02-09', '2025-01-08'],
  ['openai-2026',    'openai',       'https://status.openai.com/incidents/',      LEADERBOARD, '2026-05-07', '2026-06-30'],
  ['github-copilot', 'github',       'https://www.githubstatus.com',              MRSHU,       '2022-03-26', '2026-08-20'],
  ['perplexity',     'perplexity',   'https://status.perplexity.com',             LEADERBOARD, '2024-07-30', '2026-06-30'],
  ['deepseek',       'deepseek',     'https://status.deepseek.com',               LEADERBOARD, '2026-03-05', '2026-06-30'],
  ['groq',           'groq',         'https://groqstatus.com/incidents/',         LEADERBOARD, '2025-08-25', '2026-06-30'],
  ['cohere',         'cohere',       'https://status.cohere.com/incidents/',      LEADERBOARD, '2026-04-13', '2026-06-30'],
  // Nothing watches these; they are here so that what is said of all known incidents can be checked.
  ['character-ai',   'character-ai', 'https://status.character.ai',               FAILS,       '2023-10-24', '2025-01-10'],
  ['stability',      'stability',    'https://stabilityai.instatus.com',          FAILS,       '2023-01-25', '2024-12-31'],
  ['elevenlabs',     'elevenlabs',   'https://status.elevenlabs.io',              LEADERBOARD, '2026-03-04', '2026-06-30'],
  ['cursor',         'cursor',       'https://status.cursor.com',                 LEADERBOARD, '2026-03-27', '2026-06-30'],
  ['jetbrains-ai',   'jetbrains-ai', 'https://status.jetbrains.ai',               LEADERBOARD, '2025-02-17', '2026-06-30'],
  ['windsurf',       'windsurf',     'https://status.windsurf.com',               LEADERBOARD, '2025-04-28', '2026-06-30'],
];

export const FEEDS: readonly Feed[] = ROWS.map(([id, page, address, source, from, to]) => ({
  id,
  page,
  address,
  source,
  from,
  to,
}));
