import type { Provider } from './provider.ts';

/**
 * The models of a GitHub Copilot subscription. GitHub's terms allow its use by those who have a seat, by the means that GitHub
 * offers; whether a gateway is one of them is between the operator and GitHub, so nothing of it happens by itself. It takes the
 * OAuth token of a Copilot client (`gho_…`) and no personal access token.
 */
export const githubCopilot: Provider = {
  id: 'github-copilot',
  name: 'GitHub Copilot',
  protocol: 'openai-chat',
  baseUrl: 'https://api.githubcopilot.com',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['GITHUB_COPILOT_TOKEN', 'COPILOT_GITHUB_TOKEN'] },
  statusPage: 'https://www.githubstatus.com',
  failureDomains: ['github', 'azure'],
  local: false,
  quirks: { oldMaxTokens: true },
  standbyModel: 'gpt-4.1',
  probeCostUsd: null,
  also: { 'openai-responses': { baseUrl: 'https://api.githubcopilot.com', quirks: {} } },
  onlyByName: 'a subscription may be used as its terms say, which is for its holder to decide',
};
