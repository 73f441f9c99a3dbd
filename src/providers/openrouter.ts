import type { Provider } from './provider.ts';

/** One key for many makers' models. It is a company in the path itself, so it does not replace a second provider. */
export const openrouter: Provider = {
  id: 'openrouter',
  name: 'OpenRouter',
  protocol: 'openai-chat',
  baseUrl: 'https://openrouter.ai/api/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['OPENROUTER_API_KEY'] },
  statusPage: 'https://status.openrouter.ai',
  failureDomains: ['openrouter', 'cloudflare'],
  local: false,
  quirks: { oldMaxTokens: true, cacheHints: 'control' },
  standbyModel: 'openai/gpt-5.6',
  probeCostUsd: null,
};
