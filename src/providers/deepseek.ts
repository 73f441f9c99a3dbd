import type { Provider } from './provider.ts';

/** DeepSeek's own models. It knows JSON mode but no schemas, and no images outside one vision model. */
export const deepseek: Provider = {
  id: 'deepseek',
  name: 'DeepSeek',
  protocol: 'openai-chat',
  baseUrl: 'https://api.deepseek.com',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['DEEPSEEK_API_KEY'] },
  statusPage: 'https://status.deepseek.com',
  failureDomains: ['deepseek'],
  local: false,
  quirks: { oldMaxTokens: true, noSchema: true, noImages: true, thoughtsBack: true },
  standbyModel: 'deepseek-v4-pro',
  probeCostUsd: null,
  also: { anthropic: { baseUrl: 'https://api.deepseek.com/anthropic/v1', quirks: { noImages: true, noPdf: true } } },
};
