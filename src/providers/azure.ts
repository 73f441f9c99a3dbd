import type { Provider } from './provider.ts';
import { HOST_LABEL } from './provider.ts';

/**
 * OpenAI's models on Microsoft's cloud, by the v1 address that needs no version of the API. What is asked for is a deployment,
 * whose name the operator has chosen: `deployments` says which model is behind which. Blocked prompts are a 400 with the code
 * `content_filter`.
 */
export const azure: Provider = {
  id: 'azure',
  name: 'Azure OpenAI',
  protocol: 'openai-chat',
  baseUrl: 'https://{resource}.openai.azure.com/openai/v1',
  auth: { header: 'api-key', prefix: '', env: ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'] },
  statusPage: 'https://azure.status.microsoft/en-us/status',
  failureDomains: ['azure'],
  local: false,
  quirks: {},
  standbyModel: null,
  probeCostUsd: null,
  baseEnv: ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_BASE_URL'],
  basePath: '/openai/v1',
  translateTo: 'openai-responses',
  also: {
    'openai-responses': {
      baseUrl: 'https://{resource}.openai.azure.com/openai/v1',
      quirks: { webSearch: 'asked' },
      forCallers: true,
    },
  },
  place: {
    needs: {
      resource: {
        env: ['AZURE_OPENAI_RESOURCE_NAME', 'AZURE_RESOURCE_NAME'],
        fallback: null,
        pattern: HOST_LABEL,
        about: 'The name of the Azure resource, the first part of its address.',
      },
    },
  },
  cloud: { kind: 'entra', scope: 'https://cognitiveservices.azure.com/.default' },
  serves: ['openai'],
};
