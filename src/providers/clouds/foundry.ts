import { HOST_LABEL, type Provider, type Shape } from '../provider.ts';
import { bodyFor, type CloudRules, headersFor } from './body.ts';

const RULES: CloudRules = {
  cloud: 'foundry',
  serverTools: ['tool_search_tool_', 'web_search_', 'web_fetch_', 'code_execution_', 'mcp_toolset'],
  urls: true,
  files: true,
  schema: () => true,
  parallelChoice: true,
  eagerTools: true,
  autoCache: true,
  mismatch: 'prefix_mismatch_behavior',
};

/** As at Anthropic, with a deployment in the place of the model. */
const shape: Shape = (asked) => {
  const { body, betas, losses } = bodyFor(RULES, asked);
  return {
    path: '/messages',
    body: { model: asked.model, ...body, ...(asked.stream && { stream: true }) },
    headers: headersFor(asked, betas, true),
    losses,
  };
};

/**
 * Claude on Microsoft Foundry, with a key or with Entra. What is asked for is a deployment: `deployments` says which model is
 * behind which; without it, deployments are taken to be called like their models. Files that are named by an id are there
 * only for a caller who put them there.
 */
export const foundry: Provider = {
  id: 'foundry',
  name: 'Microsoft Foundry',
  protocol: 'anthropic',
  baseUrl: 'https://{resource}.services.ai.azure.com/anthropic/v1',
  auth: { header: 'x-api-key', prefix: '', env: ['ANTHROPIC_FOUNDRY_API_KEY'] },
  statusPage: 'https://azure.status.microsoft/en-us/status',
  failureDomains: ['azure'],
  local: false,
  quirks: { webSearch: 'asked' },
  standbyModel: 'claude-sonnet-5-5',
  probeCostUsd: null,
  baseEnv: ['ANTHROPIC_FOUNDRY_BASE_URL'],
  basePath: '/anthropic/v1',
  place: {
    needs: {
      resource: {
        env: ['ANTHROPIC_FOUNDRY_RESOURCE'],
        fallback: null,
        pattern: HOST_LABEL,
        about: 'The name of the Foundry resource, the first part of its address.',
      },
    },
  },
  cloud: { kind: 'entra', scope: 'https://cognitiveservices.azure.com/.default' },
  serves: ['anthropic'],
  shape,
};
