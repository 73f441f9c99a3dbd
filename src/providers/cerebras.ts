import type { Provider } from './provider.ts';

/** Open models on Cerebras' own chips. Its schemas are strict ones, and a stream may end without saying why. */
export const cerebras: Provider = {
  id: 'cerebras',
  name: 'Cerebras',
  protocol: 'openai-chat',
  baseUrl: 'https://api.cerebras.ai/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['CEREBRAS_API_KEY'] },
  statusPage: 'https://status.cerebras.ai',
  failureDomains: ['cerebras'],
  local: false,
  quirks: {},
  standbyModel: 'gpt-oss-120b',
  probeCostUsd: null,
};
