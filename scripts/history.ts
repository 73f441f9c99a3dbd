import { readFileSync, writeFileSync } from 'node:fs';

// Makes src/history/table.ts, the past incidents that come with Failsoft, from a list that is not part of the repository:
//
//   npm run history -- ../shared/data/incidents/replay_incidents.json
//
// What is kept of an incident is facts: which surfaces, how bad, when it began, was posted, ended and was closed, what its title names
// and the id by which its page knows it. Titles and texts stay with those who wrote them.

type Row = {
  readonly src: string;
  readonly provider: string;
  readonly incident_id: string;
  readonly services: readonly string[];
  readonly severity: string;
  readonly scope: string;
  readonly models: readonly string[];
  readonly start: string;
  readonly posted: string;
  readonly end: string | null;
  readonly page_resolved: string | null;
};

/** How the list calls surfaces, the letter of each in the table, and how we call it. Those below the line we do not watch. */
// oxfmt-ignore
const SERVICES: readonly (readonly [service: string, letter: string, surface: string])[] = [
  ['anthropic-api', 'a', 'claude-api'],
  ['claude-ai', 'b', 'claude-app'],
  ['claude-code', 'c', 'claude-code'],
  ['anthropic-console', 'd', 'claude-console'],
  ['openai-api', 'e', 'openai-api'],
  ['chatgpt', 'f', 'chatgpt'],
  ['codex', 'g', 'codex'],
  ['copilot', 'h', 'github-copilot'],
  ['perplexity-api', 'i', 'perplexity-api'],
  ['perplexity-chat', 'j', 'perplexity'],
  ['deepseek-api', 'k', 'deepseek-api'],
  ['deepseek-chat', 'l', 'deepseek'],
  ['groq-api', 'm', 'groq'],
  ['cohere-api', 'n', 'cohere'],
  // We do not watch these.
  ['anthropic-other', 'o', 'claude-other'],
  ['openai-playground', 'p', 'openai-playground'],
  ['openai-other', 'q', 'openai-other'],
  ['dalle', 'r', 'dall-e'],
  ['character-ai', 's', 'character-ai'],
  ['stability-api', 't', 'stability-api'],
  ['stable-assistant', 'u', 'stable-assistant'],
  ['elevenlabs-api', 'v', 'elevenlabs-api'],
  ['cursor', 'w', 'cursor'],
  ['jetbrains-ai', 'x', 'jetbrains-ai'],
  ['windsurf', 'y', 'windsurf'],
];

/** Feeds, as src/history/feeds.ts names them. */
const FEEDS: Readonly<Record<string, string>> = {
  'FAILS|anthropic': 'claude-2023',
  'leaderboard|anthropic': 'claude-2026',
  'FAILS|openai': 'openai-2021',
  'leaderboard|openai': 'openai-2026',
  'mrshu|github-copilot': 'github-copilot',
  'leaderboard|perplexity': 'perplexity',
  'leaderboard|deepseek': 'deepseek',
  'leaderboard|groq': 'groq',
  'leaderboard|cohere': 'cohere',
  'FAILS|character': 'character-ai',
  'FAILS|stabilityai': 'stability',
  'leaderboard|elevenlabs': 'elevenlabs',
  'leaderboard|cursor': 'cursor',
  'leaderboard|jetbrains-ai': 'jetbrains-ai',
  'leaderboard|windsurf': 'windsurf',
};
/** All eight are in the list of mrshu, too, with better times. */
const LEFT_OUT = ['leaderboard|github'];

