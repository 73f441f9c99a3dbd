import type { Provider } from './provider.ts';

/** GPT from its maker. */
export const openai: Provider = {
  id: 'openai',
  name: 'OpenAI',
  protocol: 'openai-chat',
  baseUrl: 'https://api.openai.com/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['OPENAI_API_KEY'] },
  statusPage: 'https://status.openai.com',
  failureDomains: ['openai', 'cloudflare'],
  local: false,
  quirks: {},
  standbyModel: 'gpt-5.6',
  probeCostUsd: null,
};
