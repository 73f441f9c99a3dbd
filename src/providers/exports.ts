/** How people get their own conversations out of an app: something to do before the app is away. */
export type Export = {
  /** Id of the surface. */
  readonly surface: string;
  /** Where to click. */
  readonly path: string;
  /** What comes of it, and when. */
  readonly comes: string;
  /** Where that was read. */
  readonly source: string;
};

type Row = readonly [surface: string, path: string, comes: string, source: string];

/** Read in November 2026. */
// oxfmt-ignore
const ROWS: readonly Row[] = [
  ['claude-app', 'Settings → Privacy → Export data, in the browser or the desktop app',
    'A link by e-mail that is good for 24 hours. In a Team or Enterprise plan the primary owner does it.',
    'https://support.claude.com/en/articles/9450526'],
  ['chatgpt', 'Settings → Data controls → Export data → Confirm export',
    'A link by e-mail or text message within 7 days, good for 24 hours. Business and Enterprise workspaces have no such export.',
    'https://help.openai.com/en/articles/7260999'],
  ['gemini-app', 'takeout.google.com → My Activity → Gemini Apps, in JSON',
    'An archive with questions and answers, a link to it by e-mail. Not under “Gemini”, which holds your Gems.',
    'https://support.google.com/gemini/answer/16920332'],
  ['m365-copilot', 'An administrator: Microsoft Purview → eDiscovery → type “Copilot interactions”',
    'There is no export of one’s own. Keep what matters by copying it to a document.',
    'https://learn.microsoft.com/en-us/copilot/microsoft-365/microsoft-365-copilot-privacy'],
  ['perplexity', 'Each thread: ⋯ → Export, as PDF, Markdown or Word',
    'There is no export of everything, so take out the threads that matter.',
    'https://github.com/Hugo-COLLIN/SaveMyPhind-conversation-exporter/issues/290'],
  ['le-chat', 'Account → Privacy → Export',
    'An archive of conversations and documents.',
    'https://docs.mistral.ai/admin/security-access/privacy'],
  ['grok', 'grok.com → account settings → Download your data',
    'An archive in JSON.',
    'https://portable-ai-memory.org/providers/grok'],
];

export const EXPORTS: readonly Export[] = ROWS.map(([surface, path, comes, source]) => ({
  surface,
  path,
  comes,
  source,
}));
