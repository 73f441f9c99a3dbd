import type { Provider } from './provider.ts';

/**
 * Models on this machine, through Ollama's OpenAI-compatible face. That face ignores `tool_choice`, takes images as data
 * only and knows the old name of the limit (Ollama 0.33, read 2026-11-22). Which models exist, only Ollama itself knows.
 */
export const ollama: Provider = {
  id: 'ollama',
  name: 'Ollama',
  protocol: 'openai-chat',
  baseUrl: 'http://127.0.0.1:11434/v1',
  auth: null,
  statusPage: null,
  failureDomains: ['this-machine'],
  local: true,
  quirks: { oldMaxTokens: true, noForcedTools: true, noImageUrls: true },
  standbyModel: null,
  probeCostUsd: 0,
};
