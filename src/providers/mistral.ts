import type { Provider } from './provider.ts';

/**
 * Mistral's own models. Its API refuses fields that it does not know, always sends usage at the end of a stream, and some of its
 * models take no words of the user right behind the results of tools. Fields that it refuses (422 `extra_forbidden`): client-python's
 * ChatCompletionRequest, mistral-go #2 for names, read 2026-11-27.
 */
export const mistral: Provider = {
  id: 'mistral',
  name: 'Mistral',
  protocol: 'openai-chat',
  baseUrl: 'https://api.mistral.ai/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['MISTRAL_API_KEY'] },
  statusPage: 'https://status.mistral.ai',
  failureDomains: ['mistral'],
  local: false,
  quirks: {
    oldMaxTokens: true,
    noStreamOptions: true,
    shortIds: true,
    noUserAfterResults: true,
    randomSeed: true,
    refused: ['logprobs', 'top_logprobs', 'logit_bias', 'messages.name'],
  },
  standbyModel: 'mistral-medium-latest',
  probeCostUsd: null,
};
