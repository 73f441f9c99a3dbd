import type { Provider } from './provider.ts';

/** What its compatible faces have in common: no forced tools, and images as data only. */
const FACE = { noForcedTools: true, noImageUrls: true } as const;

/**
 * Models on this machine, through Ollama's own protocol: only there can it be told how much room a model needs, and to say
 * so instead of forgetting the beginning. Its other faces know the old name of the limit and no `tool_choice` (Ollama 0.33,
 * read 2026-11-22). Which models exist, only Ollama itself knows.
 */
export const ollama: Provider = {
  id: 'ollama',
  name: 'Ollama',
  protocol: 'ollama',
  baseUrl: 'http://127.0.0.1:11434',
  auth: null,
  statusPage: null,
  failureDomains: ['this-machine'],
  local: true,
  quirks: FACE,
  standbyModel: null,
  probeCostUsd: 0,
  also: {
    'openai-chat': { baseUrl: 'http://127.0.0.1:11434/v1', quirks: { ...FACE, oldMaxTokens: true } },
    'openai-responses': { baseUrl: 'http://127.0.0.1:11434/v1', quirks: FACE },
    anthropic: { baseUrl: 'http://127.0.0.1:11434/v1', quirks: FACE },
  },
};
