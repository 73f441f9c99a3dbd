import type { Provider } from './provider.ts';

/** Grok from its maker. What its models refuse stands in the model rules. */
export const xai: Provider = {
  id: 'xai',
  name: 'xAI',
  protocol: 'openai-chat',
  baseUrl: 'https://api.x.ai/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['XAI_API_KEY'] },
  statusPage: 'https://status.x.ai',
  failureDomains: ['xai'],
  local: false,
  quirks: {},
  standbyModel: 'grok-4.6',
  probeCostUsd: null,
  also: { 'openai-responses': { baseUrl: 'https://api.x.ai/v1', quirks: { webSearch: 'asked' }, forCallers: true } },
};
