import type { Provider } from './provider.ts';

/** Models on this machine, through LM Studio. */
export const lmstudio: Provider = {
  id: 'lmstudio',
  name: 'LM Studio',
  protocol: 'openai-chat',
  baseUrl: 'http://127.0.0.1:1234/v1',
  auth: null,
  statusPage: null,
  failureDomains: ['this-machine'],
  local: true,
  quirks: { oldMaxTokens: true, noImageUrls: true },
  standbyModel: null,
  probeCostUsd: 0,
  also: { 'openai-responses': { baseUrl: 'http://127.0.0.1:1234/v1', quirks: { noImageUrls: true } } },
  onlyByName: 'whatever listens on its usual port may be something else',
};
