import type { Provider } from './provider.ts';

/** Open models on Together's machines. */
export const together: Provider = {
  id: 'together',
  name: 'Together',
  protocol: 'openai-chat',
  baseUrl: 'https://api.together.ai/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['TOGETHER_API_KEY'] },
  statusPage: 'https://status.together.ai',
  failureDomains: ['together', 'cloudflare'],
  local: false,
  quirks: { oldMaxTokens: true },
  standbyModel: 'meta-llama/Llama-4-Scout-17B-16E-Instruct',
  probeCostUsd: null,
};
