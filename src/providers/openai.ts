import type { Provider } from './provider.ts';

/**
 * GPT from its maker. Its newest models take tools and thinking together by Responses only, which is the same address:
 * `protocol: openai-responses`.
 */
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
  baseEnv: ['OPENAI_BASE_URL'],
  also: { 'openai-responses': { baseUrl: 'https://api.openai.com/v1', quirks: { webSearch: 'asked' } } },
};
