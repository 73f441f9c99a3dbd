/** Who runs Claude besides its maker. */
export type Cloud = 'bedrock' | 'bedrock-mantle' | 'vertex' | 'foundry';

const EVERYWHERE: readonly Cloud[] = ['bedrock', 'bedrock-mantle', 'vertex', 'foundry'];
const AWS: readonly Cloud[] = ['bedrock', 'bedrock-mantle'];
const NOT_FOUNDRY: readonly Cloud[] = ['bedrock', 'bedrock-mantle', 'vertex'];

/**
 * Betas of Anthropic's API and the clouds that know them. An unknown one is a 400 on Bedrock ("invalid beta flag") and Vertex
 * ("Unexpected value(s)"), so what does not stand here is never sent. As LiteLLM's table of beta headers had it on 2026-11-25.
 */
const BETAS: Readonly<Record<string, readonly Cloud[]>> = {
  'claude-code-20250219': ['bedrock-mantle'],
  'code-execution-2025-08-25': ['foundry'],
  'compact-2026-01-12': NOT_FOUNDRY,
  'compact-2026-09-04': ['vertex'],
  'computer-use-2025-01-24': EVERYWHERE,
  'computer-use-2025-11-24': EVERYWHERE,
  'context-1m-2025-08-07': EVERYWHERE,
  'context-management-2025-06-27': EVERYWHERE,
  'dangerous-tool-use-2026-09-03': EVERYWHERE,
  'effort-2025-11-24': ['bedrock', 'bedrock-mantle', 'foundry'],
  'files-api-2025-04-14': ['foundry'],
  'fine-grained-tool-streaming-2025-05-14': AWS,
  'interleaved-thinking-2025-05-14': ['bedrock-mantle', 'vertex', 'foundry'],
  'mcp-client-2025-04-04': ['foundry'],
  'mcp-client-2025-11-20': ['foundry'],
  'mid-conversation-output-config-2026-07-01': ['bedrock'],
  'mid-conversation-tool-changes-2026-07-01': ['bedrock'],
  'output-128k-2025-02-19': ['bedrock-mantle'],
  'per-turn-control-2026-07-01': ['bedrock-mantle', 'vertex', 'foundry'],
  'prompt-caching-scope-2026-01-05': ['foundry'],
  'skills-2025-10-02': ['foundry'],
  'structured-outputs-2025-11-13': ['bedrock-mantle', 'foundry'],
  'thinking-binding-controls-2026-08-01': NOT_FOUNDRY,
  'thinking-display-updates-2026-08-18': EVERYWHERE,
  'token-efficient-tools-2025-02-19': ['bedrock-mantle'],
  'tool-examples-2025-10-29': ['bedrock-mantle'],
  'tool-search-tool-2025-10-19': NOT_FOUNDRY,
  'web-fetch-2025-09-10': ['foundry'],
  'web-search-2025-03-05': ['bedrock-mantle', 'vertex', 'foundry'],
};

/** The same feature has another name there. */
const RENAMED: Readonly<Record<string, string>> = { 'advanced-tool-use-2025-11-20': 'tool-search-tool-2025-10-19' };

/** Without these the answer is the same: names of clients, keys and stages that have become part of the API. */
const HARMLESS = [
  'claude-code-',
  'oauth-',
  'prompt-caching-',
  'fine-grained-tool-streaming-',
  'output-128k-',
  'token-efficient-tools-',
  'effort-',
  'structured-outputs-',
  'web-search-',
] as const;

/** The betas of a request that a cloud knows, under its names for them, and those that go missing and may be missed. */
export function betasFor(
  cloud: Cloud,
  betas: readonly string[],
): { readonly kept: readonly string[]; readonly missed: readonly string[] } {
  const kept = new Set<string>();
  const missed: string[] = [];
  for (const beta of betas) {
    const other = cloud === 'foundry' ? undefined : Object.hasOwn(RENAMED, beta) ? RENAMED[beta] : undefined;
    const name = other ?? beta;
    if (Object.hasOwn(BETAS, name) && BETAS[name]?.includes(cloud) === true) kept.add(name);
    else if (cloud === 'foundry' && beta === 'advanced-tool-use-2025-11-20') kept.add(beta);
    else if (!HARMLESS.some((beginning) => beta.startsWith(beginning))) missed.push(beta);
  }
  return { kept: [...kept], missed };
}
