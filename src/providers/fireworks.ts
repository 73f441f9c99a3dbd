import type { Provider } from './provider.ts';

/** Open models on Fireworks' machines. */
export const fireworks: Provider = {
  id: 'fireworks',
  name: 'Fireworks',
  protocol: 'openai-chat',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['FIREWORKS_API_KEY'] },
  statusPage: 'https://status.fireworks.ai',
  failureDomains: ['fireworks'],
  local: false,
  quirks: { oldMaxTokens: true },
  standbyModel: 'accounts/fireworks/models/gpt-oss-120b',
  probeCostUsd: null,
};
