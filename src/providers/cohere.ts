import type { Provider } from './provider.ts';

/** Cohere's own models, by its compatibility API. Of efforts it knows `none` and `high` (read 2026-06-25). */
export const cohere: Provider = {
  id: 'cohere',
  name: 'Cohere',
  protocol: 'openai-chat',
  baseUrl: 'https://api.cohere.ai/compatibility/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['COHERE_API_KEY', 'CO_API_KEY'] },
  statusPage: 'https://status.cohere.com',
  failureDomains: ['cohere'],
  local: false,
  quirks: { oldMaxTokens: true, efforts: ['none', 'high'] },
  standbyModel: 'command-a-plus-05-2026',
  probeCostUsd: null,
};
