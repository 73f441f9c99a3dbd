import type { Provider } from './provider.ts';

/** Claude from its maker. The address is the documented one with its `/v1`; other people's settings often leave that out. */
export const anthropic: Provider = {
  id: 'anthropic',
  name: 'Anthropic',
  protocol: 'anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  auth: { header: 'x-api-key', prefix: '', env: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'] },
  statusPage: 'https://status.claude.com',
  failureDomains: ['anthropic', 'cloudflare'],
  local: false,
  quirks: { webSearch: 'asked' },
  standbyModel: 'claude-sonnet-5-5',
  probeCostUsd: null,
  baseEnv: ['ANTHROPIC_BASE_URL'],
};