const SEVERITIES = ['none', 'minor', 'major', 'critical'];
const SCOPES: Readonly<Record<string, string>> = { provider: 'p', model: 'm', feature: 'f' };
/** One word for what titles write in several ways. */
const WORDS: Readonly<Record<string, string>> = {
  dall·e: 'dall-e',
  dalle: 'dall-e',
  gpt4: 'gpt-4',
  'gpt5.5': 'gpt-5.5',
  'gpt-3-5-turbo': 'gpt-3.5-turbo',
  assistant: 'assistants',
};
const EPOCH_MS = Date.UTC(2021, 0, 1);
const WIDTH = 150;

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Where is the list? npm run history -- <replay_incidents.json>');
const all: readonly Row[] = JSON.parse(readFileSync(path, 'utf8'));
const feeds = Map.groupBy(all, ({ src, provider }) => `${src}|${provider}`);
const unknown = [...feeds.keys()].filter((feed) => FEEDS[feed] === undefined && !LEFT_OUT.includes(feed));
if (unknown.length > 0) throw new Error(`Nobody has said what these are: ${unknown.join(', ')}`);

const tables = Object.entries(FEEDS).map(([feed, id]) => `  '${id}': \`\n${wrapped(rowsOf(feeds.get(feed) ?? []))}\`,`);
writeFileSync('src/history/table.ts', `${header()}${tables.join('\n')}\n};\n`);

function header(): string {
  const surfaces = SERVICES.map(([, letter, surface]) => `  ${letter}: '${surface}',`).join('\n');
  return `// Made by \`npm run history\`, see scripts/history.ts; the feeds, where they are from and how far they go: feeds.ts.

/** The letters that surfaces have in the rows. */
export const SURFACES: Readonly<Record<string, string>> = {
${surfaces}
};

/**
 * Past incidents by feed. Of each, with semicolons in between: minutes (base 36) since the beginning of the one before, or since 2021;
 * from its beginning to its first post (empty: the post is all that is known of the beginning); from the beginning to the end (empty:
 * never closed); from the end to when the page closed it (empty: the same); severity 0 to 3, scope (provider, model, feature) and
 * surfaces; what the title names; and its id on the page.
 */
// oxfmt-ignore
export const TABLE: Readonly<Record<string, string>> = {
`;
}

function rowsOf(rows: readonly Row[]): readonly string[] {
  let last = 0;
  return rows
    .map((row) => ({ row, start: minutes(row.start) }))
    .toSorted((a, b) => a.start - b.start)
    .map(({ row, start }) => {
      const text = rowOf(row, start, start - last);
      last = start;
      return text;
    });
}

function rowOf(row: Row, start: number, sinceLast: number): string {
  // Two were posted days after they had ended, and nobody has said when they began.
  const end = row.end === null ? null : Math.max(start, minutes(row.end));
  const closed = row.page_resolved === null ? end : Math.max(start, minutes(row.page_resolved));
  const severity = SEVERITIES.indexOf(row.severity);
  const scope = SCOPES[row.scope];
  const letters = row.services.map((service) => SERVICES.find(([name]) => name === service)?.[1] ?? '?').join('');
  if (severity < 0 || scope === undefined || letters.includes('?'))
    throw new Error(`Not understood: ${row.incident_id}`);
  return [
    sinceLast.toString(36),
    length(minutes(row.posted) - start),
    end === null ? '' : (end - start).toString(36),
    end === null || closed === null ? '' : length(closed - end),
    `${severity}${scope}${letters}`,
    [...new Set(row.models.map(wordOf))].join(','),
    idOf(row),
  ].join(';');
}

function minutes(time: string): number {
  return Math.round((Date.parse(time) - EPOCH_MS) / 60_000);
}

function length(span: number): string {
  return span === 0 ? '' : span.toString(36);
}

function wordOf(word: string): string {
  if (/^fine[- ]?tun/.test(word)) return 'fine-tuning';
  return WORDS[word] ?? word;
}

/** The list has the component behind the id of its page. */
function idOf({ src, incident_id: id }: Row): string {
  if (src !== 'leaderboard') return id;
  return id.startsWith('urn:') ? (/\d+/.exec(id)?.[0] ?? id) : (id.split('-')[0] ?? id);
}

function wrapped(rows: readonly string[]): string {
  let line = '';
  const lines: string[] = [];
  for (const row of rows) {
    if (line !== '' && line.length + row.length >= WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? row : ` ${row}`;
  }
  return [...lines, line].join('\n');
}
