import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { bedrock, bedrockMantle } from './clouds/bedrock.ts';
import { foundry } from './clouds/foundry.ts';
import { vertex, vertexGemini } from './clouds/vertex.ts';
import { cerebras } from './cerebras.ts';
import { cohere } from './cohere.ts';
import { copilot } from './copilot.ts';
import { deepseek } from './deepseek.ts';
import { fireworks } from './fireworks.ts';
import { gemini } from './gemini.ts';
import { githubCopilot } from './github-copilot.ts';
import { githubModels } from './github-models.ts';
import { groq } from './groq.ts';
import { huggingface } from './huggingface.ts';
import { llamaCpp } from './llama-cpp.ts';
import { lmstudio } from './lmstudio.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { perplexity } from './perplexity.ts';
import type { Provider } from './provider.ts';
import { together } from './together.ts';
import { vllm } from './vllm.ts';
import { xai } from './xai.ts';

/** Every provider that is known by name. Their order is the order of standbys when nobody chose one. */
export const PROVIDERS: Readonly<Record<string, Provider>> = {
  anthropic,
  bedrock,
  'bedrock-mantle': bedrockMantle,
  vertex,
  foundry,
  openai,
  azure,
  gemini,
  'vertex-gemini': vertexGemini,
  mistral,
  xai,
  deepseek,
  openrouter,
  groq,
  cerebras,
  together,
  fireworks,
  cohere,
  perplexity,
  huggingface,
  'github-models': githubModels,
  'github-copilot': githubCopilot,
  copilot,
  ollama,
  lmstudio,
  'llama-cpp': llamaCpp,
  vllm,
};

/** The row of a provider, or null when no provider has this id. */
export function providerOf(id: string): Provider | null {
  return Object.hasOwn(PROVIDERS, id) ? (PROVIDERS[id] ?? null) : null;
}
