import type { Provider } from './provider.ts';

/**
 * GPT from its maker. Its newest models take tools and thinking together by Responses only, so that is what others are
 * translated into; callers of either dialect are passed on in their own.
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
  translateTo: 'openai-responses',
  also: {
    'openai-responses': { baseUrl: 'https://api.openai.com/v1', quirks: { webSearch: 'asked' }, forCallers: true },
  },
};
