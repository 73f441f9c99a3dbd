import type { Provider } from './provider.ts';

/**
 * Sonar: answers from the web, always. Turns have to alternate and the last one has to be the user's, it calls no tools, and
 * fields such as `stop`, `n` and `seed` mean nothing to it (API reference and types of its SDK 0.38, read 2026-11-22).
 */
export const perplexity: Provider = {
  id: 'perplexity',
  name: 'Perplexity',
  protocol: 'openai-chat',
  baseUrl: 'https://api.perplexity.ai',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['PERPLEXITY_API_KEY', 'PPLX_API_KEY'] },
  statusPage: 'https://status.perplexity.com',
  failureDomains: ['perplexity'],
  local: false,
  quirks: {
    oldMaxTokens: true,
    noStreamOptions: true,
    noTools: true,
    noForcedTools: true,
    noStop: true,
    noPrefill: true,
    alternates: true,
    systemFirst: true,
    webSearch: 'always',
  },
  standbyModel: 'sonar-pro',
  probeCostUsd: null,
};
