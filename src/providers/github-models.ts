import type { Provider } from './provider.ts';

/**
 * Many makers' models with a GitHub token that has `models:read`. Requests are small and few per day on the free tier, so it is a
 * rung for short questions.
 */
export const githubModels: Provider = {
  id: 'github-models',
  name: 'GitHub Models',
  protocol: 'openai-chat',
  baseUrl: 'https://models.github.ai/inference',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['GITHUB_MODELS_TOKEN'] },
  statusPage: 'https://www.githubstatus.com',
  failureDomains: ['github', 'azure'],
  local: false,
  quirks: { oldMaxTokens: true },
  standbyModel: 'openai/gpt-4.1',
  probeCostUsd: null,
  onlyByName: 'a GitHub token is there for other things than prompts',
};
