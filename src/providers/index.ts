import { anthropic } from './anthropic.ts';
import { deepseek } from './deepseek.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import type { Provider } from './provider.ts';
import { together } from './together.ts';
import { xai } from './xai.ts';

/** Every provider that is known by name. Their order is the order of standbys when nobody chose one. */
export const PROVIDERS: Readonly<Record<string, Provider>> = {
  anthropic,
  openai,
  mistral,
  xai,
  deepseek,
  openrouter,
  groq,
  together,
  ollama,
};

/** The row of a provider, or null when no provider has this id. */
export function providerOf(id: string): Provider | null {
  return Object.hasOwn(PROVIDERS, id) ? (PROVIDERS[id] ?? null) : null;
}
