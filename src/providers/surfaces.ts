import type { Surface } from '../model/surface.ts';

type Row = readonly [
  id: string,
  name: string,
  maker: string,
  kind: Surface['kind'],
  providers: readonly string[],
  address: string,
];

/** Every surface that we have something to say about. */
// oxfmt-ignore
const ROWS: readonly Row[] = [
  ['claude-api', 'Claude API', 'Anthropic', 'api', ['anthropic'], 'https://platform.claude.com'],
  ['claude-app', 'Claude', 'Anthropic', 'app', [], 'https://claude.ai'],
  ['claude-code', 'Claude Code', 'Anthropic', 'coding', [], 'https://claude.com/claude-code'],
  ['claude-console', 'Claude Console', 'Anthropic', 'console', [], 'https://platform.claude.com'],
  ['openai-api', 'OpenAI API', 'OpenAI', 'api', ['openai'], 'https://platform.openai.com'],
  ['chatgpt', 'ChatGPT', 'OpenAI', 'app', [], 'https://chatgpt.com'],
  ['codex', 'Codex', 'OpenAI', 'coding', [], 'https://chatgpt.com/codex'],
  ['gemini-api', 'Gemini API', 'Google', 'api', ['gemini'], 'https://aistudio.google.com'],
  ['gemini-app', 'Gemini', 'Google', 'app', [], 'https://gemini.google.com'],
  ['vertex-ai', 'Vertex AI', 'Google', 'api', ['vertex', 'vertex-gemini'], 'https://console.cloud.google.com/vertex-ai'],
  ['azure-openai', 'Azure AI', 'Microsoft', 'api', ['azure', 'foundry'], 'https://ai.azure.com'],
  ['m365-copilot', 'Microsoft 365 Copilot', 'Microsoft', 'app', ['copilot'], 'https://m365.cloud.microsoft/chat'],
  ['github-copilot', 'GitHub Copilot', 'GitHub', 'coding', ['github-copilot', 'github-models'], 'https://github.com/copilot'],
  ['bedrock', 'Amazon Bedrock', 'Amazon', 'api', ['bedrock', 'bedrock-mantle'], 'https://console.aws.amazon.com/bedrock'],
  ['perplexity-api', 'Perplexity API', 'Perplexity', 'api', ['perplexity'], 'https://docs.perplexity.ai'],
  ['perplexity', 'Perplexity', 'Perplexity', 'app', [], 'https://www.perplexity.ai'],
  ['mistral-api', 'Mistral API', 'Mistral', 'api', ['mistral'], 'https://console.mistral.ai'],
  ['le-chat', 'Le Chat', 'Mistral', 'app', [], 'https://chat.mistral.ai'],
  ['xai-api', 'xAI API', 'xAI', 'api', ['xai'], 'https://console.x.ai'],
  ['grok', 'Grok', 'xAI', 'app', [], 'https://grok.com'],
  ['deepseek-api', 'DeepSeek API', 'DeepSeek', 'api', ['deepseek'], 'https://platform.deepseek.com'],
  ['deepseek', 'DeepSeek', 'DeepSeek', 'app', [], 'https://chat.deepseek.com'],
  ['groq', 'Groq', 'Groq', 'api', ['groq'], 'https://console.groq.com'],
  ['openrouter', 'OpenRouter', 'OpenRouter', 'api', ['openrouter'], 'https://openrouter.ai'],
  ['together', 'Together AI', 'Together', 'api', ['together'], 'https://api.together.ai'],
  ['cohere', 'Cohere', 'Cohere', 'api', ['cohere'], 'https://dashboard.cohere.com'],
  ['fireworks', 'Fireworks', 'Fireworks', 'api', ['fireworks'], 'https://app.fireworks.ai'],
  ['cerebras', 'Cerebras', 'Cerebras', 'api', ['cerebras'], 'https://cloud.cerebras.ai'],
  ['huggingface', 'Hugging Face', 'Hugging Face', 'api', ['huggingface'], 'https://huggingface.co'],
];

export const SURFACES: ReadonlyMap<string, Surface> = new Map(
  ROWS.map(([id, name, maker, kind, providers, address]) => [id, { id, name, maker, kind, providers, address }]),
);

const BY_PROVIDER: ReadonlyMap<string, Surface> = new Map(
  [...SURFACES.values()].flatMap((surface) => surface.providers.map((provider) => [provider, surface] as const)),
);

/** What calls to a provider go through. A server of one's own is a surface of its own. */
export function surfaceOf(provider: string, name: string): Surface {
  const known = BY_PROVIDER.get(provider);
  if (known !== undefined) return known;
  return { id: provider, name, maker: name, kind: 'api', providers: [provider], address: '' };
}
